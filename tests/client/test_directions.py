"""Names that lead somewhere else: an injected resolver, and connecting to another place than the URL says."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import pytest

from tests.client.harness import driven, target
from tests.support.scripted_server import FakeUcwa
from ucwa_tui.client.dialling import Address, Directions
from ucwa_tui.wire.network_settings import ConnectTo, NetworkSettings
from ucwa_tui.wire.reports import FailureKind


def network(*rules: ConnectTo) -> NetworkSettings:
    return NetworkSettings(connect_to=rules)


def test_the_first_rule_that_matches_counts() -> None:
    rules = (
        ConnectTo("lync.example.test", 443, "", 8443),
        ConnectTo("", 80, "127.0.0.3", None),
        ConnectTo("lync.example.test", None, "127.0.0.4", 9),
    )
    directions = Directions(rules)
    assert directions.destination("lync.example.test", 443) == ("lync.example.test", 8443)
    assert directions.destination("LYNC.example.test", 443) == ("LYNC.example.test", 8443)
    assert directions.destination("other.example.test", 80) == ("127.0.0.3", 80)
    assert directions.destination("lync.example.test", 81) == ("127.0.0.4", 9)
    assert directions.destination("other.example.test", 443) == ("other.example.test", 443)
    assert directions.destination("127.0.0.1", 80) == ("127.0.0.3", 80)


def test_connecting_elsewhere_keeps_the_names_of_the_url() -> None:
    with FakeUcwa() as fake, driven() as it:
        url = fake.root_url.replace(f"127.0.0.1:{fake.discovery.port}", "lync.example.test")
        rules = (
            ConnectTo("lync.example.test", 80, "127.0.0.1", fake.discovery.port),
            ConnectTo("127.0.0.1", None, "127.0.0.9", 1),  # the user link's numeric host goes through it too
        )
        it.client.sign_in(target(fake, root_url=url, network=network(*rules)))
        it.reports.failure()
        (first,) = fake.seen("GET", fake.root_path)
        assert first.header("Host") == "lync.example.test"
        peer = it.reports.exchanges[0].peer
        assert peer is not None
        assert (peer.host, peer.port, peer.address) == ("lync.example.test", 80, f"127.0.0.1:{fake.discovery.port}")
        assert not fake.seen("GET", fake.user_path)


def test_an_injected_resolver_may_change_the_port_too() -> None:
    asked: list[tuple[str, int]] = []
    with FakeUcwa() as fake:

        async def look_up(host: str, port: int) -> Sequence[Address]:
            asked.append((host, port))
            return [(socket.AF_INET, ("127.0.0.1", fake.discovery.port))]

        with driven(look_up=look_up) as it:
            it.client.sign_in(target(fake, root_url=f"http://lync.example.test{fake.root_path}"))
            fake.wait_for("GET", fake.root_path)
            assert asked[0] == ("lync.example.test", 80)


@pytest.mark.parametrize("found", [[], None])
def test_an_injected_resolver_that_knows_nothing(found: list[Address] | None) -> None:
    async def look_up(host: str, port: int) -> Sequence[Address]:
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "unknown here")
        return found

    with FakeUcwa() as fake, driven(look_up=look_up) as it:
        it.client.sign_in(target(fake, root_url="http://lync.example.test/"))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.NETWORK
        assert "lync.example.test: the name cannot be looked up" in failure.headline
