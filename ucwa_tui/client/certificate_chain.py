"""The certificates that a server sent in its handshake, with what each version of Python can tell of them.

Python tells them officially from 3.13 on (`SSLObject.get_unverified_chain`). The versions before have the same call one
layer below, on a private attribute; where that is gone too, nothing is known beyond the server's own certificate.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from typing import Protocol, cast

_DER = 2
"""`_ssl.ENCODING_DER`."""


class _Encoded(Protocol):
    def public_bytes(self, encoding: int, /) -> bytes:
        """The certificate in an encoding."""


def sent_chain(connection: ssl.SSLObject) -> list[bytes] | None:
    """The certificates in DER form, the server's own first; None where this Python cannot tell.

    Args:
        connection: after its handshake.
    """
    for holder in (connection, getattr(connection, "_sslobj", None)):
        ask = getattr(holder, "get_unverified_chain", None)
        if callable(ask):
            return [_der(one) for one in cast("Callable[[], Iterable[bytes | _Encoded] | None]", ask)() or ()]
    return None


def _der(one: bytes | _Encoded) -> bytes:
    return one if isinstance(one, bytes) else one.public_bytes(_DER)
