"""What errors mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.diagnostics import parse_diagnostics
from ucwa_tui.protocol.error_codes import CODES, TOKEN_ERRORS
from ucwa_tui.protocol.error_subcodes import SUBCODES
from ucwa_tui.protocol.errors import explain, explain_token_error
from ucwa_tui.protocol.operations import Answer, operation

JOIN = operation("joinOnlineMeeting")


@pytest.mark.parametrize("row", JOIN.answers, ids=lambda r: f"{r.status}-{r.subcode}")
def test_the_seven_rows_of_the_join(row: Answer) -> None:
    said = explain(row.status, row.code, row.subcode, "joinOnlineMeeting")
    assert said.documented
    assert (said.meaning, said.next_step, said.specific) == (row.meaning, row.next_step, row.specific)
    assert said.headline.startswith(f"{row.status} {row.code}")


def test_a_subcode_none_is_no_subcode() -> None:
    assert explain(409, "Conflict", "None", "joinOnlineMeeting") == explain(409, "Conflict", None, "joinOnlineMeeting")
    assert explain(409, "Conflict", "", None).headline == "409 Conflict"


@pytest.mark.parametrize(
    ("status", "code", "subcode", "words"),
    [
        (404, "NotFound", "ApplicationNotFound", "no longer knows this application"),
        (410, "Gone", "TooManyApplications", "too many applications"),
        (410, "Gone", "InactiveApplicationExpired", "idle for too long"),
        (410, "Gone", "UserAgentNotAllowed", "client program"),
        (409, "Conflict", "PGetReplaced", "second reader"),
        (400, "BadRequest", "DeserializationFailure", "cannot be read"),
        (400, "BadRequest", "ParameterValidationFailure", "missing or not valid"),
        (404, "NotFound", "APIVersionNotSupported", "version"),
        (415, "UnsupportedMediaType", None, "Content-Type"),
        (412, "PreConditionFailed", None, "changed since"),
        (429, "TooManyRequests", None, "Too many requests"),
        (504, "GatewayTimeout", None, "in time"),
        (None, "RemoteFailure", "Declined", "declined"),
        (None, "Forbidden", "Denied", "lobby"),
        (None, "Informational", None, "No error"),
    ],
)
def test_documented_errors(status: int | None, code: str, subcode: str | None, words: str) -> None:
    for operation_name in (None, "joinOnlineMeeting", "nonsense"):
        said = explain(status, code, subcode, operation_name)
        assert words in said.meaning
        assert said.next_step
        assert said.documented


def test_what_no_table_holds_is_said_to_be_undocumented() -> None:
    assert not explain(418, "Teapot", None).documented
    new = explain(409, "Conflict", "MartiansLanded")
    assert not new.documented
    assert "in no table" in new.meaning
    assert not explain(404, "Conflict", None).documented
    assert not explain(409, "Conflict", "Ejected", "joinOnlineMeeting").documented
    assert "removed you" in explain(409, "Conflict", "Ejected", "joinOnlineMeeting").meaning


def test_answers_of_web_servers_and_proxies() -> None:
    assert "no valid token" in explain(401, None).meaning
    refused = explain(403, None, None, "joinOnlineMeeting", parse_diagnostics('28055;reason="The OAuth token."'))
    assert refused.headline == "403 (Forbidden)"
    assert "another host" in refused.meaning
    assert "anonymous" not in refused.meaning
    assert "redirects are not followed" in explain(302, None).meaning
    assert "proxy" in explain(500, None).meaning
    assert explain(None, None).meaning
    assert explain(299, None).meaning


@pytest.mark.parametrize("error", TOKEN_ERRORS)
def test_token_errors(error: str) -> None:
    said = explain_token_error(400, error)
    assert said.documented
    assert said.headline == f"400 {error}"
    assert said.meaning.endswith(".")
    assert not explain_token_error(500, error).documented


def test_token_errors_use_the_diagnostics() -> None:
    said = explain_token_error(400, "unsupported_grant_type", parse_diagnostics("28029;source=a"))
    assert "does not allow this kind" in said.meaning
    assert not explain_token_error(400, "novelty").documented
    assert not explain_token_error(503, None).documented


def test_the_tables_are_complete_sentences() -> None:
    assert len(SUBCODES) == 84
    assert len({name.lower() for name in SUBCODES}) == len(SUBCODES)
    for meaning, step in SUBCODES.values():
        assert meaning.endswith(".")
        assert not step or step.endswith(".")
    for entry in CODES.values():
        assert entry.meaning.endswith(".")
        assert entry.next_step.endswith(".")


@given(st.none() | st.integers(0, 999), st.none() | st.text(), st.none() | st.text(), st.none() | st.text())
@settings(max_examples=60)
def test_anything_is_explained(status: int | None, code: str | None, subcode: str | None, name: str | None) -> None:
    said = explain(status, code, subcode, name)
    assert said.meaning
    assert said.meaning.isprintable()
    assert said.next_step.isprintable()
    assert explain_token_error(status or 400, code).meaning.isprintable()


def test_a_declined_invitation_is_no_mistake_of_the_request() -> None:
    said = explain(None, "RemoteFailure", "Declined")
    assert said.next_step == "Nothing is wrong with the request: send a new invitation when the other side wants one."
