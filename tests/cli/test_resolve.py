"""`ucwa-tui resolve`: what a join URL stands for, over real sockets; exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.harness import Cli
from tests.cli.meeting_pages import PATH, URL, meeting_site
from tests.cli.orchard import reaching
from tests.support.named_sites import MEETING, Names
from tests.support.raw_server import answer, hang_up


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


def test_the_meetings_document(cli: Cli, names: Names, tmp_path: Path) -> None:
    site = meeting_site(names)
    ran = cli("resolve", URL, *reaching(names, tmp_path))
    assert ran.code == 0, ran.err
    rows = dict(line.split("  ", 1) for line in ran.out.splitlines())
    told = {name.strip(): text.strip() for name, text in rows.items()}
    assert told == {
        "result": "resolved (exit code 0)",
        "conference URI": MEETING,
        "known from": "the meeting's own document",
        "conference key": "H4PX92QD",
        "ucwa-ext-url": "https://pool.orchard.test/ucwa",
    }
    assert f"GET {URL} for the meeting's document: 200" in ran.err
    assert not site.seen("GET", PATH)[0].header("Authorization")


def test_jsonl(cli: Cli, names: Names, tmp_path: Path) -> None:
    meeting_site(names, document=None)
    ran = cli("resolve", URL, *reaching(names, tmp_path), "--output", "jsonl")
    *exchanges, result = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 0
    assert {line["kind"] for line in exchanges} == {"exchange"}
    assert (result["kind"], result["outcome"], result["how"]) == ("result", "resolved", "page")
    assert (result["uri"], result["conference_key"], result["exit_code"]) == (MEETING, "H4PX92QD", 0)


def test_a_guess_is_labelled_and_has_a_code_of_its_own(cli: Cli, names: Names, tmp_path: Path) -> None:
    meeting_site(names).on("GET", PATH, answer(200, b"<html>Nothing here</html>", "text/html"))
    ran = cli("resolve", URL, *reaching(names, tmp_path))
    assert ran.code == 1
    assert "result          guess (exit code 1)" in ran.out
    assert MEETING in ran.out
    assert "known from      guess" in ran.out


def test_a_page_that_refuses_and_tells_nothing(cli: Cli, names: Names, tmp_path: Path) -> None:
    names.site("meet.orchard.test").on("GET", "/x", answer(404, b""))
    ran = cli("resolve", "https://meet.orchard.test/x", *reaching(names, tmp_path))
    assert ran.code == 4
    assert "404" in ran.out


def test_a_host_that_hangs_up(cli: Cli, names: Names, tmp_path: Path) -> None:
    names.site("meet.orchard.test").on("GET", "/x", hang_up)
    ran = cli("resolve", "https://meet.orchard.test/x", *reaching(names, tmp_path), "--output", "jsonl")
    result = json.loads(ran.out.splitlines()[-1])
    assert (ran.code, result["outcome"], result["exit_code"], result["uri"]) == (5, "network", 5, None)
    assert "Traceback" not in ran.err


def test_another_host_is_refused_unless_it_is_trusted(cli: Cli, names: Names, tmp_path: Path) -> None:
    away = ("Location", f"https://join.elsewhere.test{PATH}")
    names.site("meet.orchard.test").on("GET", PATH, answer(302, headers=(away,)))
    other = meeting_site_elsewhere(names)
    argv = ("resolve", URL, *reaching(names, tmp_path))
    ran = cli(*argv)
    assert ran.code == 1  # what remains is the guess
    assert "--trust-host join.elsewhere.test" in ran.err
    assert other == []
    allowed = cli(*argv, "--trust-host", "join.elsewhere.test")
    assert allowed.code == 0, allowed.out + allowed.err
    assert other


def meeting_site_elsewhere(names: Names) -> list[object]:
    """A page under another name; the list grows with each request."""
    from tests.cli.meeting_pages import DOCUMENT
    from tests.support.raw_server import Received, Reply
    from tests.support.scripted_server import Dynamic

    asked: list[object] = []

    def page(received: Received) -> Reply:
        asked.append(received)
        return answer(200, DOCUMENT, "application/vnd.microsoft.lync.meeting+xml")

    names.site("join.elsewhere.test").on("GET", PATH, Dynamic(page))
    return asked


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("sip:a@b",), "has to be a join URL"),
        (("",), "has to be a join URL"),
        ((), "URL"),
        ((URL, "another"), "a word too many"),
        ((URL, "--ca", "/no/such"), "--ca: /no/such"),
        ((URL, "--user", "x"), "--user is no option of ucwa-tui resolve"),
    ],
)
def test_bad_usage(cli: Cli, argv: tuple[str, ...], said: str) -> None:
    ran = cli("resolve", *argv)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_a_hostile_page_cannot_act(cli: Cli, names: Names, tmp_path: Path) -> None:
    page = b'<a href="conf:sip:a@\x1b[2Jb.test;gruu;opaque=app:conf:focus:id:AB12CD34">x</a>'
    names.site("meet.orchard.test").on("GET", "/x", answer(200, page, "text/html"))
    ran = cli("resolve", "https://meet.orchard.test/x", *reaching(names, tmp_path))
    assert all(line.isprintable() for line in (ran.out + ran.err).splitlines())


def test_a_host_that_is_not_there_is_told_once(cli: Cli) -> None:
    ran = cli("resolve", "http://127.0.0.1:1/meet/alice/NOPE")
    assert ran.code == 5
    assert ran.err.count("connection refused") == 1
    assert ran.err.startswith("GET http://127.0.0.1:1/meet/alice/NOPE: ")
