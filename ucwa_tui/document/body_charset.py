"""How the bytes of a body are read as text: as the head says, or as they themselves tell where it says nothing."""

from __future__ import annotations

from ucwa_tui.wire.decode import DecodedText, charset_of, text_of, wide_charset_of
from ucwa_tui.wire.http1 import HttpMessage


def read_body(message: HttpMessage, data: bytes) -> tuple[DecodedText, bool]:
    """The text of a body, and whether its charset was guessed.

    Args:
        message: whose head may name a charset.
        data: its body without chunks and compression.
    """
    content_type = message.header("Content-Type")
    if message.reconstructed and wide_charset_of(b"", content_type):
        content_type = None  # a body in UTF-16 is written anew as UTF-8
    decoded = text_of(data, content_type)
    if decoded.problems:
        return decoded, True
    wide = wide_charset_of(data, None)
    if wide is None or charset_of(content_type) is not None or wide == decoded.charset:
        return decoded, False
    told = text_of(data, f"text/plain; charset={wide}")
    return DecodedText(told.text, told.charset, (f"read as {wide}: the head names no charset", *told.problems)), True
