"""Reports as a client would make them, and a client that only takes notes."""

from __future__ import annotations

import json
from typing import Any

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.json_codec import decode_resource
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.replay import Replay
from ucwa_tui.wire.reports import (
    ChannelChanged,
    ChannelPhase,
    EventsArrived,
    ExchangeChanged,
    Failure,
    FailureKind,
    ReceivedEvent,
    RequestFinished,
    SignedIn,
    SignedOut,
)
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.ports import Sink

HOST = "https://pool.example.test"
APP = "/ucwa/oauth/v1/applications/1077"
APP_URL = HOST + APP
INVITES = f"{APP}/communication/onlineMeetingInvitations"
INVITATION = f"{INVITES}/7"
CONVERSATION = f"{APP}/communication/conversations/55"
MEETING = "sip:dana@example.test;gruu;opaque=app:conf:focus:id:K7Q2M4XN"
OP_ID = "op-1"


class FakeClient:
    """Remembers what it was asked to do."""

    def __init__(self) -> None:
        self.plans: list[RequestPlan] = []
        self.targets: list[SignInTarget] = []
        self.cancelled: list[int] = []
        self.sink: Sink | None = None
        self.reopened = 0
        self.resolved: list[str] = []
        self.replays: list[Replay] = []
        self.revealed: dict[int, Exchange] = {}
        """Exchanges with their secrets, by number."""
        self.answered: list[tuple[int, bool]] = []
        self.kept_active: list[bool] = []
        self.stopped: list[float] = []

    def start(self, sink: Sink) -> None:
        """Keep the sink."""
        self.sink = sink

    def sign_in(self, target: SignInTarget) -> None:
        """Note it."""
        self.targets.append(target)

    def submit(self, plan: RequestPlan) -> int:
        """Note it; tickets count from 1."""
        self.plans.append(plan)
        return len(self.plans)

    def cancel(self, ticket: int) -> None:
        """Note it."""
        self.cancelled.append(ticket)

    def reopen_channel(self) -> None:
        """Count it."""
        self.reopened += 1

    def resolve(self, url: str, network: NetworkSettings) -> int:
        """Note it; tickets count on from 1000."""
        self.resolved.append(url)
        return 1000 + len(self.resolved)

    def replay(self, replay: Replay) -> int:
        """Note it; tickets count on from 2000."""
        self.replays.append(replay)
        return 2000 + len(self.replays)

    def reveal(self, exchange: Exchange) -> Exchange | None:
        """What a test has put there."""
        return self.revealed.get(exchange.n)

    def answer(self, question: int, approved: bool) -> None:
        """Note it."""
        self.answered.append((question, approved))

    def keep_active(self, on: bool) -> None:
        """Note it."""
        self.kept_active.append(on)

    def stop(self, deadline: float) -> bool:
        """Note it."""
        self.stopped.append(deadline)
        return True


def resource(tree: dict[str, Any]) -> Resource:
    """A resource from its JSON form."""
    return decode_resource(json.dumps(tree).encode())


def application(*, join: bool = True) -> Resource:
    """A new application."""
    links = {"self": {"href": f"{APP}/communication"}}
    if join:
        links["joinOnlineMeeting"] = {"href": INVITES}
        links["startOnlineMeeting"] = {"href": f"{INVITES}?onlineMeetingUri=adhoc"}
    return resource(
        {
            "rel": "application",
            "_links": {"self": {"href": APP}, "events": {"href": f"{APP}/events?ack=1"}},
            "_embedded": {
                "me": {"rel": "me", "name": "Dana", "_links": {"self": {"href": f"{APP}/me"}}},
                "communication": {"rel": "communication", "_links": links},
            },
        }
    )


def signed_in(*, join: bool = True, recreated: bool = False, anonymous: bool = False) -> SignedIn:
    """There is an application."""
    return SignedIn(application(join=join), APP_URL, "Dana", "password", None, anonymous, recreated)


def waiting(ack: int = 1) -> ChannelChanged:
    """A P-GET is outstanding."""
    return ChannelChanged(ChannelPhase.WAITING, ack)


def exchange(
    n: int,
    *,
    state: ExchangeState = ExchangeState.DONE,
    status: int | None = 200,
    method: str = "GET",
    url: str = APP_URL,
    request: bytes = b"",
    response: bytes = b"",
    **more: Any,
) -> Exchange:
    """An exchange with the given bytes."""
    more.setdefault("purpose", Purpose.GET)
    more.setdefault("started_at", 1000.0)
    return Exchange(
        n,
        method=method,
        url=url,
        state=state,
        status=status,
        request=CapturedMessage(request),
        response=CapturedMessage(response),
        **more,
    )


def post(n: int, ticket: int, *, at: float = 1000.0, status: int | None = None, **more: Any) -> Exchange:
    """The join POST: running until it has a status."""
    more.setdefault("operation_id", OP_ID)
    return exchange(
        n,
        state=ExchangeState.RUNNING if status is None else ExchangeState.DONE,
        status=status,
        method="POST",
        url=HOST + INVITES,
        purpose=Purpose.OPERATION,
        operation="joinOnlineMeeting",
        ticket=ticket,
        started_at=at,
        elapsed=None if status is None else 0.05,
        **more,
    )


def posted(ticket: int = 1, n: int = 5, **more: Any) -> ExchangeChanged:
    """The POST goes out."""
    return ExchangeChanged(post(n, ticket, **more))


def accepted(ticket: int = 1, n: int = 5, location: str | None = HOST + INVITATION) -> RequestFinished:
    """The POST was answered 201."""
    return RequestFinished(ticket, post(n, ticket, status=201), location)


def refused(
    status: int, reason: Reason | None = None, ticket: int = 1, n: int = 5, response: bytes = b""
) -> RequestFinished:
    """The POST was answered with an error."""
    return RequestFinished(ticket, post(n, ticket, status=status, response=response), reason=reason)


def lost(kind: FailureKind = FailureKind.NETWORK, ticket: int = 1, n: int = 5) -> RequestFinished:
    """The POST was not answered."""
    failed = post(n, ticket, status=None, error="pool.example.test:443: the answer broke off")
    return RequestFinished(ticket, failed, failure=Failure(kind, "the answer broke off", "Try again."))


def channel_failed(kind: FailureKind, reason: Reason | None = None) -> ChannelChanged:
    """The event channel is over."""
    return ChannelChanged(ChannelPhase.FAILED, failure=Failure(kind, f"event channel: {kind.value}", reason=reason))


def signed_out() -> SignedOut:
    """The application is gone."""
    return SignedOut(True)


def invitation(state: str | None = "Connecting", *, operation_id: str | None = OP_ID, **links: str) -> Resource:
    """The invitation as events embed it."""
    tree: dict[str, Any] = {
        "rel": "onlineMeetingInvitation",
        "_links": {
            "self": {"href": INVITATION},
            "conversation": {"href": CONVERSATION},
            **{rel: {"href": href} for rel, href in links.items()},
        },
    }
    if state:
        tree["state"] = state
    if operation_id:
        tree["operationId"] = operation_id
    return resource(tree)


def event(
    seq: int,
    kind: str,
    rel: str,
    href: str,
    *,
    embedded: Resource | None = None,
    status: str | None = None,
    reason: Reason | None = None,
    in_: EventLink | None = None,
    title: str | None = None,
    at: float = 1000.1,
    sender: str = "communication",
) -> ReceivedEvent:
    """One delivered event."""
    told = Event(kind, EventLink(rel, href, title), in_, status, reason, embedded)
    return ReceivedEvent(seq, at, 1, sender, f"{APP}/{sender}", told, 4)


def invitation_event(
    seq: int, kind: str, state: str | None = "Connecting", *, at: float = 1000.1, **more: Any
) -> ReceivedEvent:
    """An event of the invitation."""
    status, reason = more.pop("status", None), more.pop("reason", None)
    embedded = invitation(state, **more)
    return event(
        seq, kind, "onlineMeetingInvitation", INVITATION, embedded=embedded, status=status, reason=reason, at=at
    )


def conversation_event(seq: int, kind: str, state: str) -> ReceivedEvent:
    """An event of the conversation."""
    embedded = resource({"rel": "conversation", "state": state, "_links": {"self": {"href": CONVERSATION}}})
    return event(seq, kind, "conversation", CONVERSATION, embedded=embedded)


def arrived(*events: ReceivedEvent) -> EventsArrived:
    """All of one answer."""
    return EventsArrived(events)
