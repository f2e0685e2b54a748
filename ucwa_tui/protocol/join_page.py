"""What a meeting page says: the page that opens in a browser when somebody clicks a join URL.

Source: the meeting pages of Skype for Business Server, which hand the meeting to a desktop client by script variables
(`lyncLaunchLink`, `validMeeting`, `errorCode`, `domainOwnerJoinLauncherUrl`, `reachURL`, `escapedXML`) and links
(`href="conf:sip:…"`). Pages are read, never run; reading takes time in proportion to their length.
"""

from __future__ import annotations

import base64
import binascii
import html as html_text
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from ucwa_tui.protocol.conf_info import MEDIA_TYPE, ConfInfo, joinable_uri, read_conf_info
from ucwa_tui.protocol.payload_error import PayloadError

__all__ = ["MEDIA_TYPE", "ConfInfo", "PageFacts", "joinable_uri", "read_conf_info", "read_page"]

MAX_PAGE = 1024 * 1024
"""Characters of a page that are looked at."""
_MAX_TRIES = 20
"""Links of a page that are tried, and documents that are looked for in it."""
_NAMES = "lyncLaunchLink|domainOwnerJoinLauncherUrl|validMeeting|errorCode|reachURL|escapedXML"
_VARIABLE = re.compile(
    rf"""\b({_NAMES})\s{{0,20}}=\s{{0,20}}(?:"((?:[^"\\\n]|\\.)*+)"|'((?:[^'\\\n]|\\.)*+)')""", re.IGNORECASE
)
_LINK = re.compile(r"""\bhref\s{0,20}=\s{0,20}(?:"([^"<>]{1,4096})"|'([^'<>]{1,4096})')""", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_IN_URL = re.compile(r"[?&]xml=([A-Za-z0-9_\-!+/=]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"\s{0,20}<\?xml[^>]{0,200}\?>")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page tells about its meeting. Hostile text, but for the conference URI, whose syntax is checked."""

    conference_uri: str | None = None
    launcher_url: str = ""
    """`domainOwnerJoinLauncherUrl`: another page that knows the meeting, where this one does not."""
    conf_info: ConfInfo | None = None
    """The document that is packed into the page."""
    valid_meeting: bool | None = None
    """`validMeeting`; None where the page does not say."""
    error_code: str = ""
    """`errorCode`; `-1` says that there is none."""


def read_page(html: str) -> PageFacts:
    """Find out what a page says about its meeting. Never raises, whatever the page."""
    page = html[:MAX_PAGE]
    told: dict[str, str] = {}
    for found in _VARIABLE.finditer(page):
        told.setdefault(found.group(1).lower(), _plain(found.group(2) or found.group(3) or ""))
    info = _packed(told)
    uri = _first_uri([told.get("lynclaunchlink", ""), *_conf_links(page)])
    if uri is None and info is not None:
        uri = joinable_uri(info.conference_uri)
    word = told.get("validmeeting", "").strip().lower()
    return PageFacts(
        uri,
        told.get("domainownerjoinlauncherurl", "").strip(),
        info,
        {"true": True, "false": False}.get(word),
        told.get("errorcode", "").strip()[:40],
    )


def _conf_links(page: str) -> Iterator[str]:
    tried = 0
    for found in _LINK.finditer(page):
        target = _from_html(found.group(1) or found.group(2)).strip()
        if target[:5].lower() == "conf:" and tried < _MAX_TRIES:
            tried += 1
            yield target


def _first_uri(candidates: list[str]) -> str | None:
    return next((uri for uri in map(joinable_uri, candidates) if uri), None)


def _packed(told: dict[str, str]) -> ConfInfo | None:
    """The document as script text, or in the query of the web client's address."""
    texts = [told.get("escapedxml", "")]
    for packed in list(_IN_URL.finditer(unquote(told.get("reachurl", ""))))[:_MAX_TRIES]:
        texts.append(_from_base64(packed.group(1)))
    for text in texts:
        for spelling in (text, unquote(text)):
            # the declaration names the encoding that the text had before it was packed
            bare = _DECLARATION.sub("", spelling, count=1)
            try:
                return read_conf_info(bare.encode("utf-8", "replace"))
            except PayloadError:
                continue
    return None


def _from_base64(text: str) -> str:
    """Base64 in the alphabet for URLs or in the usual one, `!` for `=`, or without any."""
    core = text.rstrip("!=").translate(str.maketrans("+/", "-_"))
    try:
        data = base64.urlsafe_b64decode(core + "=" * (-len(core) % 4))
    except (binascii.Error, ValueError):
        return ""
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")


def _plain(literal: str) -> str:
    """A script's string literal as text: its own escapes first, then those of HTML."""
    text = _ESCAPE.sub(_character, literal)
    # \ud83d\ude00 is one character
    return _from_html(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _character(found: re.Match[str]) -> str:
    digits = found.group(1) or found.group(2)
    return chr(int(digits, 16)) if digits else _CONTROLS.get(found.group(3), found.group(3))


def _from_html(text: str) -> str:
    try:
        return html_text.unescape(text)
    except ValueError:  # a character reference of thousands of digits
        return text
