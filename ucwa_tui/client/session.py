"""Requests of a signed-in user: to the hosts that sign-in led to, with their tokens, renewed once when refused."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.application import Application
from ucwa_tui.client.client_failure import ClientFailure, refused
from ucwa_tui.client.sender import Order, Sender
from ucwa_tui.client.token_desk import Token, TokenDesk
from ucwa_tui.protocol.links import host_of, resolve
from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a request differs from an ordinary one."""

    read: float | None = None
    total: float | None = None
    ticket: int | None = None
    on_sent: Callable[[], None] | None = None
    renew: bool = True
    """Whether a 401 is answered with a new token and one repetition."""
    repeat: bool = True
    """Whether a kept connection that turns out to be closed is replaced."""


_ORDINARY = Waiting()


class Session:
    """What a sign-in has led to.

    Args:
        sender: carries the requests.
        desk: tokens, by host.
        target: as whom.
        origins: the origins that sign-in led to; nothing is sent anywhere else.
        application: the application as it was created.
        applications_url: where to create it again.
    """

    def __init__(
        self,
        sender: Sender,
        desk: TokenDesk,
        target: SignInTarget,
        origins: set[str],
        application: Application,
        applications_url: str,
    ) -> None:
        self._sender = sender
        self._desk = desk
        self._renewing = asyncio.Lock()
        self._origins = origins
        self.target = target
        self.application = application
        self.applications_url = applications_url

    @property
    def token(self) -> Token | None:
        """The token of the application's host."""
        return self._desk.token_for(self.application.url)

    async def request(self, plan: RequestPlan, waiting: Waiting = _ORDINARY) -> Answer:
        """Send a plan; a relative href is taken from the application's URL.

        Raises:
            ClientFailure: REFUSED where it would go to a foreign host; NETWORK where no whole answer came.
        """
        url = resolve(self.application.url, plan.href)
        token = self._token_for(url)
        answer = await self._send(plan, url, token, waiting)
        if answer.status != 401 or not waiting.renew or not await self.renew(answer, token):
            return answer
        return await self._send(plan, url, self._desk.token_for(url), waiting)

    async def renew(self, refusal: Answer, used: Token | None) -> bool:
        """Get a new token after a 401; False where that is impossible, which leaves the 401 as the answer.

        Args:
            refusal: the 401.
            used: the token that was refused; where another request has renewed it meanwhile, that is enough.
        """
        async with self._renewing:
            if self._desk.token_for(refusal.url) is not used:
                return True
            if self.target.grant is Grant.BEARER:
                return False
            try:
                await self._desk.obtain(self._desk.choose(refusal))
            except ClientFailure:
                return False  # its exchange is in the log and says why
            return True

    def token_for(self, url: str) -> Token | None:
        """The token that a request to this URL would carry now."""
        return self._desk.token_for(url)

    def _token_for(self, url: str) -> Token | None:
        try:
            origin = place_of(url).origin
        except ValueError as error:
            raise refused(f"{url}: {error}") from None
        if origin not in self._origins:
            raise refused(
                f"not sent: {host_of(url) or origin} is not a host that sign-in led to, so it gets no token",
                "Open the link outside this program if you trust it.",
            )
        return self._desk.token_for(url)

    async def _send(self, plan: RequestPlan, url: str, token: Token | None, waiting: Waiting) -> Answer:
        order = Order(
            plan if plan.href == url else replace(plan, href=url),
            url,
            token.secret if token else None,
            waiting.read,
            waiting.total,
            waiting.ticket,
            waiting.on_sent,
            waiting.repeat,
        )
        return await self._sender.send(order)
