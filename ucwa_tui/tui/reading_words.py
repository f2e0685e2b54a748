"""How one reads a text, in a few words for the title."""

from __future__ import annotations

from ucwa_tui.tui.widgets.searching_reader import SearchingReader
from ucwa_tui.wire.safe_text import safe_line

TURNED = {"top": ", from the top again", "bottom": ", from the bottom again"}


def reading_words(reader: SearchingReader) -> list[str]:
    """Selection, folding and search; nothing where there is none of it."""
    words: list[str] = []
    if (selection := reader.selection) is not None:
        count = selection[1] - selection[0] + 1
        words.append(f"{count:,} line{'s' if count != 1 else ''} selected")
    if reader.folding:
        words.append("folding …")
    wanted = f"/{reader.wanted}/" if reader.finder.pattern and reader.finder.pattern.is_regex else repr(reader.wanted)
    wanted = safe_line(wanted)
    if reader.finder.problem:
        words.append(f"{reader.hits} hits, then given up: {wanted} takes too long here")
    elif reader.hits:
        more = " …" if reader.searching else ""
        words.append(f"{reader.hit + 1}/{reader.hits}{more} {wanted}{TURNED.get(reader.finder.turned, '')}")
    elif reader.searching:
        words.append(f"looking for {wanted} …")
    elif reader.wanted:
        words.append(f"{wanted} does not occur")
    return words
