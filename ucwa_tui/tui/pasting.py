"""What may be pasted where: a line and an editor take so much that the next key is still answered at once."""

from __future__ import annotations

from textual.message import Message

LINE_MOST = 64 * 1024
"""Characters of a line, a token or a join URL of any length among them."""
TEXT_MOST = 64 * 1024
"""Characters of a text; for what is longer there is the editor outside."""


class PasteTold(Message):
    """A text was not pasted, or not all of it, or not as it was. Goes up to the application, which says so."""

    def __init__(self, text: str, *, early: bool = False) -> None:
        super().__init__()
        self.text = text
        self.early = early
        """The paste itself is still on its way; what it changes would take this away again."""


def refused(pasted: str, there: int, most: int) -> str:
    """Why a text is not pasted, in a sentence; empty: it is.

    Args:
        pasted: the text.
        there: characters that are there already.
        most: how many there may be.
    """
    if there + len(pasted) <= most:
        return ""
    return f"Not pasted: {len(pasted):,} characters; at most {most:,} go in here"


def rest_of(pasted: str) -> str:
    """What a single line does not take of a text, in a sentence; empty: it takes all."""
    lines = pasted.splitlines()
    return f"Pasted: the first of {len(lines):,} lines only" if any(lines[1:]) else ""


def tamed(count: int) -> str:
    """That a text is pasted with other characters than it had, in a sentence.

    Args:
        count: how many control characters were replaced by visible forms.
    """
    if count == 1:
        return "1 control character pasted: a sign such as ␛ stands in its place"
    return f"{count:,} control characters pasted: signs such as ␛ stand in their place"
