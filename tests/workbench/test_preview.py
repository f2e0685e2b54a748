"""What is shown before sending is what goes out."""

from __future__ import annotations

from tests.workbench.builders import APP_URL, HOST, INVITES, MEETING
from ucwa_tui import __version__
from ucwa_tui.protocol.request_plan import PayloadFormat, UriPlace
from ucwa_tui.workbench.draft import new_draft
from ucwa_tui.workbench.preview import SHOWN_MOST, preview


def test_the_whole_request_is_shown_with_the_token_masked() -> None:
    shown = preview(new_draft(operationId="1"), INVITES, APP_URL, bearer=True)
    assert list(shown.lines) == [
        f"POST {INVITES} HTTP/1.1",
        "Host: pool.example.test",
        "Authorization: Bearer [masked]",
        "Accept: application/json",
        "Accept-Encoding: gzip",
        f"User-Agent: ucwa-tui/{__version__}",
        "Content-Type: application/json",
        "Content-Length: 24",
        "",
        "{",
        '  "operationId": "1"',
        "}",
    ]
    assert shown.content_length == 24
    assert shown.lines[shown.body_start] == "{"


def test_content_length_counts_bytes() -> None:
    shown = preview(new_draft(subject="Größe"), INVITES, APP_URL, bearer=True)
    assert f"Content-Length: {shown.content_length}" in shown.lines
    assert shown.content_length == len("\n".join(shown.lines[shown.body_start :]).encode())


def test_the_port_and_the_query_are_shown() -> None:
    draft = new_draft(onlineMeetingUri=MEETING).with_uri_place(UriPlace.QUERY)
    shown = preview(draft, "http://127.0.0.1:8043/join?a=1", None, bearer=False)
    assert shown.lines[0].startswith("POST /join?a=1&onlineMeetingUri=sip%3Adana%40example.test%3Bgruu")
    assert "Host: 127.0.0.1:8043" in shown.lines
    assert not any(line.startswith("Authorization") for line in shown.lines)
    assert shown.body_start == len(shown.lines)


def test_before_sign_in_the_link_is_named() -> None:
    shown = preview(new_draft(onlineMeetingUri=MEETING).with_uri_place(UriPlace.BOTH), None, None, bearer=True)
    assert shown.lines[0].startswith("POST (joinOnlineMeeting)?onlineMeetingUri=sip")
    assert shown.lines[1] == "Host: (known after sign-in)"


def test_hostile_text_is_shown_as_text() -> None:
    draft, _ = new_draft().with_raw_body('{"subject":"a\x1b]52;c;x\x07\u202eb"}')
    shown = preview(draft, f"{HOST}/\u202e\x1b[2J", None, bearer=True)
    assert all(line.isprintable() for line in shown.lines)


def test_what_cannot_be_written_says_why() -> None:
    draft = new_draft(subject="\x01").with_format(PayloadFormat.XML)
    shown = preview(draft, INVITES, APP_URL, bearer=True)
    assert len(shown.lines) == 1
    assert "U+0001" in shown.lines[0]


def test_of_a_large_body_the_beginning_is_shown_and_how_much_is_not() -> None:
    draft, _ = new_draft().with_raw_body("x" * 100_000)
    shown = preview(draft, INVITES, APP_URL, bearer=True)
    assert shown.content_length == 100_000
    assert len(shown.lines[shown.body_start]) == SHOWN_MOST
    assert shown.lines[-1] == f"… {100_000 - SHOWN_MOST:,} more bytes go out that are not shown here"
