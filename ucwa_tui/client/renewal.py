"""New tokens in place of old ones: before they expire, and when they are refused.

Source: UCWA reference, "Authentication in UCWA".
"""

from __future__ import annotations

import asyncio

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.token_desk import Offer, Token, TokenDesk
from ucwa_tui.protocol.challenge import parse_challenges, token_challenge
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.reports import FailureKind
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
            except ClientFailure:
                return False  # its exchange is in the log and says why
            return True

    def may_work_later(self, url: str) -> bool:
        """Whether a renewal that has failed is worth another try: the credentials were not what was wrong."""
        return self._target.grant is not Grant.BEARER and place_of(url).origin not in self._hopeless

    async def _obtain(self, offer: Offer, origin: str) -> None:
        try:
            await self._desk.obtain(offer)
        except ClientFailure as error:
            failure = error.failure
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


def refuses_token(answer: Answer) -> bool:
    """Whether an answer wants another token: a 401, or a 403 with a challenge that names a token service."""
    if answer.status == 403:
        return token_challenge(parse_challenges(answer.message.headers_named("WWW-Authenticate"))) is not None
    return answer.status == 401
