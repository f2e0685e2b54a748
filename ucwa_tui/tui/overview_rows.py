"""A capture as rows: what it is, what is wrong with it, and the request of the selected exchange."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from ucwa_tui.protocol.payload import Number, Property
from ucwa_tui.tui.exchange_rows import duration, method_style, path_of, status_style, status_word
from ucwa_tui.tui.rows import Row, Span, cut_end, fit, wrap_words
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.lint.finding import LintFinding, Severity
from ucwa_tui.workbench.opened_capture import OpenedCapture

GLYPHS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.HINT: "·"}
"""What marks a finding where there is no room for its word."""
MOST_UNREAD = 6
LABEL = 12
"""Cells of the labels."""
MOST_VALUE = 300


def severity_style(severity: Severity) -> str:
    """The style of a finding."""
    return f"sev-{severity}"


def counted(count: int, word: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count:,} {word}" + ("" if count == 1 else "s")


def problem_spans(capture: OpenedCapture, *, short: bool = False) -> Row:
    """How many findings of each severity there are, and how much could not be read, in a row.

    Args:
        capture: what was looked through.
        short: glyphs in the place of words.
    """
    counts = Counter(finding.severity for finding in capture.findings)
    spans: list[Span] = []
    for severity in Severity:
        if counts[severity]:
            spans += [("  ", "")] if spans else []
            text = f"{GLYPHS[severity]} {counts[severity]:,}" if short else counted(counts[severity], severity)
            spans.append((text, severity_style(severity)))
    spans = spans or [("nothing found", "state-connected")]
    lost = sum(problem.lost for problem in capture.problems)
    return (*spans, (f"  {lost:,} not read", "sev-warning")) if lost else tuple(spans)


def overview_rows(capture: OpenedCapture, exchange: Exchange | None, width: int) -> list[Row]:
    """Everything in lines of at most `width` cells.

    Args:
        capture: the one that is looked at.
        exchange: the selected one; None: there is none.
        width: cells.
    """
    rows = _about(capture, width)
    rows += _unread(capture, width)
    if exchange is not None:
        rows += [(), *_selected(exchange, capture, width)]
    return rows


def _labelled(label: str, text: str, width: int, style: str = "") -> list[Row]:
    lines = wrap_words(text, max(20, width - LABEL)) or [""]
    return [((fit(label if at == 0 else "", LABEL), "chrome-label"), (line, style)) for at, line in enumerate(lines)]


def _about(capture: OpenedCapture, width: int) -> list[Row]:
    session = capture.session
    hosts = sorted({urlsplit(e.url).netloc for e in session.exchanges} - {""})
    shown = ", ".join(hosts[:4]) + (f" and {len(hosts) - 4} more" if len(hosts) > 4 else "")
    count = counted(len(session.exchanges), "exchange")
    rows = _labelled("capture", f"{safe_line(capture.name)} · {count} · {safe_line(capture.kind)}", width, "bold")
    if capture.left_out:
        rows += _labelled("left out", f"{counted(capture.left_out, 'tunnel')} of a proxy (CONNECT)", width, "muted")
    rows += _labelled("time", _span_of_time(capture), width)
    rows += _labelled("hosts", safe_line(shown) or "none named", width)
    rows += _labelled("tells of", _told(capture), width)
    found: Row = ((fit("problems", LABEL), "chrome-label"), *problem_spans(capture))
    return [*rows, (*found, ("  P lists them", "muted")) if capture.findings else found]


def _span_of_time(capture: OpenedCapture) -> str:
    if not capture.began:
        return "the capture has no times"
    try:
        began = datetime.fromtimestamp(capture.began)
    except (ValueError, OverflowError, OSError):
        return "beyond the calendar"
    return f"{began:%Y-%m-%d %H:%M:%S}, for {duration(max(0.0, capture.ended - capture.began))}"


def _told(capture: OpenedCapture) -> str:
    session = capture.session
    invitations = counted(len(session.invitations), "invitation")
    return f"{counted(len(session.events), 'event')}, {invitations}, {counted(len(session.gaps), 'gap')} of the channel"


def _unread(capture: OpenedCapture, width: int) -> list[Row]:
    if not capture.problems:
        return []
    lost = sum(problem.lost for problem in capture.problems)
    said = f"{counted(lost, 'part')} left out" if lost else "everything, with remarks"
    rows = _labelled("not read" if lost else "read", said, width, "sev-warning")
    for problem in capture.problems[:MOST_UNREAD]:
        where = f"{problem.entry}: " if problem.entry else ""
        text = safe_line(f"{where}{problem.rule}")
        rows += _labelled("", text, width, "sev-warning" if problem.lost else "muted")
    more = len(capture.problems) - MOST_UNREAD
    return rows + (_labelled("", f"and {more:,} more: P lists them", width, "muted") if more > 0 else [])


def _selected(exchange: Exchange, capture: OpenedCapture, width: int) -> list[Row]:
    step = capture.steps.get(exchange.n)
    head: Row = (
        (f"request #{exchange.n}", "tab-current"),
        (f"  {safe_line(exchange.operation or exchange.purpose)}", "bold"),
    )
    line: Row = (
        (fit(safe_line(exchange.method), LABEL), method_style(exchange.method)),
        (cut_end(path_of(exchange.url), max(8, width - LABEL - 6)), ""),
        ("  ", ""),
        (status_word(exchange), status_style(exchange)),
    )
    rows = [head, line]
    for name, value in _inputs(exchange, step):
        rows += _input(name, value, width)
    for finding in capture.findings_of(exchange.n):
        rows += finding_rows(finding, width)
    return rows


def _inputs(exchange: Exchange, step: Step | None) -> Iterator[tuple[str, str]]:
    """What was given to the server: query, input properties, form."""
    try:
        yield from parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)
    except ValueError:  # too many
        yield "query", "cannot be taken apart"
    if step is not None:
        yield from ((prop.name, _value_text(prop)) for prop in (step.sent.properties if step.sent else ()))
        yield from step.form.items()


def _value_text(prop: Property) -> str:
    match prop.value:
        case str(text):
            return text
        case Number(literal):
            return literal
        case bool(flag):
            return str(flag).lower()
        case None:
            return "null"
        case tuple(values):
            return ", ".join(_value_text(Property("", value)) for value in values)
        case _:
            return "…"


def _input(name: str, value: str, width: int) -> list[Row]:
    label = safe_line(name)
    text = cut_end(safe_line(value), MOST_VALUE) or "empty"
    if len(label) < 20:
        room = max(20, width - 22)
        lines = wrap_words(text, room)
        return [((f"  {fit(label if i == 0 else '', 20)}", "chrome-label"), (x, "")) for i, x in enumerate(lines)]
    rows: list[Row] = [((cut_end(f"  {label}", width), "chrome-label"),)]
    return [*rows, *(((f"    {x}", ""),) for x in wrap_words(text, max(20, width - 4)))]


def finding_rows(finding: LintFinding, width: int) -> list[Row]:
    """A finding with what to do about it."""
    style = severity_style(finding.severity)
    said = wrap_words(f"{GLYPHS[finding.severity]} {finding.severity}: {safe_line(finding.sentence)}", width)
    advice = wrap_words(f"{finding.rule.advice} (UCWA reference: {finding.rule.source})", max(20, width - 2))
    return [*(((line, style),) for line in said), *(((f"  {line}", "muted"),) for line in advice)]
