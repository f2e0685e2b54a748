"""The `X-Ms-diagnostics` header, which names the cause that an HTML body hides.

Source: [MS-OCAUTHWS] 3.2.4.1 (`id;source;reason;fault`) and captured answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_NUMBER = re.compile(r"\s*([0-9]{1,9})(?=\s*(?:;|\Z))")
_PARAMETER = re.compile(r';\s*([A-Za-z0-9_.-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*+)(?:"|\Z)|([^;]*))', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)

KNOWN: Final = {
    28000: "This user is not enabled for SIP on this server.",
    28001: "The token service had an internal error.",
    28020: "The request carried no valid security token.",
    28029: "The server does not allow this kind of sign-in (grant type).",
    28055: "The token is not valid here; after a good sign-in it usually belongs to another host.",
}
"""What the ids mean that were seen on real servers or in their specification."""


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """One header's content."""

    number: int | None
    parameters: tuple[tuple[str, str], ...] = ()

    def parameter(self, name: str) -> str | None:
        """A parameter's value, names compared without case."""
        return next((v for k, v in self.parameters if k.lower() == name.lower()), None)

    @property
    def source(self) -> str | None:
        """The server that says so."""
        return self.parameter("source")

    @property
    def reason(self) -> str | None:
        """Its own sentence."""
        return self.parameter("reason")

    @property
    def fault_code(self) -> str | None:
        """The WS-Security fault, where there is one."""
        return self.parameter("faultcode")

    @property
    def meaning(self) -> str | None:
        """What a known number means; None for an unknown one."""
        return KNOWN.get(self.number) if self.number is not None else None

    @property
    def text(self) -> str:
        """One line for people: number, the server's reason or ours, and the source."""
        parts = [str(self.number) if self.number is not None else "", self.reason or self.meaning or ""]
        line = ": ".join(p for p in parts if p)
        return f"{line} ({self.source})" if self.source else line


def parse_diagnostics(value: str | None) -> Diagnostics | None:
    """Read the header's value; None where there is none or it says nothing. Never raises."""
    if not value or not value.strip():
        return None
    number = _NUMBER.match(value)
    rest = value if number is None else value[number.end() :]
    if number is None and not rest.lstrip().startswith(";"):
        rest = ";" + rest
    parameters = tuple(
        (m.group(1), m.group(3).strip() if m.group(2) is None else _ESCAPE.sub(r"\1", m.group(2)))
        for m in _PARAMETER.finditer(rest)
    )
    if number is None and not parameters:
        return Diagnostics(None, (("reason", value.strip()),))
    return Diagnostics(int(number.group(1)) if number else None, parameters)
