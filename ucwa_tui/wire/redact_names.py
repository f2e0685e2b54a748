"""The names whose values are secrets, and patterns that find them however they are escaped.

Source: UCWA reference, "Authentication in UCWA"; RFC 6749, 7521, 7636, 8628 and 8693 for OAuth's names; SAML 2.0
bindings and WS-Federation for what an ADFS posts; WS-Security and WS-Trust for the elements of a web ticket.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from ucwa_tui.wire.redact_span import COOKIE, PASSWORD, TOKEN

_PASSWORDS = b"""password passwd pwd passphrase new_password newpassword old_password oldpassword confirm_password
confirmpassword client_secret clientsecret secret api_key apikey api-key x-api-key subscription-key
code_verifier binarysecret"""
_TOKENS = b"""access_token accesstoken refresh_token refreshtoken id_token idtoken id_token_hint ms_rtc_renew assertion
client_assertion device_code subject_token actor_token token session_token sessiontoken security_token securitytoken
bearer_token bearertoken auth_token authtoken oauth_token oauth_signature skypetoken x-skypetoken registrationtoken
logout_token csrf_token csrftoken xsrf_token __requestverificationtoken flowtoken samlresponse samlart wresult webticket
web_ticket x-ms-webticket authorization proxy-authorization x-ms-token binarysecuritytoken ciphervalue
x-amz-security-token x-amz-signature"""
_COOKIES = b"cookie set-cookie"
SECRET_NAMES = {
    **dict.fromkeys(_PASSWORDS.split(), PASSWORD),
    **dict.fromkeys(_TOKENS.split(), TOKEN),
    **dict.fromkeys(_COOKIES.split(), COOKIE),
}
"""Name in lower case to the kind of its value, wherever it stands: in forms, queries, JSON and XML."""
PLACED_NAMES = {b"code": TOKEN, b"sig": TOKEN, b"signature": TOKEN, b"ticket": TOKEN, b"pass": PASSWORD}
"""The same for queries, fragments and forms only: elsewhere they say other things (`code` in an error body)."""
_REMEMBERED = 64
"""Sets of names whose patterns are kept."""
_INPUT_NAMES = PLACED_NAMES | SECRET_NAMES


def kind_of_name(name: bytes) -> str | None:
    """The kind of secret behind a form or query parameter of whatever place, or None.

    Args:
        name: as it was written, percent-encoded or not.
    """
    return SECRET_NAMES.get(unquote_to_bytes(name).strip().lower())


def kind_of_placed(name: bytes) -> str | None:
    """The kind of secret behind the name of a parameter in a URL or a form, or of an input of a page."""
    return _INPUT_NAMES.get(unquote_to_bytes(name).strip().lower())


def _shortest(names: Iterable[bytes]) -> tuple[bytes, ...]:
    """Those that no other is a part of: where none of them is, none of all is."""
    every = sorted(set(names), key=len)
    return tuple(name for at, name in enumerate(every) if not any(other in name for other in every[:at]))


_ROOTS = _shortest(SECRET_NAMES)
_PLACED_ROOTS = _shortest(PLACED_NAMES)
_ASSIGNMENT = re.compile(rb"[\w\-]{0,12}\s{0,20}=")
"""What follows a root: the rest of the name, and the sign."""


def roots_in(low: bytes) -> tuple[bytes, ...]:
    """A quick look: what of secrets' names is in some bytes; where it is nothing, no such name is.

    Args:
        low: the bytes in lower case.
    """
    return tuple(root for root in _ROOTS if root in low)


def may_place(low: bytes, roots: tuple[bytes, ...]) -> bool:
    """Whether the name of a parameter can be among them, which a `=` follows.

    Args:
        low: the bytes in lower case.
        roots: what `roots_in` has found in them.
    """
    return any(name + b"=" in low for name in _PLACED_ROOTS) or any(_is_assigned(low, root) for root in roots)


def _is_assigned(low: bytes, root: bytes) -> bool:
    at = low.find(root)
    while at >= 0:
        if _ASSIGNMENT.match(low, at + len(root)):
            return True
        at = low.find(root, at + 1)
    return False


class NamePatterns(NamedTuple):
    """Patterns anchored at a name, which is their group `name`; the plain ones find names of secrets only."""

    json_member: re.Pattern[bytes]
    """Up to where the value begins."""
    xml_property: re.Pattern[bytes]
    """The opening tag of `<property name="…">`."""
    xml_element: re.Pattern[bytes]
    xml_attribute: re.Pattern[bytes]
    """Up to and with the opening quote, which is group `quote`."""


def patterns_for(low: bytes, roots: tuple[bytes, ...]) -> tuple[NamePatterns, ...]:
    """The patterns to look for in some bytes; none where no name of a secret can be in them. Arguments as before."""
    # Of the names only those that are there: each more of them slows the patterns down.
    there = tuple(name for name in SECRET_NAMES if name in low) if roots else ()
    plain = (_plain_patterns(there),) if there else ()
    return (*plain, _escaped_patterns()) if b"\\u00" in low or b"&#" in low else plain


@cache
def member_named(name: bytes) -> re.Pattern[bytes]:
    """The pattern of a JSON member with this name."""
    return _patterns(re.escape(name)).json_member


@lru_cache(_REMEMBERED)
def _plain_patterns(names: tuple[bytes, ...]) -> NamePatterns:
    return _patterns(b"|".join(map(re.escape, names)))


@cache
def _escaped_patterns() -> NamePatterns:
    """For names with JSON or XML escapes in them, whatever they say."""
    escape = rb"(?:\\+u00[0-9a-f]{2}|&#x0*[0-9a-f]{2};|&#[0-9]{2,3};)"
    return _patterns(rb"[\w\-]{0,40}+" + escape + rb"(?:[\w\-]|" + escape + rb"){0,200}+")


def _patterns(names: bytes) -> NamePatterns:
    name = b"(?P<name>" + names + b")"
    member = rb"(?P<quote>[\"'])" + name + rb"\\*(?P=quote)(?:\s|\\+[nrt])*:(?:\s|\\+[nrt])*+"
    tag = rb"<(?:[\w.\-]{1,80}:)?"
    attribute = rb"property\b[^<>]{0,500}?\bname\s{0,20}=\s{0,20}(?P<quote>[\"'])\s*" + name + rb"\s*(?P=quote)[^<>]*>"
    return NamePatterns(
        re.compile(member, re.IGNORECASE),
        re.compile(tag + attribute, re.IGNORECASE),
        re.compile(tag + name + rb"(?:\s[^<>]*)?>", re.IGNORECASE),
        re.compile(rb"[\s\"']" + name + rb"\s{0,20}=\s{0,20}(?P<quote>[\"'])", re.IGNORECASE),
    )
