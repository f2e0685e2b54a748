"""One key sends; status, state and outcome appear without another one."""

from __future__ import annotations

import pytest

from tests.support.launching import launch
from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.tui.fakes import ended
from tests.workbench.builders import (
    CONVERSATION,
    HOST,
    INVITATION,
    INVITES,
    accepted,
    arrived,
    conversation_event,
    event,
    exchange,
    invitation_event,
    lost,
    posted,
    refused,
    resource,
)
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose
from ucwa_tui.wire.head import request_bytes
from ucwa_tui.wire.reports import ExchangeChanged, FailureKind


def shown_request(desk: Desk) -> bytes:
    """What the preview shows, as bytes."""
    head, _, body = "\n".join(desk.preview).partition("\n\n")
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body.encode()


async def join(desk: Desk) -> None:
    """Send, and everything goes well."""
    await desk.press("f5")
    await desk.report(posted(), *ended(accepted()))
    await desk.report(
        arrived(
            invitation_event(1, "started", at=1000.1),
            invitation_event(2, "completed", "Connected", status="Success", at=1000.6),
        )
    )


async def in_the_lobby(desk: Desk) -> None:
    """Send, and be made to wait."""
    await desk.press("f5")
    await desk.report(posted(), *ended(accepted()))
    await desk.report(
        arrived(
            invitation_event(1, "started", cancel=f"{INVITATION}/cancel"), conversation_event(2, "updated", "InLobby")
        )
    )


@pytest.mark.parametrize(("key", "payload_format"), [("f5", PayloadFormat.JSON), ("ctrl+r", PayloadFormat.XML)])
async def test_what_is_sent_is_what_the_preview_shows(key: str, payload_format: PayloadFormat) -> None:
    async with opened(options=launch(payload_format=payload_format)) as desk:
        await desk.fill("subject", "Größe & <mehr>")
        shown = shown_request(desk)
        await desk.press(key)
        [plan] = desk.client.plans
        assert plan.operation == "joinOnlineMeeting"
        assert plan.operation_id == "op-1"
        assert plan.href == HOST + INVITES
        assert request_bytes(plan, "pool.example.test", "Bearer [masked]", INVITES) == shown


@pytest.mark.parametrize("size", SIZES)
async def test_the_outcome_is_on_screen_without_a_key(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.press("f5")
        await desk.report(posted())
        assert "waiting" in desk.outcome or "POST" in desk.outcome
        await desk.report(*ended(accepted()))
        assert "201" in desk.outcome
        await desk.report(arrived(invitation_event(1, "started", at=1000.1)))
        assert "Connecting" in desk.outcome
        assert "started" in desk.text
        await desk.report(arrived(invitation_event(2, "completed", "Connected", status="Success", at=1000.6)))
        for word in ("yours op-1", "201", "completed", "Connected", "✓ joined", "600 ms"):
            assert word in desk.outcome
        assert "Connected Su" in desk.text
        for kind, state in (("started", "Connecting"), ("completed", "Connected")):
            assert any(kind in line and state in line and ("yours" in line or "●" in line) for line in desk.lines[:-2])


async def test_events_may_overtake_the_201() -> None:
    async with opened() as desk:
        await desk.press("f5")
        await desk.report(posted())
        await desk.report(arrived(invitation_event(1, "completed", "Connected", status="Success")), *ended(accepted()))
        assert "✓ joined" in desk.outcome


@pytest.mark.parametrize("size", SIZES)
async def test_a_refused_join_says_what_it_means_and_what_to_do(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.press("f5")
        await desk.report(
            posted(), *ended(refused(404, Reason("NotFound", "ConversationNotFound", "It has ended long ago.")))
        )
        assert "✗ refused 404 NotFound/ConversationNotFound" in desk.outcome
        assert "Next: " in desk.outcome
        assert len(desk.main.outcome.rows) >= 3
        assert "\n" in desk.text_of(desk.main.outcome)
        assert desk.text_of(desk.main.outcome) in "\n".join(line.rstrip() for line in desk.lines)


async def test_the_parameters_that_a_server_names_are_shown() -> None:
    async with opened() as desk:
        await desk.press("f5")
        reason = Reason("BadRequest", "ParameterValidationFailure", parameters=(("subject", "too long"),))
        await desk.report(posted(), *ended(refused(400, reason)))
        assert "subject: too long" in desk.outcome


@pytest.mark.parametrize("size", SIZES)
async def test_an_invitation_that_fails(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.press("f5")
        await desk.report(posted(), *ended(accepted()))
        reason = Reason("LocalFailure", "Denied")
        await desk.report(
            arrived(
                invitation_event(1, "started"),
                invitation_event(2, "completed", "Disconnected", status="Failure", reason=reason),
            )
        )
        assert "✗ failed LocalFailure/Denied" in desk.outcome


async def test_a_post_without_an_answer_says_why() -> None:
    async with opened() as desk:
        await desk.press("f5")
        await desk.report(posted(), *ended(lost(FailureKind.NETWORK)))
        assert "✗" in desk.outcome
        assert "the answer broke off" in desk.outcome


@pytest.mark.parametrize("size", SIZES)
async def test_the_lobby_says_which_key_helps(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await in_the_lobby(desk)
        assert "InLobby" in desk.outcome
        assert "in the lobby" in desk.outcome
        assert "F8 lets you in" in desk.outcome
        await desk.report(arrived(invitation_event(3, "completed", "Connected", status="Success")))
        assert "F8" not in desk.outcome
        assert "✓ joined" in desk.outcome


async def test_nothing_is_sent_twice_while_the_first_is_not_answered() -> None:
    async with opened() as desk:
        await desk.press("f5")
        await desk.report(posted())
        await desk.press("f5")
        assert len(desk.client.plans) == 1
        assert "has not been answered yet" in desk.footer


async def test_sending_again_takes_a_fresh_operation_id() -> None:
    async with opened() as desk:
        await join(desk)
        assert "sent before" not in desk.text
        await desk.press("f5")
        assert [plan.operation_id for plan in desk.client.plans if plan.operation_id] == ["op-1", "op-2"]
        assert "sent before" not in desk.text


# Something in error


async def test_sending_with_an_error_asks_and_predicts_the_answer() -> None:
    async with opened() as desk:
        await desk.fill("subject", "x" * 251)
        await desk.press("f5")
        assert "Send it all the same?" in desk.text
        assert "✗ error: subject:" in desk.box
        assert "Prediction: A server answers 400 BadRequest/ParameterValidationFailure naming subject." in desk.box
        assert desk.client.plans == []
        await desk.press("escape")
        assert desk.app.screen is desk.main
        assert desk.client.plans == []
        assert desk.field("subject").value == "x" * 251
        await desk.press("f5", "enter")
        assert len(desk.client.plans) == 1
        assert b"x" * 251 in desk.client.plans[0].body


async def test_a_broken_body_can_be_sent_as_it_is() -> None:
    async with opened() as desk:
        await desk.press("f3")
        await desk.press("ctrl+home")
        await desk.type("!")
        await desk.press("f5")
        assert "DeserializationFailure" in desk.box
        await desk.press("y")
        [plan] = desk.client.plans
        assert plan.body.startswith(b"!{")


async def test_what_xml_cannot_carry_is_not_sent_and_nothing_is_lost() -> None:
    async with opened(options=launch(payload_format=PayloadFormat.XML)) as desk:
        await desk.fill("subject", "bell \x07")
        assert "✗ error" in desk.words
        await desk.press("f5", "enter")
        assert desk.client.plans == []
        assert "cannot be written" in desk.footer
        assert desk.field("subject").value == "bell \x07"


# Operations around the meeting


async def test_cancel_takes_the_invitations_own_link() -> None:
    async with opened() as desk:
        await desk.press("f11")
        assert desk.client.plans == []
        assert desk.footer.strip().startswith("Cancel the invitation: ")
        await in_the_lobby(desk)
        await desk.press("f11")
        assert (desk.client.plans[-1].method, desk.client.plans[-1].href) == ("POST", f"{HOST}{INVITATION}/cancel")


async def test_leave_deletes_the_conversation() -> None:
    async with opened() as desk:
        await desk.press("f12")
        assert desk.client.plans == []
        assert desk.footer.strip().startswith("Leave the meeting: ")
        await join(desk)
        await desk.press("f12")
        assert (desk.client.plans[-1].method, desk.client.plans[-1].href) == ("DELETE", HOST + CONVERSATION)


async def test_messaging_follows_the_link_of_the_conversation() -> None:
    async with opened() as desk:
        await desk.press("alt+m")
        assert desk.footer.strip().startswith("Add messaging: ")
        await join(desk)
        messaging = resource(
            {
                "rel": "messaging",
                "state": "Disconnected",
                "_links": {
                    "self": {"href": f"{CONVERSATION}/messaging"},
                    "addMessaging": {"href": f"{CONVERSATION}/messaging/add"},
                },
            }
        )
        await desk.report(arrived(event(3, "updated", "messaging", f"{CONVERSATION}/messaging", embedded=messaging)))
        await desk.press("alt+m")
        assert desk.client.plans[-1].href == f"{HOST}{CONVERSATION}/messaging/add"
        assert desk.client.plans[-1].operation == "addMessaging"


@pytest.mark.parametrize(("key", "count", "said"), [("f8", "admitted", "let in"), ("shift+f8", "rejected", "turned")])
async def test_the_sandboxs_organizer_lets_in_and_turns_away(key: str, count: str, said: str) -> None:
    async with opened() as desk:
        await in_the_lobby(desk)
        await desk.press(key)
        assert getattr(desk.sandbox, count) == 1
        assert f"has {said}" in desk.footer
        desk.sandbox.waiting = 0
        await desk.press(key)
        assert "Nobody waits" in desk.footer


async def test_elsewhere_there_is_no_organizers_hand() -> None:
    async with opened(options=launch(root_url="https://lync.example.test/", user="erin")) as desk:
        await desk.press("f8")
        assert desk.footer.strip().startswith("Let in who waits in the lobby: ")
        assert "you are in no meeting" in desk.footer
        assert desk.sandbox.admitted == 0
        assert desk.client.plans == []


async def test_the_post_is_the_exchange_that_is_shown() -> None:
    async with opened(WIDE) as desk:
        await desk.report(ExchangeChanged(exchange(4, purpose=Purpose.EVENTS)))
        await join(desk)
        assert desk.main.exchange.exchange is not None
        assert desk.main.exchange.exchange.n == 5
        assert "#5 POST …/onlineMeetingInvitations 201 5" in desk.text


async def test_the_small_screen_keeps_the_newest_events_in_sight() -> None:
    async with opened(SMALL) as desk:
        await join(desk)
        for pane in ("2", "3", "1"):
            await desk.press(f"alt+{pane}")
            assert "completed" in desk.text_of(desk.main.last_events)
            assert "Connected Su" in desk.text_of(desk.main.last_events)
            assert "✓ joined" in desk.outcome
