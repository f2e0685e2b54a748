"""The clients of a sandbox as rows: a sign and a colour each, what they did, and what is wrong with it."""

from __future__ import annotations

from collections import Counter

from ucwa_tui.tui.exchange_rows import duration
from ucwa_tui.tui.overview_rows import GLYPHS, counted, severity_style
from ucwa_tui.tui.rows import Row, Span, fit, width_of, wrap_words
from ucwa_tui.wire.observed import ObservedClient
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.inspected import Inspected, Inspection
from ucwa_tui.workbench.lint.finding import LintRule, Severity

COLOURS = (
    "method-get",
    "event-completed",
    "method-put",
    "event-added",
    "method-delete",
    "token-number",
    "method-post",
    "token-literal",
)
"""Styles of clients, by their number; letters tell them apart where colours do not."""
LABEL = 12
COUNT = 6
FINDINGS = 10
SEEN = 10


def client_style(number: int) -> str:
    """The colour of a client."""
    return COLOURS[(number - 1) % len(COLOURS)] if number > 0 else "muted"


def sign_of(inspected: Inspected) -> Span:
    """The sign of a client in its colour."""
    number = inspected.client.number if inspected.client is not None else 0
    return inspected.letter, client_style(number)


def client_row(inspected: Inspected, inspection: Inspection, width: int, mark: str, *, shown: bool) -> Row:
    """One client in `width` cells.

    Args:
        inspected: a client, or all of them.
        inspection: everything.
        width: cells.
        mark: the cursor's column.
        shown: its exchanges are the ones in the list.
    """
    sign, style = sign_of(inspected)
    room = _room(inspection, width)
    name = _name(inspected.client, room) if inspected.client is not None else _all_words(inspection)
    found = findings_spans(inspected.counts)
    blanks = max(0, FINDINGS - sum(width_of(text) for text, _ in found))
    seen = "waits" if inspected.running and inspected.client is not None else _ago(inspected, inspection)
    return (
        (f"{mark} ", ""),
        (fit(sign, _sign_width(inspection)), style),
        (" ", ""),
        (fit(name, room), "bold" if shown else style),
        (fit(f"{inspected.exchanges:,}", COUNT, right=True), ""),
        ("  ", ""),
        *found,
        (" " * blanks, ""),
        (fit(seen, SEEN, right=True), "muted"),
    )


def heading_row(inspection: Inspection, width: int) -> Row:
    """What the columns are."""
    room, sign = _room(inspection, width), " " * _sign_width(inspection)
    text = f"   {sign}{fit('client', room)}{fit('exch.', COUNT, right=True)}  {fit('wrong', FINDINGS)}"
    return ((text + fit("seen", SEEN, right=True), "chrome-label"),)


def _sign_width(inspection: Inspection) -> int:
    return max(2, inspection.longest_letter)


def _room(inspection: Inspection, width: int) -> int:
    """Cells for a name."""
    return max(8, width - 3 - _sign_width(inspection) - COUNT - FINDINGS - SEEN - 2)


def _name(client: ObservedClient, room: int) -> str:
    """The name, and where it does not fit what tells it from others: of many somebodies, the program."""
    return client.program if not client.is_somebody and width_of(client.name) > room else client.name


def findings_spans(counts: Counter[Severity]) -> Row:
    """How many findings there are of each severity, as glyphs and numbers."""
    spans: list[Span] = []
    for severity in Severity:
        if counts[severity]:
            spans += [(" ", "")] if spans else []
            spans.append((f"{GLYPHS[severity]}{_short(counts[severity])}", severity_style(severity)))
    return tuple(spans) or (("✓", "state-connected"),)


def detail_rows(inspected: Inspected, inspection: Inspection, width: int) -> list[Row]:
    """Everything about a client in lines of at most `width` cells: who it is, what is wrong and what is right."""
    if inspected.client is None:
        return _about_all(inspection, width)
    client = inspected.client
    rows = _labelled("client", client.title, width, client_style(client.number))
    rows += _labelled("User-Agent", safe_line(client.user_agent) or "none", width)
    who = "a guest" if client.guest else safe_line(client.user) or "nobody yet"
    rows += _labelled("signed in", who, width)
    if client.endpoint_id:
        rows += _labelled("endpointId", safe_line(client.endpoint_id), width)
    seen = duration(max(0.0, inspected.last - inspected.began)) or "0 s"
    rows += _labelled("seen", f"{counted(inspected.exchanges, 'exchange')} within {seen}", width)
    rows += [(), *_wrong(inspected, width)]
    if inspected.right:
        rows += [(), (("what it does right", "tab-current"),)]
        for sentence in inspected.right:
            rows += _item("✓", f"It {safe_line(sentence)}.", width, "state-connected")
    return rows


def _wrong(inspected: Inspected, width: int) -> list[Row]:
    made = Counter(finding.rule.name for finding in inspected.findings)
    rules: dict[str, LintRule] = {f.rule.name: f.rule for f in inspected.capture().findings}
    if not rules:
        return [(("nothing is wrong so far", "state-connected"),)]
    rows: list[Row] = [(("what it does wrong", "tab-current"), ("  P lists each", "muted"))]
    for name, rule in rules.items():
        times = f" ({made[name]:,} times)" if made[name] > 1 else ""
        rows += _item(GLYPHS[rule.severity], f"{rule.title}{times}", width, severity_style(rule.severity))
        rows += [((f"  {line}", "muted"),) for line in wrap_words(rule.advice, max(20, width - 2))]
    return rows


def _about_all(inspection: Inspection, width: int) -> list[Row]:
    if not inspection.clients:
        words = "Nobody has come yet. Point a client at the sandbox: it appears here with its first request."
        return [((line, "muted"),) for line in wrap_words(words, width)]
    rows: list[Row] = []
    if inspection.lost:
        told = f"{counted(inspection.lost, 'exchange')} are missing: too many came at once, or too long ago"
        rows += [((line, "sev-warning"),) for line in wrap_words(told, width)]
    if inspection.forgotten:
        rows += [((f"{counted(inspection.forgotten, 'client')} before these are forgotten", "sev-warning"),)]
    words = "Enter shows the exchanges of the marked one, C goes on to the next, P lists what is wrong."
    return [*rows, *(((line, "muted"),) for line in wrap_words(words, width)), (), *_wrong(inspection.all, width)]


def _all_words(inspection: Inspection) -> str:
    count = len(inspection.clients)
    return "all together" if not count else f"all together: {counted(count, 'client')}"


def _ago(inspected: Inspected, inspection: Inspection) -> str:
    if not inspected.last:
        return ""
    quiet = inspection.now - inspected.last
    if quiet < 1:
        return "now"
    return f"{quiet:.0f} s ago" if quiet < 100 else f"{duration(quiet)} ago"


def _short(count: int) -> str:
    return str(count) if count < 1000 else f"{count // 1000}k"


def _labelled(label: str, text: str, width: int, style: str = "") -> list[Row]:
    lines = wrap_words(text, max(20, width - LABEL)) or [""]
    return [((fit(label if at == 0 else "", LABEL), "chrome-label"), (line, style)) for at, line in enumerate(lines)]


def _item(glyph: str, text: str, width: int, style: str) -> list[Row]:
    lines = wrap_words(text, max(20, width - 2))
    return [((f"{glyph if at == 0 else ' '} {line}", style),) for at, line in enumerate(lines)]
