"""Joining every meeting of the sandbox's directory, in both formats, and the embedded sandbox without any option."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.cli.harness import Cli
from ucwa_tui.sandbox import embedded
from ucwa_tui.sandbox.directory import meetings, users
from ucwa_tui.wire.meeting_directory import SandboxMeeting

EXPECTED: dict[str, tuple[int, int | None, str | None, str | None]] = {
    "joins": (0, 201, None, None),
    "lobby": (0, 201, None, None),
    "rejected": (1, 201, "Forbidden", "Denied"),
    "never-admitted": (6, 201, None, None),
    "ended": (1, 201, "NotFound", "Ended"),
    "slow": (0, 201, None, None),
    "early-events": (0, 201, None, None),
    "completed-only": (0, 201, None, None),
    "waiting-guest": (0, 201, None, None),
    "own-lobby": (0, 201, None, None),
    "hostile": (0, 201, None, None),
    "error-not-found": (3, 404, "NotFound", "DestinationNotFound"),
    "error-forbidden": (3, 403, "Forbidden", None),
    "error-callback-channel": (3, 500, "ServiceFailure", "CallbackChannelError"),
    "error-already-exists": (3, 409, "Conflict", "AlreadyExists"),
    "error-too-many-groups": (3, 409, "Conflict", "TooManyGroups"),
    "error-conflict": (3, 409, "Conflict", None),
    "error-gone": (3, 410, "Gone", "CannotRedirect"),
}
"""Behaviour -> exit code, status of the POST, code, subcode."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    """The root URL of a sandbox whose clock runs fast."""
    server = embedded.EmbeddedSandbox(clock_scale=20.0)
    yield server.start()
    server.stop()
    assert server.faults == []


def test_every_behaviour_of_the_directory_is_expected_here() -> None:
    assert {m.behaviour for m in meetings()} == set(EXPECTED)


@pytest.mark.parametrize("payload_format", ["json", "xml"])
@pytest.mark.parametrize("meeting", meetings(), ids=lambda m: m.behaviour)
def test_every_meeting_ends_as_it_says(cli: Cli, sandbox: str, meeting: SandboxMeeting, payload_format: str) -> None:
    code, status, error, subcode = EXPECTED[meeting.behaviour]
    alice = users()[0]
    patience = "0.4" if meeting.behaviour == "never-admitted" else "20"
    ran = cli.join(
        *("--root", sandbox, "--user", alice.name, "--meeting", meeting.uri),
        *("--format", payload_format, "--timeout", patience),
        environment={"UCWA_TUI_PASSWORD": alice.password},
    )
    assert ran.code == code, ran.err
    result = ran.result
    assert (result["http_status"], result["code"], result["subcode"]) == (status, error, subcode)
    assert (result["message"] is None) is (code == 0)
    if code == 0:
        assert result["state"] == "Connected"
        assert ran.of("invitation")[-1]["state"] == "Connected"
        assert ran.of("invitation")[-1]["href"] == result["invitation"]
    media = {v for e in ran.of("exchange") for n, v in e["request_headers"] if n == "Accept" and e["n"] > 4}
    assert media == {f"application/{payload_format}"}


def test_without_a_root_the_own_sandbox_is_joined_as_alice(cli: Cli) -> None:
    ran = cli.join("--meeting", meetings()[0].uri, environment={"UCWA_TUI_PASSWORD": "meant for somewhere else"})
    assert ran.code == 0, ran.err
    assert "Alice" in ran.err
    assert users()[0].password not in ran.out + ran.err


def test_a_user_of_the_sandbox_may_be_named_in_short(cli: Cli) -> None:
    ran = cli.join("--user", "bob", "--new")
    assert ran.code == 0, ran.err
    assert "Bob" in ran.err


def test_a_password_given_for_a_named_user_is_used(cli: Cli) -> None:
    ran = cli.join("--user", "bob", "--new", environment={"UCWA_TUI_PASSWORD": "Not-Bobs-One"})
    assert ran.code == 4


def test_a_new_meeting_is_made_and_joined(cli: Cli) -> None:
    ran = cli.join("--new", "--subject", "Made up", "--format", "xml")
    assert ran.code == 0, ran.err
    posted = next(e for e in ran.of("exchange") if e["url"].endswith("/onlineMeetingInvitations"))
    assert "onlineMeetingUri" not in posted["request_body"]
    joined = [e["resource"] for e in ran.of("event") if e["rel"] == "onlineMeetingInvitation" and e["resource"]]
    assert joined[-1]["subject"] == "Made up"


def test_a_guest_joins_with_the_meetings_own_key(cli: Cli) -> None:
    ran = cli.join("--auth", "anonymous", "--meeting", meetings()[0].uri, "--display-name", "Gus Guest")
    assert "signed in as Gus Guest, a guest (anonymous)" in ran.err
    assert ran.code == 0, ran.err


def test_a_field_in_error_is_refused_by_the_sandbox_too(cli: Cli) -> None:
    ran = cli.join("--meeting", meetings()[0].uri, "--subject", "s" * 251, "--no-validate")
    assert (ran.code, ran.result["http_status"]) == (3, 400)
    assert (ran.result["code"], ran.result["subcode"]) == ("BadRequest", "ParameterValidationFailure")
    body = next(e["response_body"] for e in ran.of("exchange") if e["status"] == 400)
    assert json.loads(body)["parameters"]


def test_the_text_is_readable_and_says_what_an_error_means(cli: Cli) -> None:
    uri = {m.behaviour: m.uri for m in meetings()}
    joined = cli("join", "--meeting", uri["joins"])
    assert joined.code == 0
    assert joined.out.splitlines()[-5].split() == ["result", "joined", "(exit", "code", "0)"]
    assert "Connecting" in joined.out
    refused = cli("join", "--meeting", uri["error-not-found"])
    assert refused.code == 3
    rows = dict(line.split("  ", 1) for line in refused.out.splitlines())
    assert rows["HTTP status"].strip() == "404"
    assert rows["error"].strip() == "NotFound/DestinationNotFound"
    assert "no meeting with this URI" in rows["meaning"]
    assert "organizer" in rows["next step"]
    assert "sign-in: token done" in refused.err


def test_a_new_meeting_that_was_asked_for_is_no_surprise(cli: Cli) -> None:
    ran = cli.join("--new")
    assert ran.code == 0
    assert "warning" not in ran.err


def test_a_control_character_is_carried_in_json(cli: Cli) -> None:
    ran = cli.join("--new", "--subject", "a\x1bb")
    assert ran.code == 0
    assert ran.err.count("U+001B") == 1
    assert "warning: --subject: Subject holds a control character, U+001B, at character 2." in ran.err


def test_text_output_names_the_url_once_and_explains_a_rejection(cli: Cli, sandbox: str) -> None:
    alice = users()[0]
    rejected = next(m for m in meetings() if m.behaviour == "rejected")
    argv = ("join", "--root", sandbox, "--user", alice.name, "--meeting", rejected.uri)
    ran = cli(*argv, environment={"UCWA_TUI_PASSWORD": alice.password})
    assert ran.code == 1
    assert ran.out.count("/onlineMeetingInvitations/") == 1
    lines = ran.out.splitlines()
    assert [line.split()[-1] for line in lines[:2]] == ["Connecting", "Failed"]
    rows = {line.partition("  ")[0]: line.partition("  ")[2].strip() for line in lines[2:]}
    assert rows["error"] == "Forbidden/Denied"
    assert rows["meaning"].startswith("A leader turned you away")
    assert rows["next step"]


def test_a_sign_in_that_fails_is_told_without_repeating_itself(cli: Cli, sandbox: str) -> None:
    argv = ("join", "--root", sandbox, "--user", users()[0].name, "--new")
    ran = cli(*argv, environment={"UCWA_TUI_PASSWORD": "Not-This-One"})
    assert ran.code == 4
    assert "sign-in: token failed: 127.0.0.1 issued no token: 400 invalid_grant" in ran.err
    assert "signed out" not in ran.err
    assert ran.err.count("No valid security token") == 1
