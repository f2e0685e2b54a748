"""Which server behind a load balancer answered: `X-MS-Server-Fqdn` on every exchange."""

from __future__ import annotations

import pytest

from tests.client.harness import get, signed_in
from tests.support.raw_server import answer, chunked, cut_short
from tests.support.scripted_server import PASSWORD, FakeUcwa


def test_a_challenge_names_its_front_end() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        challenged = next(e for e in it.reports.exchanges if e.status == 401)
        assert challenged.front_end == "fe1.example.test"
        assert it.reports.exchanges[0].front_end == ""


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ((("x-ms-server-fqdn", "fe2.example.test"), ("X-MS-Server-Fqdn", "fe3.example.test")), "fe2.example.test"),
        ((("X-MS-SERVER-FQDN", "fe\x1b[2J.test"),), "fe␛[2J.test"),
        ((("X-Ms-Server-Fqdn", "f" * 900),), "f" * 255),
        ((("X-Ms-Server-Fqdn", ""),), ""),
        ((("X-Ms-Server-Fqdn", f"{PASSWORD}.test"),), "[masked].test"),
    ],
)
def test_hostile_names_are_made_safe(headers: tuple[tuple[str, str], ...], told: str) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("GET", fake.application_path, answer(200, b"{}", headers=headers))
        assert it.finish(get(fake.application_path)).exchange.front_end == told


def test_a_name_in_a_long_or_broken_answer() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        named = b"\r\nX-MS-Server-Fqdn: fe4.example.test\r\n"
        whole = chunked(b'{"note":"' + b"x" * 200_000 + b'"}', size=50_000).replace(b"\r\n", named, 1)
        fake.on("GET", fake.application_path, whole, cut_short(whole[:-20_000]))
        for _ in ("long", "broken"):
            assert it.finish(get(fake.application_path)).exchange.front_end == "fe4.example.test"
