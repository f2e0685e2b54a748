"""HAR 1.2 to exchanges: our own files, Fiddler's, browsers' and proxies'.

A HAR holds no wire bytes, so every message is written anew from its parts and marked so; only an entry of ours has a
record of the exchange itself, which is taken where it says what the rest of the entry says. Wrong types and missing
fields cost the entry only where there is no request without them.

Source: "HTTP Archive (HAR) format", version 1.2.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote_plus, urlsplit

from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.decode import text_of, wide_charset_of
from ucwa_tui.wire.exchange import Exchange, ExchangeState, Peer
from ucwa_tui.wire.har import entry_of
from ucwa_tui.wire.har_record import FIELD, RecordError, exchange_of
from ucwa_tui.wire.har_values import address_in, moment, objects_of, phases_of, seconds_of, text_in
from ucwa_tui.wire.imported import CaptureKind, Imported, ImportProblem
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.wire.unmasked import EntryError, UnmaskedExchange, UnmaskedMessage, absolute_url, masked

MOST_ENTRIES = 100_000
_LONGEST_ERROR = 2000
_METHOD = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}\Z")
_VERSION = re.compile(r"(?:HTTP/|h)(\d(?:\.\d)?)\Z", re.IGNORECASE)
_BREAKS = re.compile(r"[\r\n\0]+")
Word = TypeVar("Word", Purpose, ExchangeState)


def read_har(data: bytes, name: str) -> Imported:
    """Read a HAR file.

    Args:
        data: the file.
        name: what to call it in problems.
    """
    try:
        entries = _entries(json.loads(text_of(data, None).text))
    except RecursionError:
        return _unreadable(name, "the JSON is nested too deeply")
    except EntryError as error:
        return _unreadable(name, str(error))
    except ValueError as error:
        place = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        return _unreadable(name, f"this is no JSON{place}, and so no HAR; export the capture again")
    found: list[UnmaskedExchange] = []
    problems: list[ImportProblem] = []
    left_out = 0
    last = 0.0
    for number, entry in enumerate(entries[:MOST_ENTRIES], 1):
        reader = _Entry(entry, last)
        where = f"entry {number}"
        try:
            exchange = reader.read()
        except EntryError as error:
            problems.append(ImportProblem(name, where, f"{error}; the entry is left out"))
            continue
        if exchange.method.upper() == "CONNECT":
            left_out += 1
            continue
        problems += [ImportProblem(name, where, note, lost=False) for note in reader.notes]
        found.append(exchange)
        last = exchange.started_at
    if len(entries) > MOST_ENTRIES:
        problems.append(ImportProblem(name, "", f"there are more than {MOST_ENTRIES} entries; the rest is left out"))
    return masked(found, CaptureKind.HAR, problems, left_out)


def _unreadable(name: str, rule: str) -> Imported:
    return Imported((), (ImportProblem(name, "", rule),), CaptureKind.HAR)


def _entries(document: Any) -> list[Any]:
    log = document.get("log") if isinstance(document, dict) else None
    if not isinstance(log, dict):
        raise EntryError("a HAR has an object `log`, and this has none")
    entries = log.get("entries")
    if not isinstance(entries, list):
        raise EntryError("a HAR has a list `log.entries`, and this has none")
    return entries


class _Entry:
    """Reads one entry; `notes` are what was wrong without costing the entry."""

    def __init__(self, entry: Any, last: float) -> None:
        if not isinstance(entry, dict):
            entry = {}
        self._entry: dict[str, Any] = entry
        self._last = last
        self.notes: list[str] = []

    def read(self) -> UnmaskedExchange:
        """The exchange.

        Raises:
            EntryError: there is no request to be had from it.
        """
        request = self._entry.get("request")
        if not isinstance(request, dict):
            raise EntryError("an entry has an object `request`, and this has none")
        method, url = request.get("method"), request.get("url")
        if not isinstance(method, str) or not _METHOD.match(method):
            raise EntryError("`request.method` has to be a word that HTTP allows")
        if not isinstance(url, str):
            raise EntryError("`request.url` has to be a text")
        where = absolute_url(f"https://{url}" if method.upper() == "CONNECT" else url)
        response = self._response()
        error = self._error()
        if response is None and error is None:
            error = "The capture holds no answer."
        n = self._entry.get("_n")
        operation = text_in(self._entry, "_operation")
        return UnmaskedExchange(
            method=method,
            url=where,
            request=self._request(request, method, where),
            response=response,
            started_at=self._started_at(),
            elapsed=seconds_of(self._entry.get("time")),
            timings=phases_of(self._entry.get("timings")),
            peer=self._peer(where),
            error=error,
            state=self._word("_state", ExchangeState),
            n=n if isinstance(n, int) and not isinstance(n, bool) and 0 < n < 10**9 else None,
            purpose=self._word("_purpose", Purpose),
            operation=operation if operation in OPERATIONS else None,
            operation_id=text_in(self._entry, "_operationId"),
            kept=self._kept(),
        )

    def _kept(self) -> Exchange | None:
        """The exchange that the entry was made from; None where it is not ours, or not as we left it."""
        if FIELD not in self._entry:
            return None
        try:
            kept = exchange_of(self._entry[FIELD])
            if not _METHOD.match(kept.method) or absolute_url(kept.url) != kept.url:
                raise RecordError("its method or URL is none")
            if kept.operation is not None and kept.operation not in OPERATIONS:
                raise RecordError("there is no such operation")
            if not _says(self._entry, entry_of(kept)):
                raise RecordError("it says something else than the entry")
        except ValueError as error:
            self.notes.append(f"`{FIELD}` is not believed ({error}): the entry is read without it, as any other HAR")
            return None
        self.notes.clear()  # they are about parts that are not needed
        return kept

    def _error(self) -> str | None:
        """What the capturing program says of a failure: ours in the entry, Chrome in its response."""
        response = self._entry.get("response")
        told = text_in(self._entry, "_error") or (text_in(response, "_error") if isinstance(response, dict) else None)
        return safe_line(told)[:_LONGEST_ERROR] if told else None

    def _word(self, name: str, kind: Callable[[str], Word]) -> Word | None:
        try:
            return kind(text_in(self._entry, name) or "")
        except ValueError:
            return None

    def _started_at(self) -> float:
        at = moment(self._entry.get("startedDateTime"))
        if at is None:
            self.notes.append("`startedDateTime` is no ISO 8601 time; the time of the entry before is taken")
            return self._last
        return at

    def _peer(self, url: str) -> Peer | None:
        address = address_in(text_in(self._entry, "serverIPAddress"))
        if address is None:
            return None
        parts = urlsplit(url)
        return Peer(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80), address)

    def _request(self, request: dict[str, Any], method: str, url: str) -> UnmaskedMessage:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = self._headers(request, "request")
        if not any(name.lower() == "host" for name, _ in headers):
            headers.insert(0, ("Host", parts.netloc))
        body = self._posted(request.get("postData"), headers)
        return _message(f"{method} {target} {_version(request)}", headers, body).with_length()

    def _response(self) -> UnmaskedMessage | None:
        response = self._entry.get("response")
        if not isinstance(response, dict):
            return None
        status = response.get("status")
        if isinstance(status, str) and status.isascii() and status.isdigit():
            status = int(status)
        if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 999:
            if status not in (0, None):
                self.notes.append("`response.status` has to be a number from 100 to 999; the answer is left out")
            return None
        reason = _one_line(text_in(response, "statusText") or "")
        headers = self._headers(response, "response")
        content = response.get("content")
        body = self._body(content, "encoding", headers, "response.content") if isinstance(content, dict) else b""
        line = f"{_version(response)} {status} {reason}".rstrip(" ")
        return _message(line, headers, body)

    def _headers(self, message: dict[str, Any], what: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for header in objects_of(message.get("headers")):
            name, value = text_in(header, "name"), text_in(header, "value")
            if name is None or value is None:
                self.notes.append(f"a header of the {what} has no name or value that is a text; it is left out")
            elif name.startswith(":"):
                continue  # HTTP/2 has the request line as headers
            elif not name.strip() or _BREAKS.search(name) or ":" in name:
                self.notes.append(f"a header of the {what} has a name that HTTP does not allow; it is left out")
            else:
                if _BREAKS.search(value):
                    self.notes.append(f"a header of the {what} holds a line break; it is read as a blank")
                found.append((name.strip(), _one_line(value)))
        return found

    def _posted(self, post: Any, headers: list[tuple[str, str]]) -> bytes:
        if not isinstance(post, dict):
            return b""
        if text_in(post, "text"):
            return self._body(post, "_encoding", headers, "request.postData")
        pairs = [(text_in(p, "name") or "", text_in(p, "value") or "") for p in objects_of(post.get("params"))]
        return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()

    def _body(self, holder: dict[str, Any], encoding: str, headers: list[tuple[str, str]], what: str) -> bytes:
        text = holder.get("text")
        if text is None:
            return b""
        if not isinstance(text, str):
            self.notes.append(f"`{what}.text` has to be a text; the body is left out")
            return b""
        if (text_in(holder, encoding) or "").lower() == "base64":
            try:
                return base64.b64decode(text, validate=False)
            except (binascii.Error, ValueError):
                self.notes.append(f"`{what}.text` is no Base64, though it says so; the body is left out")
                return b""
        return _encoded(text, next((value for name, value in headers if name.lower() == "content-type"), None))


def _says(told: Any, expected: Any) -> bool:
    """Whether a value of a file says what is expected; objects may say more."""
    if isinstance(expected, dict):
        return isinstance(told, dict) and all(n in told and _says(told[n], value) for n, value in expected.items())
    if isinstance(expected, list):
        return (
            isinstance(told, list)
            and len(told) == len(expected)
            and all(_says(a, b) for a, b in zip(told, expected, strict=True))
        )
    return bool(told == expected) and isinstance(told, bool) == isinstance(expected, bool)


def _encoded(text: str, content_type: str | None) -> bytes:
    """In the charset that the head names, so that head and body still fit together; else in UTF-8."""
    charset = "utf-8" if wide_charset_of(b"", content_type) else text_of(b"", content_type).charset
    try:
        return text.encode(charset)
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip(" \t")


def _version(message: dict[str, Any]) -> str:
    match = _VERSION.match((text_in(message, "httpVersion") or "").strip())
    return f"HTTP/{match[1]}" if match else "HTTP/1.1"


def _message(start_line: str, headers: list[tuple[str, str]], body: bytes) -> UnmaskedMessage:
    lines = [start_line, *(f"{name}: {value}" for name, value in headers), "", ""]
    return UnmaskedMessage("\r\n".join(lines).encode("utf-8", "replace"), body)
