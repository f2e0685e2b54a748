"""`ucwa-tui doctor`: the whole way over real sockets, each step explained, exit codes as for a join."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.harness import Cli
from tests.cli.orchard import ENVIRONMENT, INNER, OUTER, WHO, orchard, reaching, ways
from tests.client.test_channel_faults import reset_after
from tests.support.named_sites import APPLICATION, PASSWORD, TOKEN, USER, USER_PATH, Names
from tests.support.raw_server import answer
from tests.support.scripted_server import HTML_401, FakeUcwa
from tests.support.scripted_server import USER as FAKE_USER
from tests.support.ucwa_bodies import reason_json
from ucwa_tui.protocol.channel_patience import TRIES

FAKE_KNOWN = {"UCWA_TUI_PASSWORD": "Correct-Horse-7"}


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


def test_every_step_of_a_discovery_is_explained(cli: Cli, names: Names, tmp_path: Path) -> None:
    _, pool = orchard(names)
    ran = cli("doctor", *WHO, *reaching(names, tmp_path), environment=ENVIRONMENT)
    assert ran.code == 0, ran.out + ran.err
    assert "Traceback" not in ran.err
    for words in (
        f"✗ find the server: GET https://{INNER}/",
        "refused",
        f"✓ find the server: GET https://{OUTER}/: 200 in",
        "connected to 127.0.0.1:",
        "TLSv1.3, certificate",
        f"DNS:{OUTER}",
        f"✓ find the user's home: GET {pool.url}{USER_PATH}: 401",
        "✓ pool.orchard.test asks for a token: password chosen",
        "on offer: urn:microsoft.rtc:windows, urn:microsoft.rtc:anonmeeting, password",
        f"token URL: {pool.url}{TOKEN}",
        "✓ token of pool.orchard.test, good for 7 h 30 min",
        "front end fe7.pool.orchard.test",
        f"✓ application: {pool.url}{APPLICATION}",
        "offers joinOnlineMeeting",
        "✓ event channel open",
        "✓ signed out, the application is deleted",
        "Verdict: it works",
        "Next step: ucwa-tui join",
    ):
        assert words in ran.out
    assert pool.seen("DELETE", APPLICATION)
    assert PASSWORD not in ran.out + ran.err
    assert not [token for token in pool.tokens if token in ran.out + ran.err]


def test_the_found_root_is_remembered_and_used(cli: Cli, names: Names, tmp_path: Path) -> None:
    orchard(names)
    argv = ("doctor", *WHO, *reaching(names, tmp_path))
    assert INNER in cli(*argv, environment=ENVIRONMENT).out
    (kept,) = tmp_path.glob("state/**/remembered.json")
    assert json.loads(kept.read_text())["roots"] == {"": {"orchard.test": f"https://{OUTER}/"}}
    again = cli(*argv, environment=ENVIRONMENT)
    assert again.code == 0
    assert f"GET https://{OUTER}/: 200" in again.out
    assert INNER not in again.out


def test_jsonl_has_steps_exchanges_and_one_result(cli: Cli, names: Names, tmp_path: Path) -> None:
    orchard(names)
    ran = cli("doctor", *WHO, *reaching(names, tmp_path), "--output", "jsonl", environment=ENVIRONMENT)
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert (lines[-1]["kind"], lines[-1]["outcome"], lines[-1]["exit_code"]) == ("result", "done", 0)
    numbers = {line["n"] for line in lines if line["kind"] == "exchange"}
    steps = [line for line in lines if line["kind"] == "step"]
    assert {step["exchange"] for step in steps} - {None} <= numbers
    assert {step["mark"] for step in steps} == {"done", "failed"}
    assert len({json.dumps(step) for step in steps}) == len(steps)


def test_a_private_authority_has_to_be_named(cli: Cli, names: Names) -> None:
    orchard(names)
    ran = cli("doctor", *WHO, *ways(names), environment=ENVIRONMENT)
    assert ran.code == 5
    assert "certificate" in ran.out
    assert "Verdict: the network or TLS is in the way (exit code 5)." in ran.out
    bold = cli("doctor", *WHO, *ways(names), "--insecure", environment=ENVIRONMENT)
    assert bold.code == 0, bold.out
    assert "NOT verified" in bold.out
    assert "NOT verified" in bold.err


def test_a_wrong_password_is_a_sign_in_failure_with_its_cause(cli: Cli, names: Names, tmp_path: Path) -> None:
    orchard(names)
    wrong = {"UCWA_TUI_PASSWORD": "Wrong-Word-5"}
    ran = cli("doctor", *WHO, *reaching(names, tmp_path), environment=wrong)
    assert ran.code == 4
    assert "invalid_grant" in ran.out
    assert "Verdict: signing in failed (exit code 4)." in ran.out
    assert "Wrong-Word-5" not in ran.out + ran.err


def test_diagnostics_are_told(cli: Cli, fake: FakeUcwa) -> None:
    headers = (("X-Ms-diagnostics", '28000;source="fe1.example.test";reason="User is not SIP enabled."'),)
    fake.on("GET", fake.user_path, answer(403, b"", headers=headers))
    ran = cli(
        *("doctor", "--root", fake.root_url, "--user", FAKE_USER), environment={"UCWA_TUI_PASSWORD": "Some-Word-2"}
    )
    assert ran.code == 4
    assert "User is not SIP enabled." in ran.out


CHANNEL_FAULTS = {
    "500": (answer(500, reason_json("ServiceFailure", "CallbackChannelError")), "CallbackChannelError"),
    "503": (answer(503, b""), "HTTP 503"),
    "a page": (answer(200, HTML_401, "text/html"), "the answer is HTML"),
    "a proxy's page": (
        answer(404, HTML_401, "text/html"),
        "HTTP 404 text/html: a proxy or the web server has answered",
    ),
    "reset": (reset_after(b""), "closed the connection without an answer (reset)"),
}


@pytest.mark.parametrize("name", list(CHANNEL_FAULTS))
def test_a_channel_that_does_not_work_is_not_called_open(cli: Cli, fake: FakeUcwa, name: str) -> None:
    reply, words = CHANNEL_FAULTS[name]
    fake.on("GET", fake.events_path, reply)
    ran = cli("doctor", "--root", fake.root_url, "--user", FAKE_USER, environment=FAKE_KNOWN)
    assert ran.code == 5, ran.out
    assert "event channel open" not in ran.out
    assert "it works" not in ran.out
    assert words in ran.out
    assert "Verdict: the network or TLS is in the way (exit code 5)." in ran.out
    assert len(fake.seen("GET", fake.events_path)) == TRIES
    assert fake.deleted == [fake.application_path]


def test_a_channel_that_is_refused_is_a_refusal(cli: Cli, fake: FakeUcwa) -> None:
    fake.on("GET", fake.events_path, answer(403, reason_json("Forbidden", None, "Not you.")))
    ran = cli("doctor", "--root", fake.root_url, "--user", FAKE_USER, environment=FAKE_KNOWN)
    assert ran.code == 4
    assert "Not you." in ran.out
    assert "event channel open" not in ran.out


def test_a_token_that_is_revoked_is_named(cli: Cli, fake: FakeUcwa) -> None:
    wants = f'MsRtcOAuth href="{fake.discovery.url}{fake.token_path}",grant_type="password"'
    told = '28077;source="fe1.example.test";reason="Token revoked by admin"'
    headers = (("WWW-Authenticate", wants), ("X-Ms-diagnostics", told))
    fake.on("GET", fake.events_path, answer(401, HTML_401, "text/html", headers))
    ran = cli("doctor", "--root", fake.root_url, "--user", FAKE_USER, environment=FAKE_KNOWN)
    assert ran.code == 4
    assert "HTTP 401: 28077: Token revoked by admin (fe1.example.test), again with a new token" in ran.out


def test_a_channel_that_comes_round_is_open(cli: Cli, fake: FakeUcwa) -> None:
    fake.events(answer(503, b""), answer(404, HTML_401, "text/html"))
    ran = cli("doctor", "--root", fake.root_url, "--user", FAKE_USER, environment=FAKE_KNOWN)
    assert ran.code == 0, ran.out
    assert ran.out.count("✓ event channel open") == 1


def test_a_channel_that_another_client_takes_is_left_to_it(cli: Cli, fake: FakeUcwa) -> None:
    fake.on("GET", fake.events_path, answer(409, reason_json("Conflict", "PGetReplaced")))
    ran = cli("doctor", "--root", fake.root_url, "--user", FAKE_USER, environment=FAKE_KNOWN)
    assert ran.code == 1
    assert "signed out; the application is left alive: another client uses it" in ran.out
    assert "Alt+" not in ran.out + ran.err
    assert not fake.deleted


def test_without_options_it_examines_the_sandbox(cli: Cli) -> None:
    ran = cli("doctor")
    assert ran.code == 0
    assert "embedded sandbox" in ran.err


def test_without_options_it_examines_the_default_profile(cli: Cli, fake: FakeUcwa, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "ucwa-tui"
    folder.mkdir(parents=True)
    (folder / "profiles.toml").write_text(
        f'default = "lab"\n[profiles.lab]\nroot = "{fake.root_url}"\nuser = "{FAKE_USER}"\n'
        'password = { env = "LAB_WORD" }\n'
    )
    ran = cli("doctor", environment={"LAB_WORD": "Correct-Horse-7"})
    assert ran.code == 0, ran.out + ran.err
    assert "(profile lab)" in ran.err
    assert "--profile lab" in ran.out
    missing = cli("doctor", environment={})
    assert missing.code == 2
    assert "variable LAB_WORD is not set" in missing.err


def test_a_default_that_is_wrong_is_said_instead_of_passed_over(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "ucwa-tui"
    folder.mkdir(parents=True)
    for text in ('default = "lab"\n', "default = lab\n"):
        (folder / "profiles.toml").write_text(text)
        ran = cli("doctor")
        assert (ran.code, ran.out) == (2, "")
        assert "profiles.toml, line 1" in ran.err


def test_applications_are_asked_for_at_once_where_their_url_is_known(cli: Cli, fake: FakeUcwa) -> None:
    url = fake.pool.url + fake.applications_path
    ran = cli(
        *("doctor", "--applications", url, "--user", FAKE_USER), environment={"UCWA_TUI_PASSWORD": "Correct-Horse-7"}
    )
    assert ran.code == 0, ran.out + ran.err
    assert not fake.seen("GET", fake.root_path)
    assert fake.deleted


def test_hostile_texts_cannot_act(cli: Cli, fake: FakeUcwa) -> None:
    headers = (("X-Ms-diagnostics", '28000;reason="\x1b]0;owned\x07\x1b[2J"'),)
    fake.on("GET", fake.user_path, answer(403, b"", headers=headers))
    ran = cli(*("doctor", "--root", fake.root_url, "--user", USER), environment={"UCWA_TUI_PASSWORD": "Some-Word-2"})
    assert ran.code in {4, 5}
    assert all(line.isprintable() for line in (ran.out + ran.err).splitlines())
