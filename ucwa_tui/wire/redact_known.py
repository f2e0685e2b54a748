"""Finds known secrets in bytes, in whatever standard spelling: raw, percent-, JSON- or XML-escaped, Base64.

Escapes are undone once for the whole text, with a map back to the offsets they came from; a secret is compared in
the same undone form, so every mixture of spellings is found.
"""

from __future__ import annotations

import base64
import contextlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from ucwa_tui.wire.redact_span import COOKIE, PASSWORD, TOKEN, Span
from ucwa_tui.wire.secret import Secret

SHORTEST_KNOWN = 6
"""Characters; a shorter value would be found in innocent places."""
_SHORTEST_PREFIX = 4
_SHORTEST_BASE64 = 6
_LONGEST_TAIL = 65536
"""Bytes at a cut that are looked at for the beginning of a secret."""
_LONGEST_PASSWORD = 64
_NAMED = re.compile(r"[A-Za-z][\w.\-]{0,40}=(.{8,})", re.DOTALL)
"""A token that begins with a name, such as `cwt=…`: what follows is the secret itself."""
_PROTOCOL_WORDS = frozenset(
    re.findall(
        r"\S+",
        """access_token application applications authorization autodiscover basic bearer charset communication
        conference connected connecting conversation conversations culture digest disconnected events grant_type
        importance joinonlinemeeting message messaging msrtcoauth negotiate normal onlinemeeting onlinemeetinguri
        operationid participant participants password refresh_token secret sender status subject success succeeded
        threadid token_type updated username windows""",
    )
)
_CUT_ESCAPE = re.compile(rb"(?:%(?:25)*[0-9A-Fa-f]?|\\+(?:u[0-9A-Fa-f]{0,3})?|&[#\w]{0,9})\Z")
_SHORT_ESCAPES = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_ENTITIES = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'"}
_PERCENT = rb"%[0-9A-Fa-f]{2}"
_JSON = rb"(?:\\u[0-9A-Fa-f]{4})+|\\[\"\\/bfnrt]"
_XML = rb"&(?:#[xX][0-9A-Fa-f]{1,8}|#[0-9]{1,8}|amp|lt|gt|quot|apos);"
_ANY = (
    rb"%(?:25)*[0-9A-Fa-f]{2}"
    rb"|(?:\\+u[0-9A-Fa-f]{4})+"
    rb"|\\+[\"/bfnrt]"
    rb"|\\{2,}"
    rb"|&(?:amp;)*(?:#[xX][0-9A-Fa-f]{1,8}|#[0-9]{1,8}|amp|lt|gt|quot|apos);"
)
_LOOSE = re.compile(_ANY)
_READINGS = ((b"%", re.compile(_PERCENT)), (b"\\", re.compile(_JSON)), (b"&", re.compile(_XML)))
"""Each standard by itself, exactly; `_LOOSE` also undoes mixtures and repeated escaping, but is blind to where a
backslash of the secret's own meets an escape."""
_BASE64_BEFORE = re.compile(rb"[A-Za-z0-9+/_\-]*\Z")
_BASE64_AFTER = re.compile(rb"[A-Za-z0-9+/_\-]*=*")


def _unescape(match: re.Match[bytes]) -> bytes:
    text = match.group()
    if text.startswith(b"%"):
        return bytes([int(text[-2:], 16)])
    if text.startswith(b"&"):
        return _character(text.removesuffix(b";").rsplit(b";", 1)[-1].lstrip(b"&"))
    if b"u" in text:
        units = b"".join(int(unit[-4:], 16).to_bytes(2, "big") for unit in re.findall(rb"u([0-9A-Fa-f]{4})", text))
        return units.decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")
    last = text[-1:]
    return _SHORT_ESCAPES.get(last, last)


def _character(entity: bytes) -> bytes:
    if not entity.startswith(b"#"):
        return _ENTITIES[entity]
    code = int(entity[2:], 16) if entity[1:2] in b"xX" else int(entity[1:])
    return chr(code).encode("utf-8", "surrogatepass") if code < 0x110000 else b"?"


def unescaped(data: bytes) -> bytes:
    """Bytes with every percent-, JSON- and XML-escape undone, repeated ones too."""
    return _LOOSE.sub(_unescape, data)


def _readings(data: bytes) -> list[re.Pattern[bytes]]:
    """The ways in which escapes in the bytes could be meant."""
    strict = [pattern for sign, pattern in _READINGS if sign in data]
    return [*strict, _LOOSE] if strict else []


def _with_map(data: bytes, escape: re.Pattern[bytes]) -> tuple[bytes, Callable[[int, int], tuple[int, int]]]:
    """The unescaped bytes, and a function from a range in them to the range that it came from."""
    pieces: list[bytes] = []
    undone_at, came_from = [0], [0]
    size = position = 0
    for match in escape.finditer(data):
        plain = data[position : match.start()]
        character = _unescape(match)
        undone_at += [size + len(plain), size + len(plain) + len(character)]
        came_from += [match.start(), match.end()]
        pieces += [plain, character]
        size, position = undone_at[-1], match.end()
    pieces.append(data[position:])

    def back(start: int, end: int) -> tuple[int, int]:
        first = bisect_right(undone_at, start) - 1
        begin = came_from[first] + (start - undone_at[first] if first % 2 == 0 else 0)
        last = bisect_right(undone_at, end - 1) - 1
        stop = came_from[last] + (end - undone_at[last]) if last % 2 == 0 else came_from[last + 1]
        return begin, stop

    return b"".join(pieces), back


class KnownSecret:
    """One secret in the forms to look for. Holds the text; its repr does not show it."""

    __slots__ = ("_cores", "_needles", "kind")

    def __init__(self, text: str, kind: str) -> None:
        self.kind = kind
        named = _NAMED.fullmatch(text) if kind in (TOKEN, COOKIE) else None
        encodings = [spelled for part in ((text, named[1]) if named else (text,)) for spelled in _encodings(part)]
        spaced = [raw.replace(b" ", b"+") for raw in encodings if b" " in raw]
        forms = [*encodings, *spaced]
        self._needles = tuple(dict.fromkeys([*forms, *(unescaped(raw) for raw in forms)]))
        self._cores = tuple(dict.fromkeys(core for raw in encodings for core in _base64_cores(raw)))

    def spans(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Every place of the secret in unescaped bytes."""
        for needle in self._needles:
            at = text.find(needle)
            while at >= 0:
                yield at, at + len(needle)
                at = text.find(needle, at + 1)
        for core in self._cores:
            at = text.find(core)
            while at >= 0:
                end = at + len(core)
                before = _BASE64_BEFORE.search(text, max(at - 400, 0), at)
                after = _BASE64_AFTER.match(text, end)
                yield before.start() if before else at, after.end() if after else end
                at = text.find(core, end)

    def cut_off(self, text: bytes) -> int | None:
        """Where the bytes end in the beginning of the secret: its offset."""
        forms = [(needle, _SHORTEST_PREFIX) for needle in self._needles]
        for needle, shortest in [*forms, *((core, _SHORTEST_BASE64) for core in self._cores)]:
            beginning = needle[:shortest]
            # The earliest place is the longest beginning; the whole secret is none that is cut off.
            at = text.find(beginning, max(len(text) - len(needle) + 1, 0))
            while at >= 0 and not needle.startswith(text[at:]):
                at = text.find(beginning, at + 1)
            if at >= 0:
                return at
        return None


def _encodings(text: str) -> Iterator[bytes]:
    yield text.encode("utf-8", "surrogatepass")
    if not text.isascii():
        with contextlib.suppress(UnicodeEncodeError):
            yield text.encode("latin-1")


def _base64_cores(raw: bytes) -> Iterator[bytes]:
    """The Base64 characters that depend on the secret alone, for each of the three positions it can start at."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw)
        core = encoded[-(-8 * shift // 6) : (shift + len(raw)) * 8 // 6]
        if len(core) >= _SHORTEST_BASE64:
            yield core
            yield core.translate(bytes.maketrans(b"+/", b"-_"))


class KnownSecrets:
    """All secrets of a session."""

    def __init__(self) -> None:
        self._secrets: dict[Secret, KnownSecret] = {}

    def add(self, secret: Secret, kind: str | None = None) -> None:
        """Look for a secret from now on; values that are too short or plain protocol words are not looked for.

        Args:
            secret: a password or token.
            kind: password, token, cookie or negotiate; None guesses by the look of it.
        """
        text = secret.reveal()
        if len(text) < SHORTEST_KNOWN or text.lower() in _PROTOCOL_WORDS:
            return
        guess = TOKEN if text.startswith("cwt=") or len(text) > _LONGEST_PASSWORD else PASSWORD
        self._secrets[secret] = KnownSecret(text, kind or guess)

    def spans(self, data: bytes, *, cut_off: bool = False) -> list[Span]:
        """Where known secrets are.

        Args:
            data: any bytes.
            cut_off: the data may end in the middle of a secret, whose beginning is then found too.
        """
        if not self._secrets or not data:
            return []
        places = self._in(data)
        found = [Span(*place, kind) for place, kind in places]
        found += self._escaped_spans(data, innocent=set() if places else {data})
        if cut_off:
            found += self._cut_off_spans(data)
        return found

    def _in(self, plain: bytes) -> list[tuple[tuple[int, int], str]]:
        return [(place, known.kind) for known in self._secrets.values() for place in known.spans(plain)]

    def _escaped_spans(self, data: bytes, innocent: set[bytes]) -> list[Span]:
        found: list[Span] = []
        for escape in _readings(data):
            undone = escape.sub(_unescape, data)
            if undone in innocent:
                continue  # most readings are the same, and without a secret in each
            places = self._in(undone)
            if not places:
                innocent.add(undone)
                continue
            _, back = _with_map(data, escape)
            found += [Span(*back(*place), kind) for place, kind in places]
        return found

    def _cut_off_spans(self, data: bytes) -> list[Span]:
        tail_start = max(len(data) - _LONGEST_TAIL, 0)
        tail = data[tail_start:]
        cut = _CUT_ESCAPE.search(tail, max(len(tail) - 64, 0))
        found: list[Span] = []
        for whole in (tail, tail[: cut.start()]) if cut else (tail,):
            undoings = [_with_map(whole, escape) for escape in _readings(whole)]
            for known in self._secrets.values():
                starts = [known.cut_off(whole)]
                for undone, back in undoings:
                    at = known.cut_off(undone)
                    starts.append(None if at is None else back(at, len(undone))[0])
                found += [Span(tail_start + at, len(data), known.kind) for at in starts if at is not None]
        return found
