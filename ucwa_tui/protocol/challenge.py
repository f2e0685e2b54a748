"""WWW-Authenticate: which schemes a server offers, where tokens come from, and for which grants.

Source: UCWA reference, "Authentication in UCWA"; RFC 9110, section 11. Real servers send two header lines
(`Bearer …` and `MsRtcOAuth …`), which some stacks join with a comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

TOKEN_SCHEME: Final = "msrtcoauth"
_GAP = re.compile(r"[\s,]*")
_PARAMETER = re.compile(r'([^\s,="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*+)("|\Z)|([^,\s"]*))', re.DOTALL)
_WORD = re.compile(r'[^\s,="]+')
_BLOB = re.compile(r"[A-Za-z0-9\-._~+/]+=*(?=\s*(?:,|\Z))")
_MESSAGE = re.compile(r"(?<![\w\-])(negotiate|ntlm)[ \t]+([A-Za-z0-9+/]+={0,2})[ \t]*(?=,|\Z)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BLOB_SCHEMES = frozenset({"negotiate", "ntlm", "kerberos"})


@dataclass(frozen=True, slots=True)
class Challenge:
    """One scheme that a server offers. What Negotiate and NTLM carry is secret and is not kept."""

    scheme: str
    """As written; empty where parameters came without one."""
    parameters: tuple[tuple[str, str], ...] = ()
    """In order, names as written, quotes and escapes resolved; a name may recur."""

    def parameter(self, name: str) -> str | None:
        """The first value of a parameter that is not empty, names compared without case; None where there is none."""
        return next((v for k, v in self.parameters if v and k.lower() == name.lower()), None)

    @property
    def href(self) -> str | None:
        """Where tokens are issued."""
        return self.parameter("href")

    @property
    def grant_types(self) -> tuple[str, ...]:
        """The grants on offer, in order and without duplicates."""
        words = (w for k, v in self.parameters if k.lower() == "grant_type" for w in re.split(r"[\s,]+", v) if w)
        return tuple(dict.fromkeys(words))

    @property
    def authorization_uri(self) -> str | None:
        """Where an online tenant signs in (Azure AD)."""
        return self.parameter("authorization_uri")

    def offers(self, grant_type: str) -> bool:
        """Whether a grant is on offer, compared without case."""
        return grant_type.lower() in (g.lower() for g in self.grant_types)


def parse_challenges(values: Iterable[str]) -> tuple[Challenge, ...]:
    """The challenges in all WWW-Authenticate header values, in order. Takes anything and never raises.

    Args:
        values: the header lines' values; each may hold several challenges.
    """
    return tuple(challenge for value in values for challenge in _parse(value))


def token_challenge(challenges: Sequence[Challenge]) -> Challenge | None:
    """The challenge that names a token service: MsRtcOAuth, or else any with an href and grants. None without one."""
    usable = [c for c in challenges if c.href]
    named = next((c for c in usable if c.scheme.lower() == TOKEN_SCHEME), None)
    return named or next((c for c in usable if c.grant_types), None)


def handshake_message(values: Iterable[str], scheme: str) -> str | None:
    """What Negotiate or NTLM answers in mid-handshake, in base64: secret. None where the scheme carries nothing.

    Args:
        values: the header lines' values.
        scheme: compared without case.
    """
    found = (match for value in values for match in _MESSAGE.finditer(value))
    return next((match[2] for match in found if match[1].lower() == scheme.lower()), None)


def _parse(text: str) -> list[Challenge]:
    found: list[tuple[str, list[tuple[str, str]]]] = []
    at = 0
    while at < len(text):
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        parameter = _PARAMETER.match(text, at)
        if parameter:
            if not found:
                found.append(("", []))
            found[-1][1].append((parameter.group(1), _value(parameter)))
            at = parameter.end()
            continue
        word = _WORD.match(text, at)
        if word is None:
            at += 1  # a stray quote or equals sign
            continue
        at = word.end()
        if not _continues_grants(word.group(), found):
            found.append((word.group(), []))
            at = _past_blob(text, at, word.group())
    return [Challenge(scheme, tuple(parameters)) for scheme, parameters in found]


def _value(parameter: re.Match[str]) -> str:
    quoted, bare = parameter.group(2), parameter.group(4)
    return bare if quoted is None else _ESCAPE.sub(r"\1", quoted)


def _continues_grants(word: str, found: list[tuple[str, list[tuple[str, str]]]]) -> bool:
    """Take a grant after a comma in an unquoted list for what it is: no scheme has a colon, and one is `password`."""
    if not found or not found[-1][1] or not (":" in word or word.lower() == "password"):
        return False
    name, value = found[-1][1][-1]
    if name.lower() != "grant_type":
        return False
    found[-1][1][-1] = (name, f"{value},{word}")
    return True


def _past_blob(text: str, at: int, scheme: str) -> int:
    if scheme.lower() not in _BLOB_SCHEMES:
        return at
    start = at + len(text[at:]) - len(text[at:].lstrip(" \t"))
    blob = _BLOB.match(text, start)
    return blob.end() if blob and start > at else at
