"""A secret that cannot slip out through repr, str, logging or a traceback."""

from __future__ import annotations


class Secret:
    """A password or token. Only `reveal()` gives the text, and only the client calls it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret text, for the moment it goes into a request."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(masked)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a Secret is never serialised")
