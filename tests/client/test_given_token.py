"""A token that the user has given: the hosts that get it unasked, and those that do not get it without a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.client.harness import TUNING, driven
from tests.client.test_trust import trust
from tests.support.named_sites import APPLICATION, APPLICATIONS, ROOT, USER, USER_PATH, Names, Site
from tests.support.raw_server import answer
from ucwa_tui.wire.reports import FailureKind, Question, QuestionKind, SignedIn
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

OUTER = "lyncdiscover.orchard.test"
FOREIGN = "pool.elsewhere.test"
TOKEN = "cwt=GivenByHand-0123456789"
QUICK = replace(TUNING, probe=2.0, probe_grace=0.05)


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


def target(names: Names, **changes: object) -> SignInTarget:
    whole = SignInTarget(
        domain="orchard.test", user=USER, grant=Grant.BEARER, secret=Secret(TOKEN), network=names.network
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # fields by name


def accepting(site: Site) -> Site:
    site.tokens.append(TOKEN)
    return site


def saw_token(site: Site) -> bool:
    return any(TOKEN in (request.header("Authorization") or "") for request in site.requests)


@pytest.fixture
def led_away(names: Names) -> tuple[Site, Site]:
    """The domain's own server accepts the token, and links `applications` of a foreign one."""
    front, foreign = accepting(names.site(OUTER)), accepting(names.site(FOREIGN))
    front.user_links = {"applications": foreign.url + APPLICATIONS}
    return front, foreign


def test_a_foreign_host_does_not_get_it_unless_approved(names: Names, led_away: tuple[Site, Site]) -> None:
    front, foreign = led_away
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        question = it.reports.wait(Question)
        assert (question.kind, question.host, question.domain) == (QuestionKind.TRUST_HOST, FOREIGN, "orchard.test")
        assert "token would go there" in question.text
        it.client.answer(question.number, approved=False)
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert FOREIGN in failure.headline
        assert "given token" in failure.headline
        assert f"--trust-host {FOREIGN}" in failure.way_out
        assert "--applications" in failure.way_out
        assert saw_token(front)
        assert foreign.requests == []


def test_an_approved_host_gets_it(names: Names, led_away: tuple[Site, Site]) -> None:
    _, foreign = led_away
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        it.client.answer(it.reports.wait(Question).number, approved=True)
        assert it.reports.wait(SignedIn).url == foreign.url + APPLICATION
        assert len(it.reports.of(Question)) == 1


def test_a_trusted_host_gets_it_unasked(names: Names, led_away: tuple[Site, Site]) -> None:
    _, foreign = led_away
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, trusted_hosts=frozenset({FOREIGN}))).url == foreign.url + APPLICATION
        assert not it.reports.of(Question)


def test_the_user_resource_of_a_foreign_host_does_not_get_it_either(names: Names) -> None:
    front, foreign = names.site(OUTER), accepting(names.site(FOREIGN))
    front.root_links = {"user": foreign.url + USER_PATH}
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        it.client.answer(it.reports.wait(Question).number, approved=False)
        assert FOREIGN in it.reports.failure().headline
        assert foreign.requests == []


def test_one_question_is_enough_where_the_way_is_doubtful_too(names: Names) -> None:
    names.refuse(f"https://{OUTER}")
    plain, foreign = names.site(f"http://{OUTER}"), accepting(names.site(FOREIGN))
    plain.root_links = {"user": foreign.url + USER_PATH}
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        question = it.reports.wait(Question)
        assert "plain HTTP" in question.text
        assert "token would go there" in question.text
        it.client.answer(question.number, approved=True)
        assert it.reports.wait(SignedIn).url == foreign.url + APPLICATION
        assert len(it.reports.of(Question)) == 1


def test_the_domain_and_the_host_that_was_named_get_it_unasked(names: Names) -> None:
    root, pool = accepting(names.site(FOREIGN)), accepting(names.site("pool.orchard.test"))
    root.user_links = {"applications": pool.url + APPLICATIONS}
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, root_url=root.url + ROOT)).url == pool.url + APPLICATION
        assert it.sign_in(target(names, applications_url=root.url + APPLICATIONS))
        assert not it.reports.of(Question)


def test_a_302_within_the_domain_takes_it_along(names: Names) -> None:
    front, home = accepting(names.site(OUTER)), accepting(names.site("home.orchard.test"))
    front.on("GET", USER_PATH, answer(302, headers=(("Location", home.url + USER_PATH),)))
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == home.url + APPLICATION


@pytest.mark.parametrize("refusing", ["user", "applications"])
def test_a_host_that_refuses_it_is_told_as_that(names: Names, refusing: str) -> None:
    front, pool = names.site(OUTER), names.site("pool.orchard.test")
    front.user_links = {"applications": pool.url + APPLICATIONS}
    if refusing == "applications":
        accepting(front)
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        failure = it.reports.failure()
        assert failure.status == 401
        assert failure.headline.startswith(f"{refusing}: ")
        assert "given token is not accepted" in failure.way_out
        assert "renew" not in failure.headline


@pytest.mark.parametrize(
    ("root", "url", "unasked"),
    [
        ("https://lync.elsewhere.net/", "https://LYNC.elsewhere.net:4443/a", True),
        ("https://lync.elsewhere.net/", "https://pool.example.test/", True),
        ("https://lync.elsewhere.net/", "https://pool.elsewhere.net/", False),
        ("https://lync.elsewhere.net/", "https://notexample.test/", False),
        ("https://lync.elsewhere.net/", "http://127.0.0.1:8080/", False),
        ("http://127.0.0.1:8080/", "http://127.0.0.2:8081/", True),
        ("http://127.0.0.1:8080/", "https://pool.elsewhere.net/", False),
    ],
)
def test_where_it_may_go_unasked(root: str, url: str, unasked: bool) -> None:
    assert trust(root).may_have_given_token(url) is unasked
    assert trust(root, trusted_hosts=frozenset({"pool.elsewhere.net"})).may_have_given_token(
        "https://pool.elsewhere.net"
    )
