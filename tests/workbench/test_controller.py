"""Commands become requests, or a sentence that says why not."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.workbench.builders import (
    APP,
    APP_URL,
    CONVERSATION,
    HOST,
    INVITATION,
    INVITES,
    MEETING,
    FakeClient,
    accepted,
    arrived,
    conversation_event,
    event,
    exchange,
    invitation_event,
    posted,
    resource,
    signed_in,
    waiting,
)
from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.meeting_directory import SandboxMeeting, SandboxUser
from ucwa_tui.wire.observed import ObservationSink
from ucwa_tui.wire.reports import ExchangeChanged, RequestFinished
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget
from ucwa_tui.workbench.controller import Controller, SendRefused
from ucwa_tui.workbench.draft import new_draft

TARGET = SignInTarget("https://lyncdiscover.example.test", user="dana@example.test")


@dataclass
class FakeSandbox:
    """A handle without a server."""

    users: tuple[SandboxUser, ...] = (SandboxUser("alice", "sip:alice@x", "pw"),)
    meetings: tuple[SandboxMeeting, ...] = (
        SandboxMeeting("sip:a", "Ends", "ended", ""),
        SandboxMeeting("sip:b", "Joins", "joins", ""),
    )
    stopped: list[bool] = field(default_factory=list)

    def start(self) -> str:
        """Nothing to start."""
        return "http://127.0.0.1:1"

    def admit_waiting(self) -> int:
        """Nobody."""
        return 0

    def reject_waiting(self) -> int:
        """Nobody."""
        return 0

    def observe(self, sink: ObservationSink) -> Callable[[], None]:
        """Nobody comes."""
        return lambda: None

    def stop(self) -> None:
        """Note it."""
        self.stopped.append(True)


@pytest.fixture
def client() -> FakeClient:
    """A client that takes notes."""
    return FakeClient()


@pytest.fixture
def controller(client: FakeClient) -> Controller:
    """A controller that is not signed in."""
    ids = itertools.count(1)
    return Controller(client, clock=lambda: 2000.0, new_id=lambda: f"id-{next(ids)}")


def in_meeting(controller: Controller) -> None:
    """Signed in, joined, in a conversation."""
    for report in (signed_in(), waiting(), posted(), accepted()):
        controller.apply(report)
    started = invitation_event(1, "started", cancel=f"{INVITATION}/cancel")
    controller.apply(arrived(started, conversation_event(2, "added", "Conferenced")))


def test_a_draft_begins_with_a_fresh_operation_id(controller: Controller) -> None:
    assert controller.draft.operation_id == "id-1"
    assert controller.renew_operation_id() == "id-2"
    assert controller.draft.operation_id == "id-2"


def test_sending_before_sign_in_is_refused_with_the_reason(controller: Controller, client: FakeClient) -> None:
    sent = controller.send()
    assert isinstance(sent, SendRefused)
    assert "joinOnlineMeeting" in sent.headline
    assert "signed in" in sent.way_out.lower()
    assert client.plans == []


def test_sending_follows_the_link(controller: Controller, client: FakeClient) -> None:
    controller.apply(signed_in())
    controller.draft = controller.draft.with_value("onlineMeetingUri", MEETING)
    assert controller.target_href() == HOST + INVITES
    assert controller.send() == 1
    plan = client.plans[0]
    assert (plan.method, plan.href, plan.operation, plan.operation_id) == (
        "POST",
        HOST + INVITES,
        "joinOnlineMeeting",
        "id-1",
    )
    assert json.loads(plan.body)["onlineMeetingUri"] == MEETING


def test_an_operation_id_that_was_sent_is_known(controller: Controller) -> None:
    controller.apply(signed_in())
    assert "operation-id-reused" not in {f.code for f in controller.findings()}
    controller.send()
    assert "operation-id-reused" in {f.code for f in controller.findings()}


def test_a_target_of_ones_own_wins(controller: Controller, client: FakeClient) -> None:
    controller.apply(signed_in())
    controller.draft = controller.draft.with_target(f"{HOST}/elsewhere")
    controller.send()
    assert client.plans[0].href == f"{HOST}/elsewhere"


def test_what_cannot_be_written_is_not_sent(controller: Controller, client: FakeClient) -> None:
    from ucwa_tui.protocol.request_plan import PayloadFormat

    controller.apply(signed_in())
    bad = controller.draft.with_value("subject", "\x02").with_format(PayloadFormat.XML)
    refused = controller.send(bad)
    assert isinstance(refused, SendRefused)
    assert "U+0002" in refused.headline
    assert client.plans == []


def test_a_missing_link_says_what_its_absence_means(controller: Controller) -> None:
    controller.apply(signed_in(join=False))
    found = controller.available("joinOnlineMeeting")
    assert found.href is None
    assert "communication offers it only to users whose policy" in found.why_not


def test_cancel_takes_the_current_invitations_link(controller: Controller, client: FakeClient) -> None:
    in_meeting(controller)
    ticket = controller.invoke("cancel")
    assert ticket == 1
    assert client.plans[0].href == f"{HOST}{INVITATION}/cancel"
    assert client.plans[0].body == b""


def test_leave_deletes_the_conversation_until_it_is_over(controller: Controller, client: FakeClient) -> None:
    in_meeting(controller)
    controller.invoke("leave")
    assert (client.plans[0].method, client.plans[0].href) == ("DELETE", HOST + CONVERSATION)
    controller.apply(arrived(conversation_event(3, "updated", "Disconnected")))
    assert controller.available("leave").href is None


def test_admit_and_reject_exist_while_somebody_waits(controller: Controller, client: FakeClient) -> None:
    in_meeting(controller)
    assert controller.available("admit").href is None
    guest = f"{CONVERSATION}/participants/gus"
    links = {"self": {"href": guest}, "admit": {"href": f"{guest}/admit"}, "reject": {"href": f"{guest}/reject"}}
    body = resource({"rel": "participant", "_links": links})
    controller.apply(arrived(event(3, "added", "participant", guest, embedded=body, title="Gus")))
    controller.invoke("admit")
    controller.invoke("reject")
    assert [plan.href for plan in client.plans] == [f"{HOST}{guest}/admit", f"{HOST}{guest}/reject"]


def test_adding_messaging_has_an_operation_id_of_its_own(controller: Controller, client: FakeClient) -> None:
    in_meeting(controller)
    where = f"{CONVERSATION}/messaging"
    links = {"self": {"href": where}, "addMessaging": {"href": f"{where}/invitations"}}
    body = resource({"rel": "messaging", "state": "Disconnected", "_links": links})
    controller.apply(arrived(event(3, "updated", "messaging", where, embedded=body)))
    controller.invoke("addMessaging")
    assert json.loads(client.plans[0].body) == {"operationId": "id-2"}


def test_of_two_conversations_the_current_ones_link_is_taken(controller: Controller) -> None:
    in_meeting(controller)
    for place in (CONVERSATION, f"{APP}/communication/conversations/99"):
        where = f"{place}/messaging"
        links = {"self": {"href": where}, "addMessaging": {"href": f"{where}/invitations"}}
        body = resource({"rel": "messaging", "_links": links})
        controller.apply(arrived(event(3, "updated", "messaging", where, embedded=body)))
    assert controller.available("addMessaging").href == f"{HOST}{CONVERSATION}/messaging/invitations"


def test_following_is_a_get(controller: Controller, client: FakeClient) -> None:
    controller.follow(f"{HOST}{APP}/me")
    assert (client.plans[0].method, client.plans[0].href) == ("GET", f"{HOST}{APP}/me")


def test_an_end_that_is_not_told_is_looked_up(controller: Controller, client: FakeClient) -> None:
    in_meeting(controller)
    silent = event(3, "completed", "onlineMeetingInvitation", INVITATION)
    controller.apply(arrived(silent))
    assert [(plan.method, plan.href) for plan in client.plans] == [("GET", HOST + INVITATION)]
    controller.tick()
    assert len(client.plans) == 1
    body = resource({"rel": "onlineMeetingInvitation", "state": "Connected", "_links": {"self": {"href": INVITATION}}})
    controller.apply(RequestFinished(1, exchange(12, url=HOST + INVITATION, ticket=1), resource=body))
    assert controller.session.current is not None
    assert controller.session.current.outcome == "succeeded"


def test_the_context_knows_guests_before_and_after_sign_in(controller: Controller) -> None:
    assert controller.context().anonymous is False
    controller.connect(SignInTarget("https://x", Grant.ANONYMOUS))
    assert controller.context().anonymous is True
    controller.apply(signed_in(anonymous=True))
    assert controller.context().anonymous is True


def test_the_rest_is_handed_on(controller: Controller, client: FakeClient) -> None:
    controller.start(lambda report: None)
    controller.connect(TARGET)
    controller.cancel(7)
    controller.reopen_channel()
    assert client.sink is not None
    assert client.targets == [TARGET]
    assert controller.target is TARGET
    assert client.cancelled == [7]
    assert client.reopened == 1


def test_stopping_ends_the_client_and_then_the_sandbox(client: FakeClient) -> None:
    sandbox = FakeSandbox()
    controller = Controller(client, clock=lambda: 0.0, new_id=lambda: "1", sandbox=sandbox)
    assert controller.stop(2.0) is True
    assert client.stopped == [2.0]
    assert sandbox.stopped == [True]


def test_the_embedded_sandbox_is_the_directory(client: FakeClient) -> None:
    controller = Controller(client, clock=lambda: 0.0, new_id=lambda: "1", sandbox=FakeSandbox())
    directory = controller.meetings()
    assert directory.known
    joinable = directory.joinable()
    assert joinable is not None
    assert joinable.uri == "sip:b"


def test_a_sandbox_elsewhere_is_found_by_its_link(controller: Controller, client: FakeClient) -> None:
    assert controller.meetings().known is False
    body = json.dumps({"_links": {"self": {"href": "/"}, "sandbox:meetings": {"href": "/sandbox/meetings"}}}).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    root = exchange(1, url="http://127.0.0.1:80/root", purpose=Purpose.ROOT, response=answer)
    controller.apply(ExchangeChanged(root))
    assert client.plans == []
    controller.apply(signed_in())
    assert [(p.href, p.purpose) for p in client.plans] == [("http://127.0.0.1:80/sandbox/meetings", Purpose.SANDBOX)]
    told = {"uri": "sip:m", "subject": "Lobby", "behaviour": "lobby", "expect": "waits", "joinUrl": "https://m/1"}
    listed = resource(
        {
            "rel": "sandbox:meetings",
            "users": ["alice", "bob"],
            "_embedded": {"sandbox:meeting": [{"rel": "sandbox:meeting", **told}]},
        }
    )
    controller.apply(RequestFinished(1, exchange(3, ticket=1), resource=listed))
    directory = controller.meetings()
    assert directory.known
    assert [user.name for user in directory.users] == ["alice", "bob"]
    assert directory.meetings == (SandboxMeeting("sip:m", "Lobby", "lobby", "waits", "https://m/1"),)
    assert len(client.plans) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}",
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"_links":{}}',
    ],
)
def test_a_root_that_is_no_sandboxs_is_left_alone(controller: Controller, client: FakeClient, answer: bytes) -> None:
    controller.apply(ExchangeChanged(exchange(1, purpose=Purpose.ROOT, response=answer)))
    controller.apply(signed_in())
    assert client.plans == []


def test_the_prediction_is_about_the_draft(controller: Controller) -> None:
    error = Finding(Severity.ERROR, "subject-too-long", "Too long.", field="subject")
    assert controller.predict([error]) == "A server answers 400 BadRequest/ParameterValidationFailure naming subject."


def test_a_draft_for_another_operation_can_be_sent(controller: Controller, client: FakeClient) -> None:
    controller.apply(signed_in())
    controller.send(new_draft("startOnlineMeeting", subject="New"))
    assert client.plans[0].href == f"{HOST}{INVITES}?onlineMeetingUri=adhoc"
    assert APP_URL.startswith(HOST)
