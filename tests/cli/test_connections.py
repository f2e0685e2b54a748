"""Proxies, client certificates and Windows sign-in, by options and by a profile, over real sockets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.harness import JOIN, Cli, after_post, completed, told
from tests.support.forward_proxy import ForwardProxy
from tests.support.private_ca import private_ca
from tests.support.scripted_server import PASSWORD, USER, FakeUcwa
from tests.support.windows_service import PASSWORD as WINDOWS_PASSWORD
from tests.support.windows_service import WindowsService, windows_accounts

SECRETS = {"UCWA_TUI_PASSWORD": PASSWORD, "UCWA_TUI_PROXY_PASSWORD": "Proxy-Word-41"}


def test_a_join_through_a_proxy_with_a_password(cli: Cli, fake: FakeUcwa) -> None:
    after_post(fake, told(fake, 1, completed(fake, status="Success")))
    with ForwardProxy(credentials="dana:Proxy-Word-41") as proxy:
        argv = ("--root", fake.root_url, "--user", USER, *JOIN, "--proxy", proxy.name, "--proxy-user", "dana")
        ran = cli.join(*argv, environment=SECRETS)
        assert ran.code == 0, ran.err
        assert proxy.requests
        wrong = cli.join(*argv, environment={**SECRETS, "UCWA_TUI_PROXY_PASSWORD": "Wrong-Word-5"})
    assert wrong.code == 5
    assert proxy.name in wrong.result["message"]
    for text in (ran.out + ran.err, wrong.out + wrong.err):
        assert "Proxy-Word-41" not in text
        assert "Wrong-Word-5" not in text


def test_the_proxy_of_a_profile(cli: Cli, fake: FakeUcwa, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "ucwa-tui"
    folder.mkdir(parents=True)
    with ForwardProxy(credentials="dana:Proxy-Word-41") as proxy:
        (folder / "profiles.toml").write_text(
            f'[profiles.lab]\nroot = "{fake.root_url}"\nuser = "{USER}"\npassword = {{ env = "LAB" }}\n'
            f'proxy = "{proxy.server.url}"\nproxy-user = "dana"\nproxy-password = {{ env = "LAB_PROXY" }}\n'
        )
        known = {"LAB": PASSWORD, "LAB_PROXY": "Proxy-Word-41"}
        ran = cli("events", "--profile", "lab", "--seconds", "0.2", environment=known)
        assert ran.code == 0, ran.err
        assert proxy.requests
        count = len(proxy.requests)
        direct = cli("events", "--profile", "lab", "--proxy", "none", "--seconds", "0.2", environment=known)
        assert direct.code == 0, direct.err
        assert len(proxy.requests) == count


def test_windows_sign_in(cli: Cli, fake: FakeUcwa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows_accounts(tmp_path, monkeypatch)
    service = WindowsService(fake)
    after_post(fake, told(fake, 1, completed(fake, status="Success")))
    argv = ("--root", fake.root_url, "--auth", "windows", "--user", r"EXAMPLE\dana", *JOIN)
    ran = cli.join(*argv, environment={"UCWA_TUI_PASSWORD": WINDOWS_PASSWORD})
    assert ran.code == 0, ran.err
    assert service.proofs
    assert WINDOWS_PASSWORD not in ran.out + ran.err


def test_a_client_certificate_and_a_private_authority(cli: Cli, tmp_path: Path) -> None:
    ca = private_ca(tmp_path)
    certificate, key = ca.client_files()
    with FakeUcwa(tls=ca.serving("127.0.0.1", wants_client=True)) as fake:
        argv = ("doctor", "--root", fake.root_url, "--user", USER, "--ca", ca.file)
        without = cli(*argv, environment=SECRETS)
        assert without.code == 5, without.out
        ran = cli(*argv, "--client-cert", certificate, "--client-key", key, environment=SECRETS)
    assert ran.code == 0, ran.out
    assert "TLSv1." in ran.out


def test_passive_sign_in_is_explained(cli: Cli) -> None:
    with FakeUcwa(grants="urn:microsoft.rtc:passive,password") as fake:
        ran = cli("doctor", "--root", fake.root_url, "--auth", "passive")
    assert ran.code == 4
    assert "Traceback" not in ran.err
    assert "passive" in ran.out
