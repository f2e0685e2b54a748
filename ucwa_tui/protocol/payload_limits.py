"""How much a body may hold before it is refused instead of read. Far above anything UCWA sends."""

from __future__ import annotations

from ucwa_tui.protocol.payload_error import PayloadError

MAX_BODY_BYTES = 16 * 1024 * 1024
MAX_CONTAINERS = 160
"""JSON objects and arrays inside each other. One embedded resource costs up to three."""
MAX_RESOURCE_LEVELS = 32
"""Resources embedded in resources, the outermost counted as level 0."""


def check_size(data: bytes) -> None:
    """Refuse a body of more than `MAX_BODY_BYTES` bytes.

    Raises:
        PayloadError: the body is too long.
    """
    if len(data) > MAX_BODY_BYTES:
        raise PayloadError(f"the body has {len(data):,} bytes; more than {MAX_BODY_BYTES:,} are not read")


def check_level(level: int) -> None:
    """Refuse resources embedded deeper than `MAX_RESOURCE_LEVELS`.

    Raises:
        PayloadError: the resource is embedded too deeply.
    """
    if level > MAX_RESOURCE_LEVELS:
        raise PayloadError(f"resources are embedded more than {MAX_RESOURCE_LEVELS} levels deep")
