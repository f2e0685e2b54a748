"""An anonymous ticket for one meeting, a request for another: both are named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workbench.builders import MEETING, exchange
from ucwa_tui.protocol.fields import FieldContext
from ucwa_tui.wire.exchange import CapturedMessage, Exchange
from ucwa_tui.workbench.draft import new_draft
from ucwa_tui.workbench.explanation import explain
from ucwa_tui.workbench.prediction import predict
from ucwa_tui.workbench.ticket import other_meeting, posted_uri

TICKET = "sip:olga@example.test;gruu;opaque=app:conf:focus:id:T1CKET00"
KEY = MEETING.rsplit(":", 1)[1]
JSON = "application/json"
XML = "application/xml"
AS_XML = (
    '<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">'
    f'<property name="onlineMeetingUri">{MEETING}</property></input>'
)
ANSWER = b'HTTP/1.1 403 X\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"code":"Forbidden"}'


def join(body: str, kind: str = JSON, query: str = "", status: int = 403) -> Exchange:
    head = f"POST /x{query} HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    made = exchange(1, method="POST", status=status, response=ANSWER, operation="joinOnlineMeeting")
    return replace(made, url=f"https://h/x{query}", request=CapturedMessage((head + body).encode()))


@pytest.mark.parametrize(
    ("sent", "uri"),
    [
        (join(f'{{"onlineMeetingUri":"{MEETING}"}}'), MEETING),
        (join(f'{{"ONLINEMEETINGURI":"{MEETING}"}}'), MEETING),
        (join(AS_XML, XML), MEETING),
        (join("{}", query=f"?onlineMeetingUri={MEETING.replace(';', '%3B')}"), MEETING),
        (join(f'{{"onlineMeetingUri":"{MEETING}"}}', query="?onlineMeetingUri=sip:x@y"), MEETING),
        (join("{"), None),
        (join("x", "text/plain"), None),
        (join('{"onlineMeetingUri":7}'), None),
    ],
)
def test_what_was_posted(sent: Exchange, uri: str | None) -> None:
    assert posted_uri(sent) == uri


def test_both_ids_are_named() -> None:
    told = other_meeting(join(f'{{"onlineMeetingUri":"{MEETING}"}}'), TICKET)
    assert "T1CKET00" in told
    assert KEY in told
    assert "a new one" in other_meeting(join("{}"), TICKET)
    assert "names sip:x@y:" in other_meeting(join('{"onlineMeetingUri":"sip:x@y"}'), TICKET)


@pytest.mark.parametrize(
    ("sent", "ticket"),
    [
        (join(f'{{"onlineMeetingUri":"{TICKET.upper().replace("SIP", "sip")}"}}'), TICKET),
        (join(f'{{"onlineMeetingUri":"{MEETING}"}}'), None),
        (join(f'{{"onlineMeetingUri":"{MEETING}"}}', status=404), TICKET),
        (replace(join("{}"), operation="addMessaging"), TICKET),
    ],
)
def test_other_refusals_have_other_causes(sent: Exchange, ticket: str | None) -> None:
    assert other_meeting(sent, ticket) == ""


def test_the_explanation_says_it_first() -> None:
    lines = explain(join(f'{{"onlineMeetingUri":"{MEETING}"}}'), TICKET)
    assert "T1CKET00" in lines[1]
    assert "Next: Sign in again for that meeting: a ticket is bound to one." in lines
    assert not any("T1CKET00" in line for line in explain(join(f'{{"onlineMeetingUri":"{MEETING}"}}')))


def test_it_is_predicted() -> None:
    draft = new_draft(onlineMeetingUri=MEETING, operationId="1", anonymousDisplayName="Zoe")
    findings = draft.findings(FieldContext(anonymous=True, ticket_uri=TICKET))
    assert "403 Forbidden" in predict(findings, "joinOnlineMeeting")
