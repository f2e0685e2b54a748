"""A leader keeps the audience from writing: what it is told, what it is refused, and how it comes back."""

from __future__ import annotations

import pytest

from tests.sandbox.crowd import FORMATS, read
from tests.sandbox.refusal_checks import check_refusal
from tests.sandbox.scenes import set_scene
from tests.sandbox.stage import Stage, stage
from ucwa_tui.protocol.request_plan import PayloadFormat

__all__ = ["stage"]
pytestmark = pytest.mark.asyncio(loop_scope="module")
WRITING = ("sendMessage", "setIsTyping")
NO_LEADER = "403 Forbidden/AttendeeNotAllowed"


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_only_leaders_write_until_the_audience_may(stage: Stage, payload_format: PayloadFormat) -> None:
    await set_scene(stage, "hushed", payload_format)
    alice, bob = stage.of("alice"), stage.of("bob")
    await bob.poll()
    assert bob.latest("conversation").text("audienceMessaging") == "Disabled"
    assert [bob.latest("messaging").href(rel) for rel in WRITING] == [None, None]
    texts = {side: f"{stage.names[side]}/messaging/messages" for side in ("a", "b")}
    check_refusal(bob, await bob.request("POST", texts["b"], "Hello", Content_Type="text/plain"), NO_LEADER)
    assert (await alice.request("POST", texts["a"], "Hush", Content_Type="text/plain")).status == 201
    await bob.until(lambda e: e.link.rel == "message" and "Hush" in str(e.resource))

    shown = read(alice, await alice.request("GET", stage.names["a"]))
    assert shown.href("disableAudienceMessaging") is None
    await stage.does("alice", "POST", "{a}/messaging/enableAudienceMessaging")
    await bob.poll()
    assert bob.latest("conversation").text("audienceMessaging") == "Enabled"
    assert all(bob.latest("messaging").href(rel) for rel in WRITING)
    assert (await bob.request("POST", texts["b"], "Hello", Content_Type="text/plain")).status == 201


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_who_becomes_a_leader_may_write(stage: Stage, payload_format: PayloadFormat) -> None:
    await set_scene(stage, "hushed", payload_format)
    bob = stage.of("bob")
    await stage.does("alice", "POST", "{a}/participants/{bob}/promote")
    await bob.poll()
    assert all(bob.latest("messaging").href(rel) for rel in WRITING)
    assert bob.latest("conversation").href("enableAudienceMessaging") is not None
    await stage.does("bob", "POST", "{b}/messaging/enableAudienceMessaging")
    await stage.does("alice", "POST", "{a}/participants/{bob}/demote")
    await bob.poll()
    assert bob.latest("conversation").href("disableAudienceMessaging") is None
    assert bob.latest("messaging").href("sendMessage") is not None


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_collections_of_messages_and_invitations(stage: Stage, payload_format: PayloadFormat) -> None:
    await set_scene(stage, "talk", payload_format)
    alice = stage.of("alice")
    messages = await alice.get(f"{stage.names['a']}/messaging/messages")
    assert messages.href("message") == stage.names["message"]
    invitations = await alice.get(f"{alice.path}/communication/invitations")
    assert invitations.href("onlineMeetingInvitation") == stage.names["invitation"]
    assert invitations.href("messagingInvitation") is not None
