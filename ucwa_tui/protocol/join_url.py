"""Join URLs (`https://meet.contoso.com/alice/7HK2QX9D`): told from conference URIs, and a guess at what they mean.

The server wants a conference URI. Only the join page itself knows the right one; what is made here is a guess.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_LINK = re.compile(r"(?:https?://|(?:meet|join)\.[^/\s@;]+/)", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9]{4,64}\Z")
_ALIAS = re.compile(r"[A-Za-z0-9\-_.!~*'()&=+$,@]+\Z")
_DOMAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z][A-Za-z0-9-]*\Z")
_SHARED_HOSTS = frozenset({"teams.microsoft.com", "teams.live.com", "meet.lync.com"})
"""Hosts of many organisations, which therefore say nothing about the organizer's domain."""


def is_join_url(text: str) -> bool:
    """Whether a text is a web link, which is what people paste where the conference URI belongs."""
    return _LINK.match(text.strip()) is not None


def guess_from_join_url(text: str) -> str | None:
    """The conference URI that a join URL probably stands for; None where it names no organizer and id. Never raises.

    The organizer's alias is not always the user part of the address, and the host's domain not always the SIP domain:
    show the outcome as a guess.
    """
    link = text.strip()
    if not is_join_url(link):
        return None
    if "://" not in link:
        link = "https://" + link
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    segments = [unquote(s) for s in parts.path.split("/") if s]
    if len(segments) < 2 or not _ID.match(segments[-1]) or not _ALIAS.match(segments[-2]):
        return None
    alias, _, alias_domain = segments[-2].partition("@")
    domain = alias_domain or _domain(host, segments[:-2])
    if not alias or "@" in alias_domain or not _DOMAIN.match(domain):
        return None
    return f"sip:{alias}@{domain};gruu;opaque=app:conf:focus:id:{segments[-1]}"


def _domain(host: str, folders: list[str]) -> str:
    named = next((f for f in reversed(folders) if _DOMAIN.match(f)), "")
    if named or host in _SHARED_HOSTS:
        return named
    first, _, rest = host.partition(".")
    return rest if "." in rest or first in {"meet", "join"} else host
