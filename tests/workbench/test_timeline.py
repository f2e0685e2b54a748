"""Timelines: what came of a request, with durations, for open, finished and refused ones; and as text for others."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from tests.workbench.builders import (
    APP,
    CONVERSATION,
    accepted,
    arrived,
    conversation_event,
    event,
    invitation_event,
    lost,
    post,
    posted,
    refused,
    resource,
    signed_in,
)
from ucwa_tui.protocol.events import EventLink
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.wire.reports import ExchangeChanged, ReceivedEvent, Report
from ucwa_tui.workbench.state import Session
from ucwa_tui.workbench.timeline import Stay, Timeline, depth_of, timeline_of, timelines
from ucwa_tui.workbench.timeline_export import as_csv, as_json_lines, as_markdown, exported, utc


def at(told: ReceivedEvent, seconds: float) -> ReceivedEvent:
    """The event at so many seconds after the POST."""
    return replace(told, at=1000.0 + seconds)


def person(seq: int, role: str, kind: str = "added") -> ReceivedEvent:
    """A participant of the conversation."""
    body = resource({"rel": "participant", "name": "Lena", "role": role})
    return event(
        seq,
        kind,
        "participant",
        f"{CONVERSATION}/participants/lena",
        embedded=body,
        in_=EventLink("conversation", CONVERSATION),
        sender="conversation",
    )


JOINED: tuple[Report, ...] = (
    posted(),
    ExchangeChanged(post(5, 1, status=201)),
    accepted(),
    arrived(
        at(invitation_event(1, "started"), 0.1),
        at(event(2, "updated", "presence", "/people/1"), 0.15),
        at(conversation_event(3, "added", "Connecting"), 0.2),
    ),
    arrived(
        at(person(4, "Attendee"), 0.5),
        at(conversation_event(5, "updated", "Conferenced"), 0.6),
        at(invitation_event(6, "completed", "Connected", status="Success"), 0.7),
        at(person(7, "Leader", "updated"), 2.0),
    ),
)


def told(*reports: Report, ticket: int = 1) -> Timeline:
    """The timeline after these reports."""
    session = Session()
    for report in (signed_in(), *reports):
        session.apply(report)
    view = session.book.view(ticket)
    assert view is not None
    assert ticket in timelines(session)
    return timeline_of(session, view)


def test_steps_are_in_order_with_both_deltas_and_their_numbers() -> None:
    story = told(*JOINED)
    rows = [(s.seq, round(s.since_post, 3), round(s.since_before, 3), s.depth, s.what) for s in story.steps]
    assert rows == [
        (None, 0.0, 0.0, 0, "POST joinOnlineMeeting"),
        (None, 0.05, 0.05, 0, "201, answered"),
        (1, 0.1, 0.05, 0, "started Connecting"),
        (3, 0.2, 0.1, 1, "added Connecting"),
        (4, 0.5, 0.3, 2, "added in conversation"),
        (5, 0.6, 0.1, 1, "updated Connecting → Conferenced"),
        (6, 0.7, 0.1, 0, "completed Connecting → Connected Success"),
        (7, 2.0, 1.3, 2, "updated in conversation role: Attendee → Leader"),
    ]
    assert [s.exchange for s in story.steps] == [5, 5, 4, 4, 4, 4, 4, 4]
    assert {s.ack for s in story.steps} == {None, 1}
    assert story.steps[4].lane == "participant Lena"


def test_states_have_durations_on_one_scale() -> None:
    story = told(*JOINED)
    stays = {
        lane.name: [(s.state, round(s.since, 3), s.until and round(s.until, 3)) for s in lane.stays]
        for lane in story.lanes
    }
    assert stays == {
        "request": [("waiting", 0.0, 0.05)],
        "onlineMeetingInvitation": [("Connecting", 0.1, 0.7), ("Connected", 0.7, 0.7)],
        "conversation": [("Connecting", 0.2, 0.6), ("Conferenced", 0.6, None)],
    }
    assert story.end == pytest.approx(2.0)
    assert story.is_open
    assert [[s.is_final for s in lane.stays] for lane in story.lanes] == [[False], [False, True], [False, False]]
    assert Stay("x", 1.0, None).seconds(3.0) == 2.0
    assert Stay("x", 1.0, 1.5).seconds(3.0) == 0.5


def test_the_end_of_a_conversation_ends_its_state() -> None:
    story = told(*JOINED, arrived(at(event(8, "deleted", "conversation", CONVERSATION), 9.0)))
    lane = next(lane for lane in story.lanes if lane.name == "conversation")
    assert lane.stays[-1].until == pytest.approx(9.0)
    assert story.end == pytest.approx(9.0)
    assert not story.is_open


def test_what_was_in_a_conversation_ends_with_it() -> None:
    connected = resource({"rel": "messaging", "state": "Connected", "_links": {}})
    within = EventLink("conversation", CONVERSATION)
    messaging = event(8, "updated", "messaging", f"{CONVERSATION}/messaging", embedded=connected, in_=within)
    reports = (*JOINED, arrived(at(messaging, 3.0)))
    assert "| messaging | Connected | 3.000 | still | 0.000 |" in as_markdown(told(*reports))
    text = as_markdown(told(*reports, arrived(at(event(9, "deleted", "conversation", CONVERSATION), 9.0))))
    assert "still" not in text
    assert "| messaging | Connected | 3.000 | 9.000 | 6.000 |" in text
    assert "| onlineMeetingInvitation | Connected | 0.700 | final |  |" in text
    records = [json.loads(line) for line in as_json_lines(told(*JOINED)).splitlines()]
    assert [r["is_final"] for r in records if r["kind"] == "state" and r["state"] == "Connected"] == [True]


def test_a_lost_application_ends_everything() -> None:
    story = told(*JOINED, replace(signed_in(), recreated=True))
    assert not story.is_open
    assert all(stay.until is not None for lane in story.lanes for stay in lane.stays)


def test_a_refused_request_has_two_steps_and_no_more() -> None:
    story = told(posted(), ExchangeChanged(post(5, 1, status=403)), refused(403, Reason("Forbidden")))
    assert [s.what for s in story.steps] == ["POST joinOnlineMeeting", "403, answered"]
    assert story.outcome == "refused"
    assert not story.is_open


def test_one_without_an_answer_says_so() -> None:
    story = told(posted(), lost())
    assert "broke off" in " ".join(s.what for s in story.steps)
    assert story.outcome == "refused"


def test_one_that_waits_is_open() -> None:
    story = told(posted())
    assert [s.what for s in story.steps] == ["POST joinOnlineMeeting"]
    assert story.is_open
    assert story.end == 0.0
    assert story.lanes == ()


def test_each_request_has_its_own() -> None:
    second = posted(ticket=2, n=9, operation_id="op-2", at=1010.0)
    assert [s.exchange for s in told(*JOINED, second, ticket=2).steps] == [9]
    assert len(told(*JOINED, second).steps) == 8


@pytest.mark.parametrize(
    ("rel", "depth"),
    [
        ("onlineMeetingInvitation", 0),
        ("messagingInvitation", 0),
        ("conversation", 1),
        ("participant", 2),
        ("messaging", 2),
        ("participantMessaging", 3),
        ("message", 3),
    ],
)
def test_how_deep_a_resource_hangs(rel: str, depth: int) -> None:
    assert depth_of(rel) == depth


HOSTILE = "=1+1|<b>\x1b[2J`x`\n# [y](z)"


def hostile() -> Timeline:
    """A timeline with odd text wherever a server can put it."""
    odd = event(8, HOSTILE, "participant", f"{APP}/p", in_=EventLink("conversation", CONVERSATION), title=HOSTILE)
    return told(*JOINED, arrived(at(odd, 3.0), at(conversation_event(9, "updated", HOSTILE), 4.0)))


def test_markdown_is_two_tables_that_no_text_can_break() -> None:
    text = as_markdown(hostile())
    assert "\x1b" not in text
    assert "<b>" not in text.replace("\\<b\\>", "")
    rows = [line for line in text.split("\n") if line.startswith("|")]
    assert len(rows) == 2 + 10 + 2 + 6
    unescaped = [row.replace("\\\\", "").replace("\\|", "").count("|") for row in rows]
    assert unescaped == [9] * 12 + [6] * 8
    assert "| 16:46:" not in text
    assert utc(1000.0) == "1970-01-01T00:16:40.000Z"
    assert "00:16:40.500Z | +0.500 | +0.300 | · · participant Lena" in text
    assert utc(1e300) == ""


def test_json_lines_carry_everything() -> None:
    records = [json.loads(line) for line in as_json_lines(hostile()).splitlines()]
    assert [record["kind"] for record in records] == ["operation", *["step"] * 10, *["state"] * 6]
    assert records[0]["operation_id"] == "op-1"
    assert records[9]["what"].startswith(HOSTILE)
    assert records[5]["seq"] == 4


def test_csv_has_no_formula_in_it() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(hostile()))))
    assert len(rows) == 11
    assert {len(row) for row in rows} == {9}
    assert not [cell for row in rows for cell in (row[3], row[5]) if cell[:1] in ("=", "+", "-", "@")]
    assert rows[5][:3] == ["1970-01-01T00:16:40.500Z", "0.500", "0.300"]


@pytest.mark.parametrize(("suffix", "begin"), [(".md", "# join"), (".JSONL", '{"kind"'), (".csv", "time,"), ("", "# ")])
def test_the_ending_chooses_the_format(suffix: str, begin: str) -> None:
    assert exported(told(*JOINED), suffix).startswith(begin)
