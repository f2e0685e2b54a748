"""Runs of the command line in this process, with back-off that takes no time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.raw_server import Received, answer
from tests.support.scripted_server import MEETING, PASSWORD, USER, Dynamic, FakeUcwa
from tests.support.ucwa_bodies import events_json, invitation_event, sender
from ucwa_tui.cli.main import run

OP_ID = "op-1"
"""The operation id that `invitation_event(…, 1)` carries."""
JOIN = ("--meeting", MEETING, "--operation-id", OP_ID)


@dataclass
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str
    lines: list[dict[str, Any]] = field(default_factory=list)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The JSON lines of a kind."""
        return [line for line in self.lines if line["kind"] == kind]

    @property
    def result(self) -> dict[str, Any]:
        """The last line, which has to be the result."""
        assert self.lines[-1]["kind"] == "result"
        assert len(self.of("result")) == 1
        assert self.lines[-1]["exit_code"] == self.code
        return self.lines[-1]


class Cli:
    """Runs commands and catches what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *argv: str, environment: Mapping[str, str] | None = None) -> Ran:
        """Run with these arguments."""
        self._capsys.readouterr()
        code = run(argv, environment if environment is not None else {})
        caught = self._capsys.readouterr()
        return Ran(code, caught.out, caught.err)

    def join(self, *argv: str, environment: Mapping[str, str] | None = None) -> Ran:
        """`join … --output jsonl`, its lines read."""
        ran = self("join", *argv, "--output", "jsonl", environment=environment)
        ran.lines = [json.loads(line) for line in ran.out.splitlines()]
        return ran

    def at(self, fake: FakeUcwa, *argv: str) -> Ran:
        """A join with the scripted server's user."""
        known = ("--root", fake.root_url, "--user", USER, "--timeout", "20")
        return self.join(*known, *argv, environment={"UCWA_TUI_PASSWORD": PASSWORD})


async def at_once(seconds: float) -> None:
    """Waiting between repetitions, without the waiting."""
    await asyncio.sleep(min(seconds, 0.01))


def told(fake: FakeUcwa, ack: int, *events: dict[str, Any], base: str = "") -> bytes:
    """An answer of the event channel with events of communication.

    Args:
        fake: the server.
        ack: the answer's number.
        events: in order.
        base: the application's path; by default that of the first application.
    """
    where = base or f"{fake.applications_path}/10390001"
    return answer(200, events_json(where, ack, [sender(where, *events)]))


def after_post(fake: FakeUcwa, *answers: bytes) -> None:
    """Let the event channel give these answers once the join was posted."""

    def accept(received: Received) -> bytes:
        fake.events(*answers)
        return answer(201, headers=(("Location", f"{fake.join_path}/1"),))

    fake.on("POST", fake.join_path, Dynamic(accept))


def started(fake: FakeUcwa, **more: Any) -> dict[str, Any]:
    """The invitation's started event."""
    return invitation_event(f"{fake.applications_path}/10390001", 1, "started", **more)


def completed(fake: FakeUcwa, state: str | None = "Connected", **more: Any) -> dict[str, Any]:
    """The invitation's completed event."""
    event = invitation_event(f"{fake.applications_path}/10390001", 1, "completed", **more)
    invitation = event["_embedded"]["onlineMeetingInvitation"]
    if state is None:
        del invitation["state"]
    else:
        invitation["state"] = state
    return event


def script_of(ran: Sequence[dict[str, Any]]) -> list[str]:
    """Method and last path segment of exchanges, for comparing at a glance."""
    return [f"{line['method']} {line['url'].partition('?')[0].rpartition('/')[2]}" for line in ran]
