"""Somebody at a screen is written to, called and asked in by somebody else, in one sandbox, over real sockets."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tests.sandbox.visitor import Visitor
from tests.support.launching import launch
from tests.tui.desk import SHELF, SMALL, Desk
from tests.tui.fakes import ScriptedClient, ScriptedSandbox
from ucwa_tui.client.engine import Client
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.sandbox.meetings import MEETINGS
from ucwa_tui.tui.application import UcwaApp
from ucwa_tui.wire.secret import Secret

STAND_UP = next(m for m in MEETINGS if m.behaviour == "joins")
BOB = "sip:bob@sandbox.example"


async def listening(visitor: Visitor) -> None:
    """Keep the event channel open, as a program does."""
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            await visitor.poll()


async def call_bob(alice: Visitor, rel: str, **values: str) -> str:
    """Alice calls; the invitation's URL."""
    whole = await alice.get(alice.path)
    answer = await alice.post(whole.embeds("communication")[0].href(rel) or "", to=BOB, operationId=rel, **values)
    assert answer.status == 201, answer
    return answer.header("Location") or ""


async def conversation(alice: Visitor, desk: Desk) -> None:
    """Written to, accepted, a message each way, left."""
    await call_bob(alice, "startMessaging", subject="Budget")
    await desk.until(lambda: "» Alice Arnold wants to chat: “Budget” · A accepts" in desk.outcome)
    await desk.press("A")
    await desk.until(lambda: "m writes a message" in desk.text)
    assert desk.tab == "5 Meeting"
    await desk.press("m")
    await desk.type("Good morning")
    await desk.press("enter")
    said = await alice.until(lambda e: e.link.rel == "message" and e.type == "completed")
    assert said.resource is not None
    assert "Good" in (said.resource.href("plainMessage") or "")
    send = alice.latest("messaging").href("sendMessage") or ""
    assert (await alice.request("POST", send, "Hello Bob", Content_Type="text/plain")).status == 201
    await desk.until(lambda: "Alice Arnold: Hello Bob" in desk.text)
    await desk.press("f12")
    await desk.until(lambda: "You are not in it any more" in desk.text)


async def test_written_to_and_asked_into_a_meeting() -> None:
    sandbox = EmbeddedSandbox(clock_scale=10)
    root = sandbox.start()
    options = launch(
        root_url=root,
        user="bob@sandbox.example",
        secret=Secret("open-sesame-bob"),
        payload_format=PayloadFormat.XML,
    )
    app = UcwaApp(options, SHELF, client=Client, sandbox=ScriptedSandbox)
    alice = Visitor(root)
    try:
        async with app.run_test(size=SMALL) as pilot:
            desk = Desk(app, pilot, ScriptedClient(), ScriptedSandbox())
            await desk.until(lambda: "ack 1 waiting" in desk.text)
            await desk.press("alt+w", "alt+4")
            await desk.until(lambda: "updated   communication" in desk.text)
            await alice.sign_in("alice")
            await conversation(alice, desk)

            invitation = await call_bob(alice, "startMessaging")
            await desk.until(lambda: "» Alice Arnold wants to chat" in desk.outcome)
            cancel = (await alice.get(invitation)).href("cancel")
            assert cancel is not None
            assert (await alice.post(cancel)).status == 204
            await desk.until(lambda: "✗ Alice Arnold, messages: withdrawn by the other side" in desk.outcome)

            await alice.joined(STAND_UP.uri)
            ask_in = alice.latest("conversation").href("addParticipant")
            assert ask_in is not None
            assert (await alice.post(ask_in, to=BOB, operationId="in")).status == 201
            await desk.until(lambda: "» Alice Arnold invites you to a meeting" in desk.outcome)
            await desk.press("A")
            await desk.until(lambda: "Conferenced" in desk.lines[1])
            assert "leaders" in desk.text
            assert "Bob Brandt" in desk.text
            await desk.press("f12")
            await desk.until(lambda: "You are not in it any more" in desk.text)
    finally:
        app.backend.stop(2.0)
        await alice.close()
        sandbox.stop()
    assert sandbox.faults == []
