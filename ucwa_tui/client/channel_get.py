"""One P-GET: sends it, waits as long as the server may take, and says how it ended.

Source: UCWA reference, "Event channel details", "events" (parameters).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.channel_tools import ChannelTools
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.renewal import refuses_token
from ucwa_tui.client.session import Session, Waiting
from ucwa_tui.client.sleep_watch import SleepWatch
from ucwa_tui.client.token_desk import Token
from ucwa_tui.protocol.channel_effect import Poll
from ucwa_tui.protocol.channel_input import Answered, ConnectionLost, Outcome, Refused, Slept, Unreadable
from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.diagnostics import parse_diagnostics
from ucwa_tui.protocol.event_codec import decode_events
from ucwa_tui.protocol.links import add_query
from ucwa_tui.protocol.media import essence
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.protocol.retry_after import retry_after
from ucwa_tui.wire.reports import FailureKind

_SLEPT = "given up: the computer has slept, and the connection with it"


class ChannelGet:
    """Sends the P-GETs of one channel, one at a time.

    Args:
        session: carries the requests.
        tools: clocks and patience.
        on_sent: called with the URL of a P-GET when it is on the wire.
    """

    def __init__(self, session: Session, tools: ChannelTools, on_sent: Callable[[str], None]) -> None:
        self._session = session
        self._tools = tools
        self._on_sent = on_sent
        self._watch = SleepWatch(tools.clock, tools.monotonic, tools.tuning.sleep_check)
        self.last: Answer | None = None
        """The latest whole answer."""
        self.token: Token | None = None
        """What the latest P-GET carried."""
        self.ended = (0.0, 0)
        """When the latest P-GET ended, seconds since the epoch, and its exchange."""

    @property
    def timeout(self) -> float:
        """Seconds after which the server answers an idle P-GET."""
        return max(self._session.target.channel.timeout or 0.0, self._tools.tuning.channel_floor)

    async def send(self, poll: Poll) -> Outcome:
        """Send it, and wait for its end; a sleep of the computer is one.

        Raises:
            ClientFailure: it cannot be sent at all.
        """
        loop = asyncio.get_running_loop()
        watching = loop.create_task(self._watch.slept())  # first: it looks at the clocks before anything is sent
        asking = loop.create_task(self._ask(poll))
        try:
            await asyncio.wait((asking, watching), return_when=asyncio.FIRST_COMPLETED)
            if asking.done():
                return asking.result()
            self.ended = (self._tools.clock(), 0)
            return Slept(poll.url, watching.result())
        finally:
            asking.cancel(_SLEPT if watching.done() else None)
            watching.cancel()
            await asyncio.wait((asking, watching))

    async def _ask(self, poll: Poll) -> Outcome:
        url = self._with_parameters(poll.url) if poll.with_parameters else poll.url
        plan = RequestPlan(
            "GET", url, get_plan(url, self._session.target.payload_format).headers, purpose=Purpose.EVENTS
        )
        now = self._tools.monotonic
        began, sent = now(), None

        def on_sent() -> None:
            nonlocal sent
            sent = now()
            self._on_sent(poll.url)

        try:
            await self._session.keep_fresh(url)
            self.token = self._session.token_for(url)
            answer = await self._session.request(plan, self._waiting(on_sent))
        except ClientFailure as error:
            self.ended = (self._tools.clock(), error.failure.exchange or 0)
            if error.failure.kind is not FailureKind.NETWORK:
                raise
            held = 0.0 if sent is None else now() - sent
            return ConnectionLost(poll.url, error.failure.headline, now() - began, held)
        self.last = answer
        self.ended = (self._tools.clock(), answer.exchange.n)
        return self._outcome(poll.url, answer, now() - began, 0.0 if sent is None else now() - sent)

    def _waiting(self, on_sent: Callable[[], None]) -> Waiting:
        patience = self.timeout + self._tools.tuning.channel_margin
        # the state machine decides about repetitions
        return Waiting(patience, patience + self._tools.tuning.total, on_sent=on_sent, renew=False, repeat=False)

    def _with_parameters(self, url: str) -> str:
        parameters = self._session.target.channel
        for name in ("low", "medium", "timeout", "priority"):
            value = getattr(parameters, name)
            if value is not None:
                url = add_query(url, name, str(value))
        return url

    def _outcome(self, url: str, answer: Answer, took: float, held: float) -> Outcome:
        if answer.status != 200:
            wanted = retry_after(answer.message.header("Retry-After"), self._tools.clock())
            status = 401 if refuses_token(answer) else answer.status  # a 403 may want another token too
            own = answer.is_ucwas_own or answer.status < 400
            foreign = "" if own else essence(answer.content_type) or answer.kind
            told = parse_diagnostics(answer.diagnostics)
            return Refused(url, status, answer.reason(), took, wanted, held, foreign, told.text if told else "")
        try:
            return Answered(url, decode_events(answer.body, answer.content_type), took)
        except PayloadError as error:
            return Unreadable(url, f"the answer is not events: {error.text}", took)
