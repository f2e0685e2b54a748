"""How a filter is cut into words: at blanks, but not at those between quotation marks; values at commas."""

from __future__ import annotations


def pieces_of(text: str) -> list[str]:
    """The words of a filter as they were typed, quotation marks and all."""
    pieces: list[str] = []
    piece, quoted = "", False
    for character in text:
        if character == '"':
            quoted = not quoted
        if character.isspace() and not quoted:
            pieces.append(piece)
            piece = ""
        else:
            piece += character
    return [p for p in (*pieces, piece) if p]


def unquoted(text: str) -> str:
    """A word without its quotation marks."""
    return text.replace('"', "")


def values_of(text: str) -> tuple[str, ...]:
    """What stands behind the colon of a word, casefolded: several where there are commas and no quotation marks."""
    values = (unquoted(text),) if '"' in text else text.split(",")
    return tuple(value.casefold() for value in values if value)
