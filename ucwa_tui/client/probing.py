"""Looks for a domain's discovery service under the names that it may have.

Source: UCWA reference, "Autodiscovery". The inner and the outer name are tried at the same time, of each HTTPS before
HTTP. Whichever answers first, the inner name is preferred: a server that has both wants it so.
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


class Probing:
    """Tries names.

    Args:
        visitor: sends the requests.
        tuning: how long to wait for a name, and for a better one.
    """

    def __init__(self, visitor: Visitor, tuning: Tuning) -> None:
        self._visitor = visitor
        self._tuning = tuning

    async def look(self, url: str, *, patient: bool = True) -> Stop:
        """Ask one root, without any token. Everything but a root that leads on is a failure.

        Args:
            url: absolute.
            patient: False leaves time for others: half of what a name gets.

        Raises:
            ClientFailure: why this root is of no use; reported as a hop.
        """
        if self._visitor.out_of_time:
            late = ClientFailure(Failure(FailureKind.NETWORK, f"{host_of(url)}: not tried, no time was left"))
            self._visitor.failed(url, late)
            raise late
        try:
            answer = await self._visitor.get(Purpose.ROOT, url, self._tuning.probe / (1 if patient else 2))
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
        tracks = [loop.create_task(self._first_of(urls, failures)) for urls in roots]
        try:
            found = await _preferred(tracks, self._tuning.probe_grace)
        finally:
            for track in tracks:
                track.cancel()
            await asyncio.gather(*tracks, return_exceptions=True)
        if found is None:
            raise _nothing_found(domain, {url: failures[url] for urls in roots for url in urls})
        return found

    async def _first_of(self, urls: tuple[str, ...], failures: dict[str, Failure]) -> Stop | None:
        for url in urls:
            try:
                return await self.look(url)
            except ClientFailure as error:
                failures[url] = error.failure
        return None


async def _preferred(tracks: list[asyncio.Task[Stop | None]], grace: float) -> Stop | None:
    """The first in the list that has found something; once a later one has, the earlier ones get `grace` seconds."""
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
            "Check the domain and the network (VPN), or give the server's root URL.",
            last.exchange,
            last.status,
            diagnostics=last.diagnostics,
        )
    )


def _cause(url: str, headline: str) -> str:
    """A headline begins with the host as a rule; the scheme is what it lacks."""
    if headline.startswith(host_of(url)):
        return f"{url.partition('://')[0]}://{headline}"
    return f"{url}: {headline}"
