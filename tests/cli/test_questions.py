"""Questions of the client without a screen: answered by options, by memory, by a person, else with no."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.harness import Cli
from tests.cli.orchard import ENVIRONMENT, INNER, OUTER, WHO, reaching
from tests.support.named_sites import ROOT, Names
from ucwa_tui.cli import headless
from ucwa_tui.cli.question_desk import QuestionDesk
from ucwa_tui.wire.reports import Question, QuestionKind
from ucwa_tui.workbench.remembered import Remembered

QUESTION = Question(3, QuestionKind.TRUST_HOST, "pool.elsewhere.test", "orchard.test", "Leads away.")


def no_way_out() -> bool:
    return False


def desk(said: list[str], remembered: Remembered, *trusted: str, answer: bool | None = None) -> QuestionDesk:
    def ask(text: str, wants_out: Callable[[], bool]) -> bool:
        assert wants_out is no_way_out
        said.append(text)
        return bool(answer)

    return QuestionDesk(said.append, frozenset(trusted), remembered, ask if answer is not None else None)


def test_nobody_to_ask_is_a_no_with_the_way_out() -> None:
    said: list[str] = []
    assert not desk(said, Remembered()).decide(QUESTION, no_way_out)
    assert said == [
        "Leads away. Answered with no, as nobody can be asked: approve it with --trust-host pool.elsewhere.test"
    ]


def test_trusted_and_remembered_hosts_are_not_asked_about() -> None:
    said: list[str] = []
    remembered = Remembered()
    assert desk(said, remembered, "pool.elsewhere.test").decide(QUESTION, no_way_out)
    remembered.trust("orchard.test", "pool.elsewhere.test")
    assert desk(said, remembered, answer=False).decide(QUESTION, no_way_out)
    assert said == []


def test_an_approval_is_remembered_and_a_refusal_is_not() -> None:
    said: list[str] = []
    remembered = Remembered()
    assert not desk(said, remembered, answer=False).decide(QUESTION, no_way_out)
    assert remembered.trusted_hosts("orchard.test") == frozenset()
    assert desk(said, remembered, answer=True).decide(QUESTION, no_way_out)
    assert remembered.trusted_hosts("orchard.test") == {"pool.elsewhere.test"}
    assert said == ["Leads away."] * 2


@pytest.fixture
def names() -> Iterator[Names]:
    """Discovery over plain HTTP leads out of the sign-in domain."""
    with Names() as them:
        front, pool = them.site(f"http://{OUTER}"), them.site("pool.elsewhere.test", address="127.0.0.2")
        front.root_links = {"redirect": pool.url + ROOT}
        for url in (f"https://{INNER}", f"http://{INNER}", f"https://{OUTER}"):
            them.refuse(url)
        yield them


def test_without_a_terminal_the_host_is_refused_and_the_option_named(cli: Cli, names: Names, tmp_path: Path) -> None:
    ran = cli("doctor", *WHO, *reaching(names, tmp_path), environment=ENVIRONMENT)
    assert ran.code == 4, ran.out
    assert "--trust-host pool.elsewhere.test" in ran.err
    assert names.sites["https://pool.elsewhere.test"].requests == []


def test_the_option_lets_it_pass(cli: Cli, names: Names, tmp_path: Path) -> None:
    argv = ("doctor", *WHO, *reaching(names, tmp_path), "--trust-host", "pool.elsewhere.test")
    ran = cli(*argv, environment=ENVIRONMENT)
    assert ran.code == 0, ran.out + ran.err


def test_an_approval_on_the_terminal_lasts(
    cli: Cli, names: Names, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(text: str, wants_out: Callable[[], bool]) -> bool:
        asked.append(text)
        return True

    monkeypatch.setattr(headless, "terminal_ask", lambda: ask)
    argv = ("doctor", *WHO, *reaching(names, tmp_path))
    assert cli(*argv, environment=ENVIRONMENT).code == 0
    assert cli(*argv, environment=ENVIRONMENT).code == 0
    assert len(asked) == 1
    assert "pool.elsewhere.test" in asked[0]


def test_following_a_join_url_to_a_host_is_no_trust_in_it(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"
    following = replace(QUESTION, kind=QuestionKind.JOIN_HOST)
    said: list[str] = []
    assert desk(said, Remembered(path), answer=True).decide(following, no_way_out)
    assert Remembered(path).trusted_hosts(QUESTION.domain) == frozenset()
    assert desk(said, Remembered(path), answer=True).decide(QUESTION, no_way_out)
    assert Remembered.load(path).trusted_hosts(QUESTION.domain) == {QUESTION.host}
    assert not desk(said, Remembered.load(path), answer=False).decide(following, no_way_out)
    assert len(said) == 3
    assert desk(said, Remembered(), QUESTION.host).decide(following, no_way_out)
