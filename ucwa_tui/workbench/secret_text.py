"""The form of a secret: one line of text that is not endless; the same for every place that one comes from."""

from __future__ import annotations

MOST_BYTES = 64 * 1024
"""Nothing that is a password or a token is longer."""


class SecretNotFound(Exception):
    """A secret cannot be had. The text names the place, the cause and the way out, and nothing of the secret."""


class NoSecretText(ValueError):
    """Something is no secret. The text is a clause that follows the name of the place, and repeats none of it."""


def line_of(data: bytes) -> str:
    """The first line, without its end.

    Args:
        data: the beginning of what a place holds; one byte more than `MOST_BYTES` is enough to tell.

    Raises:
        NoSecretText: it is too long or no text.
    """
    line = data.split(b"\n", 1)[0]
    if len(line) > MOST_BYTES:
        raise NoSecretText(f"holds a line of more than {MOST_BYTES // 1024} KB, which is no secret")
    try:
        text = line.decode("utf-8-sig").rstrip("\r")
    except UnicodeDecodeError:
        raise NoSecretText("holds no UTF-8 text") from None
    return checked(text)


def checked(text: str) -> str:
    """The text, if a request can carry it.

    Raises:
        NoSecretText: it cannot.
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise NoSecretText("holds no UTF-8 text")
    if any(character < " " or "\x7f" <= character <= "\x9f" for character in text):
        raise NoSecretText("holds a control character, which no secret has")
    return text
