"""What the clients of a sandbox did, as a report for people (Markdown) or for programs (JSON). Pure.

Client texts are hostile: in Markdown they are code, where they can neither format nor link, and no control character
gets through.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby

from ucwa_tui.wire.har_record import Json
from ucwa_tui.wire.safe_text import json_safe, safe_line
from ucwa_tui.workbench.judging import Judge, Judged, Record
from ucwa_tui.workbench.lint.finding import Severity, finding_facts
from ucwa_tui.workbench.lint.run import RULES

FORMAT = 1
"""Of the JSON report."""
MOST_SHOWN = 20
"""So many findings of one rule are listed in Markdown; JSON has all that are kept."""
LONGEST_TEXT = 500
_TITLE = "# What the clients of the sandbox did"
_JSON_START = f'{{\n "format": {FORMAT},\n "at": '
_BACKTICKS = re.compile("`+")


def markdown_report(judge: Judge, now: float) -> bytes:
    """The report in Markdown.

    Args:
        judge: has seen everything.
        now: seconds since the epoch, by the sandbox's time.
    """
    records = _ordered(judge)
    lines = [_TITLE, "", f"{_moment(now)}: {_summary(judge)}.", ""]
    if judge.lost:
        lines += [f"**{_counted(judge.lost, 'exchange')} could not be recorded: too many came at once.**", ""]
    if judge.forgotten:
        gone = _counted(judge.forgotten, "client")
        lines += [f"**{gone} of which less was to be told are forgotten: only the sums hold them.**", ""]
    for record in records:
        lines += [*_client(record), ""]
    return ("\n".join(lines).rstrip() + "\n").encode()


def json_report(judge: Judge, now: float) -> bytes:
    """The same in JSON, with everything that is kept."""
    records, counts = _ordered(judge), judge.counts
    report: Json = {
        "format": FORMAT,
        "at": now,
        "exchanges": judge.exchanges,
        **{f"{severity}s": counts[severity] for severity in Severity},
        "notRecorded": judge.lost,
        "forgottenClients": judge.forgotten,
        "clients": [_client_object(record) for record in records],
    }
    return json_safe_block(json.dumps(report, ensure_ascii=False, indent=1)).encode()


def is_report(beginning: bytes) -> bool:
    """Whether a file that begins so is a report, of either form."""
    return beginning.startswith((f"{_TITLE}\n".encode(), _JSON_START.encode()))


def json_safe_block(text: str) -> str:
    """An indented JSON text, safe to print."""
    return "\n".join(json_safe(line) for line in text.split("\n")) + "\n"


def client_object(record_client: Judged | Record) -> dict[str, Json]:
    """Who a client is."""
    client = record_client.client
    return {
        "number": client.number,
        "letter": client.letter,
        "name": client.name,
        "userAgent": client.user_agent,
        "user": client.user,
        "guest": client.guest,
        "endpointId": client.endpoint_id,
    }


def _client_object(record: Record) -> Json:
    return {
        **client_object(record),
        "first": record.first,
        "last": record.last,
        "exchanges": record.exchanges,
        **{f"{severity}s": record.counts[severity] for severity in Severity},
        "findings": [{**finding_facts(judged.finding, judged.exchange)} for judged in record.findings],
        "right": list(_right(record)),
        "partlyForgotten": record.story.cut,
    }


def _ordered(judge: Judge) -> list[Record]:
    return sorted(judge.records.values(), key=lambda record: record.client.number)


def _summary(judge: Judge) -> str:
    return f"{_counted(judge.clients, 'client')}, {_deeds(judge.exchanges, judge.counts)}"


def _deeds(exchanges: int, counts: Counter[str]) -> str:
    found = [_counted(counts[severity], severity.value) for severity in Severity if counts[severity]]
    return ", ".join([_counted(exchanges, "exchange"), *(found or ["nothing found"])])


def _client(record: Record) -> Iterator[str]:
    client = record.client
    yield f"## {client.letter}: {_code(client.name)}"
    yield ""
    yield f"- User-Agent: {_code(client.user_agent) if client.user_agent else 'none'}"
    who = "a guest" if client.guest else _code(client.user) if client.user else "nobody: it never signed in"
    yield f"- signed in: {who}" + (f", endpointId {_code(client.endpoint_id)}" if client.endpoint_id else "")
    yield f"- seen: {_moment(record.first)} to {_moment(record.last)}, {_deeds(record.exchanges, record.counts)}"
    if record.story.cut:
        yield "- its story was too long to be kept whole: what only the beginning shows is not judged any more"
    if record.faults:
        yield "- a fault in this program kept it from being judged at some moments"
    yield ""
    yield from _wrong(record)
    right = list(_right(record))
    if right:
        yield "### Right"
        yield ""
        yield from (f"- It {sentence}." for sentence in right)


def _wrong(record: Record) -> Iterator[str]:
    order = {rule.name: place for place, rule in enumerate(RULES)}
    severities = list(Severity)
    findings = sorted(
        record.findings,
        key=lambda j: (severities.index(j.finding.severity), order[j.finding.rule.name], j.finding.n),
    )
    if not findings:
        return
    yield "### Wrong"
    yield ""
    for rule, group in groupby(findings, key=lambda judged: judged.finding.rule):
        made = list(group)
        yield f"**{rule.severity}: {rule.title}** ({_code(rule.name)}, {_counted(len(made), 'time')})"
        yield ""
        for judged in made[:MOST_SHOWN]:
            exchange = judged.exchange
            status = exchange.status or "no answer"
            yield f"- exchange {exchange.n}, {_code(f'{exchange.method} {exchange.url}')}: {status}"
            yield f"  {_code(judged.finding.sentence)}"
        if len(made) > MOST_SHOWN:
            yield f"- and {len(made) - MOST_SHOWN} more"
        yield ""
        yield f"What to do: {rule.advice} (UCWA reference: {rule.source})"
        yield ""


def _right(record: Record) -> Iterator[str]:
    return record.merits.told({judged.finding.rule.name for judged in record.findings})


def _code(text: str) -> str:
    """A hostile text as a code span; it can hold backticks, but not end the span."""
    shown = safe_line(text)
    shown = shown if len(shown) <= LONGEST_TEXT else shown[: LONGEST_TEXT - 1] + "…"
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(shown)), default=0) + 1)
    room = " " if shown.startswith(("`", " ")) or shown.endswith(("`", " ")) else ""
    return f"{fence}{room}{shown}{room}{fence}"


def _moment(seconds: float) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return "beyond the calendar"


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")
