"""New tokens in place of old ones: before they expire, and when they are refused.

Source: UCWA reference, "Authentication in UCWA".
"""

from __future__ import annotations

import asyncio

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.token_desk import Offer, Token, TokenDesk
from ucwa_tui.protocol.challenge import parse_challenges, token_challenge
from ucwa_tui.protocol.diagnostics import parse_diagnostics
from ucwa_tui.protocol.links import host_of
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.reports import Failure, FailureKind
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

_SPARE = 60.0
"""Seconds that a token must outlive the longest request."""
_PAUSE = 60.0
"""Seconds between a renewal that failed and the next try."""
_CREDENTIALS_REFUSED = (400, 401, 403)


class Renewals:
    """Renews tokens, one at a time.

    Args:
        desk: where tokens come from.
        target: as whom.
    """

    def __init__(self, desk: TokenDesk, target: SignInTarget) -> None:
        self._desk = desk
        self._target = target
        self._lock = asyncio.Lock()
        self._not_before: dict[str, float] = {}
        """When to try again, by origin, seconds since the epoch."""
        self._hopeless: set[str] = set()
        """Origins whose token service does not take the credentials any more: they are not sent again."""
        self._failures: dict[str, Failure] = {}
        """Why the latest renewal has failed, by origin."""

    async def early(self, url: str) -> None:
        """Renew the token of a URL's host if it expires too soon for another request.

        A failure is none as long as the old token is good; its exchange is in the log.
        """
        origin = place_of(url).origin
        if not self._due(url, origin) or (self._lock.locked() and self._is_good(url)):
            return
        async with self._lock:
            offer = self._desk.offer_for(url)
            if offer is None or not self._due(url, origin):
                return
            try:
                await self._obtain(offer, origin)
            except ClientFailure:
                self._not_before[origin] = self._desk.tools.clock() + _PAUSE

    async def after_refusal(self, refusal: Answer, used: Token | None) -> bool:
        """Get a new token after a refusal; False where that is impossible, which leaves the refusal as the answer.

        Args:
            refusal: a 401, or a 403 with a challenge.
            used: the token that was refused; where another request has renewed it meanwhile, that is enough.
        """
        async with self._lock:
            if self._desk.token_for(refusal.url) is not used:
                return True
            origin = place_of(refusal.url).origin
            if self._target.grant is Grant.BEARER or origin in self._hopeless:
                return False
            try:
                await self._obtain(self._desk.choose(refusal), origin)
            except ClientFailure as error:
                self._failures[origin] = error.failure
                return False
            return True

    def failure(self, url: str) -> Failure | None:
        """Why the latest renewal of the token of a URL's host has failed; None where it has not."""
        return self._failures.get(place_of(url).origin)

    def may_work_later(self, url: str) -> bool:
        """Whether a renewal that has failed is worth another try: the credentials were not what was wrong."""
        return self._target.grant is not Grant.BEARER and place_of(url).origin not in self._hopeless

    async def _obtain(self, offer: Offer, origin: str) -> None:
        try:
            await self._desk.obtain(offer)
            self._failures.pop(origin, None)
        except ClientFailure as error:
            failure = self._failures[origin] = error.failure
            if failure.kind is FailureKind.SIGN_IN and failure.status in _CREDENTIALS_REFUSED:
                self._hopeless.add(origin)
            raise

    def _due(self, url: str, origin: str) -> bool:
        token = self._desk.token_for(url)
        if token is None or token.expires_at is None or token.life is None or origin in self._hopeless:
            return False
        now = self._desk.tools.clock()
        return token.expires_at - now < min(self._margin, token.life / 2) and now >= self._not_before.get(origin, now)

    def _is_good(self, url: str) -> bool:
        token = self._desk.token_for(url)
        return token is not None and (token.expires_at or 0.0) > self._desk.tools.clock()

    @property
    def _margin(self) -> float:
        """Seconds: a token that is sent now must live until the longest request is over."""
        tuning = self._desk.tools.tuning
        return max(self._target.channel.timeout or 0.0, tuning.channel_floor) + tuning.channel_margin + _SPARE


def not_renewed(refusal: Answer, cause: Failure | None) -> Failure:
    """Why the event channel cannot go on for want of a token.

    Args:
        refusal: what the server said to the old one.
        cause: what the token service said to whoever wanted a new one; None where none was asked.
    """
    diagnostics = parse_diagnostics(refusal.diagnostics)
    told = f" ({diagnostics.text})" if diagnostics and diagnostics.text else ""
    headline = f"{host_of(refusal.url)}: the event channel's token was refused{told}, and no new one was to be had"
    return Failure(
        FailureKind.REFUSED,
        f"{headline}: {cause.headline}" if cause else headline,
        (cause.way_out if cause else "") or "Sign in again.",
        (cause.exchange if cause else None) or refusal.exchange.n,
        refusal.status,
        diagnostics=(cause.diagnostics if cause else None) or refusal.diagnostics,
    )


def refuses_token(answer: Answer) -> bool:
    """Whether an answer wants another token: a 401, or a 403 with a challenge that names a token service."""
    if answer.status == 403:
        return token_challenge(parse_challenges(answer.message.headers_named("WWW-Authenticate"))) is not None
    return answer.status == 401
