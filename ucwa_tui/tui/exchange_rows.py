"""An exchange as one row of the list: number, method, path, status, time, size."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.tui.rows import Row, Span, fit, fit_middle, plain, width_of
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.safe_text import safe_line

_METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})
_OPEN = frozenset({ExchangeState.RUNNING, ExchangeState.UNANSWERED})
_STATES = {ExchangeState.RUNNING: "...", ExchangeState.CANCELLED: "stop", ExchangeState.UNANSWERED: "open"}
_STATUS_STYLES = {2: "status-ok", 3: "status-redirect", 4: "status-client-error", 5: "status-server-error"}


def method_style(method: str) -> str:
    """The style of a method."""
    return f"method-{method.lower()}" if method in _METHODS else "method-get"


def status_style(exchange: Exchange) -> str:
    """The style of a status, or of there being none."""
    if exchange.status is not None:
        return _STATUS_STYLES.get(exchange.status // 100, "status-ok")
    return "status-running" if exchange.state in _OPEN else "status-server-error"


def status_word(exchange: Exchange) -> str:
    """The status, or why there is none, in at most four cells."""
    if exchange.status is not None:
        return str(exchange.status)
    if exchange.state is ExchangeState.FAILED and exchange.request.data and exchange.method not in {"GET", "HEAD"}:
        return "lost"  # it may have been carried out
    return _STATES.get(exchange.state, "fail")


def duration(seconds: float | None) -> str:
    """A time for the eye: `34 ms`, `1.2 s`, `3 min`."""
    if seconds is None:
        return ""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 99.95:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min"


def size_of(count: int) -> str:
    """A number of bytes for the eye, in at most six cells: `12 B`, `4.2 kB`, `118 kB`."""
    if count < 1000:
        return f"{count} B"
    size = float(count)
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 9.95:
            return f"{size:.1f} {unit}"
        if size < 999.5:
            return f"{size:.0f} {unit}"
    return f"{size / 1000:.1f} TB"


def path_of(url: str) -> str:
    """Path and query of a URL, safe to show."""
    parts = urlsplit(url)
    path = parts.path or "/"
    return safe_line(f"{path}?{parts.query}" if parts.query else path)


def telling_end(url: str) -> str:
    """The last step of a path, with the query: what one looks at first."""
    return path_of(url).rstrip("/").rpartition("/")[2] or "/"


def exchange_title(exchange: Exchange) -> str:
    """An exchange in a title: number, method, end of the path, status, time."""
    time = duration(exchange.elapsed)
    end = telling_end(exchange.url)
    place = end if end.startswith("/") else f"…/{end}"
    words = [f"#{exchange.n}", safe_line(exchange.method), place, status_word(exchange)]
    return " ".join([*words, time] if time else words)


def exchange_label(exchange: Exchange) -> str:
    """An exchange where there is little room: the status before the path, whose end may be cut."""
    words = [f"#{exchange.n}", status_word(exchange), safe_line(exchange.method), telling_end(exchange.url)]
    return " ".join(words)


FRONT_END_WIDTH = 10
FRONT_END_FROM = 64
"""Cells of a list from which the front end has a column, also where there is only one."""
FRONT_ENDS_FROM = 48
"""The same where there are several, which is news."""


def front_end_label(exchange: Exchange) -> str:
    """The first label of the front end's name, safe to show."""
    return safe_line(exchange.front_end.partition(".")[0])


def front_end_width(labels: Collection[str], width: int) -> int:
    """Cells for the column of front ends; 0: none."""
    if not labels or width < (FRONT_ENDS_FROM if len(labels) > 1 else FRONT_END_FROM):
        return 0
    return min(FRONT_END_WIDTH, max(map(width_of, labels)))


NO_NOTE: Span = (" ", "")


def exchange_row(
    exchange: Exchange,
    width: int,
    mark: str,
    front_width: int = 0,
    note: Span = NO_NOTE,
    tag: Span = ("", ""),
) -> Row:
    """The row in `width` cells. Numbers are right-aligned and keep their width.

    Args:
        exchange: running or ended.
        width: cells.
        mark: the cursor's column.
        front_width: cells for the name of the front end; 0: no such column.
        note: one cell that says that there is a problem, with its style.
        tag: whose exchange it is, with its style; empty: all are of one client.
    """
    tagged: Row = (tag, (" ", "")) if tag[0] else ()
    waiting = exchange.state is ExchangeState.RUNNING
    time = ("waits" if exchange.purpose is Purpose.EVENTS else "sent") if waiting else duration(exchange.elapsed)
    size = size_of(len(exchange.response.data)) if exchange.response.data else ""
    front: Row = ((" ", ""), (fit(front_end_label(exchange), front_width), "muted")) if front_width else ()
    others = len(mark) + 3 + 1 + 6 + 1 + 1 + 4 + 1 + 6 + 1 + 6 + front_width + len(front) // 2
    path_width = max(4, width - width_of(plain(tagged)) - others)
    return (
        (mark, ""),
        *tagged,
        (fit(str(exchange.n), 3, right=True), "muted"),
        note,
        (fit(safe_line(exchange.method), 6), method_style(exchange.method)),
        (" ", ""),
        (fit_middle(path_of(exchange.url), path_width), ""),
        *front,
        (" ", ""),
        (fit(status_word(exchange), 4, right=True), status_style(exchange)),
        (" ", ""),
        (fit(time, 6, right=True), "muted"),
        (" ", ""),
        (fit(size, 6, right=True), "muted"),
    )
