"""A join that begins with a join URL, end to end: resolve, discover, sign in as a guest, join."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.harness import Cli, Ran, script_of
from tests.cli.meeting_pages import PATH, URL, meeting_site
from tests.cli.orchard import ENVIRONMENT, OUTER, WHO, orchard, reaching
from tests.support.named_sites import APPLICATION, MEETING, TOKEN, Names
from tests.support.raw_server import Reply, answer, hang_up

GUEST = ("--auth", "anonymous", "--display-name", "Gwen", "--timeout", "0.3")
JOIN_PATH = f"{APPLICATION}/communication/onlineMeetingInvitations"


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


def join(cli: Cli, names: Names, folder: Path, *argv: str) -> Ran:
    return cli.join("--meeting", URL, *argv, *reaching(names, folder), environment=ENVIRONMENT)


def test_a_guest_needs_nothing_but_the_url(cli: Cli, names: Names, tmp_path: Path) -> None:
    _, pool = orchard(names)
    meeting_site(names)
    pool.on("POST", JOIN_PATH, answer(403, b'{"code":"Forbidden"}'))
    ran = join(cli, names, tmp_path, *GUEST)
    assert (ran.code, ran.result["outcome"], ran.result["http_status"]) == (3, "refused", 403), ran.err
    form = pool.seen("POST", TOKEN)[0].body.decode()
    assert "ms_rtc_conferenceuri=sip%3Aruth%40orchard.test" in form
    assert "password=H4PX92QD" in form
    posted = pool.seen("POST", JOIN_PATH)[0].body.decode()
    assert MEETING in posted
    assert "Gwen" in posted
    assert f"meeting: {MEETING} (the meeting's own document)" in ran.err
    assert ran.of("exchange")[0]["url"] == URL
    assert "GET H4PX92QD" in script_of(ran.of("exchange"))
    assert pool.seen("DELETE", APPLICATION)


def test_a_user_may_give_a_join_url_too(cli: Cli, names: Names, tmp_path: Path) -> None:
    _, pool = orchard(names)
    meeting_site(names, document=None)
    pool.on("POST", JOIN_PATH, answer(409, b'{"code":"Conflict","subcode":"AlreadyExists"}'))
    har = tmp_path / "join.har"
    ran = join(cli, names, tmp_path, *WHO, "--timeout", "0.3", "--har", str(har))
    assert ran.code == 3, ran.err
    assert MEETING in pool.seen("POST", JOIN_PATH)[0].body.decode()
    assert URL in har.read_text()


def test_a_guess_is_used_with_a_warning(cli: Cli, names: Names, tmp_path: Path) -> None:
    _, pool = orchard(names)
    meeting_site(names).on("GET", PATH, answer(200, b"<html>nothing</html>", "text/html"))
    pool.on("POST", JOIN_PATH, answer(404, b'{"code":"NotFound"}'))
    ran = join(cli, names, tmp_path, *GUEST)
    assert ran.code == 3, ran.err
    assert f"meeting: {MEETING} (guess" in ran.err
    assert "warning: the conference URI is only a guess" in ran.err


@pytest.mark.parametrize(("reply", "code", "outcome"), [(answer(404, b""), 4, "signin"), (hang_up, 5, "network")])
def test_a_url_that_tells_nothing_ends_it(
    cli: Cli, names: Names, tmp_path: Path, reply: Reply, code: int, outcome: str
) -> None:
    front, _ = orchard(names)
    names.site("meet.orchard.test").on("GET", "/x", reply)
    ran = cli.join("--meeting", "https://meet.orchard.test/x", *GUEST, *reaching(names, tmp_path))
    assert (ran.code, ran.result["outcome"]) == (code, outcome)
    assert ran.result["operation_id"]
    assert front.requests == []
    assert "Traceback" not in ran.err


def test_a_guest_without_a_name_is_told_before_anything_is_asked(cli: Cli, names: Names, tmp_path: Path) -> None:
    site = meeting_site(names)
    ran = join(cli, names, tmp_path, "--auth", "anonymous")
    assert (ran.code, ran.result["outcome"]) == (2, "invalid")
    assert "--display-name" in ran.err
    assert site.requests == []


def test_the_meeting_of_a_profile(cli: Cli, names: Names, tmp_path: Path) -> None:
    _, pool = orchard(names)
    meeting_site(names)
    pool.on("POST", JOIN_PATH, answer(403, b'{"code":"Forbidden"}'))
    folder = tmp_path / "config" / "ucwa-tui"
    folder.mkdir(parents=True)
    (folder / "profiles.toml").write_text(
        f'[profiles.guest]\ndomain = "orchard.test"\nauth = "anonymous"\nmeeting = "{URL}"\ndisplay-name = "Gwen"\n'
        'format = "xml"\n'
    )
    ran = cli.join("--profile", "guest", *reaching(names, tmp_path))
    assert ran.code == 3, ran.err
    assert pool.seen("POST", JOIN_PATH)[0].header("Content-Type") == "application/xml"
    assert b"Gwen" in pool.seen("POST", JOIN_PATH)[0].body
    assert f"discovery: https://{OUTER}/" in ran.err
