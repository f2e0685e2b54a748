"""Conference URIs: `sip:<organizer>@<domain>;gruu;opaque=app:conf:focus:id:<id>`, parsed and compared.

Source: UCWA reference, "joinOnlineMeeting" and "myOnlineMeeting"; RFC 3261, section 25.1 (grammar and comparison).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from ucwa_tui.protocol.join_url import guess_from_join_url, is_join_url
from ucwa_tui.protocol.sip_uri import SipUri, parse_sip_uri

__all__ = [
    "ConferenceUri",
    "conference_key",
    "guess_from_join_url",
    "is_join_url",
    "normalise",
    "of_sip_uri",
    "parse",
    "same_meeting",
]

FOCUS = "focus"
_OPAQUE = re.compile(r"app:conf:([^:]+):id:(.+)\Z", re.IGNORECASE | re.DOTALL)
_BLANK_AFTER_SEMICOLON = re.compile(r";[ \t\u00a0]")


@dataclass(frozen=True, slots=True)
class ConferenceUri:
    """The parts of a conference URI, as written."""

    organizer: str
    """The user part of the organizer's address, percent-escapes resolved."""
    domain: str
    """The organizer's SIP domain (or an address; IPv6 in brackets)."""
    conference_id: str
    """Also the conference key, the last segment of the join URL, and the password of an anonymous sign-in."""
    kind: str = FOCUS
    """`focus` is the meeting; others (`audio-video`, `chat`) are the MCUs behind it. In lower case."""
    port: int | None = None
    gruu: bool = True

    @property
    def organizer_uri(self) -> str:
        """The organizer's own address."""
        return f"sip:{_escaped_user(self.organizer)}@{self.domain}"

    @property
    def text(self) -> str:
        """The URI in its usual spelling."""
        port = f":{self.port}" if self.port is not None else ""
        return f"{self.organizer_uri}{port};gruu;opaque=app:conf:{self.kind}:id:{self.conference_id}"


def parse(text: str) -> ConferenceUri | None:
    """A conference URI of any kind, or None for everything else. Never raises.

    Blanks around the text and one blank after each `;` (as some documentation prints it) are forgiven; scheme,
    parameter names and `app:conf:` are read without case.
    """
    parsed = parse_sip_uri(_BLANK_AFTER_SEMICOLON.sub(";", text.strip()))
    return of_sip_uri(parsed) if isinstance(parsed, SipUri) else None


def of_sip_uri(uri: SipUri) -> ConferenceUri | None:
    """The conference that a parsed SIP URI names, or None for an ordinary address."""
    opaque = _OPAQUE.match(uri.parameter("opaque") or "")
    if opaque is None or not uri.user:
        return None
    kind, identity = opaque.group(1).lower(), opaque.group(2)
    return ConferenceUri(unquote(uri.user), uri.host, identity, kind, uri.port, uri.parameter("gruu") is not None)


def normalise(text: str) -> str:
    """A form in which two spellings of one meeting (or one SIP address) are equal. Never raises.

    Not for sending: case is folded throughout. A text that is no SIP URI comes back without blanks around it.
    """
    stripped = _BLANK_AFTER_SEMICOLON.sub(";", text.strip())
    parsed = parse_sip_uri(stripped)
    if not isinstance(parsed, SipUri):
        return stripped
    conference = of_sip_uri(parsed)
    if conference is not None:
        return conference.text.casefold()
    port = f":{parsed.port}" if parsed.port is not None else ""
    return f"{parsed.scheme}:{unquote(parsed.user)}@{parsed.host}{port}".casefold()


def same_meeting(a: str, b: str) -> bool:
    """Whether two texts name one meeting, whatever their case, escapes and order of parameters."""
    return normalise(a) == normalise(b)


def conference_key(text: str) -> str | None:
    """The conference id as written, or None where the text is no conference URI."""
    conference = parse(text)
    return conference.conference_id if conference else None


def _escaped_user(user: str) -> str:
    return re.sub(
        r"[^A-Za-z0-9\-_.!~*'()&=+$,;?/]+",
        lambda m: "".join(f"%{octet:02X}" for octet in m.group().encode("utf-8", "surrogatepass")),
        user,
    )
