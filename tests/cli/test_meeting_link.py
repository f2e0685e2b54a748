"""A guest who has only a join URL: with a sandbox, through the meeting's page, for every command that signs in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.harness import Cli
from tests.cli.meeting_pages import DOCUMENT, URL, meeting_site
from tests.cli.orchard import INNER, OUTER, ways
from tests.support.named_sites import APPLICATIONS, MEETING, TOKEN, Names
from ucwa_tui.sandbox import embedded
from ucwa_tui.sandbox.directory import meetings

GUEST = ("--auth", "anonymous")


@pytest.fixture
def sandbox() -> Iterator[str]:
    """The join URL of a meeting in a sandbox that runs elsewhere."""
    server = embedded.EmbeddedSandbox(clock_scale=20.0)
    root = server.start()
    yield f"{urlsplit(root).scheme}://{urlsplit(root).netloc}/meet/alice/STAND1UP"
    server.stop()


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


def test_a_join_at_a_sandbox_that_runs_elsewhere(cli: Cli, sandbox: str) -> None:
    ran = cli.join(*GUEST, "--display-name", "Gwen", "--meeting", sandbox, "--timeout", "20")
    assert ran.code == 0, ran.err
    assert "the meeting's page names a service on its own host" in ran.err
    assert "discovery:" not in ran.err


@pytest.mark.parametrize("command", ["doctor", "events"])
def test_looking_at_it_first(cli: Cli, sandbox: str, command: str) -> None:
    more = ("--seconds", "0.1") if command == "events" else ()
    ran = cli(command, *GUEST, "--meeting", sandbox, *more)
    assert ran.code == 0, ran.out + ran.err
    assert meetings()[0].uri in ran.out + ran.err
    if command == "doctor":
        told = ran.out.splitlines()
        page = next(n for n, line in enumerate(told) if line.startswith("✓ find the meeting: GET"))
        known = next(n for n, line in enumerate(told) if line.startswith(f"✓ meeting: {meetings()[0].uri}"))
        made = next(n for n, line in enumerate(told) if line.startswith("✓ create an application"))
        assert page < known < made


@pytest.mark.parametrize("command", ["join", "doctor", "events"])
def test_without_discovery_the_page_leads_to_the_service(cli: Cli, names: Names, tmp_path: Path, command: str) -> None:
    pool = names.site("pool.orchard.test")
    direct = DOCUMENT.replace(b"https://pool.orchard.test/ucwa", f"{pool.url}{APPLICATIONS}".encode())
    meeting_site(names, document=direct)
    for host in (INNER, OUTER):
        names.refuse(f"https://{host}")
        names.refuse(f"http://{host}")
    more = {"join": ("--display-name", "Gwen", "--timeout", "0.2"), "events": ("--seconds", "0.1"), "doctor": ()}
    ran = cli(command, *GUEST, "--meeting", URL, *more[command], *ways(names), "--ca", names.write_authority(tmp_path))
    assert ran.code == (3 if command == "join" else 0), ran.out + ran.err
    told = ran.out + ran.err
    assert "no discovery for orchard.test: once more with the ucwa-ext-url" in told
    assert "pool.orchard.test" in told
    assert MEETING in told
    assert len(pool.seen("POST", TOKEN)) == 1
    if command == "doctor":
        assert "✗ no discovery" not in ran.out
        assert "Verdict: it works" in ran.out


def test_a_guests_profile_of_a_link_is_tried_and_written(cli: Cli, sandbox: str) -> None:
    ran = cli("profiles", "add", "guest", *GUEST, "--meeting", sandbox, "--display-name", "Gwen")
    assert ran.code == 0, ran.out + ran.err
    assert "Written to" in ran.err
