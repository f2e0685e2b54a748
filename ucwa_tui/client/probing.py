"""Looks for a domain's discovery service under the names that it may have.

Source: UCWA reference, "Autodiscovery". The inner and the outer name are tried at the same time, each over HTTPS and a
little later over HTTP. Whichever answers first, the inner name is preferred, and HTTPS before that: a server that has
both wants it so. No name gets more than a share of the time: a silent one must not use up what the others need.
"""

from __future__ import annotations

import asyncio

from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.discovery_stop import Stop, stop_at
from ucwa_tui.client.tuning import Tuning
from ucwa_tui.client.visitor import Visitor
from ucwa_tui.protocol.links import host_of
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.protocol.sign_in_domain import discovery_roots
from ucwa_tui.wire.reports import Failure, FailureKind

_SHARE = 0.25
"""What one name may take at most of the time that sign-in has left."""
_ELSEWHERE = "Check the domain and the network (VPN), or give the server's root URL."


class Probing:
    """Tries names.

    Args:
        visitor: sends the requests.
        tuning: how long to wait for a name, and for a better one.
    """

    def __init__(self, visitor: Visitor, tuning: Tuning) -> None:
        self._visitor = visitor
        self._tuning = tuning

    async def look(self, url: str, part: float = 1.0) -> Stop:
        """Ask one root, without any token. Everything but a root that leads on is a failure.

        Args:
            url: absolute.
            part: of what a name may take, how much this one may.

        Raises:
            ClientFailure: why this root is of no use; reported as a hop.
        """
        left = self._visitor.left
        if left is not None and left <= 0:
            late = ClientFailure(Failure(FailureKind.NETWORK, f"{host_of(url)}: not tried, no time was left"))
            self._visitor.failed(url, late)
            raise late
        try:
            patience = self._tuning.probe if left is None else min(self._tuning.probe, left * _SHARE)
            answer = await self._visitor.get(Purpose.ROOT, url, patience * part)
        except asyncio.CancelledError:
            self._visitor.given_up(url)
            raise
        try:
            stop = stop_at(Purpose.ROOT, answer)
        except ClientFailure as error:
            self._visitor.failed(answer.url, error)
            raise
        self._visitor.arrived(stop)
        return stop

    async def find(self, domain: str, *, internal: bool) -> Stop:
        """The root of a domain.

        Args:
            domain: a domain name.
            internal: whether the name counts that only the inner network knows.

        Raises:
            ClientFailure: every name failed; the headline lists them with their causes.
        """
        loop = asyncio.get_running_loop()
        failures: dict[str, Failure] = {}
        roots = discovery_roots(domain, internal=internal)
        tracks = [loop.create_task(self._one_of(urls, failures)) for urls in roots]
        try:
            found = await _preferred(tracks, self._tuning.probe_grace)
        finally:
            await _given_up(tracks)
        if found is None:
            raise _nothing_found(domain, {url: failures[url] for urls in roots for url in urls})
        return found

    async def _one_of(self, urls: tuple[str, ...], failures: dict[str, Failure]) -> Stop | None:
        """The first URL that leads on; a later one only once those before it have failed. Each has a head start."""
        loop = asyncio.get_running_loop()
        looking: list[asyncio.Task[Stop | None]] = []
        try:
            for url in urls:
                looking.append(loop.create_task(self._look(url, failures)))
                done, _ = await asyncio.wait(looking[-1:], timeout=self._tuning.probe_stagger)
                if done and looking[-1].result():
                    break
            return await _preferred(looking, None)
        finally:
            await _given_up(looking)

    async def _look(self, url: str, failures: dict[str, Failure]) -> Stop | None:
        try:
            return await self.look(url)
        except ClientFailure as error:
            failures[url] = error.failure
            return None


async def _given_up(tasks: list[asyncio.Task[Stop | None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _preferred(tracks: list[asyncio.Task[Stop | None]], grace: float | None) -> Stop | None:
    """The first in the list that has found something; once a later one has, the earlier ones get `grace` seconds, or
    with None all the time that they take."""
    waiting = set(tracks)
    patience: float | None = None
    while True:
        done, waiting = await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        found = next((stop for track in tracks if track not in waiting and (stop := track.result())), None)
        hopeful = next((track for track in tracks if track in waiting or track.result()), None)
        if hopeful not in waiting or (found is not None and not done):
            return found
        patience = grace if found is not None else None


def _nothing_found(domain: str, failures: dict[str, Failure]) -> ClientFailure:
    """One failure for all: of the network only where no server at all has answered."""
    last = list(failures.values())[-1]
    silent = all(failure.kind is FailureKind.NETWORK for failure in failures.values())
    causes = "; ".join(_cause(url, failure.headline) for url, failure in failures.items())
    return ClientFailure(
        Failure(
            FailureKind.NETWORK if silent else FailureKind.SIGN_IN,
            f"no discovery service was found for {domain}: {causes}",
            _way_out(list(failures.values())),
            last.exchange,
            last.status,
            diagnostics=last.diagnostics,
        )
    )


def _way_out(failures: list[Failure]) -> str:
    """Where every name has failed for one cause, that is what to mend: with a proxy's refusal, no other name helps."""
    ways_out = {failure.way_out for failure in failures}
    only = ways_out.pop() if len(ways_out) == 1 else ""
    if only and all(failure.headline.startswith("proxy ") for failure in failures):
        return only
    return f"{only} {_ELSEWHERE}".strip()


def _cause(url: str, headline: str) -> str:
    """A headline begins with the host as a rule; the scheme is what it lacks."""
    if headline.startswith(host_of(url)):
        return f"{url.partition('://')[0]}://{headline}"
    return f"{url}: {headline}"
