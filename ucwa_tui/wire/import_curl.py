"""curl commands to requests: our own, browsers' "Copy as cURL" for POSIX shells, cmd and PowerShell.

Source: curl's manual, for the options and what they send.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlsplit

from ucwa_tui.wire.decode import text_of
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.imported import CaptureKind, Imported, ImportProblem
from ucwa_tui.wire.shell_words import split_commands
from ucwa_tui.wire.unmasked import EntryError, UnmaskedExchange, UnmaskedMessage, absolute_url, masked

NO_ANSWER = "This is a command only: it was not sent, and there is no answer."
_CURL = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?\Z", re.IGNORECASE)
_CONFIG_HEADER = re.compile(r"header\s*=\s*\"((?:[^\"\\]|\\.)*)\"")
_METHOD = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}\Z")
_BREAKS = re.compile(r"[\r\n\0]+")
_VARIABLE = re.compile(r"%s|\$\{?(?:env:)?\w+\}?")
_LETTERS = "X request H header d data u user A user-agent e referer b cookie I head G get F form T upload-file K config"
_SHORT = dict(zip(_LETTERS.split()[::2], _LETTERS.split()[1::2], strict=True))
_OTHERS = (
    "o x m E w c D C r y Y z U output proxy max-time connect-timeout cert key cacert capath write-out cookie-jar "
    "dump-header resolve connect-to retry retry-delay max-redirs proxy-user noproxy interface limit-rate ciphers "
    "stderr trace trace-ascii proto tls-max cert-type key-type pass dns-servers"
)
_IGNORED_WITH_VALUE = frozenset(_OTHERS.split())
_MEANT = (
    "request header data data-raw data-binary data-ascii data-urlencode json user user-agent referer cookie form "
    "upload-file config url oauth2-bearer"
)
_WITH_VALUE = frozenset(_MEANT.split())


def read_curl(data: bytes, name: str) -> Imported:
    """Read curl commands, one or several.

    Args:
        data: the text, in any of the three quotings.
        name: what to call it in problems.
    """
    try:
        commands = split_commands(text_of(data, None).text.removeprefix("\ufeff"))
    except ValueError as error:
        return Imported((), (ImportProblem(name, "", f"the command cannot be read: {error}"),), CaptureKind.CURL)
    found: list[UnmaskedExchange] = []
    problems: list[ImportProblem] = []
    piped: list[str] = []
    number = 0
    for command in commands:
        words = command[1:] if command[0] == "$" else command
        if not words or not _CURL.match(words[0]):
            piped = words
            continue
        number += 1
        try:
            found.append(_request(words[1:], piped))
        except EntryError as error:
            problems.append(ImportProblem(name, f"command {number}", f"{error}; the command is left out"))
        piped = []
    if not number:
        problems.append(ImportProblem(name, "", "there is no curl command in it"))
    return masked(found, CaptureKind.CURL, problems)


@dataclass(slots=True, repr=False)
class _Wishes:
    """What the options ask for."""

    method: str = ""
    urls: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    head: bool = False
    get: bool = False
    json: bool = False


def _request(words: list[str], piped: list[str]) -> UnmaskedExchange:
    wishes = _Wishes()
    for option, value in _options(words):
        _take(wishes, option, value, piped)
    if len(wishes.urls) != 1:
        raise EntryError("a command has one URL" + (", and this has several" if wishes.urls else ", and this has none"))
    url = wishes.urls[0] if "://" in wishes.urls[0] else f"http://{wishes.urls[0]}"
    body = "&".join(wishes.data)
    if wishes.get and body:
        url += ("&" if "?" in url else "?") + body
        body = ""
    url = absolute_url(url)
    method = wishes.method or ("HEAD" if wishes.head else "POST" if wishes.data and not wishes.get else "GET")
    if not _METHOD.match(method):
        raise EntryError("--request has to be a word that HTTP allows")
    raw = body.encode("utf-8", "surrogateescape")
    head = _head(method, url, wishes, raw)
    return UnmaskedExchange(method, url, UnmaskedMessage(head, raw), error=NO_ANSWER, state=ExchangeState.CANCELLED)


def _options(words: list[str]) -> list[tuple[str, str]]:
    """Option and value; a word of its own is a `url`."""
    found: list[tuple[str, str]] = []
    rest = iter(words)
    for word in rest:
        if word.startswith("--") and len(word) > 2:
            name, mark, glued = word[2:].partition("=")
            if name in _WITH_VALUE or name in _IGNORED_WITH_VALUE:
                found.append((name, glued if mark else next(rest, "")))
            else:
                found.append((name, ""))
        elif word.startswith("-") and len(word) > 1:
            letters = word[1:]
            for place, letter in enumerate(letters):
                name = _SHORT.get(letter, letter)
                if name in _WITH_VALUE or name in _IGNORED_WITH_VALUE:
                    found.append((name, letters[place + 1 :] or next(rest, "")))
                    break
                found.append((name, ""))
        else:
            found.append(("url", word))
    return found


def _take(wishes: _Wishes, option: str, value: str, piped: list[str]) -> None:
    match option:
        case "url":
            wishes.urls.append(value)
        case "request":
            wishes.method = value
        case "header":
            wishes.headers.append(value)
        case "user":
            blob = base64.b64encode(value.encode("utf-8", "surrogateescape")).decode("ascii")
            wishes.headers.append(f"Authorization: Basic {blob}")
        case "oauth2-bearer":
            wishes.headers.append(f"Authorization: Bearer {value}")
        case "user-agent" | "referer" | "cookie":
            name = {"user-agent": "User-Agent", "referer": "Referer", "cookie": "Cookie"}[option]
            wishes.headers.append(f"{name}: {value}")
        case "data" | "data-ascii" | "data-binary" | "json":
            if value.startswith("@"):
                raise EntryError(f"--{option} takes the body from a file, which is not here; put the body in")
            bare = value if option in ("data-binary", "json") else _BREAKS.sub("", value)
            wishes.data.append(bare)
            wishes.json = wishes.json or option == "json"
        case "data-raw":
            wishes.data.append(value)
        case "data-urlencode":
            name, mark, text = value.partition("=")
            wishes.data.append(f"{name}={quote_plus(text)}" if mark and name else quote_plus(text or name))
        case "head":
            wishes.head = True
        case "get":
            wishes.get = True
        case "config":
            wishes.headers += [_VARIABLE.sub("[masked]", h) for w in piped for h in _CONFIG_HEADER.findall(w)]
        case "form" | "upload-file":
            raise EntryError(f"--{option} sends what UCWA has no use for, and is not read")
        case _:
            pass  # nothing that changes the request


def _head(method: str, url: str, wishes: _Wishes, body: bytes) -> bytes:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    fields: list[tuple[str, str]] = []
    removed: set[str] = set()
    for header in wishes.headers:
        name, colon, value = header.partition(":")
        if colon and not value.strip():
            removed.add(name.strip().lower())
        elif colon:
            fields.append((name.strip(), value.strip()))
        elif header.endswith(";"):
            fields.append((header[:-1].strip(), ""))
    given = {name.lower() for name, _ in fields} | removed
    defaults = [("Host", parts.netloc)]
    if wishes.data and not wishes.get:
        kind = "application/json" if wishes.json else "application/x-www-form-urlencoded"
        defaults.append(("Content-Type", kind))
    fields = [(name, value) for name, value in defaults if name.lower() not in given] + fields
    if body and "content-length" not in given:
        fields.append(("Content-Length", str(len(body))))
    lines = [f"{method} {target} HTTP/1.1", *(_BREAKS.sub(" ", f"{name}: {value}") for name, value in fields), "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")
