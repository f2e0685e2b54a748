"""Orders to a running sandbox over HTTP: another scenario, and mishaps at the push of a button.

    GET  /sandbox/scenario    which one it is, and which there are
    POST /sandbox/scenario    {"name": "stormy"}, or the TOML text of one as text/plain or application/toml
    POST /sandbox/do          {"do": "expire-tokens", "user": "alice"}

Every one needs the header that `control_gate` asks for. Files are never read for a request: a scenario comes by name
or whole.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.control_gate import ControlGate, refused, told
from ucwa_tui.sandbox.mishaps import Mishap, MishapError
from ucwa_tui.sandbox.request import Request
from ucwa_tui.wire.sandbox_scenarios import SCENARIOS, find_scenario, is_file_name
from ucwa_tui.wire.scenario import Scenario

_SCENARIO = ("sandbox", "scenario")
_DO = ("sandbox", "do")
_DO_KEYS = ("do", "user", "application")


class Controlled(Protocol):
    """The sandbox, as far as orders go."""

    @property
    def scenario(self) -> Scenario:
        """The present one."""

    async def adopt(self, scenario: Scenario) -> None:
        """Another one from now on."""

    def happen(self, mishap: Mishap) -> int:
        """Let it happen; to how many."""


class Control:
    """Takes orders.

    Args:
        sandbox: does them.
        gate: says who may give them.
    """

    def __init__(self, sandbox: Controlled, gate: ControlGate) -> None:
        self._sandbox = sandbox
        self._gate = gate

    def takes(self, request: Request) -> bool:
        """Whether a request is an order."""
        return request.under(_SCENARIO[0]) and tuple(s.lower() for s in request.segments) in (_SCENARIO, _DO)

    def answer(self, request: Request) -> Answer | Awaitable[Answer]:
        """Do it, or say why not."""
        refusal = self._gate.refusal(request)
        if refusal is not None:
            return refusal
        known: dict[tuple[str, str], Callable[[Request], Answer | Awaitable[Answer]]] = {
            ("GET", "scenario"): lambda _: told(self._listing()),
            ("POST", "scenario"): self._change,
            ("POST", "do"): self._do,
        }
        act = known.get((request.method, request.segments[-1].lower()))
        return act(request) if act is not None else refused("this address takes another method", 405)

    def _listing(self) -> dict[str, object]:
        now = self._sandbox.scenario
        return {
            "scenario": now.name,
            "about": now.about,
            "lesson": now.lesson,
            "scenarios": [{"name": name, "about": about} for name, about in SCENARIOS.items()],
        }

    async def _change(self, request: Request) -> Answer:
        try:
            scenario = _scenario_in(request)
        except ValueError as error:
            return refused(str(error), 400)
        await self._sandbox.adopt(scenario)
        return told(self._listing())

    def _do(self, request: Request) -> Answer:
        try:
            order = _order(request, _DO_KEYS)
            mishap = Mishap(order.get("do", ""), order.get("user", ""), order.get("application", ""))
            return told({"done": mishap.name, "affected": self._sandbox.happen(mishap)})
        except MishapError as error:
            return refused(str(error), 400)
        except ValueError as error:
            return refused(f'{error}; write {{"do": "resync"}}', 400)


def _scenario_in(request: Request) -> Scenario:
    """The scenario that a body names or holds. Raises ValueError."""
    kind = (request.header("Content-Type") or "application/json").split(";")[0].strip().lower()
    if kind in ("text/plain", "application/toml", "text/toml", "application/x-toml"):
        from ucwa_tui.wire.scenario_toml import read_scenario

        try:
            source = request.body.decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError("the body is not UTF-8") from None
        return read_scenario(source, "own", "body")
    try:
        name = _order(request, ("name",)).get("name", "")
    except ValueError as error:
        raise ValueError(f'{error}; write {{"name": "stormy"}}') from None
    if not name:
        raise ValueError('no scenario is named; write {"name": "stormy"}')
    if is_file_name(name):
        raise ValueError("a file cannot be named here: send its text as application/toml")
    return find_scenario(name)


def _order(request: Request, known: Sequence[str]) -> dict[str, str]:
    """The members of a JSON object, all of them known, and texts that say something. Raises ValueError."""
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        raise ValueError("the body is no JSON") from None
    if not isinstance(value, dict) or not all(isinstance(inner, str) for inner in value.values()):
        raise ValueError("the body has to be an object whose values are texts")
    for key, text in value.items():
        if key not in known:
            raise ValueError(f"{key!r:.60} means nothing here; there is {', '.join(known)}")
        if not text.strip():
            raise ValueError(f"{key} is empty; leave it away, or fill it in")
    return value
