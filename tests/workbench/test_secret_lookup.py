"""Secrets are fetched from their places; a failure names place, cause and way out, and nothing secret."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ucwa_tui.wire.secret import Secret
from ucwa_tui.workbench.secret_lookup import SecretLookup, SecretNotFound, ask_keyring, run_command
from ucwa_tui.workbench.secret_reference import SecretReference, read_reference


def reference(**place: object) -> SecretReference:
    return read_reference(place)


def test_each_place(tmp_path: Path) -> None:
    file = tmp_path / "pw"
    file.write_bytes(b"\xef\xbb\xbffrom file \r\nsecond line\n")
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "typed"

    lookup = SecretLookup(
        "dana", {"PW": "from variable"}, ask, lambda words, seconds: f"out of {words[1]}\n".encode(), lambda s, u: s + u
    )
    assert lookup.find(reference(env="PW"), "password") == Secret("from variable")
    assert lookup.find(reference(file=str(file)), "password") == Secret("from file ")
    assert lookup.find(reference(command=["show", "lab"]), "token") == Secret("out of lab")
    assert lookup.find(reference(keyring="lab-"), "password") == Secret("lab-dana")
    assert lookup.find(read_reference("prompt"), "password") == Secret("typed")
    assert lookup.find(read_reference("prompt"), "token") == Secret("typed")
    assert asked == ["Password for dana: ", "Token: "]


def test_a_prompt_without_anybody_to_ask_leaves_the_secret_open() -> None:
    assert SecretLookup().find(read_reference("prompt"), "password") is None


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"env": "NOT_THERE"}, "variable NOT_THERE is not set"),
        ({"env": "EMPTY"}, "variable EMPTY is not set"),
        ({"file": "/no/such/file"}, "file /no/such/file cannot be read: No such file"),
        ({"file": "/"}, "cannot be read: Is a directory"),
        ({"file": "~no-such-user-x/pw"}, "is no path"),
        ({"command": ["/no/such/program", "hush-hush"]}, "command /no/such/program cannot be started"),
        ({"keyring": "lab"}, "keyring entry lab has no password for dana"),
    ],
)
def test_what_is_not_there(place: dict[str, object], said: str) -> None:
    lookup = SecretLookup("dana", {"EMPTY": ""}, keyring=lambda service, user: None)
    with pytest.raises(SecretNotFound) as caught:
        lookup.find(read_reference(place), "password")
    assert str(caught.value).startswith("The password: ")
    assert said in str(caught.value)
    assert "hush-hush" not in str(caught.value)


def test_an_empty_or_unreadable_secret(tmp_path: Path) -> None:
    for data, said in ((b"\nsecret below", "holds nothing"), (b"\xff\xfe", "no UTF-8")):
        (tmp_path / "pw").write_bytes(data)
        with pytest.raises(SecretNotFound, match=said):
            SecretLookup().find(reference(file=str(tmp_path / "pw")), "password")
    with pytest.raises(SecretNotFound, match="no UTF-8"):
        SecretLookup(environment={"PW": "\udcff"}).find(reference(env="PW"), "password")


def test_a_command_is_run_without_a_shell_and_its_complaints_are_not_shown() -> None:
    told = run_command([sys.executable, "-c", "import sys; print(sys.argv[1])", "$HOME"], 20)
    assert told == b"$HOME\n"
    with pytest.raises(SecretNotFound, match="ended with code 3") as caught:
        run_command([sys.executable, "-c", "import sys; sys.stderr.write('hush-hush'); print('hush'); sys.exit(3)"], 20)
    assert "hush" not in str(caught.value)


def test_a_command_that_never_ends_is_given_up() -> None:
    with pytest.raises(SecretNotFound, match="took longer"):
        run_command([sys.executable, "-c", "import time; time.sleep(60)"], 0.1)


def test_without_the_package_the_keyring_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SecretNotFound, match="package keyring, which is not installed"):
        ask_keyring("lab", "dana")


def test_the_keyring_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Locked(Exception):
        """The keyring's own error."""

    def get_password(service: str, user: str) -> str | None:
        if service == "locked":
            raise Locked("hush-hush")
        return "kept" if (service, user) == ("lab", "dana") else None

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=get_password))
    monkeypatch.setitem(sys.modules, "keyring.errors", SimpleNamespace(KeyringError=Locked))
    lookup = SecretLookup("dana")
    assert lookup.find(reference(keyring="lab"), "password") == Secret("kept")
    with pytest.raises(SecretNotFound, match="has no password for dana"):
        lookup.find(reference(keyring="other"), "password")
    with pytest.raises(SecretNotFound, match="cannot be opened: Locked") as caught:
        lookup.find(reference(keyring="locked"), "password")
    assert "hush" not in str(caught.value)


def test_references_never_tell_arguments() -> None:
    assert reference(command=["pass", "hush-hush"]).told == "command pass"
    assert read_reference("prompt").told == "asked for"


def test_nothing_typed_is_told_as_that() -> None:
    with pytest.raises(SecretNotFound, match=r"The password: what was typed is empty\."):
        SecretLookup(ask=lambda _: "").find(read_reference("prompt"), "password")
