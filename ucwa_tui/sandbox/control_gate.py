"""Who may tell the sandbox what to do: programs of this machine, and elsewhere those that know the secret.

A web page in somebody's browser can send requests to loopback too. It cannot send a header of its own without being
asked first, which nothing here answers, and a name that was made to lead to 127.0.0.1 shows in Host.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from ucwa_tui.protocol.links import is_loopback
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.cast import is_secret
from ucwa_tui.sandbox.request import Request
from ucwa_tui.wire.observed_json import SECRET_HEADER

HEADER = "X-Sandbox-Control"
"""Has to be there, with any value, or the secret where there is one: no web page can send either."""


@dataclass(slots=True)
class ControlGate:
    """Lets through or says why not."""

    loopback: bool = True
    """Whether the sandbox listens on loopback alone."""
    secret: str | None = None
    """What `SECRET_HEADER` has to say; None: orders are taken on loopback only."""

    def refusal(self, request: Request) -> Answer | None:
        """403 with the reason; None where the request may pass."""
        if self.secret is None and not self.loopback:
            return refused("the sandbox listens beyond loopback: it takes orders only with a secret")
        if is_from_a_page(request):
            return refused("a web page cannot give orders")
        if self.loopback and not is_loopback(request.base_url):
            return refused("Host has to be localhost or a loopback address such as 127.0.0.1")
        if self.secret is None:
            return None if request.header(HEADER) is not None else refused(f"send the header {HEADER}: 1")
        if not is_secret(request.header(SECRET_HEADER) or "", self.secret):
            return refused(f"the header {SECRET_HEADER} has to hold the sandbox's secret")
        return None


def is_from_a_page(request: Request) -> bool:
    """Whether a page in a browser sends this: also one that has the sandbox's own XFrame page send it, which is of the
    same origin. A browser names no origin then, but the frame always says for whom it asks."""
    named = request.header("Origin") is not None or request.header("X-Ms-Origin") is not None
    return named or request.header("Sec-Fetch-Site") not in (None, "none")


def refused(why: str, status: int = 403) -> Answer:
    """An error in words."""
    return told({"error": why}, status)


def told(value: object, status: int = 200) -> Answer:
    """JSON that nobody keeps."""
    body = json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"
    return Answer(status, (("Cache-Control", "no-store"),), body, "application/json; charset=utf-8")
