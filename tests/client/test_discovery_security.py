"""The security check of discovery: what passes, what the user is asked, and what never passes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.client.harness import TUNING, Driven, driven
from tests.support.named_sites import APPLICATION, APPLICATIONS, PASSWORD, ROOT, USER, USER_PATH, Names, Site
from tests.support.raw_server import answer
from ucwa_tui.wire.reports import (
    DiscoveryHop,
    FailureKind,
    Question,
    QuestionClosed,
    QuestionKind,
    SignedIn,
    SignInFailed,
)
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import SignInTarget

OUTER = "lyncdiscover.orchard.test"
POOL = "pool.hosted.test"
QUICK = replace(TUNING, probe=2.0, probe_grace=0.05)


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


@pytest.fixture
def plain(names: Names) -> Site:
    """The discovery service answers over plain HTTP alone, and sends us out of the domain."""
    names.refuse(f"https://{OUTER}")
    site = names.site(f"http://{OUTER}")
    site.root_links = {"redirect": f"https://{POOL}{ROOT}"}
    return site


def target(names: Names, **changes: object) -> SignInTarget:
    whole = SignInTarget(domain="orchard.test", user=USER, secret=Secret(PASSWORD), network=names.network)
    return replace(whole, **changes)  # type: ignore[arg-type]  # fields by name


def verdicts(it: Driven, url: str) -> list[str]:
    return [hop.verdict for hop in it.reports.of(DiscoveryHop) if hop.url == url]


def test_a_redirect_told_over_https_passes(names: Names) -> None:
    front, pool = names.site(OUTER), names.site(POOL)
    front.root_links = {"redirect": pool.url + ROOT}
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == pool.url + APPLICATION
        assert not it.reports.of(Question)


def test_a_redirect_told_over_http_passes_within_the_domain(names: Names, plain: Site) -> None:
    pool = names.site("pool.orchard.test")
    plain.root_links = {"redirect": f"https://POOL.Orchard.Test{ROOT}"}
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == pool.url + APPLICATION
        assert not it.reports.of(Question)


def test_a_redirect_told_over_http_passes_to_a_trusted_host(names: Names, plain: Site) -> None:
    pool = names.site(POOL)
    with driven(tuning=QUICK, **names.surroundings) as it:
        told = it.sign_in(target(names, trusted_hosts=frozenset({"Pool.hosted.test"})))
        assert told.url == pool.url + APPLICATION
        assert not it.reports.of(Question)
        assert plain.targets == [("GET", "/")]


@pytest.mark.parametrize("rel", ["redirect", "user"])
def test_otherwise_the_user_is_asked_and_may_approve(names: Names, plain: Site, rel: str) -> None:
    pool = names.site(POOL)
    led_to = pool.url + (ROOT if rel == "redirect" else USER_PATH)
    plain.root_links = {rel: led_to}
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        question = it.reports.wait(Question)
        assert (question.kind, question.host, question.domain) == (QuestionKind.TRUST_HOST, POOL, "orchard.test")
        for word in (OUTER, POOL, "orchard.test", "plain HTTP", rel):
            assert word in question.text
        assert pool.requests == []
        it.client.answer(question.number, approved=True)
        assert it.reports.wait(SignedIn).url == pool.url + APPLICATION
        assert it.reports.wait(QuestionClosed).number == question.number
        assert verdicts(it, led_to)[0] == "approved"
        assert len(it.reports.of(Question)) == 1


def test_a_host_that_is_not_approved_ends_the_sign_in_naming_both(names: Names, plain: Site) -> None:
    pool = names.site(POOL)
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        it.client.answer(it.reports.wait(Question).number, approved=False)
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        for word in (OUTER, POOL, "orchard.test", "not approved"):
            assert word in failure.headline
        assert "trusted hosts" in failure.way_out
        assert verdicts(it, pool.url + ROOT) == ["refused"]
        assert pool.requests == []
        assert plain.targets == [("GET", "/")]


def test_the_time_that_the_user_takes_does_not_count(names: Names, plain: Site) -> None:
    pool = names.site(POOL)
    ahead = [0.0]
    clock = {"monotonic": lambda: time.monotonic() + ahead[0]}
    with driven(tuning=QUICK, **clock, **names.surroundings) as it:
        it.client.sign_in(target(names, connect_timeout=5.0))
        question = it.reports.wait(Question)
        ahead[0] = 9000.0
        it.client.answer(question.number, approved=True)
        assert it.reports.wait(SignedIn).url == pool.url + APPLICATION
        assert plain.targets == [("GET", "/")]


def test_an_open_question_is_closed_by_leaving(names: Names, plain: Site) -> None:
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        question = it.reports.wait(Question)
        assert it.client.stop(5)
        assert it.reports.wait(QuestionClosed).number == question.number
        assert not it.reports.of(SignInFailed)
        assert plain.targets == [("GET", "/")]


def test_no_approval_makes_plain_http_outside_the_domain_right(names: Names, plain: Site) -> None:
    plain.root_links = {"redirect": f"http://{POOL}{ROOT}"}
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, trusted_hosts=frozenset({POOL})))
        failure = it.reports.failure()
        assert f"{POOL} over plain HTTP" in failure.headline
        assert not it.reports.of(Question)
        assert not [name for name in names.asked if POOL in name]


def test_a_neighbour_of_the_domain_is_not_in_it(names: Names, plain: Site) -> None:
    plain.root_links = {"redirect": "https://pool.notorchard.test/root"}
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        assert it.reports.wait(Question).host == "pool.notorchard.test"


def test_a_redirect_met_after_sign_in_is_not_checked_again(names: Names) -> None:
    front, home = names.site(OUTER), names.site(POOL)
    front.user_links = {"redirect": home.url + USER_PATH}
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == home.url + APPLICATION
        assert not it.reports.of(Question)


def test_a_root_redirect_in_a_domain_of_its_own_needs_no_user_domain(names: Names) -> None:
    """With `--root`, the root's own domain is the sign-in domain where the user name has none."""
    root, pool = names.site("https://lync.orchard.test"), names.site("https://pool.orchard.test")
    root.root_links = {"redirect": pool.url + ROOT}
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, domain="", root_url=root.url + ROOT, user="ORCHARD\\ruth"))
        failure = it.reports.failure()  # this name has another password
        assert failure.headline.startswith("token: pool.orchard.test issued no token")


def test_credentials_do_not_follow_a_302(names: Names) -> None:
    front, thief = names.site(OUTER), names.site("login.elsewhere.test")
    front.on("GET", USER_PATH, answer(302, headers=(("Location", f"{thief.url}{USER_PATH}"),)))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        failure = it.reports.failure()
        assert OUTER in failure.headline
        assert "login.elsewhere.test" in failure.headline
        assert thief.requests == []


def test_a_302_of_applications_is_never_followed(names: Names) -> None:
    front = names.site(OUTER)
    front.on("POST", APPLICATIONS, answer(307, headers=(("Location", f"{front.url}/elsewhere"),)))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        failure = it.reports.failure()
        assert failure.headline.startswith("applications:")
        assert "307" in failure.headline
        assert front.seen("POST", "/elsewhere") == []
