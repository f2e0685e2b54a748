"""A token service with Windows authentication, as IIS does it: Negotiate or NTLM per connection."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import spnego
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

from tests.support.raw_server import Received, answer
from tests.support.scripted_server import HTML_401, Dynamic, FakeUcwa

PASSWORD = "Ntlm-Horse-Battery-9"


@dataclass
class WindowsService:
    """Takes the place of a fake's token service.

    Args:
        fake: whose tokens it issues.
        schemes: what it offers, in order.
        binding: the channel binding that it insists on.
        diagnostics: `X-Ms-diagnostics` of a refusal.
        forgets: closes the connection after its challenge.
    """

    fake: FakeUcwa
    schemes: tuple[str, ...] = ("Negotiate", "NTLM")
    binding: bytes = b""
    diagnostics: str = ""
    forgets: bool = False
    proofs: list[str] = field(default_factory=list)
    """The schemes of the requests that carried a message."""
    forms: list[bytes] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    blobs: list[str] = field(default_factory=list)
    """Every message, both ways."""

    def __post_init__(self) -> None:
        self._contexts: dict[tuple[int, int], spnego.ContextProxy] = {}
        self.fake.on("POST", self.fake.token_path, Dynamic(self._answer))

    def _answer(self, received: Received) -> bytes:
        self.forms.append(received.body)
        self.connections.append(received.connection)
        scheme, _, message = (received.header("Authorization") or "").partition(" ")
        if not message:
            return self._refusal(self.schemes)
        self.proofs.append(scheme)
        line = (received.address[1], received.connection)
        self.blobs.append(message)
        context = self._contexts.get(line)
        if context is None:
            binding = GssChannelBindings(application_data=self.binding) if self.binding else None
            context = spnego.server(protocol=scheme.lower(), channel_bindings=binding)
            self._contexts[line] = context
        try:
            told = context.step(base64.b64decode(message))
        except (SpnegoError, ValueError):
            del self._contexts[line]
            return self._refusal(self.schemes)
        if context.complete:
            del self._contexts[line]
            self.users.append(context.client_principal or "")
            return self.fake.grant(received)
        self.blobs.append(base64.b64encode(told or b"").decode())
        if self.forgets:
            self._contexts.clear()
        return self._refusal((f"{scheme} {self.blobs[-1]}",))

    def _refusal(self, offers: tuple[str, ...]) -> bytes:
        headers = [("WWW-Authenticate", offer) for offer in offers]
        headers += [("X-Ms-diagnostics", self.diagnostics)] if self.diagnostics else []
        headers += [("Connection", "close")] if self.forgets and len(offers[0]) > 20 else []
        return answer(401, HTML_401, "text/html", tuple(headers))


def windows_accounts(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the service know one user under both names."""
    accounts = folder / "accounts"
    accounts.write_text(f"EXAMPLE:dana:{PASSWORD}\n:dana@example.test:{PASSWORD}\n")
    patch.setenv("NTLM_USER_FILE", str(accounts))
