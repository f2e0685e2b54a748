"""What an answer of the event channel says: the count, the way on, and every event in words."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.errors import explain
from ucwa_tui.protocol.events import Event, EventsAnswer
from ucwa_tui.protocol.links import ack_of
from ucwa_tui.workbench.explaining.page import Line, Mark, count, line
from ucwa_tui.workbench.explaining.rel_facts import EVENT_TYPES, MEANINGS, SENDERS, state_words

MOST_EVENTS = 60


def channel_lines(answer: EventsAnswer, url: str) -> Iterator[Line]:
    """The answer in reading order.

    Args:
        answer: read.
        url: that it was asked for with.
    """
    ack = ack_of(url)
    if ack is not None:
        yield line(f"{ack} · the server's count of answers", "ack")
    yield from _ways(answer)
    total = sum(len(sender.events) for sender in answer.senders)
    if not total:
        yield line("none: the time was up, nothing had happened", "events", Mark.GOOD)
        return
    yield line(f"{total}, to be taken in this order", "events")
    told = 0
    for sender in answer.senders:
        about = SENDERS.get(sender.rel)
        yield line(
            f"{count(len(sender.events), 'event')}{f' · {about}' if about else ''}", f"from {sender.rel}", strong=True
        )
        for event in sender.events:
            if told == MOST_EVENTS:
                yield line(f"{total - told} more events: the events pane has them (e)")
                return
            told += 1
            yield event_line(event)


def _ways(answer: EventsAnswer) -> Iterator[Line]:
    if answer.resync:
        words = "the server has lost the count: follow resync, and read again what you remember"
        yield line(words, "resync", Mark.NOTE, rel="resync", href=answer.resync)
    if answer.resume:
        words = "the channel begins anew: conversations before it are gone, parameters must be sent again"
        yield line(words, "resume", Mark.NOTE, rel="resume", href=answer.resume)
    if answer.next:
        yield line("following it confirms this answer", "next", Mark.GOOD, rel="next", href=answer.next)
    if not (answer.next or answer.resync or answer.resume):
        yield line("the answer says no way on: go back to the application's events link", "next", Mark.BAD)


def event_line(event: Event) -> Line:
    """One event in words."""
    words = []
    if event.link.title:
        words.append(f"“{event.link.title}”")
    state = event.resource.text("state") if event.resource is not None else None
    if state:
        words.append(state_words(state))
    words.append(EVENT_TYPES.get(event.type, "a type of event that is in no table of ours"))
    if event.in_ is not None:
        meaning = MEANINGS.get(event.in_.rel)
        words.append(f"in {event.in_.rel}{f' ({meaning})' if meaning else ''}")
    if event.status:
        words.append(f"with {event.status}")
    mark = Mark.NONE
    if event.reason is not None:
        said = explain(None, event.reason.code, event.reason.subcode)
        words += [event.reason.label, said.meaning, event.reason.message or ""]
        mark = Mark.NOTE if event.reason.code.lower() == "informational" else Mark.BAD
    elif event.type == "completed":
        mark = Mark.GOOD if (event.status or "").lower() == "success" else Mark.NOTE
    label = f"{event.type} {event.link.rel}"
    return line(" · ".join(word for word in words if word), label, mark, rel=event.link.rel, href=event.link.href)
