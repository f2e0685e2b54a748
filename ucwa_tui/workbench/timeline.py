"""What came of one of the user's operations, step by step: the request, its invitation, and all that it caused.

Built from the session when somebody asks; pure but for reading the session's events.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ucwa_tui.protocol.links import resolve
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.bounded_text import bounded
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.resource_index import resource_key
from ucwa_tui.workbench.state import Session
from ucwa_tui.workbench.state_changes import STATE, Change

MOST_STEPS = 2_000
"""Events in a timeline; of more, the first ones are shown, and how many are left out is told."""
_MARKS = frozenset({"lookup", "no answer", "lost"})
_REQUEST = "request"
_ENDED = ("Disconnected", "Deleted", "")
"""States of a conversation that does not go on; `Deleted` is our word."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened. Words are the server's: hostile."""

    at: float
    """Seconds since the epoch."""
    since_post: float
    since_before: float
    """Seconds since the step before; 0 for the first."""
    lane: str
    """Which resource: its rel, and a name where it has one."""
    depth: int
    """0 for the request and its invitation, more for what is nested in it."""
    what: str
    exchange: int | None = None
    ack: int | None = None
    seq: int | None = None
    """Of the event, where it is one."""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """A state and how long a resource was in it, in seconds since the POST; `until` None: it still is."""

    state: str
    since: float
    until: float | None
    is_final: bool = False
    """The word that it ended with: it does not last, and nothing comes after it."""

    def seconds(self, end: float) -> float:
        """How long, up to `end` where it is not over."""
        return (end if self.until is None else self.until) - self.since


@dataclass(frozen=True, slots=True)
class Lane:
    """A resource and the states it was in."""

    name: str
    depth: int
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole story of an operation."""

    ticket: int
    operation: str
    operation_id: str
    outcome: str
    posted_at: float
    steps: tuple[Step, ...]
    lanes: tuple[Lane, ...]
    """Those that had a state, in the order in which they came up."""
    end: float
    """Seconds from the POST to the last step: the end of the scale."""
    is_open: bool = False
    """The operation, or the conversation that it made, goes on as far as is known."""
    left_out: int = 0
    """Events that are too many, or no longer there."""


def timelines(session: Session) -> list[int]:
    """Tickets of the operations that have one, the newest last."""
    return session.book.tickets


def timeline_of(session: Session, view: InvitationView) -> Timeline:
    """The timeline of an operation, as far as it has come."""
    exchange = session.exchange(view.exchange_n) if view.exchange_n is not None else None
    seqs = sorted(session.book.traces(view.ticket).whole())
    events = [event for seq in seqs[:MOST_STEPS] if (event := session.event_log.by_seq(seq)) is not None]
    story = _Story(view, session.base_url)
    story.request(exchange)
    for event in events:
        story.event(event, session.event_log.changes(event.seq))
    story.marks()
    return Timeline(
        ticket=view.ticket,
        operation=view.operation,
        operation_id=view.operation_id,
        outcome=view.outcome.value,
        posted_at=view.posted_at,
        steps=_in_order(story.steps),
        lanes=tuple(story.lanes()),
        end=max(step.since_post for step in story.steps),
        is_open=not view.outcome.is_final or story.is_open,
        left_out=len(seqs) - len(events),
    )


def _in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """By time, each with the time since the one before."""
    ordered = sorted(steps, key=lambda step: step.at)
    return tuple(
        Step(s.at, s.since_post, s.at - before.at, s.lane, s.depth, s.what, s.exchange, s.ack, s.seq, s.href)
        for s, before in zip(ordered, [*ordered[:1], *ordered], strict=False)
    )


@dataclass(slots=True)
class _Open:
    """A lane while it is being told."""

    name: str
    depth: int
    stays: list[Stay] = field(default_factory=list)

    def state(self, word: str, since: float) -> None:
        """It is in this state from now on; the empty word: in none any more."""
        if self.stays and self.stays[-1].until is None:
            last = self.stays[-1]
            if last.state == word:
                return
            self.stays[-1] = Stay(last.state, last.since, since)
        if word:
            self.stays.append(Stay(word, since, None))

    def end(self, since: float) -> None:
        """It is over, with the state that it is in as its last word."""
        self.state("", since)
        if self.stays:
            last = self.stays[-1]
            self.stays[-1] = Stay(last.state, last.since, last.until, is_final=last.since == since)


class _Story:
    """Takes in events in the order of delivery."""

    def __init__(self, view: InvitationView, base_url: str) -> None:
        self.steps: list[Step] = []
        self._view, self._base = view, base_url
        self._lanes: dict[str, _Open] = {}

    @property
    def is_open(self) -> bool:
        """Whether the conversation goes on, as far as is known."""
        view = self._view
        return bool(view.conversation_href) and not view.lost and view.conversation_state not in _ENDED

    def lanes(self) -> Iterable[Lane]:
        """The resources that had states."""
        return (Lane(lane.name, lane.depth, tuple(lane.stays)) for lane in self._lanes.values() if lane.stays)

    def request(self, exchange: Exchange | None) -> None:
        """The POST and its answer."""
        view = self._view
        self._step(view.posted_at, _REQUEST, 0, f"POST {view.operation}", exchange=view.exchange_n)
        if exchange is None or exchange.elapsed is None:
            return
        answered = exchange.started_at + exchange.elapsed
        said = str(exchange.status) if exchange.status is not None else exchange.error or "no answer"
        self._step(answered, _REQUEST, 0, f"{said}, answered", exchange=view.exchange_n)
        lane = self._lanes.setdefault(_REQUEST, _Open(_REQUEST, 0))
        lane.state("waiting", 0.0)
        lane.state("", answered - view.posted_at)

    def event(self, event: ReceivedEvent, changes: tuple[Change, ...]) -> None:
        """An event of the operation, or of what it caused."""
        told = event.event
        key = resource_key(resolve(self._base, told.link.href))
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = _Open(_lane_name(event), depth_of(told.link.rel))
        since = event.at - self._view.posted_at
        state = told.resource.text(STATE) if told.resource is not None else None
        if told.type == "deleted" and told.in_ is None:
            self._end_below(lane, since)
        elif state:
            lane.state(bounded(state, 40), since)
        if told.type == "completed":
            lane.end(since)
        self._step(
            event.at,
            lane.name,
            lane.depth,
            what_of(event, changes),
            exchange=event.exchange,
            ack=event.ack,
            seq=event.seq,
            href=told.link.href,
        )

    def _end_below(self, ended: _Open, since: float) -> None:
        """It is gone, and so is everything that hangs deeper where it is the conversation."""
        ended.state("", since)
        if ended.depth == depth_of("conversation"):
            for lane in self._lanes.values():
                if lane.depth > ended.depth:
                    lane.state("", since)

    def marks(self) -> None:
        """What no event told."""
        for entry in self._view.timeline:
            if entry.label in _MARKS:
                what = " ".join(part for part in (entry.label, entry.state or "", entry.detail) if part)
                self._step(entry.at, _REQUEST, 0, what)
        if self._view.lost:  # when nobody was told, at the latest that is known of it
            last = max(step.since_post for step in self.steps)
            for lane in self._lanes.values():
                lane.state("", last)

    def _step(
        self,
        at: float,
        lane: str,
        depth: int,
        what: str,
        *,
        exchange: int | None = None,
        ack: int | None = None,
        seq: int | None = None,
        href: str = "",
    ) -> None:
        self.steps.append(Step(at, at - self._view.posted_at, 0.0, lane, depth, what, exchange, ack, seq, href))


def depth_of(rel: str) -> int:
    """How deep a resource hangs below the request: the conversation, what is in it, what is in that."""
    if rel.endswith("Invitation"):
        return 0
    if rel == "conversation":
        return 1
    return 3 if rel == "message" or (rel.startswith("participant") and rel != "participant") else 2


def _lane_name(event: ReceivedEvent) -> str:
    told = event.event
    name = told.link.title or (told.resource.text("name") if told.resource is not None else None) or ""
    return bounded(f"{told.link.rel} {name}".strip(), 100)


def what_of(event: ReceivedEvent, changes: tuple[Change, ...]) -> str:
    """What an event told: its type, the state as a change, status and reason, where it happened."""
    told = event.event
    state = (told.resource.text(STATE) if told.resource is not None else None) or ""
    before = next((change.before for change in changes if change.name == STATE), "")
    others = [change for change in changes if change.name != STATE]
    changed = ", ".join(f"{c.name}: {c.before} → {c.after}" if c.before else f"{c.name}: {c.after}" for c in others[:3])
    return bounded(
        " ".join(
            part
            for part in (
                told.type,
                f"in {told.in_.rel}" if told.in_ is not None and told.in_.rel else "",
                f"{before} → {state}" if before and state else state,
                told.status or "",
                told.reason.label if told.reason is not None else "",
                changed + (f" and {len(others) - 3} more" if len(others) > 3 else ""),
            )
            if part
        ),
        400,
    )
