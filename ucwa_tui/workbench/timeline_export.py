"""A timeline as text for others: Markdown, JSON Lines or CSV. Nothing in it can act on a terminal or a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from datetime import UTC, datetime

from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.timeline import Timeline

FORMATS = (".md", ".jsonl", ".csv")


def exported(timeline: Timeline, suffix: str) -> str:
    """The text for a file with this ending; Markdown for all but `.jsonl` and `.csv`."""
    match suffix.lower():
        case ".jsonl":
            return as_json_lines(timeline)
        case ".csv":
            return as_csv(timeline)
        case _:
            return as_markdown(timeline)


def utc(at: float) -> str:
    """A moment as ISO 8601 in UTC, to the millisecond; empty where there is no such moment."""
    try:
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return ""


def seconds(value: float) -> str:
    """A duration to the millisecond."""
    return f"{value:.3f}"


def as_markdown(timeline: Timeline) -> str:
    """Headline, steps as a table, states as a table."""
    lines = [
        f"# {_cell(timeline.operation)} {_cell(timeline.operation_id)}: {timeline.outcome}",
        "",
        f"POST at {utc(timeline.posted_at)}, {len(timeline.steps)} steps, {seconds(timeline.end)} s."
        + (f" {timeline.left_out} events are left out." if timeline.left_out else ""),
        "",
        "| time (UTC) | since POST | since before | resource | what | exchange | ack | event |",
        "| --- | ---: | ---: | --- | --- | ---: | ---: | ---: |",
    ]
    for step in timeline.steps:
        cells = [
            utc(step.at)[11:],
            f"{step.since_post:+.3f}",
            f"{step.since_before:+.3f}",
            "· " * step.depth + _cell(step.lane),
            _cell(step.what),
            f"#{step.exchange}" if step.exchange is not None else "",
            "" if step.ack is None else str(step.ack),
            "" if step.seq is None else str(step.seq),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "| resource | state | from | to | seconds |", "| --- | --- | ---: | ---: | ---: |"]
    for lane in timeline.lanes:
        for stay in lane.stays:
            until = "still" if stay.until is None else "final" if stay.is_final else seconds(stay.until)
            length = "" if stay.is_final else seconds(stay.seconds(timeline.end))
            lines.append(f"| {_cell(lane.name)} | {_cell(stay.state)} | {seconds(stay.since)} | {until} | {length} |")
    return "\n".join(lines) + "\n"


def as_json_lines(timeline: Timeline) -> str:
    """A line about the operation, one a step, one a state; `kind` tells them apart."""
    whole = {name: value for name, value in asdict(timeline).items() if name not in ("steps", "lanes")}
    records: list[dict[str, object]] = [{"kind": "operation", **whole, "time": utc(timeline.posted_at)}]
    records += [{"kind": "step", "time": utc(step.at), **asdict(step)} for step in timeline.steps]
    for lane in timeline.lanes:
        records += [{"kind": "state", "lane": lane.name, "depth": lane.depth, **asdict(stay)} for stay in lane.stays]
    return "".join(json.dumps(record) + "\n" for record in records)


def as_csv(timeline: Timeline) -> str:
    """The steps, with a head line."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["time", "since_post", "since_before", "resource", "depth", "what", "exchange", "ack", "event"])
    for step in timeline.steps:
        words = [_inert(step.lane), step.depth, _inert(step.what), step.exchange, step.ack, step.seq]
        writer.writerow([utc(step.at), seconds(step.since_post), seconds(step.since_before), *words])
    return stream.getvalue()


def _cell(text: str) -> str:
    """One cell of a Markdown table, as text."""
    safe = safe_line(text)
    for character in "\\`*_[]<>|#":
        safe = safe.replace(character, f"\\{character}")
    return safe


def _inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    safe = safe_line(text)
    return f"'{safe}" if safe[:1] in ("=", "+", "-", "@") else safe
