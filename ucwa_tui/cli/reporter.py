"""What a run of `join` tells on standard output, in either form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ucwa_tui.cli.output import Output
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.join_result import JoinResult


class Reporter(Protocol):
    """Gets told what happens, in order."""

    def exchange(self, exchange: Exchange) -> None:
        """An exchange has ended."""

    def event(self, received: ReceivedEvent) -> None:
        """An event was delivered."""

    def gap(self, gap: ChannelGap) -> None:
        """Between the events before and those after, some may be missing."""

    def invitation(self, view: InvitationView, elapsed: float) -> None:
        """The invitation has changed; `elapsed` seconds since the POST."""

    def result(self, result: JoinResult) -> None:
        """The last thing to tell."""


class JsonlReporter:
    """One JSON object a line."""

    def __init__(self, output: Output) -> None:
        self._output = output
        output.use_utf8()

    def exchange(self, exchange: Exchange) -> None:
        from ucwa_tui.cli.jsonl import exchange_line

        self._output.data(exchange_line(exchange))

    def event(self, received: ReceivedEvent) -> None:
        from ucwa_tui.cli.jsonl import event_line

        self._output.data(event_line(received))

    def gap(self, gap: ChannelGap) -> None:
        from ucwa_tui.cli.jsonl import gap_line

        self._output.data(gap_line(gap))

    def invitation(self, view: InvitationView, elapsed: float) -> None:
        from ucwa_tui.cli.jsonl import invitation_line

        self._output.data(invitation_line(view, elapsed))

    def result(self, result: JoinResult) -> None:
        from ucwa_tui.cli.jsonl import result_line

        self._output.data(result_line(result))


class EventsReporter:
    """A line for each event, and one where some may be missing."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._first: float | None = None

    def exchange(self, exchange: Exchange) -> None:
        """Nothing: events are what counts."""

    def event(self, received: ReceivedEvent) -> None:
        event, at = received.event, self._since(received.at)
        link = event.link
        parts = [event.type, link.rel or "?", link.href or "", link.title or ""]
        if event.in_ is not None:
            parts.append(f"in {event.in_.rel}")
        parts.append(_invites(received))
        parts.append(event.status or "")
        if event.reason is not None:
            parts += [part or "" for part in (event.reason.code, event.reason.subcode, event.reason.message)]
        told = " ".join(part for part in parts if part)
        self._output.data(safe_line(f"{at:9.3f} s  {received.sender_rel}: {told}"))

    def gap(self, gap: ChannelGap) -> None:
        self._output.data(safe_line(f"{self._since(gap.at):9.3f} s  gap: {gap.kind}: {gap.why}"))

    def invitation(self, view: InvitationView, elapsed: float) -> None:
        """Nothing: the events tell."""

    def result(self, result: JoinResult) -> None:
        """Nothing: the exit code and the narration tell."""

    def _since(self, at: float) -> float:
        """Seconds since the first line."""
        self._first = at if self._first is None else self._first
        return at - self._first


def _invites(received: ReceivedEvent) -> str:
    """Who invites to what, where an invitation of somebody else begins; else empty."""
    if received.event.type != "started" or received.event.resource is None:
        return ""
    from ucwa_tui.protocol.incoming import heard
    from ucwa_tui.protocol.invitation_input import EventSeen
    from ucwa_tui.workbench.incoming_words import asks, who

    seen = EventSeen(received.seq, received.at, received.sender_rel, received.sender_href, received.event, "")
    item = heard(None, seen)
    return f"({who(item)} {asks(item)})" if item is not None else ""


class TextReporter:
    """A line for each change of the invitation, and a block for the result, which names the URL once."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def exchange(self, exchange: Exchange) -> None:
        """Nothing: the narration names the requests that matter."""

    def event(self, received: ReceivedEvent) -> None:
        """Nothing: the invitation's changes are what counts."""

    def gap(self, gap: ChannelGap) -> None:
        """Nothing: the narration tells."""

    def invitation(self, view: InvitationView, elapsed: float) -> None:
        if view.state:  # a change of nothing but the URL: the result tells that
            self._output.data(safe_line(f"{elapsed:9.3f} s  {view.state}"))

    def result(self, result: JoinResult) -> None:
        rows = [(name, text) for name, text in _rows(result) if text]
        width = max(len(name) for name, _ in rows)
        for name, text in rows:
            self._output.data(safe_line(f"{name:<{width}}  {text}"))


def _rows(result: JoinResult) -> Iterator[tuple[str, str | None]]:
    label = result.code
    if label and result.subcode:
        label = f"{label}/{result.subcode}"
    yield "result", f"{result.outcome.value} (exit code {result.exit_code})"
    yield "operation id", result.operation_id
    yield "invitation", result.invitation
    yield "state", result.state
    yield "HTTP status", str(result.http_status) if result.http_status is not None else None
    yield "error", label
    yield "meaning", result.meaning
    yield "message", result.message if result.message != result.meaning else None
    yield "diagnostics", result.diagnostics
    yield "next step", result.way_out
