"""Where a sign-in belongs, and under which names its discovery service is looked for."""

from __future__ import annotations

import pytest

from ucwa_tui.protocol.sign_in_domain import discovery_roots, domain_problem, sign_in_domain

MEETING = "sip:mia@Guests.test;gruu;opaque=app:conf:focus:id:H4PX92QD"


@pytest.mark.parametrize(
    ("user", "meeting", "domain"),
    [
        ("ruth@Orchard.test", None, "orchard.test"),
        (" sip:ruth@orchard.test;transport=tls ", None, "orchard.test"),
        ("sip:ruth@orchard.test:5061", MEETING, "orchard.test"),
        ("ruth@home@orchard.test", None, "orchard.test"),
        ("ORCHARD\\ruth", MEETING, ""),
        ("ruth", None, ""),
        ("", MEETING, "guests.test"),
        ("", MEETING.replace("Guests.test", "guests.test:5061"), "guests.test"),
        ("", "https://meet.guests.test/mia/H4PX92QD", ""),
        ("", "", ""),
        ("", None, ""),
        ("ruth@", None, ""),
    ],
)
def test_the_domain_of_a_sign_in(user: str, meeting: str | None, domain: str) -> None:
    assert sign_in_domain(user, meeting) == domain


@pytest.mark.parametrize("domain", ["orchard.test", "Orchard.TEST.", "intranet", "b\u00fccher.example", "a-1.b2.test"])
def test_domains_to_look_below(domain: str) -> None:
    assert domain_problem(domain) == ""


@pytest.mark.parametrize(
    ("domain", "word"),
    [
        (" ", "empty"),
        ("https://orchard.test", "URL"),
        ("orchard.test/", "URL"),
        ("ruth@orchard.test", "@"),
        ("192.0.2.7", "numeric"),
        ("[2001:db8::7]", "numeric"),
        ("orchard..test", "domain name"),
        ("-orchard.test", "domain name"),
        ("orchard test", "domain name"),
        ("or_chard.test\r\nHost: evil", "domain name"),
        (".".join(["abcdefghi"] * 30), "domain name"),
    ],
)
def test_what_is_no_domain(domain: str, word: str) -> None:
    assert word in domain_problem(domain)


def test_the_inner_name_comes_first_and_https_before_http() -> None:
    assert discovery_roots(" Orchard.test.") == (
        ("https://lyncdiscoverinternal.orchard.test/", "http://lyncdiscoverinternal.orchard.test/"),
        ("https://lyncdiscover.orchard.test/", "http://lyncdiscover.orchard.test/"),
    )


def test_a_guest_needs_the_outer_name_alone() -> None:
    assert discovery_roots("orchard.test", internal=False) == (
        ("https://lyncdiscover.orchard.test/", "http://lyncdiscover.orchard.test/"),
    )
