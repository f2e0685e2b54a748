"""A root that was found before: tried first, and forgotten for the documented reasons only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.client.harness import TUNING, driven
from tests.support.named_sites import APPLICATION, APPLICATIONS, PASSWORD, ROOT, TOKEN, USER, USER_PATH, Names, Site
from tests.support.raw_server import answer, hang_up, silent
from tests.support.ucwa_bodies import application, reason_json
from ucwa_tui.client.discovery_memory import DiscoveryMemory
from ucwa_tui.wire.reports import Discovered, DiscoveryForgotten, DiscoveryHop, Failure, FailureKind
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import SignInTarget

OUTER = "lyncdiscover.orchard.test"
QUICK = replace(TUNING, probe=2.0, probe_grace=0.05)


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


def target(names: Names, cached_root: str, **changes: object) -> SignInTarget:
    whole = SignInTarget(
        domain="Orchard.test", user=USER, secret=Secret(PASSWORD), network=names.network, cached_root=cached_root
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # fields by name


def told_once(site: Site) -> bytes:
    """The application, as the site makes it by itself."""
    return answer(201, application(APPLICATION, display_name=site.name).json())


def test_a_remembered_root_is_tried_first_and_nothing_is_probed(names: Names) -> None:
    old = names.site("lync.orchard.test")
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, old.url + ROOT)).url == old.url + APPLICATION
        assert names.asked == []
        assert it.reports.of(DiscoveryHop)[0].url == old.url + ROOT
        assert it.reports.wait(Discovered) == Discovered("orchard.test", old.url + ROOT)
        assert not it.reports.of(DiscoveryForgotten)


@pytest.mark.parametrize("status", [403, 502])
@pytest.mark.parametrize(("method", "path"), [("GET", ROOT), ("GET", USER_PATH), ("POST", APPLICATIONS)])
def test_403_and_502_make_it_forgotten_and_look_anew(names: Names, status: int, method: str, path: str) -> None:
    old, new = names.site("lync.orchard.test"), names.site(OUTER)
    old.on(method, path, answer(status, b"<html>", "text/html"))
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, old.url + ROOT)).url == new.url + APPLICATION
        forgotten = it.reports.wait(DiscoveryForgotten)
        assert forgotten.domain == "orchard.test"
        assert forgotten.why.startswith(f"{status}: ")
        assert "lync.orchard.test" in forgotten.why
        assert it.reports.of(Discovered)[-1].root_url == f"https://{OUTER}/"
        assert len(old.seen(method, path)) == 1


def test_one_connection_error_is_forgiven(names: Names) -> None:
    old = names.site("lync.orchard.test")
    old.on("GET", ROOT, hang_up, old.resource("root", old.root_links))
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, old.url + ROOT)).url == old.url + APPLICATION
        assert not it.reports.of(DiscoveryForgotten)
        assert [hop.verdict for hop in it.reports.of(DiscoveryHop)][:2] == ["failed", "answered"]


def test_repeated_connection_errors_make_it_forgotten(names: Names) -> None:
    names.refuse("https://lync.orchard.test")
    new = names.site(OUTER)
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, f"https://lync.orchard.test{ROOT}")).url == new.url + APPLICATION
        forgotten = it.reports.wait(DiscoveryForgotten)
        assert forgotten.why.startswith("2 connection errors")
        assert "connection refused" in forgotten.why


def test_a_silent_remembered_root_leaves_time_for_looking(names: Names) -> None:
    old, new = names.site("lync.orchard.test"), names.site(OUTER)
    old.on("GET", ROOT, silent)
    with driven(tuning=replace(QUICK, probe=0.4), **names.surroundings) as it:
        assert it.sign_in(target(names, old.url + ROOT)).url == new.url + APPLICATION
        assert "no answer within 0.2 s" in it.reports.wait(DiscoveryForgotten).why
        assert len(old.seen("GET", ROOT)) == 2


def test_a_silent_remembered_root_takes_no_more_than_its_share(names: Names) -> None:
    old, new = names.site("lync.orchard.test"), names.site(OUTER)
    old.on("GET", ROOT, silent)
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, old.url + ROOT, connect_timeout=1.6)).url == new.url + APPLICATION
        assert "no answer within 0.17 s" in it.reports.wait(DiscoveryForgotten).why


def test_connection_errors_beyond_the_root_count_as_well(names: Names) -> None:
    old, new = names.site("lync.orchard.test"), names.site(OUTER)
    old.on("GET", USER_PATH, hang_up)
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, old.url + ROOT)).url == new.url + APPLICATION
        assert it.reports.wait(DiscoveryForgotten).why.startswith("2 connection errors")
        assert len(old.seen("GET", ROOT)) == 2


def test_any_other_trouble_is_no_reason_to_forget_but_one_to_look_elsewhere(names: Names) -> None:
    old, new = names.site("lync.orchard.test"), names.site(OUTER)
    old.on("GET", ROOT, answer(500, b"", None))
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, old.url + ROOT)).url == new.url + APPLICATION
        assert not it.reports.of(DiscoveryForgotten)
        assert it.reports.wait(Discovered).root_url == f"https://{OUTER}/"


@pytest.mark.parametrize("status", [403, 502])
def test_credentials_are_not_sent_a_second_time(names: Names, status: int) -> None:
    old, new = names.site("lync.orchard.test"), names.site(OUTER)
    old.on("POST", TOKEN, answer(status, b"<html>", "text/html"))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, old.url + ROOT))
        assert it.reports.failure().status == status
        assert it.reports.wait(DiscoveryForgotten).why.startswith(f"{status}: ")
        assert len(old.seen("POST", TOKEN)) == 1
        assert new.requests == []


def test_an_application_that_may_exist_is_not_asked_for_again(names: Names) -> None:
    old, new = names.site("lync.orchard.test"), names.site(OUTER)
    old.on("POST", APPLICATIONS, old.challenge(), hang_up)
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, old.url + ROOT))
        assert it.reports.failure().kind is FailureKind.NETWORK
        # challenged, then asked again, and once more over a new connection: with its endpointId it is the same one
        assert len(old.seen("POST", APPLICATIONS)) == 3
        assert new.requests == []


def test_what_was_just_found_is_forgotten_again_when_applications_refuses(names: Names) -> None:
    new = names.site(OUTER)
    new.on("POST", APPLICATIONS, answer(403, b"<html>", "text/html"))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, ""))
        assert it.reports.failure().status == 403
        kinds = [type(r) for r in it.reports.all if isinstance(r, Discovered | DiscoveryForgotten)]
        assert kinds == [Discovered, DiscoveryForgotten]
        assert len(new.seen("POST", APPLICATIONS)) == 1


def test_an_application_that_cannot_be_made_again_speaks_against_the_root(names: Names) -> None:
    old = names.site("lync.orchard.test")
    with driven(tuning=QUICK, **names.surroundings) as it:
        old.on("GET", f"{APPLICATION}/events", answer(404, reason_json("NotFound", "ApplicationNotFound")))
        old.on("POST", APPLICATIONS, old.challenge(), told_once(old), answer(502, b"<html>", "text/html"))
        it.client.sign_in(target(names, old.url + ROOT, steady=True))
        assert it.reports.wait(DiscoveryForgotten).why.startswith("502: ")


def test_a_given_root_is_nothing_to_remember() -> None:
    told: list[object] = []
    memory = DiscoveryMemory(
        SignInTarget("https://lync.orchard.test/", domain="orchard.test", cached_root="https://old.test/"), told.append
    )
    assert memory.root_url == ""
    memory.found("https://lync.orchard.test/")
    assert not memory.blamed(Failure(FailureKind.SIGN_IN, "no", status=403))
    assert told == []


def test_success_starts_the_count_of_connection_errors_anew() -> None:
    told: list[object] = []
    memory = DiscoveryMemory(SignInTarget(domain="orchard.test", cached_root="https://old.test/"), told.append)
    lost = Failure(FailureKind.NETWORK, "old.test: connection refused")
    assert memory.blamed(lost)
    memory.found("https://old.test/")
    assert memory.blamed(lost)
    assert [type(report) for report in told] == [Discovered]
    assert memory.blamed(lost)
    assert memory.root_url == ""
    assert not memory.blamed(lost)
