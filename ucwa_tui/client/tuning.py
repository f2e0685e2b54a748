"""How long the client waits for what. Seconds throughout; tests shorten them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """Patience and bounds."""

    connect: float = 10.0
    """Name resolution, connection and TLS, each."""
    read: float = 30.0
    """Silence in an answer that is not a P-GET's."""
    total: float = 100.0
    """A whole exchange that is not a P-GET, so that an answer dripped byte by byte ends too."""
    probe: float = 12.0
    """A name that a discovery service may have, under one scheme; never more than a share of what sign-in has left.
    The one remembered gets half of it."""
    probe_stagger: float = 1.0
    """How much sooner a name is asked over HTTPS than over HTTP, unless HTTPS fails before."""
    probe_grace: float = 1.0
    """How much longer the inner name of a domain may take than the outer one, which has answered."""
    channel_floor: float = 180.0
    """The shortest time after which a server answers an idle P-GET."""
    channel_margin: float = 30.0
    """What a P-GET may take longer than the server's own time-out."""
    before_processing: float = 0.05
    """How long delivered events wait at most for the next P-GET to be on the wire."""
    sleep_check: float = 10.0
    """Between two looks at the clocks while a P-GET is outstanding: has the computer slept?"""
    activity: float = 210.0
    """Between two reports of activity; the server forgets one after about 5 minutes."""
    body_limit: int = 64 * 1024 * 1024
    """Bytes of an answer, head and framing included."""
