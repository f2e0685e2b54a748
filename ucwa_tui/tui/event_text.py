"""A whole event as rows: what the channel said, then the event as it would be written."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.tui.document_lines import body_rows
from ucwa_tui.tui.event_rows import clock_time
from ucwa_tui.tui.rows import Row
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.state_changes import Change


def event_title(received: ReceivedEvent) -> str:
    """For the box around it."""
    return f"Event {received.seq} · {safe_line(received.event.type)} {safe_line(received.event.link.rel)}"


def event_text(
    received: ReceivedEvent,
    payload_format: PayloadFormat,
    changes: Sequence[Change] = (),
    received_as: tuple[str, PayloadFormat] | None = None,
) -> list[Row]:
    """The rows.

    Args:
        received: the event.
        payload_format: what it is written in again where its own text is not kept.
        changes: what it has changed.
        received_as: its own text, cut out of the answer; None: not to be had.
    """
    from ucwa_tui.document.grammar import Grammar, laid_out

    event = received.event
    facts = [
        ("received", f"{clock_time(received.at)} in exchange #{received.exchange}, ack {received.ack}"),
        ("sender", f"{received.sender_rel}  {received.sender_href}"),
        ("event", f"{event.type} {event.link.rel}  {event.link.href}"),
    ]
    facts += [(change.name, f"{change.before or '(not told)'} → {change.after or '(empty)'}") for change in changes]
    if event.status:
        facts.append(("status", event.status))
    if event.reason:
        facts.append(("reason", f"{event.reason.label}  {event.reason.message or ''}"))
    rows: list[Row] = [((f"{name:9}", "muted"), (safe_line(text), "")) for name, text in facts]
    if received_as is not None:
        text, written_in = received_as
        size = len(text.encode("utf-8", "replace"))
        words = f"as received in #{received.exchange}, cut out of its body and laid out ({size} bytes):"
    else:
        text, written_in = written_again(received, payload_format), payload_format
        words = "as written again from what was understood (its own text is not kept any more):"
    rows += [(), ((words, "muted"),)]
    return [*rows, *body_rows(laid_out(text, Grammar(written_in.value)), written_in)]


def written_again(received: ReceivedEvent, payload_format: PayloadFormat) -> str:
    """The event as an answer would hold it, from what was understood of it."""
    from ucwa_tui.protocol.event_codec import encode_events
    from ucwa_tui.protocol.events import EventsAnswer, Sender

    sender = Sender(received.sender_rel, received.sender_href, (received.event,))
    return encode_events(EventsAnswer(None, None, senders=(sender,)), payload_format).decode("utf-8", "replace")
