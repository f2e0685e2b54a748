"""The last look at a report before it leaves the client: no text in it holds a secret.

Exchanges are masked at capture; this is for what was decoded from answers (resources, events, errors), where a server
may echo a password or a token.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.redact import Redactor

T = TypeVar("T")


def masked(value: T, redactor: Redactor) -> T:
    """The same value; where any of its texts holds a secret, a copy without it."""
    # One look at all texts together costs far less than a look at each, and nearly always finds nothing.
    together = "\n".join(_texts(value))
    if redactor.text(together) == together:
        return value
    copy: T = _copy(value, redactor)
    return copy


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Enum | Exchange):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def _copy(value: Any, redactor: Redactor) -> Any:
    if isinstance(value, Enum | Exchange):
        return value
    if isinstance(value, str):
        return redactor.text(value)
    if isinstance(value, tuple):
        return tuple(_copy(item, redactor) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _copy(getattr(value, f.name), redactor) for f in fields(value)})
    return value
