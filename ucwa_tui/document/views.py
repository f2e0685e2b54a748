"""How deep one can look into an exchange."""

from __future__ import annotations

from enum import StrEnum


class View(StrEnum):
    """A depth: the same exchange, seen in another way."""

    WIRE = "wire"
    """Exact bytes: line breaks and chunk framing visible, compressed bodies as bytes."""
    MESSAGE = "message"
    """The body without framing and compression, not laid out."""
    PRETTY = "pretty"
    """The body laid out, one member or element to a line."""
    HEX = "hex"
    """Every byte as it is stored, sixteen to a row."""
    TIMING = "timing"
    """How long each phase took."""
    CONNECTION = "connection"
    """Who answered, over what, and what its certificate says."""
    EXPLAIN = "explain"
    """What request and answer mean, and what to do next."""


DEPTHS = tuple(View)
"""In the order in which one key goes through them."""
EXACT = frozenset({View.WIRE, View.HEX})
"""Those that show bytes where others show text."""
