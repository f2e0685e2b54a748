"""The channel against a server that follows the channel's rules, over a network that does not.

The server numbers packages, repeats one until a request acknowledges it, answers a wrong number with `resync` and a
long absence with `resume`. Whatever gets lost: every event arrives once and in order, but for those that died with
their application.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from urllib.parse import parse_qs, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.channel import step
from ucwa_tui.protocol.channel_effect import Deliver, Effect, Fail, Gap, GapKind, Poll, Recreate
from ucwa_tui.protocol.channel_input import (
    Answered,
    ConnectionLost,
    Input,
    Opened,
    Recreated,
    RecreationLost,
    Refused,
    Reopened,
    Slept,
    Unreadable,
)
from ucwa_tui.protocol.channel_patience import Temper
from ucwa_tui.protocol.channel_state import Channel, Phase
from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer, Sender
from ucwa_tui.protocol.reason import Reason

HOST = "http://127.0.0.1:4711"
Place = tuple[int, int]
"""Numbering and ack."""


def href_of(place: Place) -> str:
    return f"/ucwa/v1/applications/1/events?key={place[0]}&ack={place[1]}"


def place_of(url: str) -> Place:
    query = parse_qs(urlsplit(url).query)
    return int(query["key"][0]), int(query["ack"][0])


@dataclass
class Package:
    """What is answered at a place, and the place whose request acknowledges it."""

    at: Place
    events: list[int]
    follow: Place
    resumes: bool = False


@dataclass
class ModelServer:
    """A server without a network: `get` is one P-GET that was received and answered."""

    pending: list[int] = field(default_factory=list)
    packages: list[Package] = field(default_factory=list)
    first_unacknowledged: int = 0
    absent: bool = False

    def get(self, url: str, *, linkless: bool = False, distrustful: bool = False) -> EventsAnswer:
        answer = self._get(url)
        if linkless:
            return EventsAnswer(answer.href, None, senders=answer.senders)
        if distrustful and answer.resync is None:
            resync = href_of(self.packages[self.first_unacknowledged].at)
            return EventsAnswer(answer.href, answer.next, resync, answer.resume, answer.senders)
        return answer

    def _get(self, url: str) -> EventsAnswer:
        asked = place_of(url)
        if not self.packages:
            return self._released(asked) if asked == (1, 1) else self._resync(asked)
        current = self.packages[self.first_unacknowledged]
        if asked == current.follow:
            self.first_unacknowledged += 1
            if self.first_unacknowledged == len(self.packages):
                return self._released(asked)
            return self._answer(self.packages[self.first_unacknowledged])
        if asked != current.at:
            return self._resync(asked)
        if current is self.packages[-1] and not current.resumes:
            current.events += self.pending
            self.pending = []
        return self._answer(current)

    def forget(self, count: int) -> None:
        """Lose the last acknowledgements, as after a move to another front end; never across a new numbering."""
        for _ in range(count):
            before = self.first_unacknowledged - 1
            if before >= 0 and not any(package.resumes for package in self.packages[before : before + 2]):
                self.first_unacknowledged = before

    @property
    def is_idle(self) -> bool:
        return not self.pending and self.first_unacknowledged >= len(self.packages) - 1

    def _released(self, at: Place) -> EventsAnswer:
        resumes, self.absent = self.absent, False
        follow = (at[0] + 1, 1) if resumes else (at[0], at[1] + 1)
        package = Package(at, self.pending, follow, resumes)
        self.pending = []
        self.packages.append(package)
        return self._answer(package)

    def _resync(self, asked: Place) -> EventsAnswer:
        at = self.packages[self.first_unacknowledged].at if self.packages else (1, 1)
        return EventsAnswer(href_of(asked), None, resync=href_of(at))

    @staticmethod
    def _answer(package: Package) -> EventsAnswer:
        events = tuple(Event("updated", EventLink("conversation", f"/c/{n}")) for n in package.events)
        follow = href_of(package.follow)
        return EventsAnswer(
            href=href_of(package.at),
            next=None if package.resumes else follow,
            resume=follow if package.resumes else None,
            senders=(Sender("communication", "/c", events),) if events else (),
        )


class Fault(Enum):
    NONE = auto()
    LOST_BEFORE = auto()
    LOST_AFTER = auto()
    UNREADABLE = auto()
    UNAVAILABLE = auto()
    REPLACED = auto()
    UNAUTHORIZED = auto()
    LINKLESS = auto()
    DISTRUSTFUL = auto()
    FORGETS_ONE = auto()
    FORGETS_THREE = auto()
    ABSENT = auto()
    STALE = auto()
    CUT_BEFORE = auto()
    CUT_AFTER = auto()
    GATEWAY_TIMEOUT = auto()
    THROTTLED = auto()
    SLEPT_BEFORE = auto()
    SLEPT_AFTER = auto()
    GONE = auto()
    EXPIRED = auto()
    RECREATION_LOST = auto()
    """Gone, and the first attempt at a new application is lost too."""


@dataclass
class Driver:
    """Carries out effects against the model server, one request outstanding."""

    server: ModelServer = field(default_factory=ModelServer)
    channel: Channel = field(default_factory=Channel)
    poll: Poll | None = None
    received: list[int] = field(default_factory=list)
    polls: int = 0
    failures: int = 0
    last_answered: Answered | None = None
    recreating: bool = False
    recreation_fault: bool = False
    gaps: list[GapKind] = field(default_factory=list)
    emitted: list[int] = field(default_factory=list)
    died: set[int] = field(default_factory=set)
    """Events that the server had when it ended the application."""

    def open(self, temper: Temper = Temper.BRIEF) -> None:
        self.feed(Opened(HOST + href_of((1, 1)), temper))

    def emit(self, count: int) -> None:
        new = list(range(len(self.emitted), len(self.emitted) + count))
        self.emitted += new
        self.server.pending += new

    @property
    def expected(self) -> list[int]:
        return [n for n in self.emitted if n not in self.died]

    def feed(self, happened: Input) -> None:
        phase = self.channel.phase
        self.channel, effects = step(self.channel, happened)
        if isinstance(happened, Answered) and phase is Phase.OPEN and effects and self.channel.phase is Phase.OPEN:
            assert isinstance(effects[0], Poll), "the next P-GET goes out before anything else"
        for effect in effects:
            self._carry_out(effect)
        assert (self.poll is not None) == (self.channel.phase is Phase.OPEN)

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Poll():
                self.poll = effect
                self.polls += 1
            case Deliver():
                self.received += [int(e.event.link.href.rpartition("/")[2]) for e in effect.events]
            case Fail():
                self.poll = None
                self.failures += 1
            case Recreate():
                self.poll = None
                self.recreating = True
            case Gap(kind):
                self.gaps.append(kind)
            case _:
                pass

    def _recreate(self) -> None:
        """Carry out what the machine wants until there is a P-GET to answer again."""
        while self.recreating:
            self.recreating = False
            if self.recreation_fault and self.channel.is_steady:
                self.recreation_fault = False
                self.feed(RecreationLost("503", 0.1))
            else:
                self.last_answered = None
                self.feed(Recreated(HOST + href_of((1, 1))))

    def _end_application(self) -> None:
        self.died |= set(self.emitted) - set(self.received)
        self.server = ModelServer()

    def turn(self, fault: Fault = Fault.NONE, took: float = 0.05) -> None:
        if self.poll is None:
            self.feed(Reopened())
        self._recreate()
        assert self.poll is not None
        url = self.poll.url
        if fault is Fault.ABSENT:
            self.server.absent = True
        elif fault in (Fault.FORGETS_ONE, Fault.FORGETS_THREE):
            self.server.forget(1 if fault is Fault.FORGETS_ONE else 3)
        elif fault is Fault.STALE and self.last_answered is not None and self.last_answered.url != url:
            self.feed(self.last_answered)
        elif fault in (Fault.GONE, Fault.EXPIRED, Fault.RECREATION_LOST):
            self._end_application()
            self.recreation_fault = fault is Fault.RECREATION_LOST
        self.feed(self._outcome(url, fault, took))
        self._recreate()

    def _outcome(self, url: str, fault: Fault, took: float) -> Input:
        match fault:
            case Fault.LOST_BEFORE:
                return ConnectionLost(url, "no connection")
            case Fault.UNAVAILABLE:
                return Refused(url, 503, Reason("ServiceUnavailable"))
            case Fault.REPLACED:
                return Refused(url, 409, Reason("Conflict", "PGetReplaced"))
            case Fault.UNAUTHORIZED:
                return Refused(url, 401)
            case Fault.CUT_BEFORE:
                return ConnectionLost(url, "closed", 60.0, 60.0)
            case Fault.GATEWAY_TIMEOUT:
                return Refused(url, 504, None, 60.0, None, 60.0)
            case Fault.THROTTLED:
                return Refused(url, 429, Reason("TooManyRequests"), 0.1, 5.0)
            case Fault.SLEPT_BEFORE:
                return Slept(url, 600.0)
            case Fault.GONE | Fault.RECREATION_LOST:
                return Refused(url, 404, Reason("NotFound", "ApplicationNotFound"))
            case Fault.EXPIRED:
                return Refused(url, 410, Reason("Gone", "InactiveApplicationExpired"))
        answer = self.server.get(url, linkless=fault is Fault.LINKLESS, distrustful=fault is Fault.DISTRUSTFUL)
        match fault:
            case Fault.LOST_AFTER:
                return ConnectionLost(url, "closed in the middle")
            case Fault.UNREADABLE:
                return Unreadable(url, "truncated")
            case Fault.CUT_AFTER:
                return ConnectionLost(url, "closed in the middle", 60.0, 60.0)
            case Fault.SLEPT_AFTER:
                return Slept(url, 600.0)
        self.last_answered = Answered(url, answer, took)
        return self.last_answered


Schedule = list[tuple[int, Fault, float]]
SCHEDULES: st.SearchStrategy[Schedule] = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(Fault), st.sampled_from((0.01, 1.5, 180.0))), max_size=40
)


@given(SCHEDULES, st.sampled_from(Temper))
@settings(max_examples=150, deadline=None)
def test_every_event_arrives_once_and_in_order(schedule: Schedule, temper: Temper) -> None:
    driver = Driver()
    driver.open(temper)
    for count, fault, took in schedule:
        driver.emit(count)
        driver.turn(fault, took)
        assert driver.received == driver.expected[: len(driver.received)]
    quiet = 0
    while not driver.server.is_idle or quiet < 3:
        driver.turn()
        quiet += 1
        assert quiet < 2 * len(schedule) + 10, "the channel must come to rest"
    assert driver.received == driver.expected
    assert driver.polls <= 3 * len(schedule) + 20
    if driver.died:
        assert GapKind.RECREATED in driver.gaps


@given(st.integers(1, 30), st.lists(st.sampled_from([Fault.LOST_AFTER, Fault.UNREADABLE]), min_size=1, max_size=4))
def test_what_is_added_while_answers_get_lost_comes_after_what_was_there(count: int, faults: list[Fault]) -> None:
    driver = Driver()
    driver.open()
    for n in range(count):
        driver.server.pending.append(n)
        driver.turn(faults[n % len(faults)] if n % 3 else Fault.NONE)
    for _ in range(3):
        driver.turn()
    assert driver.received == list(range(count))


NO_TROUBLE = frozenset(
    {Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.GATEWAY_TIMEOUT, Fault.SLEPT_BEFORE, Fault.SLEPT_AFTER}
)
LOST = frozenset({Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.UNREADABLE, Fault.UNAVAILABLE, Fault.THROTTLED})


@given(st.sampled_from([f for f in Fault if f not in (Fault.NONE, Fault.STALE, Fault.ABSENT)]))
def test_a_fault_that_never_ends_ends_the_channel_or_lets_it_work(fault: Fault) -> None:
    driver = Driver()
    driver.open()
    driver.server.pending = [0, 1]
    for _ in range(30):
        driver.turn(fault)
        if driver.failures:
            break
    harmless = NO_TROUBLE | {Fault.FORGETS_ONE, Fault.FORGETS_THREE}
    assert driver.failures == (0 if fault in harmless else 1)
    assert driver.received in ([], [0, 1])


@given(st.sampled_from([f for f in Fault if f not in (Fault.NONE, Fault.STALE, Fault.ABSENT)]))
def test_a_steady_channel_slows_down_under_a_fault_that_never_ends(fault: Fault) -> None:
    driver = Driver()
    driver.open(Temper.STEADY)
    waited = 0.0
    for _ in range(400):
        driver.turn(fault, took=0.05)
        if driver.failures:
            break
        assert driver.poll is not None
        waited += driver.poll.delay
    assert driver.failures == (0 if fault in NO_TROUBLE else 1)
    assert fault not in LOST or waited > 800.0, "gave up too early"


# --- any answers at all --------------------------------------------------------------------------------------------

LINKS = st.sampled_from([None, "", "/e?ack=1", "/e?ack=2", "/e?ack=3", "/e", "?ack=x", "http://[::1", "mailto:a@b"])
EVENT = st.sampled_from([Event("updated", EventLink("me", "/me")), Event("added", EventLink("note", "/note"))])
ANSWERS = st.builds(
    EventsAnswer,
    href=LINKS,
    next=LINKS,
    resync=st.one_of(st.none(), LINKS),
    resume=st.one_of(st.none(), LINKS),
    senders=st.lists(
        st.builds(Sender, st.just("me"), st.just("/me"), st.lists(EVENT, max_size=3).map(tuple)), max_size=2
    ).map(tuple),
)


@given(ANSWERS)
@settings(max_examples=100, deadline=None)
def test_one_answer_for_ever_is_slowed_down_or_ends(answer: EventsAnswer) -> None:
    channel, effects = step(Channel(), Opened(f"{HOST}/e?ack=1"))
    waited = 0.0
    for _ in range(40):
        if channel.phase is not Phase.OPEN or channel.url is None:
            break
        channel, effects = step(channel, Answered(channel.url, answer, 0.0))
        waited += sum(e.delay for e in effects if isinstance(e, Poll))
    assert channel.phase is Phase.FAILED or waited > 30.0


@given(st.lists(ANSWERS, max_size=30))
@settings(max_examples=100, deadline=None)
def test_any_answers_leave_exactly_one_request_or_a_failure(answers: list[EventsAnswer]) -> None:
    channel, effects = step(Channel(), Opened(f"{HOST}/e?ack=1"))
    for answer in answers:
        if channel.phase is not Phase.OPEN or channel.url is None:
            break
        channel, effects = step(channel, Answered(channel.url, answer, 0.0))
        polls = [e for e in effects if isinstance(e, Poll)]
        fails = [e for e in effects if isinstance(e, Fail)]
        assert (len(polls), len(fails)) == ((1, 0) if channel.phase is Phase.OPEN else (0, 1))
        assert all(p.url == channel.url for p in polls)
        assert all(e.events for e in effects if isinstance(e, Deliver))
