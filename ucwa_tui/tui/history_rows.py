"""The history as rows: runs, and below each its exchanges, the newest first; and which of them pass a filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from ucwa_tui.tui.exchange_rows import method_style, path_of, size_of
from ucwa_tui.tui.overview_rows import counted
from ucwa_tui.tui.rows import Row, cut_end, fit, fit_middle, width_of
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.history_entries import HistoryLine, HistoryList, HistoryRun

_STATUS_STYLES = {2: "status-ok", 3: "status-redirect", 4: "status-client-error", 5: "status-server-error"}
NO_TIME = "----------"


@dataclass(frozen=True)
class Entry:
    """A row: a run, or one exchange of it."""

    run: HistoryRun
    line: HistoryLine | None = None
    """None: the row is the run's own."""
    count: int = 0
    """Exchanges of the run that are shown."""
    weight: int = 0
    """Bytes of all its exchanges."""

    @cached_property
    def words(self) -> str:
        """What a filter looks at, besides bodies."""
        run, line = self.run, self.line
        kind = "sandbox" if run.sandbox else ""
        texts = [moment(run.started_at), run.profile, run.server, run.user, kind]
        if line is not None:
            status = str(line.status or line.state)
            texts += [line.method, line.url, status, line.operation, line.purpose, moment(line.started_at)]
        return " ".join(texts).casefold()


def moment(at: float, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A time for the eye."""
    try:
        return datetime.fromtimestamp(at).strftime(form)
    except (ValueError, OverflowError, OSError):
        return NO_TIME


def run_title(run: HistoryRun) -> str:
    """Server, user and profile, safe to show."""
    where = "sandbox" if run.sandbox else run.server or "no server"
    profile = f"{run.profile}: " if run.profile else ""
    return safe_line(f"{profile}{where}" + (f" · {run.user}" if run.user else ""))


def entries_of(listed: HistoryList) -> tuple[Entry, ...]:
    """Everything as rows; works out what a filter looks at, which takes a while."""
    weights: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for line in listed.lines:
        weights[line.run] += line.weight
        counts[line.run] += 1
    runs = {run.uid: run for run in listed.runs}
    entries: list[Entry] = []
    last = ""
    for line in listed.lines:
        run = runs[line.run]
        if line.run != last:
            last = line.run
            entries.append(Entry(run, None, counts[last], weights[last]))
        entries.append(Entry(run, line))
    for entry in entries:
        _ = entry.words
    return tuple(entries)


def passing(entries: Iterable[Entry], text: str, bodies: frozenset[tuple[str, int]]) -> list[Entry]:
    """The rows that pass a filter: every word occurs in a row, or the whole text in a body. A run stays with its rows.

    Args:
        entries: all.
        text: the filter; empty: all pass.
        bodies: run and number of the exchanges whose bodies hold the text.
    """
    wanted = text.casefold().split()
    if not wanted:
        return list(entries)
    kept: list[Entry] = []
    for entry in entries:
        line = entry.line
        if line is None:
            if kept and kept[-1].line is None:
                kept.pop()  # nothing of the run before it passes
            kept.append(entry)
        elif (line.run, line.n) in bodies or all(word in entry.words for word in wanted):
            kept.append(entry)
    if kept and kept[-1].line is None:
        kept.pop()
    return kept


def entry_row(entry: Entry, width: int, mark: str, own: str) -> Row:
    """A row in `width` cells.

    Args:
        entry: a run or an exchange.
        width: cells.
        mark: the cursor's column.
        own: uid of the run that goes on.
    """
    if entry.line is None:
        return _run_row(entry, width, mark, entry.run.uid == own)
    line = entry.line
    status = str(line.status) if line.status is not None else "stop" if line.state == "cancelled" else "fail"
    style = _STATUS_STYLES.get((line.status or 500) // 100, "status-ok")
    time, size = moment(line.started_at, "%H:%M:%S"), size_of(line.weight)
    room = max(4, width - len(mark) - 5 - 1 - 6 - 1 - 1 - 4 - 1 - 8 - 1 - 7)
    return (
        (mark, ""),
        (fit(str(line.n), 5, right=True), "muted"),
        (" ", ""),
        (fit(safe_line(line.method), 6), method_style(line.method)),
        (" ", ""),
        (fit_middle(path_of(line.url), room), ""),
        (" ", ""),
        (fit(status, 4, right=True), style),
        (" ", ""),
        (fit(time, 8), "muted"),
        (" ", ""),
        (fit(size, 7, right=True), "muted"),
    )


def _run_row(entry: Entry, width: int, mark: str, goes_on: bool) -> Row:
    run = entry.run
    began = moment(run.started_at, "%Y-%m-%d %H:%M")
    state = "  goes on" if goes_on else ""
    told = f"  {counted(entry.count, 'exchange')}, {size_of(entry.weight)}"
    room = max(8, width - len(mark) - width_of(began) - 2 - width_of(told) - width_of(state))
    title = cut_end(run_title(run), room)
    return (
        (mark, ""),
        (began, "tab-current"),
        ("  ", ""),
        (title, "bold"),
        (told, "muted"),
        (state, "state-connected"),
        (" " * max(0, room - width_of(title)), ""),
    )
