"""An exchange's outcome in words, with the cause that servers hide in headers."""

from __future__ import annotations

from tests.workbench.builders import exchange
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.workbench.explanation import explain


def answered(status: int, head: str, body: bytes = b"", *, operation: str | None = "joinOnlineMeeting") -> Exchange:
    """A POST with this answer."""
    data = f"HTTP/1.1 {status} X\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    return exchange(1, method="POST", status=status, response=data, operation=operation)


def test_a_documented_error_shows_code_meaning_message_and_next_step() -> None:
    body = b'{"code":"NotFound","subcode":"DestinationNotFound","message":"No such meeting."}'
    lines = explain(answered(404, "Content-Type: application/json\r\n", body))
    assert lines[0] == "404 NotFound/DestinationNotFound"
    assert "no meeting with this URI" in lines[1]
    assert "The server says: No such meeting." in lines
    assert any(line.startswith("Next: ") for line in lines)


def test_the_parameters_of_a_400_are_named() -> None:
    body = (
        b'{"code":"BadRequest","subcode":"ParameterValidationFailure",'
        b'"parameters":[{"name":"subject","reason":"MaxLength"}]}'
    )
    lines = explain(answered(400, "Content-Type: application/json\r\n", body))
    assert any("subject" in line for line in lines)


def test_a_web_servers_page_is_said_to_be_one_and_the_headers_tell_the_cause() -> None:
    head = (
        'Content-Type: text/html\r\nX-Ms-diagnostics: 28000;source="fe1";reason="Not enabled."\r\n'
        "X-MS-Server-Fqdn: fe1.example.test\r\n"
    )
    lines = explain(answered(403, head, b"<html>no</html>"))
    assert any("text/html" in line and "no UCWA error" in line for line in lines)
    assert 'X-Ms-diagnostics: 28000;source="fe1";reason="Not enabled."' in lines
    assert "X-MS-Server-Fqdn: fe1.example.test" in lines


def test_a_challenge_is_taken_apart() -> None:
    head = 'WWW-Authenticate: MsRtcOAuth href="https://h/token",grant_type="password"\r\n'
    assert "Challenge MsRtcOAuth: grants password at https://h/token" in explain(answered(401, head))


def test_a_redirect_names_its_target() -> None:
    assert "https://other.test/x" in explain(answered(302, "Location: https://other.test/x\r\n"))[0]


def test_a_success_needs_no_words_and_a_failure_has_its_own() -> None:
    assert explain(answered(204, "")) == []
    failed = exchange(1, state=ExchangeState.FAILED, status=None, error="host: connection refused")
    assert explain(failed) == ["host: connection refused"]
    assert explain(exchange(1, state=ExchangeState.RUNNING, status=None)) == []


def test_hostile_answers_come_out_printable() -> None:
    body = b'{"code":"Evil\\u001b[31m","subcode":"\\u202e","message":"\\u001b]52;c;eA==\\u0007\\u009b2J"}'
    head = "Content-Type: application/json\r\nX-Ms-diagnostics: 1;reason=\x9b31m\r\n"
    lines = explain(answered(400, head, body))
    assert lines
    assert all(line.isprintable() for line in lines)


def test_a_body_that_lies_about_its_type_is_no_error_of_ucwa() -> None:
    lines = explain(answered(500, "Content-Type: application/json\r\n", b"<html>"))
    assert any("no UCWA error" in line for line in lines)
