"""Rules for the settings of a sandbox, the same for the command line and for the pytest plugin. Pure."""

from __future__ import annotations

import re

SLOWEST, FASTEST = 0.001, 10_000.0
"""Sandbox seconds in a second."""
_DOMAIN = re.compile(r"(?=.{1,200}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")


def domain_of(text: str) -> str:
    """A SIP domain as it is kept. Raises ValueError, which says what it has to be."""
    name = text.strip().lower()
    if not _DOMAIN.fullmatch(name):
        raise ValueError(f"{text!r} is no domain name. Take one such as contoso.test: letters, digits, dots.")
    return name


def is_clock_scale(value: float) -> bool:
    """Whether a clock can run so fast; false for what is no number."""
    return SLOWEST <= value <= FASTEST
