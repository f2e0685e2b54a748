"""A capture told again gives the session that the live client had."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.client.harness import Reports, driven
from tests.wire.captures import entry, har, headers
from tests.workbench.lint_client import LintClient
from ucwa_tui.client.tuning import Tuning
from ucwa_tui.document.badges import MASKED, badges_of
from ucwa_tui.document.http_view import response_document
from ucwa_tui.document.views import View
from ucwa_tui.sandbox.directory import meetings
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.tui.exchange_rows import exchange_row
from ucwa_tui.tui.rows import plain
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.har import har_bytes
from ucwa_tui.wire.import_ import read_capture
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, EventsArrived, ReceivedEvent, SignedOut
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.capture_reading import read
from ucwa_tui.workbench.capture_replay import reports_of, session_of
from ucwa_tui.workbench.draft import new_draft
from ucwa_tui.workbench.invitation_view import Outcome
from ucwa_tui.workbench.lint.run import lint
from ucwa_tui.workbench.offline import OfflineController
from ucwa_tui.workbench.opened_capture import OpenedCapture, open_data
from ucwa_tui.workbench.state import Session

URI = {m.behaviour: m.uri for m in meetings()}


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    box = EmbeddedSandbox(seed=5, clock_scale=200.0)
    yield box.start()
    box.stop()
    assert box.faults == []


def told(event: ReceivedEvent) -> tuple[object, ...]:
    return event.seq, event.ack, event.sender_rel, event.sender_href, event.event, event.exchange


@pytest.mark.parametrize("behaviour", ["joins", "lobby", "early-events", "completed-only", "rejected"])
def test_a_live_session_and_its_capture_are_the_same(root: str, behaviour: str) -> None:
    live = Session()
    with driven(tuning=Tuning()) as it:
        signed_in = it.sign_in(SignInTarget(root, user="alice@sandbox.example", secret=Secret("open-sesame-alice")))
        joins = signed_in.application.embeds("communication")[0].href("joinOnlineMeeting") or ""
        it.finish(new_draft(onlineMeetingUri=URI[behaviour], operationId=f"op {behaviour}").plan(joins))
        it.reports.wait(EventsArrived, lambda r: any(_ends(e) for e in r.events))
        reports: Reports = it.reports
    reports.wait(SignedOut)
    for report in list(reports.all):
        live.apply(report)
    again = session_of(read_capture(har_bytes(live.exchanges, live.events), "x.har"))
    assert list(map(told, again.events)) == list(map(told, live.events))
    (mine,), (theirs,) = live.invitations, again.invitations
    assert (theirs.outcome, theirs.state, theirs.operation_id, theirs.operation, theirs.href) == (
        mine.outcome,
        mine.state,
        mine.operation_id,
        mine.operation,
        mine.href,
    )
    assert (theirs.event_seqs, theirs.conversation_href) == (mine.event_seqs, mine.conversation_href)
    assert [e.url for e in again.exchanges] == [e.url for e in live.exchanges]
    assert again.signed_out is not None
    assert again.channel == live.channel


def test_what_was_under_way_when_a_session_was_saved_is_unanswered_and_no_mistake(root: str) -> None:
    live = Session()
    with driven(tuning=Tuning()) as it:
        it.sign_in(SignInTarget(root, user="alice@sandbox.example", secret=Secret("open-sesame-alice")))
        it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.WAITING)
        for report in list(it.reports.all):
            live.apply(report)
    running = next(e for e in live.exchanges if e.state is ExchangeState.RUNNING)
    data = har_bytes(live.exchanges, live.events)
    kept = read_capture(data, "x.har")
    assert kept.exchanges[-1] == running, "the file says what was so"
    assert lint(kept) == []
    opened = list(open_data(data, "x.har"))[-1]
    assert isinstance(opened, OpenedCapture)
    assert opened.findings == ()
    for session in (opened.session, session_of(kept)):
        again = session.exchange(running.n)
        assert again is not None
        assert again.state is ExchangeState.UNANSWERED
        assert session.signed_in is not None
        row = plain(exchange_row(again, 80, " "))
        assert row.split()[-1] == "open"
        told = response_document(again, View.PRETTY)
        assert "unanswered when the capture was saved" in told.line(0).text
        page = OfflineController(session, lambda: 0.0).explain_page(again)
        assert "under way when the capture was saved" in repr(page)
        assert "no mistake" in repr(page)
        assert badges_of(again) == ("unanswered when saved", MASKED)


def _ends(event: ReceivedEvent) -> bool:
    return event.event.type == "completed" and event.event.link.rel == "onlineMeetingInvitation"


def test_somebody_elses_capture_has_its_operation_and_its_meeting(root: str) -> None:
    client = LintClient(root)
    client.sign_in()
    client.join(URI["joins"])
    client.follow()
    session = session_of(read_capture(client.saz(), "x.saz"))
    assert session.signed_in is not None
    assert (session.signed_in.user, session.signed_in.grant) == ("Alice Arnold", "password")
    assert session.signed_in.token_expires_at is not None
    (invitation,) = session.invitations
    assert (invitation.operation, invitation.outcome, invitation.state) == (
        "joinOnlineMeeting",
        Outcome.SUCCEEDED,
        "Connected",
    )
    assert session.picture is not None
    assert session.find_link("addMessaging")
    client.leave()


def test_a_package_asked_for_twice_is_delivered_once(root: str) -> None:
    client = LintClient(root)
    client.sign_in()
    client.join(URI["joins"])
    first = client.next
    client.poll()
    client.next = first
    client.poll()
    client.follow()
    client.leave()
    session = session_of(read_capture(client.saz(), "x.saz"))
    assert len({(e.ack, e.sender_href, repr(e.event)) for e in session.events}) == len(session.events)
    assert session.invitations[0].outcome is Outcome.SUCCEEDED


def test_resync_is_a_gap() -> None:
    events = "https://h.example/ucwa/oauth/v1/applications/1/events?ack="
    answer = {"_links": {"self": {"href": f"{events}7"}, "resync": {"href": f"{events}3"}}}
    kind = headers(Content_Type="application/json")
    polled = entry("GET", f"{events}7", response_headers=kind, response_content={"text": json.dumps(answer)})
    session = session_of(read_capture(har(polled), "x"))
    assert [(gap.kind, gap.after_seq) for gap in session.gaps] == [("resync", 0)]


def test_times_never_go_back(root: str) -> None:
    client = LintClient(root)
    client.sign_in()
    client.two_polls()
    client.leave()
    times = [at for at, _ in reports_of(read(read_capture(client.saz(), "x").exchanges))]
    assert times == sorted(times)
