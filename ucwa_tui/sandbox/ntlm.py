"""The server's side of NTLM: a challenge, and whether an answer to it proves a password.

Source: [MS-NLMP], "Message Syntax" and "NTLM v2 Authentication"; RFC 1320 (MD4). For a sandbox whose passwords are
public: sessions are neither signed nor sealed, and the older NTLM v1 is refused.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass

from ucwa_tui.sandbox.people import DOMAIN

_SIGNATURE = b"NTLMSSP\0"
_UNICODE, _OEM, _REQUEST_TARGET, _NTLM = 0x1, 0x2, 0x4, 0x200
_ALWAYS_SIGN, _TARGET_IS_DOMAIN, _TARGET_INFO, _VERSION = 0x8000, 0x1_0000, 0x80_0000, 0x200_0000
_NETBIOS = 15
"""Characters of a NetBIOS name."""
_TIMESTAMP, _END = 7, 0
_EPOCH = 11_644_473_600
"""Seconds from 1601, where FILETIME begins, to 1970."""
_HEAD = 56


class NotNtlm(ValueError):
    """The bytes are not the message that was expected."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a client sent in answer to a challenge."""

    user: str
    domain: str
    """Empty for `user@domain`."""
    response: bytes

    def fits(self, password: str, challenge: bytes) -> bool:
        """Whether it was made with this password, for this challenge (8 bytes)."""
        secret = _hmac(md4(password.encode("utf-16-le")), (self.user.upper() + self.domain).encode("utf-16-le"))
        expected = _hmac(secret, challenge + self.response[16:])
        return hmac.compare_digest(expected, self.response[:16])


def target_names(domain: str) -> dict[int, str]:
    """AvId of the target information: NetBIOS names of computer and domain, DNS names of both."""
    return {1: "FE1", 2: domain.partition(".")[0].upper()[:_NETBIOS], 3: f"fe1.{domain}", 4: domain}


def challenge_message(negotiate: bytes, challenge: bytes, now: float, domain: str = DOMAIN) -> bytes:
    """The answer to a client's first message.

    Args:
        negotiate: that message.
        challenge: 8 bytes that nobody can foresee.
        now: seconds since the epoch.
        domain: the sandbox's own.

    Raises:
        NotNtlm: it is another message.
    """
    _check(negotiate, 1, 16)
    asked = int.from_bytes(negotiate[12:16], "little")
    flags = asked & ~(_OEM | _VERSION) | _UNICODE | _REQUEST_TARGET | _NTLM | _ALWAYS_SIGN
    flags |= _TARGET_IS_DOMAIN | _TARGET_INFO
    names = target_names(domain)
    target = names[2].encode("utf-16-le")
    pairs = [(number, name.encode("utf-16-le")) for number, name in names.items()]
    pairs += [(_TIMESTAMP, struct.pack("<Q", int((now + _EPOCH) * 10_000_000))), (_END, b"")]
    info = b"".join(struct.pack("<HH", number, len(value)) + value for number, value in pairs)
    head = _SIGNATURE + struct.pack("<IHHII", 2, len(target), len(target), _HEAD, flags & 0xFFFFFFFF)
    head += challenge + bytes(8) + struct.pack("<HHI", len(info), len(info), _HEAD + len(target))
    return head.ljust(_HEAD, b"\0") + target + info


def read_proof(authenticate: bytes) -> Proof:
    """A client's second message. Raises NotNtlm for anything else, NTLM v1 included."""
    _check(authenticate, 3, 64)
    response = _field(authenticate, 20)
    if len(response) <= 24:
        raise NotNtlm("an answer of NTLM v1, or of nobody")
    wide = int.from_bytes(authenticate[60:64], "little") & _UNICODE
    domain, user = (_field(authenticate, at).decode("utf-16-le" if wide else "latin-1", "replace") for at in (28, 36))
    return Proof(user, domain, response)


def _check(message: bytes, kind: int, length: int) -> None:
    if len(message) < length or not message.startswith(_SIGNATURE + struct.pack("<I", kind)):
        raise NotNtlm(f"not an NTLM message of type {kind}")


def _field(message: bytes, at: int) -> bytes:
    length, _, offset = struct.unpack_from("<HHI", message, at)
    if offset + length > len(message):
        raise NotNtlm("a field leads out of the message")
    return message[offset : offset + length]


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "md5")


def md4(data: bytes) -> bytes:
    """MD4, which current TLS libraries no longer have."""
    mask = 0xFFFFFFFF
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + struct.pack("<Q", 8 * len(data))
    for start in range(0, len(padded), 64):
        words = struct.unpack_from("<16I", padded, start)
        a, b, c, d = state
        for step in range(48):
            turn, place = divmod(step, 16)
            mixed = (b & c | ~b & d, b & c | b & d | c & d, b ^ c ^ d)[turn] & mask
            total = (a + mixed + words[_ORDER[turn][place]] + _CONSTANTS[turn]) & mask
            shift = _SHIFTS[turn][place % 4]
            a, b, c, d = d, (total << shift | total >> (32 - shift)) & mask, b, c
        state = [(old + new) & mask for old, new in zip(state, (a, b, c, d), strict=True)]
    return struct.pack("<4I", *state)


_ORDER = (
    tuple(range(16)),
    (0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15),
    (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15),
)
_SHIFTS = ((3, 7, 11, 19), (3, 5, 9, 13), (3, 9, 11, 15))
_CONSTANTS = (0, 0x5A827999, 0x6ED9EBA1)
