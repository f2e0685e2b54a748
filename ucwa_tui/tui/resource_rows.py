"""The rows of the tree of resources."""

from __future__ import annotations

from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.tui.exchange_rows import telling_end
from ucwa_tui.tui.rows import Row, cut_end, cut_middle, fit, width_of, wrap_words
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.explaining.post_rels import POST_RELS
from ucwa_tui.workbench.explaining.rel_facts import MEANINGS
from ucwa_tui.workbench.link_choice import choose
from ucwa_tui.workbench.resource_tree import Sort, TreeRow

DEEPEST = 12
"""Levels that are indented; what lies deeper stands below these."""
NUMBER, AGE = 5, 6


def tree_row(row: TreeRow, width: int, now: float) -> Row:
    """A row in `width` cells.

    Args:
        row: what to tell.
        width: cells.
        now: seconds since the epoch, for ages.
    """
    indent = "  " * min(row.depth, DEEPEST)
    rel = safe_line(row.rel) or "(no rel)"
    if row.sort is Sort.ABSENT:
        return ((cut_end(f"{indent}· {rel}  waits: {row.waits}", width), "muted"),)
    if row.sort is Sort.LINK:
        operation = next((o for o in OPERATIONS.values() if o.rel == row.rel and o.rel != o.rel_holder), None)
        method = operation.method if operation else "POST" if row.rel in POST_RELS else ""
        title = f" “{safe_line(row.title)}”" if row.title else ""
        start = f"{indent}→ {rel}{title}"
        meaning = MEANINGS.get(row.rel, f"…/{telling_end(row.url)}")
        words = f"  {f'{method} · ' if method else ''}{meaning}"
        start = cut_end(start, width)
        return ((start, "token-note" if method else ""), (cut_end(words, width - width_of(start)), "muted"))
    mark = "▾" if row.unfolded else "▸"
    title = f" “{safe_line(row.title)}”" if row.title else ""
    told = f"#{row.known.told}" if row.known.told is not None else ""
    right = fit(told, NUMBER, right=True) + fit(_age(row, now), AGE, right=True)
    room = max(8, width - width_of(right) - 1)
    name = cut_end(f"{indent}{mark} {rel}{title}", room)
    left = room - width_of(name) - 2
    end = cut_middle(f"…/{telling_end(row.url)}", left) if left > 6 else ""
    gap = " " * (room - width_of(name) - (width_of(end) + 2 if end else 0))
    return ((name, "bold"), (f"  {end}" if end else "", "muted"), (gap, ""), (f" {right}", "muted"))


def detail_rows(row: TreeRow, width: int, application_url: str, rows: int) -> list[Row]:
    """What there is to know about the row under the cursor, in at most `rows` rows."""
    if row.sort is Sort.ABSENT:
        texts = [(f"{safe_line(row.rel)} is not offered now. {row.waits}", "")]
    elif row.sort is Sort.LINK:
        texts = [(choose(row.rel, row.href, row.holder, application_url).words, ""), (safe_line(row.url), "muted")]
    else:
        etag = row.known.resource.text("etag")
        meaning = MEANINGS.get(row.rel, "")
        known = [f"etag {safe_line(etag)}"] if etag else []
        state = row.known.resource.text("state")
        known += [f"state {safe_line(state)}"] if state else []
        texts = [
            (" · ".join([f"{safe_line(row.rel)}{f', {meaning}' if meaning else ''}", *known]), ""),
            (cut_middle(safe_line(row.url), width), "muted"),
        ]
    found: list[Row] = [((line, style),) for text, style in texts for line in wrap_words(text, width)]
    return found[:rows]


def _age(row: TreeRow, now: float) -> str:
    if row.known.at is None:
        return ""
    seconds = max(0.0, now - row.known.at)
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"
