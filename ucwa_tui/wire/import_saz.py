"""Fiddler's session archive (SAZ) to exchanges: a zip of `raw/NN_c.txt`, `NN_s.txt` and `NN_m.xml`.

The requests and answers in it are bytes, as Fiddler saw them. Sizes are bounded, whatever the archive says of itself.

Source: Fiddler's documentation, "SAZ file format" and "Session timers".
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from ucwa_tui.wire.exchange import Peer, Timings
from ucwa_tui.wire.har_values import address_in, moment
from ucwa_tui.wire.http1 import parse_request
from ucwa_tui.wire.imported import CaptureKind, Imported, ImportProblem
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.unmasked import EntryError, UnmaskedExchange, UnmaskedMessage, absolute_url, masked

MOST_FILES = 60_000
MOST_BYTES_OF_ONE = 64 * 1024 * 1024
MOST_BYTES = 512 * 1024 * 1024
_PART = re.compile(r"(?:^|[/\\])raw[/\\](\d{1,9})_([csm])\.(?:txt|xml)\Z", re.IGNORECASE | re.ASCII)
_ATTRIBUTE = re.compile(r"\b(\w{1,60})\s*=\s*\"([^\"]{0,200})\"")
_FLAG = re.compile(r"<SessionFlag\s+N=\"([^\"]{1,100})\"\s+V=\"([^\"]{0,200})\"", re.IGNORECASE)
_TIMERS = re.compile(r"<SessionTimers\b[^>]{0,5000}>", re.IGNORECASE)


def read_saz(data: bytes, name: str, *, most_of_one: int = MOST_BYTES_OF_ONE, most: int = MOST_BYTES) -> Imported:
    """Read a SAZ file.

    Args:
        data: the file.
        name: what to call it in problems.
        most_of_one: bytes that one file in the archive may grow to.
        most: bytes that all of them may grow to.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        return _unreadable(name, f"the archive cannot be read: {error}")
    sessions = _sessions(members[:MOST_FILES])
    if not sessions:
        return _unreadable(name, "there is no raw/NN_c.txt in it, so this zip is no SAZ")
    unpack = _Unpacking(archive, most_of_one, most)
    found: list[UnmaskedExchange] = []
    problems: list[ImportProblem] = []
    left_out = 0
    if len(members) > MOST_FILES:
        problems.append(ImportProblem(name, "", f"there are more than {MOST_FILES} files in it; the rest is left out"))
    for number in sorted(sessions):
        try:
            exchange = _session(number, sessions[number], unpack)
        except EntryError as error:
            problems.append(ImportProblem(name, f"session {number}", f"{error}; the session is left out"))
            continue
        if exchange is None:
            left_out += 1
        else:
            found.append(exchange)
    return masked(found, CaptureKind.SAZ, problems, left_out)


def _unreadable(name: str, rule: str) -> Imported:
    return Imported((), (ImportProblem(name, "", rule),), CaptureKind.SAZ)


def _sessions(members: list[zipfile.ZipInfo]) -> dict[int, dict[str, zipfile.ZipInfo]]:
    sessions: dict[int, dict[str, zipfile.ZipInfo]] = {}
    for member in members:
        part = _PART.search(member.filename)
        if part:
            sessions.setdefault(int(part[1]), {})[part[2].lower()] = member
    return sessions


class _Unpacking:
    """Reads files out of the archive, never more than allowed."""

    def __init__(self, archive: zipfile.ZipFile, most_of_one: int, most: int) -> None:
        self._archive = archive
        self._most_of_one = most_of_one
        self._left = most

    def __call__(self, member: zipfile.ZipInfo | None) -> bytes:
        """The file's bytes; empty where there is none.

        Raises:
            EntryError: it cannot be read, or is too large.
        """
        if member is None:
            return b""
        if member.flag_bits & 1:
            raise EntryError("it is protected by a password; save the archive without one")
        room = min(self._most_of_one, self._left)
        try:
            with self._archive.open(member) as file:
                data = file.read(room + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as e:
            raise EntryError(f"it cannot be unpacked ({type(e).__name__})") from None
        if len(data) > room:
            raise EntryError(f"it grows over the {room} bytes that are left for it")
        self._left -= len(data)
        return data


def _session(number: int, parts: dict[str, zipfile.ZipInfo], unpack: _Unpacking) -> UnmaskedExchange | None:
    """One session; None for a tunnel."""
    request = unpack(parts.get("c"))
    head = parse_request(request)
    if not head.method or not head.target:
        raise EntryError("its request has no request line")
    if head.method.upper() == "CONNECT":
        return None
    response = unpack(parts.get("s"))
    about = unpack(parts.get("m")).decode("utf-8", "replace")
    timers = _timers(about)
    url = absolute_url(_url(head.target, head.header("Host")))
    start = timers.get("ClientBeginRequest") or timers.get("ClientConnected") or 0.0
    end = timers.get("ServerDoneResponse") or timers.get("ClientDoneResponse")
    return UnmaskedExchange(
        method=head.method,
        url=url,
        request=UnmaskedMessage(request[: head.head_length], request[head.head_length :], exact=True),
        response=_answer(response),
        started_at=start,
        elapsed=max(end - start, 0.0) if end and start else None,
        timings=_phases(about, timers),
        peer=_peer(url, about),
        error=None if response else "The capture holds no answer.",
        n=number,
    )


def _answer(data: bytes) -> UnmaskedMessage | None:
    return UnmaskedMessage(data, b"", exact=True) if data.strip() else None


def _url(target: str, host: str | None) -> str:
    """Fiddler writes absolute targets; a hand-made archive may have a path and a Host header."""
    if not target.startswith("/"):
        return target
    if not host:
        raise EntryError("its request has a path and no Host, so that nobody can tell where it went")
    return f"https://{host}{target}"


def _timers(about: str) -> dict[str, float]:
    element = _TIMERS.search(about)
    found = {name: moment(value) for name, value in _ATTRIBUTE.findall(element.group())} if element else {}
    return {name: at for name, at in found.items() if at is not None}


def _phases(about: str, timers: dict[str, float]) -> Timings:
    element = _TIMERS.search(about)
    texts = dict(_ATTRIBUTE.findall(element.group())) if element else {}

    def took(name: str) -> float | None:
        text = texts.get(name, "")
        return int(text) / 1000.0 if text.isascii() and text.isdigit() and 0 < int(text) < 10**9 else None

    def between(first: str, second: str) -> float | None:
        a, b = timers.get(first), timers.get(second)
        return max(b - a, 0.0) if a is not None and b is not None else None

    return Timings(
        took("DNSTime"),
        took("TCPConnectTime"),
        took("HTTPSHandshakeTime"),
        between("FiddlerBeginRequest", "ServerGotRequest"),
        between("ServerGotRequest", "ServerBeginResponse"),
        between("ServerBeginResponse", "ServerDoneResponse"),
    )


def _peer(url: str, about: str) -> Peer | None:
    address = address_in(next((value for name, value in _FLAG.findall(about) if name.lower() == "x-hostip"), None))
    if address is None:
        return None
    place = place_of(url)
    return Peer(place.host, place.port, address)
