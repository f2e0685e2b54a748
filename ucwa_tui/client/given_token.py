"""A token that the user has given: which hosts it is brought to.

A token belongs to a host, and whoever has it is the user: discovery may lead anywhere, the token may not follow without
a word. It goes to the host that the user named, into the sign-in domain and to trusted hosts; else the user is asked.
Source: UCWA reference, "Authentication in UCWA".
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ucwa_tui.client.client_failure import sign_in_failure
from ucwa_tui.client.token_desk import TokenDesk
from ucwa_tui.client.trust import Trust
from ucwa_tui.protocol.links import host_of
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget


class GivenToken:
    """Brings the token to the desk, host by host; nothing to do with any other grant.

    Args:
        desk: keeps it.
        target: holds it.
        trust: where it may go unasked.
        ask: asks whether to trust a host; takes the host and the question's text.
    """

    def __init__(
        self, desk: TokenDesk, target: SignInTarget, trust: Trust, ask: Callable[[str, str], Awaitable[bool]]
    ) -> None:
        self._desk = desk
        self._secret = target.secret if target.grant is Grant.BEARER else None
        self._trust = trust
        self._ask = ask

    async def bring(self, url: str) -> None:
        """Let requests to the URL's host carry the token.

        Args:
            url: absolute.

        Raises:
            ClientFailure: SIGN_IN naming the host; the token does not go there.
        """
        if self._secret is None or self._desk.token_for(url) is not None:
            return
        self._desk.check_channel(url)
        if not self._trust.may_have_given_token(url):
            await self._have_approved(url)
        self._desk.give(url, self._secret)

    async def _have_approved(self, url: str) -> None:
        host, domain = host_of(url), self._trust.domain
        asked = f"Sign-in leads to {host}, outside the sign-in domain {domain}, and the given token would go there."
        if not await self._ask(host, f"{asked} Is that your server?"):
            raise sign_in_failure(
                f"sign-in leads to {host}, outside the sign-in domain {domain}: the given token is not sent there, as "
                "that was not approved",
                f"If {host} is your server, trust it (--trust-host {host}), or give a token for that host together "
                "with its URL (--applications).",
            )
        self._trust.approve(url)
