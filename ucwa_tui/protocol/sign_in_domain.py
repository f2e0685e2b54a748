"""The SIP domain whose discovery service to look for, and the names under which it is looked for.

Source: UCWA reference, "Autodiscovery": lyncdiscoverinternal and lyncdiscover below the domain of the sign-in address,
or, for an anonymous guest, of the meeting's organizer.
"""

from __future__ import annotations

import ipaddress
import re

from ucwa_tui.protocol.conference_uri import parse

INTERNAL, EXTERNAL = "lyncdiscoverinternal", "lyncdiscover"
_LABEL = re.compile(r"(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?\Z")
_END_OF_DOMAIN = re.compile(r"[;?:>/\s]")


def sign_in_domain(user: str, meeting_uri: str | None = None) -> str:
    """The domain that a sign-in belongs to, in lower case; empty where neither text names one.

    Args:
        user: sign-in address, with or without `sip:`; `DOMAIN\\user` names no SIP domain.
        meeting_uri: conference URI: its domain counts where nobody in particular signs in.
    """
    name = user.strip()
    if name:
        _, at, domain = name.rpartition("@")
        return _END_OF_DOMAIN.split(domain, maxsplit=1)[0].lower() if at else ""
    conference = parse(meeting_uri) if meeting_uri else None
    return conference.domain.lower() if conference else ""


def domain_problem(domain: str) -> str:
    """Why a discovery service cannot be looked for below a text; empty where it can."""
    text = domain.strip().rstrip(".")
    if not text:
        return "it is empty"
    if "://" in text or "/" in text:
        return "it is a URL: only the domain is wanted, such as contoso.com"
    if "@" in text:
        return "it is an address: only what follows the @ is wanted"
    if _is_address(text):
        return "it is a numeric address, and no name lies below one"
    if len(text) > 220 or not all(_LABEL.match(label) for label in text.split(".")):
        return "it is no domain name"
    return ""


def discovery_roots(domain: str, *, internal: bool = True) -> tuple[tuple[str, str], ...]:
    """The roots to try, the network's own name first; of each name the https URL, and the http URL after it.

    Args:
        domain: SIP domain, without fault according to `domain_problem`.
        internal: whether the name counts that only the inner network knows; a guest needs the outer one alone.
    """
    names = (INTERNAL, EXTERNAL) if internal else (EXTERNAL,)
    below = domain.strip().rstrip(".").lower()
    return tuple((f"https://{name}.{below}/", f"http://{name}.{below}/") for name in names)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True
