"""Requests of a signed-in user: to the hosts that sign-in led to, with their tokens, renewed once when refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.application import Application
from ucwa_tui.client.client_failure import refused
from ucwa_tui.client.renewal import Renewals, refuses_token
from ucwa_tui.client.sender import Order, Sender
from ucwa_tui.client.token_desk import Token, TokenDesk
from ucwa_tui.protocol.links import host_of, resolve, same_host
from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.reports import Failure
from ucwa_tui.wire.sign_in_target import SignInTarget


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a request differs from an ordinary one."""

    read: float | None = None
    total: float | None = None
    ticket: int | None = None
    on_sent: Callable[[], None] | None = None
    renew: bool = True
    """Whether a refused token is replaced by a new one, and the request repeated once."""
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
        self._renewals = Renewals(desk, target)
        desk.application_url = application.url
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
        self._check_origin(url)
        await self.keep_fresh(url)
        token = self._desk.token_for(url)
        answer = await self._send(plan, url, token, waiting)
        if not refuses_token(answer) or not waiting.renew or not await self.renew(answer, token):
            return answer
        return await self._send(plan, url, self._desk.token_for(url), waiting)

    async def renew(self, refusal: Answer, used: Token | None) -> bool:
        """Get a new token after a refusal; see `Renewals.after_refusal`."""
        return await self._renewals.after_refusal(refusal, used)

    async def keep_fresh(self, url: str) -> None:
        """Renew the token of the URL's host where it would expire too soon; never fails."""
        if _origin(url) is not None:
            await self._renewals.early(url)

    def may_renew_later(self, url: str) -> bool:
        """Whether a renewal that has failed is worth another try."""
        return self._renewals.may_work_later(url)

    def renewal_failure(self, url: str) -> Failure | None:
        """Why the latest renewal of the token of the URL's host has failed: the token service's own reason."""
        return self._renewals.failure(url) if _origin(url) is not None else None

    def token_for(self, url: str) -> Token | None:
        """The token that a request to this URL would carry now."""
        return self._desk.token_for(url) if _origin(url) is not None else None

    def _check_origin(self, url: str) -> None:
        try:
            origin = place_of(url).origin
        except ValueError as error:
            raise refused(f"{url}: {error}") from None
        if origin not in self._origins:
            if origin.startswith("http:") and any(same_host(url, known) for known in self._origins):
                raise refused(
                    f"not sent: the link leads to {host_of(url)} over plain HTTP, which carries no token",
                    "The server should link https:// URLs: whoever runs it (or the proxy before it) can mend that.",
                )
            raise refused(
                f"not sent: {host_of(url) or origin} is not a host that sign-in led to, so it gets no token",
                "Open the link outside this program if you trust it.",
            )

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


def _origin(url: str) -> str | None:
    """None for what is no URL that anything can be sent to: sending it is refused with the reason."""
    try:
        return place_of(url).origin
    except ValueError:
        return None
