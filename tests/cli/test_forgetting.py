"""`ucwa-tui profiles forget`: what sign-ins have found out is looked for anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.harness import Cli
from ucwa_tui.wire.reports import Discovered
from ucwa_tui.workbench.paths import remembered_file
from ucwa_tui.workbench.remembered import Remembered

ROOT = "https://lync.orchard.test/root"


@pytest.fixture
def known(cli: Cli) -> Cli:
    """Two roots of one domain, and an approved host."""
    remembered = Remembered.load(remembered_file())
    remembered.apply(Discovered("orchard.test", ROOT), "lab")
    remembered.apply(Discovered("orchard.test", ROOT))
    remembered.trust("orchard.test", "pool.elsewhere.test")
    return cli


def kept() -> tuple[str, str, frozenset[str]]:
    remembered = Remembered.load(remembered_file())
    roots = remembered.root_of("orchard.test", "lab"), remembered.root_of("orchard.test")
    return *roots, remembered.trusted_hosts("orchard.test")


def test_the_servers_of_a_profile(known: Cli) -> None:
    ran = known("profiles", "forget", "lab")
    assert (ran.code, ran.out) == (0, "")
    assert "Forgotten: 1." in ran.err
    assert kept() == ("", ROOT, frozenset({"pool.elsewhere.test"}))


def test_everything(known: Cli) -> None:
    assert "Forgotten: 3." in known("profiles", "forget").err
    assert kept() == ("", "", frozenset())
    again = known("profiles", "forget")
    assert (again.code, again.err) == (0, "Nothing was remembered.\n")


def test_a_name_that_nobody_has(known: Cli, tmp_path: Path) -> None:
    ran = known("profiles", "forget", "lbb")
    assert ran.code == 2
    assert "no profile of that name" in ran.err
    assert kept()[0] == ROOT
