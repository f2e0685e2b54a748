"""The security check of discovery: a link that could be a trap is followed only when the user says so.

Source: UCWA reference, "Autodiscovery": a redirect is followed where the answer came over HTTPS, or leads to the
sign-in domain or a trusted host; otherwise the user is asked. The target is fetched over HTTPS. After sign-in the
check is not made again: the answer came from a host that has been authenticated to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.client.trust import Trust
from ucwa_tui.client.visitor import shown
from ucwa_tui.protocol.links import host_of
from ucwa_tui.wire.reports import UPGRADED, DiscoveryHop

ASKED_OVER_HTTPS = "the link says http://; asked over https: a token never goes over plain HTTP"


class SecurityCheck:
    """Lets links pass, or not.

    Args:
        trust: the rules.
        ask: asks whether to trust a host; takes the host and the question's text.
        report: told about approvals and refusals.
    """

    def __init__(
        self, trust: Trust, ask: Callable[[str, str], Awaitable[bool]], report: Callable[[DiscoveryHop], None]
    ) -> None:
        self._trust = trust
        self._ask = ask
        self._report = report

    async def cleared(self, came_from: str, leads_to: str, what: str, *, signed_in: bool) -> str:
        """The URL to follow a link to.

        Args:
            came_from: URL of the answer that held the link.
            leads_to: where it points, absolute.
            what: the link's name, for questions and failures.
            signed_in: whether a token was needed for that answer.

        Raises:
            ClientFailure: SIGN_IN, naming both hosts; reported as a hop.
        """
        try:
            self._trust.check_channel(came_from, leads_to, what)
            if not signed_in and self._trust.is_doubtful(came_from, leads_to):
                await self._have_approved(came_from, leads_to, what)
        except ClientFailure as error:
            self._report(DiscoveryHop(shown(leads_to), "refused", error.failure.headline))
            raise
        asked = self._trust.over_https(leads_to)
        if asked != leads_to and leads_to.lower().startswith("http:"):
            self._report(DiscoveryHop(shown(asked), UPGRADED, ASKED_OVER_HTTPS))
        return asked

    async def _have_approved(self, came_from: str, leads_to: str, what: str) -> None:
        host, domain = host_of(leads_to), self._trust.domain
        route = f"{host_of(came_from)} says over plain HTTP that its {what} leads to {host}"
        at_stake = " The given token would go there." if self._trust.has_given_token else ""
        if not await self._ask(host, f"{route}, outside the sign-in domain {domain}.{at_stake} Is that your server?"):
            raise sign_in_failure(
                f"{what} refused: {host_of(came_from)} leads to {host}, outside the sign-in domain {domain}, and says "
                "so over plain HTTP; it was not approved",
                f"If {host} is your server, approve it, add it to the trusted hosts, or give its root URL.",
            )
        self._trust.approve(leads_to)
        self._report(DiscoveryHop(shown(leads_to), "approved", f"{host} is trusted for {domain}"))
