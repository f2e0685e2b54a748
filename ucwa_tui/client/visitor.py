"""Reads the resources of discovery: HTTP redirects within the sign-in domain are followed, and every hop is reported.

Source: UCWA reference, "Autodiscovery": a 302 to another domain than the discovery service's is a failure.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.client.discovery_stop import REDIRECT, Stop
from ucwa_tui.client.sender import Order, Sender
from ucwa_tui.client.token_desk import TokenDesk
from ucwa_tui.client.trust import Trust
from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.links import host_of, resolve
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose, RequestPlan
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.reports import DiscoveryHop

REDIRECTS = 5
"""HTTP redirects (30x) followed for one URL."""
_REDIRECTING = (301, 302, 303, 307, 308)
_MOMENT = 0.001
"""Seconds: the least that an exchange is given."""
_SHOWN = 500
"""Characters of a URL in a report: a server may write one of any length."""


class Visitor:
    """Sends the GETs of discovery.

    Args:
        sender: carries the requests.
        desk: tokens, by host.
        trust: which redirects are followed.
        form: the wire form to ask for.
        report: told about each hop.
    """

    def __init__(
        self,
        sender: Sender,
        desk: TokenDesk,
        trust: Trust,
        form: PayloadFormat,
        report: Callable[[DiscoveryHop], None],
    ) -> None:
        self._sender = sender
        self._desk = desk
        self._trust = trust
        self._form = form
        self._report = report

    async def get(self, name: Purpose, url: str, total: float | None = None) -> Answer:
        """GET a resource, with the token that its host has been given, if any.

        The last hop is the caller's to report: what came of it shows only when the answer is read.

        Args:
            name: ROOT or USER.
            url: absolute.
            total: seconds for all of it, redirects included; None takes the usual for each exchange.

        Raises:
            ClientFailure: SIGN_IN for a redirect that is not followed, or NETWORK; reported as a hop.
        """
        now = asyncio.get_running_loop().time
        end = None if total is None else now() + total
        for _ in range(REDIRECTS + 1):
            answer = await self._send(name, url, None if end is None else max(end - now(), _MOMENT))
            location = answer.message.header("Location")
            if answer.status not in _REDIRECTING or not location:
                return answer
            following = resolve(url, location)
            not_followed = self._trust.check_redirect(url, following)
            if not_followed:
                self.failed(url, not_followed.at(answer.exchange.n, answer.status), "refused")
                raise not_followed.at(answer.exchange.n, answer.status)
            detail = f"{answer.status} to {shown(following)}"
            self._report(DiscoveryHop(shown(url), "redirect", detail, answer.exchange.n))
            url = following
        endless = sign_in_failure(f"{host_of(url)} redirects again and again ({REDIRECTS} times)").at(
            answer.exchange.n, answer.status
        )
        self.failed(url, endless)
        raise endless

    def answered(self, answer: Answer, detail: str) -> None:
        """Report the hop of an answer that is no stop yet: a challenge."""
        self._report(DiscoveryHop(shown(answer.url), "answered", detail, answer.exchange.n))

    def arrived(self, stop: Stop) -> None:
        """Report the hop that led to a stop."""
        verdict = "redirect" if stop.way == REDIRECT else "answered"
        answer, detail = stop.answer, f"`{stop.way}` is {shown(stop.url)}"
        self._report(DiscoveryHop(shown(answer.url), verdict, detail, answer.exchange.n))

    def failed(self, url: str, error: ClientFailure, verdict: str = "failed") -> None:
        """Report a hop that led nowhere."""
        self._report(DiscoveryHop(shown(url), verdict, error.failure.headline, error.failure.exchange))

    @property
    def left(self) -> float | None:
        """Seconds that sign-in has left for further hops; None: any number."""
        return self._sender.left

    def given_up(self, url: str) -> None:
        """Report a hop that nobody waits for any more."""
        self._report(DiscoveryHop(shown(url), "failed", "not waited for any longer"))

    async def _send(self, name: Purpose, url: str, total: float | None) -> Answer:
        try:
            token = self._desk.token_for(url)
        except ValueError as error:
            raise sign_in_failure(f"{shown(url)}: {error}", "Give a root URL such as https://lyncdiscover…") from None
        plan = RequestPlan("GET", url, get_plan(url, self._form).headers, purpose=name)
        try:
            return await self._sender.send(Order(plan, url, token.secret if token else None, total=total))
        except ClientFailure as error:
            self.failed(url, error)
            raise


def shown(url: str) -> str:
    """A URL for reports: without userinfo and fragment, and not without end."""
    try:
        text = place_of(url).url
    except ValueError:
        text = url
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
