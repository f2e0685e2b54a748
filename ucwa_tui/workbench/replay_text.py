"""A recorded request as a text to edit, and the text as a request again, its head checked before it is sent.

Line ends are `\\n` in the text and CRLF on the wire; a body that nobody touched goes out as its very bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ucwa_tui.document.masks import MARK
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, Mask
from ucwa_tui.wire.head import is_method, is_target
from ucwa_tui.wire.http1 import parse_request
from ucwa_tui.wire.http1_head import scan_head
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.replay import Replay, for_the_wire
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.unmask import unmasked
from ucwa_tui.workbench.operation_id_places import spots_of

LONGEST = 200_000
"""Bytes of a request that is edited as a text."""
_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):(.*)\Z", re.DOTALL)
_BAD = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NAME_BEFORE = re.compile(rb"([^\s=;,&?:]+)[ \t]*=[ \t]*\"?\Z")
_VERSION = re.compile(r"HTTP/1\.[01]\Z")


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a text."""

    replay: Replay | None = None
    """What will be sent; None where it cannot be."""
    problem: str = ""
    """What is wrong, with the line; empty: nothing."""
    note: str = ""
    """What is odd, and sent all the same; or what was adapted."""


def why_no_text(exchange: Exchange) -> str:
    """Why the request cannot be edited as a text; empty: it can."""
    message = exchange.request
    parsed = parse_request(message)
    if not parsed.method:
        return "nothing of it has been sent"
    if len(message.data) > LONGEST:
        return f"it is too long: a text may have {LONGEST:,} bytes"
    try:
        message.data.decode("utf-8")
    except UnicodeDecodeError:
        return "it is no UTF-8 text"
    return "" if "\r" not in _body_text(exchange).replace("\r\n", "") else "its body has line ends of several kinds"


def text_of(exchange: Exchange) -> str:
    """The request as a text; secrets stay masked."""
    head = exchange.request.data[: parse_request(exchange.request).head_length].decode("utf-8", "replace")
    return head.replace("\r\n", "\n") + _body_text(exchange).replace("\r\n", "\n")


def check(exchange: Exchange, text: str) -> Checked:
    """Read an edited text.

    Args:
        exchange: whose request it was.
        text: as it is now.
    """
    head, _, body = text.partition("\n\n")
    lines = head.rstrip("\n").split("\n")
    problem = (
        _first_line(lines[0])
        or _other_place(exchange, lines[0])
        or next((bad for number, line in enumerate(lines[1:], 2) if (bad := _field(number, line))), "")
    )
    if problem:
        return Checked(problem=problem)
    data = _body_bytes(exchange, body)
    lines, note = _with_length(exchange, lines, len(data))
    raw = "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + data
    message, sources, lost = _masked(exchange, raw)
    if lost:
        return Checked(problem=lost)
    spots = spots_of(raw, parse_request(message))
    found = raw[spots[-1].start : spots[-1].end].decode("utf-8", "replace") if spots else None
    notes = [part for part in (note, _left_out(raw)) if part]
    return Checked(Replay(exchange, message, sources, found), note="; ".join(notes))


def size_of(message: CapturedMessage) -> int:
    """Bytes that go out, with the secrets in place of the masks that the client fills in.

    Args:
        message: of a `Checked.replay`.
    """
    as_long = [Secret("x" * mask.original_length) for mask in message.masks]
    return len(for_the_wire(unmasked(message, as_long).data))


def typed_secrets(message: CapturedMessage) -> int:
    """How many secrets stand in it in clear text, as somebody has typed them.

    Args:
        message: of a `Checked.replay`.
    """
    found = Redactor().split_request(message.data).secrets
    return sum(secret.reveal().strip() != MARK for secret in found)


def _first_line(line: str) -> str:
    method, _, rest = line.partition(" ")
    target, _, version = rest.rpartition(" ")
    if not is_method(method):
        return "line 1: it begins with a method, such as GET"
    if not _VERSION.match(version):
        return "line 1: it ends with HTTP/1.1"
    if method == "CONNECT":
        return "line 1: CONNECT opens a tunnel, which is no request of its own"
    if not target.startswith("/") and "://" not in target:
        return "line 1: between method and HTTP/1.1 stands a path that begins with /"
    if not is_target(target) or "#" in target:
        return "line 1: the path holds a blank, a # or another character that has to be percent-encoded"
    return ""


def _other_place(exchange: Exchange, line: str) -> str:
    """What is wrong with an absolute target; empty: nothing, or it is none."""
    target = line.split(" ")[1]
    if target.startswith("/"):
        return ""
    try:
        ours, theirs = place_of(exchange.url).origin, place_of(target).origin
    except ValueError as error:
        return f"line 1: the target is {error}"
    if ours != theirs:
        return f"line 1: it names another place than {ours}, where this goes: write a path that begins with /"
    return "" if "/" in target.partition("://")[2] else "line 1: a path that begins with / is missing after the host"


def _left_out(raw: bytes) -> str:
    """What of it does not reach the server, in words."""
    sent = for_the_wire(raw)
    if sent == raw:
        return ""
    line, before = (scan_head(data).start_line for data in (sent, raw))
    if line != before:
        return f"line 1 goes out as {line[:200]}"
    return "Proxy-Authorization is left out: a proxy in between gets its own"


def _field(number: int, line: str) -> str:
    matched = _FIELD.match(line)
    if matched is None:
        return f"line {number}: a header is a name, a colon and a value; an empty line ends the head"
    bad = _BAD.search(matched[2])
    return f"line {number}: {matched[1]} holds the control character U+{ord(bad.group()):04X}" if bad else ""


def _body_text(exchange: Exchange) -> str:
    data = exchange.request.data
    return data[parse_request(exchange.request).head_length :].decode("utf-8", "replace")


def _body_bytes(exchange: Exchange, body: str) -> bytes:
    """The very bytes where nobody touched them; line ends of the kind that the body had."""
    original = _body_text(exchange)
    return (body.replace("\n", "\r\n") if "\r\n" in original else body).encode("utf-8", "surrogatepass")


def _with_length(exchange: Exchange, lines: list[str], size: int) -> tuple[list[str], str]:
    """Content-Length follows the body, unless somebody has changed it: then it goes out as it is, and that is said."""
    parsed = parse_request(exchange.request)
    before = parsed.header("Content-Length")
    inside = [mask for mask in exchange.request.masks if mask.offset >= parsed.head_length]
    grown = sum(mask.original_length - mask.length for mask in inside)
    for at, line in enumerate(lines[1:], 1):
        name, _, value = line.partition(":")
        if name.lower() != "content-length":
            continue
        wanted = str(size + grown)
        if value.strip() == wanted:
            return lines, ""
        if value.strip() != before:
            return lines, f"Content-Length says {value.strip()[:20]}, the body has {wanted} bytes: sent as it stands"
        changed = line[: len(name) + 1] + value.replace(value.strip(), wanted)
        return [*lines[:at], changed, *lines[at + 1 :]], f"Content-Length becomes {wanted}"
    chunked = any(line.lower().startswith("transfer-encoding:") for line in lines)
    return lines, "" if not size or chunked else "no Content-Length: the server will not see the body"


def _masked(exchange: Exchange, raw: bytes) -> tuple[CapturedMessage, tuple[int, ...], str]:
    """The bytes with a mask wherever one of the original's still stands in its header, or in an untouched body."""
    original = exchange.request
    masks: list[Mask] = []
    sources: list[int] = []
    mark = MARK.encode()
    ours = _by_place(original)
    theirs = _by_place(CapturedMessage(raw, tuple(_marks(raw, mark))))
    for place, found in theirs.items():
        known = ours.get(place, [])
        if place == "" and raw[scan_head(raw).end :] != original.data[scan_head(original.data).end :] and known:
            return original, (), "the body holds a mask and was changed: write a value in its place"
        if known and len(known) != len(found):
            return original, (), f"{place or 'the body'} holds {len(found)} masks in place of {len(known)}"
        for (_, typed), (number, mask) in zip(found, known, strict=False):
            masks.append(replace(mask, offset=typed.offset))
            sources.append(number)
    return CapturedMessage(raw, tuple(masks)), tuple(sources), ""


def _marks(raw: bytes, mark: bytes) -> list[Mask]:
    return [Mask(found.start(), len(mark), len(mark), "") for found in re.finditer(re.escape(mark), raw)]


def _by_place(message: CapturedMessage) -> dict[str, list[tuple[int, Mask]]]:
    """Masks by the name of the header that they stand in, lower case; those of the body by the empty text."""
    head = scan_head(message.data)
    found: dict[str, list[tuple[int, Mask]]] = {}
    for number, mask in enumerate(message.masks):
        field = next((f for f in reversed(head.fields) if f.start <= mask.offset < head.end), None)
        name = "" if mask.offset >= head.end else field.name.lower() if field is not None else "line 1"
        if name:  # a cookie or a parameter may be left out, and the others keep theirs
            named = _NAME_BEFORE.search(message.data, max(mask.offset - 200, 0), mask.offset)
            name += f" {named[1].decode('utf-8', 'replace')}" if named else ""
        found.setdefault(name, []).append((number, mask))
    return found
