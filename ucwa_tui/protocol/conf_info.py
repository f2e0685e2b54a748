"""`conf-info`: what a meeting page says about its meeting to a client that asks for XML.

Source: the meeting pages of Skype for Business Server, namespace "simplejoinconfdoc".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ucwa_tui.protocol import conference_uri as conference
from ucwa_tui.protocol.payload_error import PayloadError

MEDIA_TYPE: Final = "Application/vnd.microsoft.lync.meeting+xml"
"""As clients spell it in `Accept`."""
NAMESPACE: Final = "http://schemas.microsoft.com/rtc/2009/05/simplejoinconfdoc"
UCWA_URLS: Final = ("ucwa-url", "ucwa-ext-url", "ucwa-int-url")
MAX_BYTES = 256 * 1024
MAX_ELEMENTS = 200
MAX_TEXT = 4096
"""Characters of one element; a longer one is dropped."""
MAX_URI = 1024
_CLIENT_PREFIX = re.compile(r"\A(?:conf|meet):(?=\S)", re.IGNORECASE)
_TAIL = re.compile(r"%3F|\?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ConfInfo:
    """A meeting as its page describes it. Hostile text, bounded."""

    conference_uri: str = ""
    """`conf-uri`, as written; see `joinable_uri`."""
    conference_key: str = ""
    """`conf-key`."""
    original_url: str = ""
    """`original-incoming-url`: the join URL as the server saw it."""
    ucwa_urls: tuple[tuple[str, str], ...] = ()
    """`ucwa-url`, `ucwa-ext-url`, `ucwa-int-url`, those that hold something."""
    others: tuple[tuple[str, str], ...] = ()
    """Every other element with its text, in order."""


def read_conf_info(data: bytes) -> ConfInfo:
    """Read the document.

    Args:
        data: the body, in the encoding that it declares.

    Raises:
        PayloadError: no XML, a DOCTYPE, too large, or another document.
    """
    if len(data) > MAX_BYTES:
        raise PayloadError(f"the document has {len(data):,} bytes; more than {MAX_BYTES:,} are not read")
    from lxml import etree

    from ucwa_tui.protocol.xml_reader import parse

    root = parse(data)
    name = etree.QName(root)
    if name.localname != "conf-info" or name.namespace not in (None, NAMESPACE):
        raise PayloadError(f"the root of the XML is <{name.localname}>, not <conf-info>")
    told: list[tuple[str, str]] = []
    for child in root[:MAX_ELEMENTS]:
        text = (child.text or "").strip()
        if not len(child) and text and len(text) <= MAX_TEXT:
            told.append((etree.QName(child).localname, text))
    return _sorted_out(told)


def joinable_uri(text: str) -> str | None:
    """The conference URI in what a page calls one: without `conf:` and `%3Frequired-media=…`, its syntax checked.

    None for everything that cannot be joined: an MCU, a person, a text that is no SIP URI at all. Never raises.
    """
    core = _CLIENT_PREFIX.sub("", text.strip()[: 2 * MAX_URI], count=1)
    core = _TAIL.split(core, maxsplit=1)[0]
    for candidate in (core, _unescaped(core)):
        found = conference.parse(candidate) if len(candidate) <= MAX_URI else None
        if found is not None:
            return candidate if found.kind == conference.FOCUS else None
    return None


def _unescaped(core: str) -> str:
    """With the separators that careful link writers escape put back; other escapes belong to the user part."""
    return re.sub(r"%(3[AaBbDd]|40)", lambda m: chr(int(m.group(1), 16)), core)


def _sorted_out(told: list[tuple[str, str]]) -> ConfInfo:
    first: dict[str, str] = {}
    for name, text in told:
        first.setdefault(name, text)
    known = {"conf-uri", "conf-key", "original-incoming-url", *UCWA_URLS}
    return ConfInfo(
        first.get("conf-uri", ""),
        first.get("conf-key", ""),
        first.get("original-incoming-url", ""),
        tuple((name, first[name]) for name in UCWA_URLS if name in first),
        tuple((name, text) for name, text in told if name not in known),
    )
