"""Texts of a server's, cut to what anybody can read: the whole of them stays in the event or answer they came with."""

from __future__ import annotations

MAX_NAME = 1_000
"""Characters of a name, a subject, an address."""


def bounded(text: str, most: int = MAX_NAME) -> str:
    """The text in at most `most` characters, with an ellipsis where there is more of it."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
