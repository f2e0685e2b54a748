"""Whatever a server says, it is text: nothing of it acts on a terminal, in whatever pane it is shown."""

from __future__ import annotations

import unicodedata

import pytest

from tests.tui.desk import SIZES, Desk, opened
from tests.tui.fakes import ScriptedSandbox, ended
from tests.workbench.builders import (
    APP,
    HOST,
    INVITATION,
    arrived,
    conversation_event,
    event,
    exchange,
    invitation_event,
    posted,
    refused,
    resource,
    signed_in,
)
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage
from ucwa_tui.wire.meeting_directory import SandboxMeeting
from ucwa_tui.wire.reports import (
    ChannelChanged,
    ChannelPhase,
    ExchangeChanged,
    Failure,
    FailureKind,
    SignedIn,
    SignInFailed,
    StepChanged,
)

EVIL = "\x1b]52;c;aGFjaw==\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\x00\r\n\t\x7f\u2028\ud800\u200b[red]mark[/]\x08"
ANSWER = (
    f"HTTP/1.1 500 {EVIL[:12]}\r\nX-Ms-diagnostics: 1;reason=\x1b[2J\x9b\r\nContent-Type: application/json\r\n\r\n"
).encode() + ('{"code":"' + EVIL.replace("\ud800", "") + '","href":"/\x1b[2J"}').encode()


def acting(desk: Desk) -> list[str]:
    """Characters on the screen that could act on a terminal or on their neighbours."""
    return sorted(
        {
            f"U+{ord(c):04X} in {line!r}"
            for line in desk.lines
            for c in line
            if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        }
    )


async def look_around(desk: Desk) -> None:
    """Look into every pane and every box."""
    assert acting(desk) == []
    for keys in (
        ("alt+2",),
        ("end",),
        ("enter",),
        ("v",),
        ("v",),
        ("end",),
        ("]",),
        ("/", "escape"),
        ("alt+4",),
        ("up",),
        ("enter",),
        ("end",),
        ("escape",),
        ("f4",),
        ("end",),
        ("escape",),
        ("f1",),
        ("end",),
        ("escape",),
        ("ctrl+p",),
        ("escape",),
        ("alt+1",),
    ):
        await desk.press(*keys)
        assert acting(desk) == [], keys


@pytest.mark.parametrize("size", SIZES)
async def test_in_every_place_that_a_server_can_fill(size: tuple[int, int]) -> None:
    meetings = (SandboxMeeting(f"sip:{EVIL}", EVIL, EVIL, EVIL),)
    own = signed_in()
    hostile = SignedIn(own.application, own.url, EVIL, EVIL, None)
    async with opened(size, reports=[hostile], sandbox=ScriptedSandbox(meetings)) as desk:
        await desk.report(ChannelChanged(ChannelPhase.WAITING, 3, note=EVIL))
        embedded = resource({"rel": "x", "name": EVIL.replace("\ud800", ""), "_links": {"self": {"href": "/x"}}})
        reason = Reason(EVIL, EVIL, EVIL, parameters=((EVIL, EVIL),))
        evil_url = f"{HOST}{APP}/{EVIL}"
        await desk.report(
            ExchangeChanged(
                exchange(
                    7,
                    status=500,
                    url=evil_url,
                    method=f"G{EVIL}",
                    response=ANSWER,
                    error=EVIL,
                    purpose=Purpose.GET,
                )
            ),
            arrived(
                event(1, EVIL, EVIL, EVIL, status=EVIL, reason=reason, sender=EVIL, title=EVIL),
                event(2, "updated", "x", "/x", embedded=embedded, sender=EVIL),
            ),
        )
        await look_around(desk)
        assert "␛" in desk.text or "␛" in desk.outcome


@pytest.mark.parametrize("size", SIZES)
async def test_in_an_outcome(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.press("f5")
        reason = Reason(f"Code{EVIL}", EVIL, EVIL, parameters=((EVIL, EVIL),))
        await desk.report(posted(), *ended(refused(400, reason, response=ANSWER)))
        assert acting(desk) == []
        assert "Code␛" in desk.outcome
        await desk.report(
            arrived(
                conversation_event(1, "updated", "InLobby"),
                invitation_event(2, "started", EVIL.replace("\ud800", "")),
                invitation_event(3, "completed", EVIL.replace("\ud800", ""), status=EVIL, reason=reason),
            )
        )
        await look_around(desk)


async def test_in_a_failure() -> None:
    failure = Failure(FailureKind.SIGN_IN, EVIL, EVIL, diagnostics=EVIL)
    async with opened(reports=[StepChanged(EVIL, "started", EVIL), SignInFailed(failure)]) as desk:
        assert acting(desk) == []
        assert "␛" in desk.outcome
        await desk.press("f5")
        assert acting(desk) == []


async def test_in_a_body_of_raw_control_characters() -> None:
    async with opened() as desk:
        raw = bytes(range(256)) * 4
        made = exchange(9, response=b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + raw)
        await desk.report(ExchangeChanged(made))
        await desk.press("alt+3")
        for _ in range(3):
            assert acting(desk) == []
            await desk.press("end")
            assert acting(desk) == []
            await desk.press("v")
        assert isinstance(made.response, CapturedMessage)


async def test_in_what_the_user_types_or_pastes() -> None:
    async with opened() as desk:
        await desk.fill("subject", "a\x1b[2J\x9b\u202eb")
        assert desk.field("subject").value == "a\x1b[2J\x9b\u202eb"
        assert acting(desk) == []
        await desk.press("f3")
        assert acting(desk) == []
        await desk.paste("\x1b]52;c;eA==\x07")
        assert acting(desk) == []


async def test_markup_is_not_read() -> None:
    async with opened(options=None, sandbox=ScriptedSandbox()) as desk:
        await desk.report(
            arrived(event(1, "[bold]x", "[@click=app.quit]y", INVITATION, title="[/]", sender="[red]z")),
        )
        await desk.press("alt+4")
        assert "[bold]x" in desk.text
        await desk.press("enter")
        assert "[@click=app.quit]y" in desk.text
        assert "[red]z" in desk.text
