"""A message's body without its content coding, and as text. Bounded, and never raises.

Source: RFC 9110, "Content Codings"; RFC 1950 to 1952 for the formats.
"""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass

from ucwa_tui.wire.http1 import HttpMessage

DECODED_LIMIT = 64 * 1024 * 1024
"""Bytes that a compressed body may grow to."""
_GZIP = 31
_ZLIB = 15
_RAW_DEFLATE = -15
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s;\"']+)", re.I)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN_CHARSETS = re.compile(
    r"ascii|utf-?(8|16|32)|latin|iso-?8859|cp(125\d|437|85\d|866|932|936|949|950)|koi8|shift_?jis|euc_|gb|big5|iso2022|mac-?roman|tis-?620",
    re.I,
)


@dataclass(frozen=True, slots=True)
class DecodedBody:
    """A body after its content codings were undone, as far as that went."""

    data: bytes
    problems: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    """The codings that were undone, outermost first."""
    limited: bool = False
    """The limit cut the data off."""
    unknown: bool = False
    """The data is still coded, in a way that this program cannot read."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A body as text."""

    text: str
    charset: str
    problems: tuple[str, ...] = ()


def decoded_body(message: HttpMessage) -> bytes:
    """The body without chunk framing and compression; as it is where it cannot be decompressed."""
    return decode_body(message).data


def decode_body(message: HttpMessage, limit: int = DECODED_LIMIT) -> DecodedBody:
    """Undo Transfer-Encoding and Content-Encoding.

    Args:
        message: from `http1`.
        limit: most bytes to produce.
    """
    data = message.body
    if message.reconstructed or not data:
        return DecodedBody(data)
    problems: list[str] = []
    undone: list[str] = []
    limited = False
    for coding in codings_of(message):
        inflate = _DECODERS.get(coding)
        if inflate is None:
            return DecodedBody(data, (*problems, f"no way to undo the coding {coding!r}"), tuple(undone), limited, True)
        step = inflate(data, limit)
        problems.extend(step.problems)
        if not step.undone:
            return DecodedBody(step.data, tuple(problems), tuple(undone), limited, step.unknown)
        data, limited = step.data, limited or step.limited
        undone.append(coding)
    return DecodedBody(data, tuple(problems), tuple(undone), limited)


def codings_of(message: HttpMessage) -> tuple[str, ...]:
    """The codings of the dechunked body, outermost first, in lower case, without `identity` and `chunked`."""
    names: list[str] = []
    for header in ("Content-Encoding", "Transfer-Encoding"):
        joined = ",".join(message.headers_named(header))
        names.extend(part.strip().lower() for part in joined.split(","))
    return tuple(reversed([name for name in names if name and name not in ("identity", "chunked")]))


def _inflate(data: bytes, limit: int, window: int) -> DecodedBody:
    """Undo one zlib format; several gzip members in a row are one body."""
    pieces: list[bytes] = []
    room = limit
    rest = data
    while rest:
        machine = zlib.decompressobj(window)
        try:
            piece = machine.decompress(rest, room + 1)
        except zlib.error:
            if not pieces:
                raise
            return DecodedBody(b"".join(pieces), (f"{len(rest)} bytes after the end of the compressed body",), ("x",))
        pieces.append(piece[:room])
        if len(piece) > room:
            problem = f"the body grows over {limit} bytes when decompressed; the rest is left out"
            return DecodedBody(b"".join(pieces), (problem,), ("x",), limited=True)
        room -= len(piece)
        if not machine.eof:
            return DecodedBody(b"".join(pieces), ("the compressed body breaks off",), ("x",))
        rest = machine.unused_data
        if window != _GZIP and rest:
            return DecodedBody(b"".join(pieces), (f"{len(rest)} bytes after the end of the compressed body",), ("x",))
    return DecodedBody(b"".join(pieces), (), ("x",))


def _salvaged(data: bytes, limit: int, window: int) -> bytes:
    """What comes out of a damaged stream before the damage, in small steps."""
    machine = zlib.decompressobj(window)
    pieces: list[bytes] = []
    size = 0
    try:
        for start in range(0, len(data), 256):
            piece = machine.decompress(data[start : start + 256], max(limit - size, 1))
            pieces.append(piece)
            size += len(piece)
            if size >= limit or machine.eof:
                break
    except zlib.error:
        pass
    return b"".join(pieces)[:limit]


def _ungzip(data: bytes, limit: int) -> DecodedBody:
    if not data.startswith(b"\x1f\x8b"[: len(data)]):
        return DecodedBody(data, ("the head says gzip, but the body is not",))
    try:
        return _inflate(data, limit, _GZIP)
    except zlib.error:
        return _damaged(data, limit, _GZIP, "gzip")


def _undeflate(data: bytes, limit: int) -> DecodedBody:
    for window in (_ZLIB, _RAW_DEFLATE):
        try:
            return _inflate(data, limit, window)
        except zlib.error:
            continue
    zlib_header = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    return _damaged(data, limit, _ZLIB if zlib_header else _RAW_DEFLATE, "deflate")


def _damaged(data: bytes, limit: int, window: int, name: str) -> DecodedBody:
    salvaged = _salvaged(data, limit, window)
    if salvaged:
        return DecodedBody(salvaged, (f"the {name} body is damaged; this is what comes before the damage",), ("x",))
    return DecodedBody(data, (f"the {name} body cannot be decompressed",), unknown=True)


_DECODERS = {"gzip": _ungzip, "x-gzip": _ungzip, "deflate": _undeflate}


def body_text(message: HttpMessage) -> str:
    """The body as text, decompressed. Hostile: pass it through `safe_text` before it is shown."""
    return decode_text(message).text


def decode_text(message: HttpMessage, limit: int = DECODED_LIMIT) -> DecodedText:
    """The body as text: by its byte order mark, else by the `charset` parameter, else as UTF-8.

    Args:
        message: from `http1`.
        limit: most bytes to decompress to.
    """
    body = decode_body(message, limit)
    content_type = message.header("Content-Type")
    if message.reconstructed and wide_charset_of(b"", content_type):
        content_type = None  # a body in UTF-16 is written anew as UTF-8
    decoded = text_of(body.data, content_type)
    return DecodedText(decoded.text, decoded.charset, body.problems + decoded.problems)


def charset_of(content_type: str | None) -> str | None:
    """The `charset` parameter as written, without quotes of either kind (`'utf-8'` is seen in the field)."""
    match = _CHARSET.search(content_type or "")
    return match[1] if match else None


def wide_charset_of(data: bytes, content_type: str | None) -> str | None:
    """The UTF-16 or UTF-32 that a body is written in, by mark, `charset` or zero bytes; None for any other."""
    for bom, charset in _BOMS[1:]:
        if data.startswith(bom):
            return charset
    codec = _codec_name(charset_of(content_type) or "utf-8")
    if codec is not None and codec.startswith(("utf-16", "utf-32")):
        return codec
    sample = data[:400]
    if len(sample) < 4 or sample.count(0) * 3 < len(sample):
        return None
    if sample.count(0) * 3 > len(sample) * 2:
        return "utf-32-le" if sample[0] else "utf-32-be"
    return "utf-16-le" if sample[0] else "utf-16-be"


def text_of(data: bytes, content_type: str | None) -> DecodedText:
    """Bytes to text; a wrong or unknown charset falls back to UTF-8, then Latin-1, and says so."""
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return _read(data[len(bom) :], charset, ())
    declared = charset_of(content_type)
    if declared is None:
        return _read(data, "utf-8", ())
    codec = _codec_name(declared)
    if codec is None:
        return _read(data, "utf-8", (f"the charset {declared!r} is not known",))
    return _read(data, codec, ())


def _codec_name(declared: str) -> str | None:
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    return name if _KNOWN_CHARSETS.match(name) else None


def _read(data: bytes, charset: str, problems: tuple[str, ...]) -> DecodedText:
    try:
        return DecodedText(data.decode(charset), charset, problems)
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not {charset}"
    if charset != "utf-8":
        try:
            return DecodedText(data.decode("utf-8"), "utf-8", (*problems, f"{problem}; read as utf-8"))
        except UnicodeDecodeError:
            pass
    text = data.decode(charset, "replace")
    return DecodedText(text, charset, (*problems, f"{problem}; unreadable bytes are shown as U+FFFD"))
