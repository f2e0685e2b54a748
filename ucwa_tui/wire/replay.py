"""The order to send the request of an exchange again, as it was or changed. Holds no secret: the client has them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ucwa_tui.wire.exchange import CapturedMessage, Exchange
from ucwa_tui.wire.http1_head import scan_head

_ABSOLUTE = re.compile(rb"[!-~]+ (https?://[^/\s]+)/", re.IGNORECASE)
_PROXY_FIELD = "proxy-authorization"


@dataclass(frozen=True, slots=True)
class Replay:
    """What is to go out, to the origin that `exchange` went to and nowhere else."""

    exchange: Exchange
    """What is sent again, as it was recorded."""
    request: CapturedMessage
    """The bytes that are to go out, with masks where the client puts secrets in."""
    sources: tuple[int, ...] = ()
    """For each mask of `request` the number of the mask of `exchange.request` that it comes from."""
    operation_id: str | None = None
    """The operationId in it, if any."""

    @property
    def is_verbatim(self) -> bool:
        """Whether nothing was changed."""
        return self.request == self.exchange.request


@dataclass(frozen=True, slots=True)
class Replayed:
    """A request was sent again; comes before its RequestFinished, and not at all where nothing could be sent."""

    ticket: int
    of: int
    """`Exchange.n` of the original."""
    exchange: int
    """`Exchange.n` of the repetition."""
    size: int
    """Bytes that went out."""
    identical: bool
    """To the original's bytes, its secrets included."""
    todays_token: bool = False
    """The token in it is the one that its host takes now, not the original's."""


def for_the_wire(data: bytes) -> bytes:
    """A request without what a forwarding proxy got: an absolute target and the proxy's credentials.

    The client adds them anew where a proxy is in between, so this is what the server gets.
    """
    head = scan_head(data)
    cuts = []
    for field in head.fields:
        if field.name.lower() == _PROXY_FIELD:
            cuts.append((field.start, data.find(b"\n", field.value_end) + 1))
    absolute = _ABSOLUTE.match(data, head.start)
    if absolute:
        cuts.insert(0, absolute.span(1))
    for start, end in reversed(cuts):
        data = data[:start] + data[end:]
    return data
