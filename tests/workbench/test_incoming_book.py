"""Several invitations of others at once, beside one's own: who rings, what is missed, what has to be read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbench.builders import (
    APP,
    HOST,
    INVITATION,
    FakeClient,
    accepted,
    arrived,
    channel_failed,
    event,
    exchange,
    invitation_event,
    posted,
    resource,
    signed_in,
    signed_out,
)
from ucwa_tui.protocol.incoming import Ring
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.reports import (
    ChannelGap,
    ExchangeChanged,
    FailureKind,
    ReceivedEvent,
    Report,
    RequestFinished,
    SignedIn,
)
from ucwa_tui.workbench.controller import Controller
from ucwa_tui.workbench.incoming_words import asks, how_it_stands
from ucwa_tui.workbench.invitation_view import Outcome

PATHS = {
    "messagingInvitation": f"{APP}/communication/messagingInvitations",
    "onlineMeetingInvitation": f"{APP}/communication/onlineMeetingInvitations",
    "phoneAudioInvitation": f"{APP}/communication/phoneAudioInvitations",
}


def invite(
    seq: int,
    name: str,
    kind: str = "started",
    rel: str = "messagingInvitation",
    *,
    state: str = "Connecting",
    links: tuple[str, ...] | None = None,
    embed: bool = True,
    status: str | None = None,
    reason: Reason | None = None,
    **properties: Any,
) -> ReceivedEvent:
    """An event of somebody's invitation, whose id is the name."""
    href = f"{PATHS[rel]}/{name}"
    rings = kind == "started" if links is None else bool(links)
    offered = {r: {"href": f"{href}/{r}"} for r in (links or ("accept", "decline")) if rings}
    tree = {
        "rel": rel,
        "direction": "Incoming",
        "state": state,
        **properties,
        "_links": {
            "self": {"href": href},
            "conversation": {"href": f"{APP}/communication/conversations/{name}"},
            **offered,
        },
        "_embedded": {"from": {"rel": "participant", "name": name.title(), "uri": f"sip:{name}@example.test"}},
    }
    embedded = resource(tree) if embed else None
    return event(seq, kind, rel, href, embedded=embedded, status=status, reason=reason)


def at_work(*reports: Report) -> tuple[Controller, FakeClient]:
    client = FakeClient()
    controller = Controller(client, clock=lambda: 1000.0, new_id=lambda: "op-9")
    for report in (signed_in(), *reports):
        controller.apply(report)
    return controller, client


def answering(name: str, href: str, *, status: int | None = None, ticket: int = 7) -> Report:
    """The POST to an answer link goes out, or has ended."""
    state = ExchangeState.RUNNING if status is None else ExchangeState.DONE
    sent = exchange(40, state=state, status=status, method="POST", url=href, operation=name, ticket=ticket)
    return ExchangeChanged(sent) if status is None else RequestFinished(ticket, sent)


def test_several_ring_and_each_ends_on_its_own() -> None:
    controller, _ = at_work(
        arrived(invite(1, "carol"), invite(2, "dora", rel="phoneAudioInvitation"), invite(3, "erik", subject="Budget"))
    )
    book = controller.session.incoming
    assert [item.who for item in book.ringing] == ["Carol", "Dora", "Erik"]
    assert [asks(item) for item in book.ringing] == ["wants to chat", "calls you by phone", "wants to chat: “Budget”"]
    withdrawn = Reason("RemoteFailure", "Canceled", None)
    controller.apply(
        arrived(invite(4, "dora", "completed", "phoneAudioInvitation", state="Cancelled", reason=withdrawn))
    )
    assert [item.who for item in book.ringing] == ["Carol", "Erik"]
    assert [(item.who, how_it_stands(item)) for item in book.missed] == [("Dora", "withdrawn by the other side")]
    href = book.ringing[1].accept
    controller.apply(answering("accept", href))
    assert [item.who for item in book.ringing] == ["Carol"]
    controller.apply(answering("accept", href, status=204))
    controller.apply(arrived(invite(5, "erik", "completed", state="Connected", status="Success")))
    assert [item.ring for item in book.items] == [Ring.RINGS, Ring.WITHDRAWN, Ring.CONNECTED]
    book.look_over()
    assert book.missed == []


def test_ones_own_join_and_an_invitation_with_the_same_operation_id() -> None:
    """Somebody else's operationId says nothing: ours is in what goes out."""
    theirs = invite(1, "carol", rel="onlineMeetingInvitation", operationId="op-1")
    controller, _ = at_work(posted(), arrived(theirs, invitation_event(2, "started")), accepted())
    view = controller.session.current
    assert view is not None
    assert view.href == HOST + INVITATION
    assert view.event_seqs == frozenset({2})
    done = invite(3, "carol", "completed", "onlineMeetingInvitation", state="Cancelled", status="Failure")
    outcomes = []
    for told in (done, invitation_event(4, "completed", "Connected", status="Success")):
        controller.apply(arrived(told))
        outcomes += [own.outcome for own in controller.session.invitations]
    assert outcomes == [Outcome.RUNNING, Outcome.SUCCEEDED]
    assert [item.ring for item in controller.session.incoming.items] == [Ring.WITHDRAWN]


def test_an_event_without_its_resource_is_read_once() -> None:
    controller, client = at_work(arrived(invite(1, "carol", embed=False)))
    (plan,) = client.plans
    url = f"{HOST}{PATHS['messagingInvitation']}/carol"
    assert (plan.method, plan.href) == ("GET", url)
    controller.apply(arrived(event(2, "updated", "me", f"{APP}/me")))
    assert len(client.plans) == 1
    read = invite(1, "carol").event.resource
    controller.apply(RequestFinished(1, exchange(9, url=url), resource=read))
    assert [item.who for item in controller.session.incoming.ringing] == ["Carol"]


def test_ones_own_events_without_a_resource_are_not_read() -> None:
    controller, client = at_work(posted(), arrived(event(1, "started", "onlineMeetingInvitation", INVITATION)))
    controller.apply(accepted())
    assert client.plans == []


def test_after_a_gap_it_is_read_whether_it_still_rings() -> None:
    controller, client = at_work(arrived(invite(1, "carol")), ChannelGap(1000.0, "resync", "The server repeats."))
    (plan,) = client.plans
    gone = exchange(9, url=plan.href, status=404)
    controller.apply(RequestFinished(1, gone, reason=Reason("NotFound", None, None)))
    (item,) = controller.session.incoming.items
    assert (item.ring, how_it_stands(item)) == (Ring.GONE, "gone: nobody has told how it ended")
    assert len(client.plans) == 1


def test_a_refused_answer_is_looked_into() -> None:
    controller, client = at_work(arrived(invite(1, "carol")))
    href = controller.session.incoming.ringing[0].accept
    controller.apply(answering("accept", href))
    controller.apply(answering("accept", href, status=409))
    (plan,) = client.plans
    read = invite(2, "carol", "completed", state="Failed").event.resource
    controller.apply(RequestFinished(1, exchange(9, url=plan.href), resource=read))
    assert [item.ring for item in controller.session.incoming.items] == [Ring.FAILED]
    assert len(client.plans) == 1


@pytest.mark.parametrize("kind", ["deleted", "updated"])
def test_it_ends_with_its_conversation(kind: str) -> None:
    controller, _ = at_work(arrived(invite(1, "carol")))
    tree = resource({"rel": "conversation", "state": "Disconnected"}) if kind == "updated" else None
    ended = event(2, kind, "conversation", f"{APP}/communication/conversations/carol", embedded=tree)
    controller.apply(arrived(ended))
    assert [item.ring for item in controller.session.incoming.items] == [Ring.GONE]


@pytest.mark.parametrize(
    ("report", "left"),
    [
        (signed_out(), [Ring.GONE]),
        (signed_in(recreated=True), [Ring.GONE]),
        (ChannelGap(1000.0, "resume", "Long absence."), [Ring.GONE]),
        (signed_in(), []),
        (channel_failed(FailureKind.NETWORK), [Ring.RINGS]),
    ],
)
def test_what_ends_a_session_ends_them(report: Report, left: list[Ring]) -> None:
    controller, _ = at_work(arrived(invite(1, "carol")), report)
    assert [item.ring for item in controller.session.incoming.items] == left
    assert isinstance(report, SignedIn) or controller.session.incoming.items


def test_thousands_take_no_more_room_than_a_hundred() -> None:
    controller, _ = at_work(*(arrived(invite(n, f"n{n}")) for n in range(1, 301)))
    assert len(controller.session.incoming.items) == 100
    assert controller.session.incoming.items[-1].who == "N300"
