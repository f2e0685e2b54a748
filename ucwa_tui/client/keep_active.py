"""Reports activity every few minutes, so that the user's presence does not decay.

Source: UCWA reference, "reportMyActivity", "makeMeAvailable". The link is there only after makeMeAvailable, and only in
an application that was read after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.refusals import not_ucwa, refusal
from ucwa_tui.client.session import Session
from ucwa_tui.client.surroundings import Surroundings
from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.reports import Failure, FailureKind, KeepActiveChanged
from ucwa_tui.wire.sign_in_target import Grant

REL = "reportMyActivity"
_NO_SESSION = Failure(FailureKind.SIGN_IN, "activity is not reported: there is no application", "Sign in first.")
_ANONYMOUS = Failure(
    FailureKind.REFUSED,
    "activity is not reported: an anonymous guest has no presence",
    "Sign in with an account to have one.",
)
_UNAVAILABLE = Failure(
    FailureKind.REFUSED,
    f"activity is not reported: the application has no `{REL}` link",
    "It appears after makeMeAvailable: send that first, then switch this on again.",
)
_HOPELESS = frozenset({(409, "makemeavailablerequired"), (403, "anonymousnotallowed")})


class KeepActive:
    """Off until it is switched on.

    Args:
        report: the sink.
        surroundings: clocks and patience.
        session: the session at the time of asking; None while there is none.
    """

    def __init__(
        self,
        report: Callable[[KeepActiveChanged], None],
        surroundings: Surroundings,
        session: Callable[[], Session | None],
    ) -> None:
        self._report = report
        self._around = surroundings
        self._session = session
        self._task: asyncio.Task[None] | None = None
        self._last_at: float | None = None

    def switch(self, on: bool) -> None:
        """On or off; tells what came of it, where something changes."""
        if on == (self._task is not None):
            return
        if on:
            self._task = asyncio.get_running_loop().create_task(self._go_on())
            self._report(KeepActiveChanged(True, self._last_at))
        else:
            self._off(None)

    def _off(self, failure: Failure | None) -> None:
        task, self._task = self._task, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()
        self._report(KeepActiveChanged(False, self._last_at, failure))

    async def _go_on(self) -> None:
        """Report at once, and then again and again, until it makes no sense any more."""
        hopeless = await self._report_once()
        while hopeless is None:
            await asyncio.sleep(self._around.tuning.activity)
            hopeless = await self._report_once()
        self._off(hopeless)

    async def _report_once(self) -> Failure | None:
        """Report activity; why there is no point in going on, or None. Passing trouble is told, and put up with."""
        session = self._session()
        if session is None:
            return _NO_SESSION
        if session.target.grant is Grant.ANONYMOUS:
            return _ANONYMOUS
        try:
            url = await _link(session)
            if url is None:
                return _UNAVAILABLE
            answer = await session.request(_plan(url, session))
        except ClientFailure as error:
            self._report(KeepActiveChanged(True, self._last_at, error.failure))
            return None
        if answer.status // 100 == 2:
            self._last_at = self._around.clock()
            self._report(KeepActiveChanged(True, self._last_at))
            return None
        failure = refusal(answer, FailureKind.REFUSED).failure
        if _is_hopeless(answer):
            return failure
        self._report(KeepActiveChanged(True, self._last_at, failure))
        return None


async def _link(session: Session) -> str | None:
    """Where to report activity, absolute; where the link is missing, the application is read again first.

    Raises:
        ClientFailure: the application could not be read.
    """
    known = _known_link(session)
    if known is not None:
        return known
    plan = get_plan(session.application.url, session.target.payload_format)
    answer = await session.request(plan)
    if answer.status != 200:
        raise refusal(answer, FailureKind.REFUSED)
    resource = answer.resource_if_any()
    if resource is None:
        raise not_ucwa(answer, "its application cannot be read")
    session.application = replace(session.application, resource=resource, answer=answer)
    return _known_link(session)


def _known_link(session: Session) -> str | None:
    application = session.application
    me = next(iter(application.resource.embeds("me")), None)
    href = (me.href(REL) if me else None) or application.resource.href(REL)
    return resolve(application.url, href) if href else None


def _plan(url: str, session: Session) -> RequestPlan:
    headers = get_plan(url, session.target.payload_format).headers
    return RequestPlan("POST", url, headers, purpose=Purpose.ACTIVITY, operation=REL)


def _is_hopeless(answer: Answer) -> bool:
    reason = answer.reason()
    return (answer.status, ((reason.subcode if reason else None) or "").lower()) in _HOPELESS
