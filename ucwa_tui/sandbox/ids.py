"""Identifiers in the shapes that captured servers use; the same seed gives the same sequence."""

from __future__ import annotations

import random
import string

_MEETING_ALPHABET = string.digits + string.ascii_uppercase
_TOKEN_ALPHABET = string.ascii_letters + string.digits + "-_"


class Ids:
    """Makes identifiers.

    Args:
        seed: the same one gives the same sequence; None gives fresh ones.
        guarded: tokens, cookies and challenges cannot be foreseen, whatever the seed: for a sandbox that others reach.
            On loopback nothing here is a secret worth guarding.
    """

    def __init__(self, seed: int | None = None, *, guarded: bool = False) -> None:
        self._random = random.Random(seed)
        self._secret: random.Random = random.SystemRandom() if guarded else self._random

    def guid(self) -> str:
        """A random GUID with dashes: conversations, PUT properties, correlation ids."""
        digits = f"{self._random.getrandbits(128):032x}"
        variant = "89ab"[int(digits[16], 16) & 3]  # RFC 9562: version 4, variant 10
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"

    def hex32(self) -> str:
        """32 hexadecimal digits: invitations and threads."""
        return f"{self._random.getrandbits(128):032x}"

    def application(self) -> str:
        """An application id: 11 or 12 digits, starting with 10 as every captured one does."""
        return "10" + "".join(self._random.choice(string.digits) for _ in range(self._random.choice((9, 10))))

    def etag(self) -> str:
        """A ten-digit etag."""
        return str(self._random.randrange(1_000_000_000, 4_000_000_000))

    def meeting(self) -> str:
        """A conference id: eight digits and capital letters."""
        return "".join(self._random.choice(_MEETING_ALPHABET) for _ in range(8))

    def token(self) -> str:
        """A web ticket; the `cwt=` prefix belongs to it."""
        return "cwt=AAEB" + "".join(self._secret.choice(_TOKEN_ALPHABET) for _ in range(180))

    def eight_bytes(self) -> bytes:
        """A challenge."""
        return self._secret.randbytes(8)

    def cookie(self) -> str:
        """The value of the photo cookie `cwt_ucwa`."""
        return "AAEBHAEFAAAA" + "".join(self._secret.choice(_TOKEN_ALPHABET) for _ in range(64))

    def lifetime(self, around: int) -> int:
        """A token's lifetime in seconds, a little less than the round figure, as servers give it."""
        return around - self._random.randrange(20, 480)
