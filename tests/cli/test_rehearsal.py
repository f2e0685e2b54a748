"""Rehearsing discovery: names that `--connect-to` leads to a sandbox on this machine, over plain HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.harness import Cli
from tests.cli.orchard import ENVIRONMENT, OUTER, WHO, ways
from tests.support.named_sites import USER_PATH, Names
from ucwa_tui.sandbox import embedded
from ucwa_tui.sandbox.directory import users


@pytest.fixture
def port() -> Iterator[int]:
    """Of a sandbox that runs elsewhere."""
    server = embedded.EmbeddedSandbox(clock_scale=20.0)
    yield urlsplit(server.start()).port or 0
    server.stop()


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


@pytest.mark.parametrize("host", ["", "lyncdiscover.sandbox.example"])
def test_discovery_against_a_plain_sandbox(cli: Cli, port: int, host: str) -> None:
    alice = users()[0]
    ran = cli(
        *("doctor", "--domain", "sandbox.example", "--user", alice.name, "--connect-to", f"{host}:80:127.0.0.1:{port}"),
        environment={"UCWA_TUI_PASSWORD": alice.password},
    )
    assert ran.code == 0, ran.out + ran.err
    assert "http://lyncdiscover" in ran.out
    assert alice.password not in ran.out + ran.err


def test_a_link_over_http_is_asked_over_https_and_that_is_said(cli: Cli, names: Names, tmp_path: Path) -> None:
    front = names.site(f"http://{OUTER}")
    front.root_links = {"user": f"http://pool.orchard.test{USER_PATH}"}
    names.refuse(f"https://{OUTER}")
    names.refuse("https://pool.orchard.test")
    ran = cli("doctor", *WHO, *ways(names), "--ca", names.write_authority(tmp_path), environment=ENVIRONMENT)
    assert ran.code == 5, ran.out
    step = ran.out.partition(f"✗ find the user's home: GET https://pool.orchard.test{USER_PATH}")[2]
    assert "asked over https: a token never goes over plain HTTP" in step.partition("✗")[0]
    assert "its port 443 needs that too" in step
    told = cli("events", *WHO, *ways(names), "--ca", names.write_authority(tmp_path), environment=ENVIRONMENT)
    assert "upgraded: the link says http://; asked over https" in told.err
