"""`ucwa-tui profiles`: the list, and adding one by options or answers, tested by signing in."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.harness import Cli
from tests.support.scripted_server import PASSWORD, USER, FakeUcwa
from ucwa_tui.cli import profile_add
from ucwa_tui.cli.profile_dialog import ProfileDialog
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.workbench.profile_file import is_name
from ucwa_tui.workbench.profiles import load_profiles

SECRET = "Plain-Secret-77"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the profiles of the `cli` fixture are; not there yet."""
    return tmp_path / "config" / "ucwa-tui" / "profiles.toml"


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(text)


LAB = """default = "lab"
[profiles.lab]
domain = "orchard.test"
user = "ruth@orchard.test"
password = { command = ["pass", "Plain-Secret-77"] }
format = "xml"
[profiles.broken]
domian = "orchard.test"
password = "Plain-Secret-77"
[profiles.box]
sandbox = true
"""


def test_the_list_shows_each_with_its_problems(cli: Cli, file: Path) -> None:
    write(file, LAB)
    ran = cli("profiles")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0].split() == ["*", "lab", "orchard.test", "ruth@orchard.test", "password", "command", "pass", "xml"]
    assert lines[1].startswith("  broken")
    problems = [line for line in lines if line.startswith("    ✗ ")]
    assert [problem.split(": ")[1].split()[0] for problem in problems] == [
        "profiles.broken.domian",
        "profiles.broken.password",
        "profiles.broken",
        "profiles.broken",
    ]
    assert f"{file}, line 8" in problems[0]
    assert lines[-1].split()[:2] == ["box", "sandbox"]
    assert SECRET not in ran.out + ran.err


def test_the_list_as_jsonl(cli: Cli, file: Path) -> None:
    write(file, LAB)
    ran = cli("profiles", "list", "--output", "jsonl")
    *profiles, result = [json.loads(line) for line in ran.out.splitlines()]
    assert [profile["name"] for profile in profiles] == ["lab", "broken", "box"]
    assert [bool(profile["problems"]) for profile in profiles] == [False, True, False]
    assert [profile["default"] for profile in profiles] == [True, False, False]
    assert (result["kind"], result["exit_code"]) == ("result", 0)


def test_a_file_that_is_broken_as_a_whole(cli: Cli, file: Path) -> None:
    write(file, f"[profiles.lab]\npassword = {SECRET}\n")
    ran = cli("profiles")
    assert (ran.code, ran.out) == (2, "")
    assert f"{file}, line 2" in ran.err
    assert SECRET not in ran.err
    for argv in (("events", "--profile", "lab"), ("profiles", "add", "x", "--sandbox")):
        other = cli(*argv)
        assert other.code == 2
        assert "line 2" in other.err
    assert file.read_text() == f"[profiles.lab]\npassword = {SECRET}\n"


def test_without_a_file_the_list_is_empty_and_says_what_to_do(cli: Cli) -> None:
    ran = cli("profiles")
    assert (ran.code, ran.out) == (0, "")
    assert "profiles add" in ran.err


def test_add_by_options_signs_in_and_writes(cli: Cli, fake: FakeUcwa, file: Path) -> None:
    ran = cli(
        *("profiles", "add", "lab", "--root", fake.root_url, "--user", USER, "--password-env", "LAB_WORD"),
        *("--format", "xml", "--low", "30"),
        environment={"LAB_WORD": PASSWORD},
    )
    assert ran.code == 0, ran.out + ran.err
    assert fake.deleted
    assert "Verdict: it works" in ran.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (lab,) = load_profiles(file).profiles
    assert (lab.root, lab.user, lab.payload_format.value, lab.channel.low) == (fake.root_url, USER, "xml", 30)
    assert PASSWORD not in file.read_text() + ran.out + ran.err
    used = cli("doctor", "--profile", "lab", environment={"LAB_WORD": PASSWORD})
    assert used.code == 0, used.out
    assert fake.seen("GET", fake.root_path)[-1].header("Accept") == "application/xml"


def test_a_test_that_fails_writes_nothing(cli: Cli, fake: FakeUcwa, file: Path) -> None:
    argv = ("profiles", "add", "lab", "--root", fake.root_url, "--user", USER, "--password-env", "LAB_WORD")
    ran = cli(*argv, environment={"LAB_WORD": "Wrong-Word-5"})
    assert ran.code == 4
    assert "--no-test" in ran.err
    assert not file.exists()
    untested = cli(*argv, "--no-test", environment={})
    assert untested.code == 0
    assert file.exists()


REFUSED = {
    "a name that is taken": (("box", "--sandbox"), "There is a profile box already"),
    "no name": ((), "Which name?"),
    "no server": (("new",), "names no server"),
    "no user": (("new", "--domain", "x.test"), "names no user"),
    "two places for the secret": (
        ("new", "--sandbox", "--password-env", "A", "--password-prompt"),
        "--password-env and --password-prompt do not go together",
    ),
    "a variable that is none": (("new", "--sandbox", "--password-env", "$A"), "names no variable"),
    "a quotation mark": (("new", "--sandbox", "--password-command", "pass 'x"), "quotation mark"),
    "a domain that is none": (("new", "--domain", "a@b", "--user", "u"), "behind the @"),
    "a profile for a new one": (("new", "--profile", "box"), "does not go with profiles add"),
    "a CA that is not there": (("new", "--sandbox", "--ca", "/no/such.pem"), "--ca: /no/such.pem"),
    "a name with a dash": (("--", "-x"), "no name"),
    "too many words": (("a", "b"), "a word too many"),
}


@pytest.mark.parametrize(("argv", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_changes_nothing(cli: Cli, file: Path, argv: tuple[str, ...], said: str) -> None:
    write(file, "[profiles.box] # mine\nsandbox = true\n")
    ran = cli("profiles", "add", *argv)
    assert ran.code == 2
    assert said in ran.err
    assert file.read_text() == "[profiles.box] # mine\nsandbox = true\n"


def test_the_list_takes_no_name(cli: Cli) -> None:
    assert "takes no name" in cli("profiles", "list", "lab").err


class Answers:
    """Somebody who answers."""

    def __init__(self, *answers: str) -> None:
        self._answers: Iterator[str] = iter(answers)
        self.asked: list[str] = []
        self.said: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        answer = next(self._answers, None)
        if answer is None:
            raise EOFError
        return answer + "\n"

    @property
    def dialog(self) -> ProfileDialog:
        return ProfileDialog(self, self.said.append)


def test_answers_are_checked_one_by_one() -> None:
    answers = Answers(
        *("bob@contoso.com", "contoso.com", "pasword", "", "", "bob@contoso.com"),
        *(SECRET, "env $X", "command 'x", "command pass show lab", "yaml", ""),
    )
    assert answers.dialog.complete({}) == {
        "domain": "contoso.com",
        "auth": "password",
        "user": "bob@contoso.com",
        "password": {"command": ["pass", "show", "lab"]},
        "format": "json",
    }
    assert len(answers.said) == 7
    assert SECRET not in " ".join(answers.said)


@pytest.mark.parametrize(
    ("given", "answers", "keys"),
    [
        ({}, ("", ""), {"sandbox": True, "format": "json"}),
        (
            {"root": "https://x"},
            ("windows", "", ""),
            {"root": "https://x", "auth": "windows", "format": "json"},
        ),
        (
            {},
            ("https://x/", "bearer", "file ~/token", "xml"),
            {"root": "https://x/", "auth": "bearer", "token": {"file": "~/token"}, "format": "xml"},
        ),
        (
            {"domain": "x.test", "auth": "anonymous", "format": "xml"},
            (),
            {"domain": "x.test", "auth": "anonymous", "format": "xml"},
        ),
        (
            {"domain": "x.test", "user": "u"},
            ("", "", ""),
            {"domain": "x.test", "user": "u", "auth": "password", "password": "prompt", "format": "json"},
        ),
    ],
)
def test_only_what_is_missing_is_asked(
    given: dict[str, object], answers: tuple[str, ...], keys: dict[str, object]
) -> None:
    somebody = Answers(*answers)
    assert somebody.dialog.complete(dict(given)) == keys
    assert len(somebody.asked) == len(answers)


def test_answers_that_end_early_write_nothing() -> None:
    with pytest.raises(UsageError, match="nothing was written"):
        Answers("contoso.com").dialog.complete({})


@pytest.mark.parametrize(("wanted", "written"), [("y", True), ("", False)])
def test_on_a_terminal_a_failed_test_may_be_written_all_the_same(
    cli: Cli, fake: FakeUcwa, file: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, written: bool
) -> None:
    somebody = Answers("my lab", "my-lab", fake.root_url, "", USER, "env LAB_WORD", "", wanted)
    monkeypatch.setattr(profile_add, "terminal_line", lambda: somebody)
    ran = cli("profiles", "add", environment={"LAB_WORD": "Wrong-Word-5"})
    assert ran.code == (0 if written else 4), ran.err
    assert file.exists() is written
    assert "Write the profile all the same?" in somebody.asked[-1]


def test_the_server_is_not_asked_for_where_an_address_leads_to_it() -> None:
    answers = Answers("", "", "")
    tree = {"user": "bob@contoso.com", "auth": "password", "format": "json"}
    assert answers.dialog.complete(dict(tree)) == {**tree, "password": "prompt"}


def test_a_secret_that_is_not_there_is_asked_for_again(
    cli: Cli, fake: FakeUcwa, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, answers, place in (
        ("second", ("env NOPE", "", "env LAB_WORD"), "variable LAB_WORD"),
        ("later", ("env NOPE", "untested"), "variable NOPE"),
    ):
        somebody = Answers(*answers)
        monkeypatch.setattr(profile_add, "terminal_line", lambda ask=somebody: ask)
        known = ("--root", fake.root_url, "--user", USER, "--auth", "password", "--format", "json")
        ran = cli("profiles", "add", name, *known, environment={"LAB_WORD": PASSWORD})
        assert ran.code == 0, ran.out + ran.err
        assert "The password: variable NOPE is not set." in ran.err
        added = load_profiles(file).get(name)
        assert added is not None
        assert added.secret is not None
        assert added.secret.told == place


def test_a_secret_that_is_not_there_without_a_terminal(cli: Cli, fake: FakeUcwa, file: Path) -> None:
    ran = cli("profiles", "add", "lab", "--root", fake.root_url, "--user", USER, "--password-env", "NOPE")
    assert ran.code == 2
    assert "variable NOPE is not set" in ran.err
    assert "write it untested with --no-test" in ran.err
    assert not file.exists()


@pytest.mark.parametrize("name", ["my lab!", "a'b", "$x", "", "_", "a;b"])
def test_names_that_a_shell_takes_apart(cli: Cli, file: Path, name: str) -> None:
    ran = cli("profiles", "add", name, "--sandbox", "--no-test")
    assert ran.code == 2
    assert "is no name for a profile" in ran.err
    assert not file.exists()
    for good in ("lab", "büro-2", "a.b_c"):
        assert is_name(good)
