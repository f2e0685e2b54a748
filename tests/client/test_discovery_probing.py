"""Finding the server of a domain: names, failures, preferences, and what is told about each hop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.client.harness import TUNING, Driven, driven, get
from tests.support.forward_proxy import ForwardProxy
from tests.support.named_sites import APPLICATION, APPLICATIONS, MEETING, PASSWORD, ROOT, USER, USER_PATH, Names
from tests.support.raw_server import Connection, Reply, answer, cut_short, hang_up, silent
from tests.support.scripted_server import Dynamic
from tests.support.ucwa_bodies import Res
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.network_settings import NetworkSettings, ProxySettings, TlsSettings
from ucwa_tui.wire.reports import Discovered, DiscoveryHop, FailureKind, SignedIn
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

INNER, OUTER = "lyncdiscoverinternal.orchard.test", "lyncdiscover.orchard.test"
QUICK = replace(TUNING, probe=3.0, probe_grace=0.05)


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as them:
        yield them


def target(names: Names, **changes: object) -> SignInTarget:
    """Ruth signs in by her domain."""
    plain = SignInTarget(
        domain="orchard.test", user=USER, secret=Secret(PASSWORD), network=names.network, connect_timeout=5.0
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


def before_the_answer(connection: Connection) -> None:
    connection.reset()


def inside_the_answer(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{")
    connection.stopped.wait(0.02)  # a reset overtakes bytes that the other end has not read yet
    connection.reset()


def hops(it: Driven) -> list[tuple[str, str]]:
    return [(hop.url, hop.verdict) for hop in it.reports.of(DiscoveryHop)]


def detail(it: Driven, url: str) -> str:
    return next(hop.detail for hop in it.reports.of(DiscoveryHop) if hop.url == url)


def test_the_outer_name_answers_where_the_inner_one_does_not_exist(names: Names) -> None:
    front = names.site(OUTER)
    lync = names.site("lync.orchard.test", address="127.0.0.2")
    front.root_links = {"user": lync.url + USER_PATH}
    with driven(tuning=QUICK, **names.surroundings) as it:
        told = it.sign_in(target(names))
        assert told.url == lync.url + APPLICATION
        assert sorted(names.asked) == [f"{INNER}:443", f"{INNER}:80"]
        assert set(hops(it)) == {
            (f"https://{INNER}/", "failed"),
            (f"http://{INNER}/", "failed"),
            (f"https://{OUTER}/", "answered"),
            (lync.url + USER_PATH, "answered"),
        }
        assert "the name cannot be looked up" in detail(it, f"https://{INNER}/")
        assert detail(it, f"https://{OUTER}/") == f"`user` is {lync.url}{USER_PATH}"
        assert it.reports.wait(Discovered) == Discovered("orchard.test", f"https://{OUTER}/")
        assert front.targets == [("GET", "/")]
        assert all(request.header("Authorization") is None for request in front.requests)


def test_names_may_come_from_a_resolver_of_ones_own(names: Names) -> None:
    front = names.site(OUTER, address="127.0.0.1")
    lync = names.site("lync.orchard.test", address="127.0.0.2")
    front.root_links = {"user": lync.url + USER_PATH}
    direct = NetworkSettings(proxy=ProxySettings(from_environment=False))
    with driven(tuning=QUICK, **{**names.surroundings, "look_up": names.resolve}) as it:
        assert it.sign_in(target(names, network=direct)).url == lync.url + APPLICATION
        peers = [exchange.peer.address for exchange in it.reports.exchanges if exchange.peer and exchange.peer.address]
        assert {address.partition(":")[0] for address in peers} == {"127.0.0.1", "127.0.0.2"}


def test_every_hop_is_an_exchange_with_host_address_status_and_certificate(names: Names) -> None:
    front = names.site(OUTER)
    lync = names.site("lync.orchard.test", address="127.0.0.2")
    front.root_links = {"user": lync.url + USER_PATH}
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.sign_in(target(names))
        by_number = {exchange.n: exchange for exchange in it.reports.exchanges}
        facts = []
        for hop in it.reports.of(DiscoveryHop):
            assert hop.exchange is not None
            exchange = by_number[hop.exchange]
            assert exchange.url == hop.url
            if exchange.status is not None:
                assert exchange.peer is not None
                assert exchange.peer.tls is not None
                place = (exchange.peer.host, exchange.peer.address.partition(":")[0])
                facts.append((*place, exchange.status, exchange.peer.tls.subject.rpartition("DNS:")[2]))
        assert facts == [
            (OUTER, "127.0.0.1", 200, OUTER),
            ("lync.orchard.test", "127.0.0.2", 401, "lync.orchard.test"),
            ("lync.orchard.test", "127.0.0.2", 200, "lync.orchard.test"),
        ]


def test_the_inner_name_is_preferred_although_both_answer(names: Names) -> None:
    inner, outer = names.site(INNER), names.site(OUTER)

    def slowly(connection: Connection) -> None:
        connection.stopped.wait(0.03)
        connection.send(inner.resource("root", inner.root_links))

    inner.on("GET", "/", slowly)
    with driven(tuning=replace(QUICK, probe_grace=2.0), **names.surroundings) as it:
        assert it.sign_in(target(names)).url == inner.url + APPLICATION
        assert outer.targets == [("GET", "/")]


def test_a_silent_inner_name_is_not_waited_for_once_the_outer_one_has_answered(names: Names) -> None:
    names.site(INNER).on("GET", "/", silent)
    outer = names.site(OUTER)
    with driven(tuning=replace(TUNING, probe=30.0, probe_grace=0.05), **names.surroundings) as it:
        assert it.sign_in(target(names)).url == outer.url + APPLICATION
        assert (f"https://{INNER}/", "failed") in hops(it)
        assert "not waited for" in detail(it, f"https://{INNER}/")


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (answer(404, b"<html>", "text/html"), "404"),
        (answer(503, b"", None), "503"),
        (answer(401, b"<html>", "text/html"), "401"),
        (answer(200, "<html>Parked</html>", "text/html"), "text/html"),
        (answer(200, b'{"_links":{"self":{"href":"/"}}}'), "neither a `user` nor a `redirect`"),
        (answer(200, b'{"_links":{"us'), "root resource"),
        (answer(302, headers=(("Location", "https://www.parking.example/"),)), "www.parking.example"),
        (answer(302, headers=(("Location", "/"),)), "again and again"),
        (silent, "no answer within 0.4 s"),
        (hang_up, "closed the connection"),
        (cut_short(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"), "broke off"),
        (before_the_answer, "without an answer"),
        (inside_the_answer, "broke off"),
        (answer(200, b"<resource rel='root' href='/'><lin", "application/xml"), "root resource"),
        (b"220 mail.orchard.test ESMTP\r\n\r\n", "not proper HTTP"),
    ],
)
def test_a_name_that_is_of_no_use_gives_way_to_the_next(names: Names, reply: Reply, cause: str) -> None:
    inner, outer = names.site(INNER), names.site(OUTER)
    inner.on("GET", "/", reply)
    tuning = replace(QUICK, probe=0.4 if reply is silent else 3.0, probe_grace=3.0)
    with driven(tuning=tuning, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == outer.url + APPLICATION
        failed = [hop for hop in it.reports.of(DiscoveryHop) if hop.url == f"https://{INNER}/"][-1]
        assert failed.verdict in ("failed", "refused")
        assert cause in failed.detail
        assert failed.exchange is not None
        assert (f"http://{INNER}/", "failed") in hops(it)
        assert f"{INNER}:80" in names.asked


def test_a_certificate_for_another_name_fails_that_name_and_tells_the_subject(names: Names) -> None:
    names.site(OUTER, shows="hosting.elsewhere.test")
    plain = names.site(f"http://{OUTER}")
    lync = names.site("lync.orchard.test")
    plain.root_links = {"redirect": lync.url + ROOT}
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == lync.url + APPLICATION
        assert "hosting.elsewhere.test" in detail(it, f"https://{OUTER}/")
        assert (f"http://{OUTER}/", "redirect") in hops(it)
        assert it.reports.wait(Discovered).root_url == lync.url + ROOT


def test_plain_http_redirects_to_https(names: Names) -> None:
    names.refuse(f"https://{OUTER}")
    plain = names.site(f"http://{OUTER}")
    lync = names.site("lync.orchard.test")
    plain.on("GET", "/", answer(302, headers=(("Location", lync.url + ROOT),)))
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == lync.url + APPLICATION
        assert "connection refused" in detail(it, f"https://{OUTER}/")
        assert detail(it, f"http://{OUTER}/") == f"302 to {lync.url}{ROOT}"


def test_a_302_within_the_domain_is_followed_and_never_to_plain_http(names: Names) -> None:
    outer, lync = names.site(OUTER), names.site("lync.orchard.test")
    outer.on("GET", "/", answer(301, headers=(("Location", lync.url + ROOT),)))
    lync.on("GET", ROOT, answer(307, headers=(("Location", f"http://lync.orchard.test{ROOT}"),)))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert "from HTTPS to plain HTTP" in failure.headline
        assert (f"https://{OUTER}/", "redirect") in hops(it)
        assert (lync.url + ROOT, "refused") in hops(it)
        assert "lync.orchard.test:80" not in names.asked


def test_when_nothing_is_found_every_name_is_listed_with_its_cause(names: Names) -> None:
    names.site(INNER, shows="printer.orchard.test")
    names.refuse(f"http://{INNER}")
    names.site(OUTER).on("GET", "/", answer(404, b"", None))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert failure.headline.startswith("root: no discovery service was found for orchard.test: https://")
        listed = failure.headline.split("; http")
        assert f"s://{INNER}:443" in failure.headline
        assert "printer.orchard.test" in failure.headline
        assert f"://{INNER}:80" in failure.headline
        assert "connection refused" in failure.headline
        assert f"s://{OUTER} answered 404" in failure.headline
        assert f"://{OUTER}: the name cannot be looked up" in listed[-1]
        assert "root URL" in failure.way_out
        assert [verdict for _, verdict in hops(it)] == ["failed"] * 4
        assert it.reports.steps == [("root", "started"), ("root", "failed")]


def test_a_domain_without_any_name_is_a_matter_of_the_network(names: Names) -> None:
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, domain=" Nowhere.test. "))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.NETWORK
        assert failure.headline.count("the name cannot be looked up") == 4


def test_names_that_are_all_silent_get_a_share_of_the_sign_in_each(names: Names) -> None:
    for name in (INNER, OUTER):
        names.site(name).on("GET", "/", silent)
        names.site(f"http://{name}").on("GET", "/", silent)
    with driven(tuning=replace(TUNING, probe=9.0), **names.surroundings) as it:
        it.client.sign_in(target(names, connect_timeout=0.2))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.NETWORK
        assert failure.headline.count("no answer within 0.0") == 4
        assert failure.way_out.startswith("The server is connected but silent. Check the domain")


def test_one_scheme_that_answers_is_enough_whoever_else_is_silent(names: Names) -> None:
    for url in (INNER, OUTER, f"http://{INNER}"):
        names.site(url).on("GET", "/", silent)
    plain, lync = names.site(f"http://{OUTER}"), names.site("lync.orchard.test")
    plain.root_links = {"user": lync.url + USER_PATH}
    tuning = replace(TUNING, probe=9.0, probe_stagger=0.02, probe_grace=0.05)
    with driven(tuning=tuning, **names.surroundings) as it:
        assert it.sign_in(target(names, connect_timeout=1.2)).url == lync.url + APPLICATION
        assert "no answer within 0." in detail(it, f"https://{OUTER}/")


def test_https_that_answers_late_comes_before_http_that_has_answered(names: Names) -> None:
    secure, plain = names.site(OUTER), names.site(f"http://{OUTER}")

    def late(connection: Connection) -> None:
        while not plain.targets:
            connection.stopped.wait(0.01)
        connection.send(secure.resource("root", secure.root_links))

    secure.on("GET", "/", late)
    with driven(tuning=replace(QUICK, probe_stagger=0.01), **names.surroundings) as it:
        it.sign_in(target(names))
        assert it.reports.wait(Discovered).root_url == f"https://{OUTER}/"


def test_redirects_share_the_time_of_their_name(names: Names) -> None:
    outer = names.site(OUTER)

    def slowly(connection: Connection) -> None:
        connection.stopped.wait(0.06)
        connection.send(answer(302, headers=(("Location", "/"),)))

    outer.on("GET", "/", slowly)
    with driven(tuning=replace(QUICK, probe=0.15), **names.surroundings) as it:
        it.client.sign_in(target(names))
        it.reports.failure()
        assert len(outer.targets) <= 3


@pytest.mark.parametrize("credentials", ["", "dana:Wrong-One-5"])
def test_a_proxy_that_refuses_every_name_is_what_to_mend(names: Names, credentials: str) -> None:
    user, _, password = credentials.partition(":")
    with ForwardProxy(credentials="dana:Way-out-please-66") as proxy, driven(tuning=QUICK) as it:
        settings = ProxySettings(proxy.server.url, user, Secret(password) if password else None)
        it.client.sign_in(target(names, network=NetworkSettings(proxy=settings)))
        failure = it.reports.failure()
        assert failure.headline.count("it answered 407") == 4
        asked = "Check" if credentials else "Give"
        assert failure.way_out == f"{asked} the proxy's user and password."


def test_a_guest_looks_for_the_outer_name_alone(names: Names) -> None:
    inner, outer = names.site(INNER), names.site(OUTER)
    with driven(tuning=QUICK, **names.surroundings) as it:
        guest = target(names, grant=Grant.ANONYMOUS, user="", secret=None, meeting_uri=MEETING)
        assert it.sign_in(guest).url == outer.url + APPLICATION
        assert inner.targets == []


@pytest.mark.parametrize("domain", ["https://orchard.test/", "192.0.2.7", "ruth@orchard.test", "or chard"])
def test_what_is_no_domain_is_not_looked_for(names: Names, domain: str) -> None:
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, domain=domain))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert "no server can be looked for" in failure.headline
        assert not names.asked
        assert not it.reports.exchanges


def test_a_private_authority_from_a_file(names: Names, tmp_path: Path) -> None:
    outer = names.site(OUTER)
    settings = replace(names.network, tls=TlsSettings(ca_file=names.write_authority(tmp_path)))
    resolver = {"look_up": names.surroundings["look_up"]}
    with driven(tuning=QUICK, **resolver) as it:
        assert it.sign_in(target(names, network=settings)).url == outer.url + APPLICATION


def test_a_root_in_xml(names: Names) -> None:
    outer = names.site(OUTER)
    body = Res("root", "/", outer.root_links).xml()
    outer.on("GET", "/", answer(200, body, "application/vnd.microsoft.com.ucwa+xml"))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, payload_format=PayloadFormat.XML))
        it.reports.wait(SignedIn)
        (asked,) = outer.seen("GET", "/")
        assert asked.header("Accept") == "application/xml"


def test_an_answer_that_is_reset_afterwards_counts(names: Names) -> None:
    outer = names.site(OUTER)

    def answer_and_reset(connection: Connection) -> None:
        connection.send(outer.resource("root", outer.root_links))
        connection.stopped.wait(0.02)
        connection.reset()

    outer.on("GET", "/", answer_and_reset)
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == outer.url + APPLICATION


def test_no_hop_shows_what_a_url_should_not_hold_or_a_url_without_end(names: Names) -> None:
    lync, outer = names.site("lync.orchard.test"), names.site(OUTER)
    outer.root_links = {"redirect": f"https://ruth:{'x' * 9}@lync.orchard.test/{'y' * 4000}#z"}
    lync.on("GET", f"/{'y' * 4000}", answer(404, b"", None))
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        it.reports.failure()
        told = [hop.url + hop.detail for hop in it.reports.of(DiscoveryHop)]
        assert not [text for text in told if "xxx" in text or len(text) > 1500]
        assert any(text.startswith("https://lync.orchard.test/yyy") for text in told)


# --- known URLs ----------------------------------------------------------------------------------------------------


def test_a_root_url_comes_before_the_domain(names: Names) -> None:
    lync, outer = names.site("lync.orchard.test"), names.site(OUTER)
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names, root_url=lync.url + ROOT)).url == lync.url + APPLICATION
        assert outer.targets == []
        assert not it.reports.of(Discovered)


def test_a_known_applications_url_needs_no_discovery(names: Names) -> None:
    pool = names.site("pool.orchard.test", address="127.0.0.2")
    with driven(tuning=QUICK, **names.surroundings) as it:
        told = it.sign_in(target(names, root_url="https://unused.test/", applications_url=pool.url + APPLICATIONS))
        assert told.url == pool.url + APPLICATION
        assert pool.targets[:3] == [("POST", APPLICATIONS), ("POST", "/WebTicket/oauthtoken"), ("POST", APPLICATIONS)]
        assert [name for name, _ in it.reports.steps][:2] == ["applications", "applications"]
        assert not it.reports.of(DiscoveryHop)
        assert not names.asked


def test_an_applications_url_that_is_none(names: Names) -> None:
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, applications_url="pool.orchard.test/ucwa"))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert failure.headline.startswith("applications: pool.orchard.test/ucwa")


def test_nowhere_to_sign_in(names: Names) -> None:
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names, domain=""))
        assert "nothing says where" in it.reports.failure().headline


# --- redirects of the resources ------------------------------------------------------------------------------------


def test_redirect_in_place_of_applications_gets_a_token_of_the_new_host(names: Names) -> None:
    outer = names.site(OUTER)
    home = names.site("lync-eu.orchard.test", address="127.0.0.2")
    outer.user_links = {"redirect": f"https://LYNC-eu.Orchard.TEST{USER_PATH}"}
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == home.url + APPLICATION
        assert len(outer.tokens) == len(home.tokens) == 1
        for site in (outer, home):
            sent = {r.header("Authorization") for r in site.requests} - {None}
            assert sent == {f"Bearer {site.tokens[0]}"}
        assert not [target for target in (*outer.targets, *home.targets) if target[1] == f"{ROOT}/user"]


def test_redirect_after_sign_in_may_lead_to_another_root(names: Names) -> None:
    outer, home = names.site(OUTER), names.site("lync-eu.hosted.test")
    outer.user_links = {"redirect": home.url + ROOT}
    home.on("GET", ROOT, home.resource("root", home.root_links))
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == home.url + APPLICATION
        assert it.reports.wait(Discovered).root_url == home.url + ROOT


@pytest.mark.parametrize("flipped", [False, True])
def test_a_circle_ends_whatever_the_case_of_its_hosts(names: Names, flipped: bool) -> None:
    outer, other = names.site(OUTER), names.site("lync.orchard.test")
    outer.root_links = {"redirect": other.url + ROOT}
    other.root_links = {"redirect": f"https://{OUTER.upper() if flipped else OUTER}/"}
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert "circle" in failure.headline
        assert len(outer.requests) == len(other.requests) == 1


def test_an_endless_way_is_bounded(names: Names) -> None:
    outer = names.site(OUTER)
    steps = iter(range(100))
    further = Dynamic(lambda _: outer.resource("root", {"redirect": f"{outer.url}/{next(steps)}"}))
    outer.on("GET", "/", further)
    for n in range(12):
        outer.on("GET", f"/{n}", further)
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        failure = it.reports.failure()
        assert "without an end" in failure.headline
        assert len(outer.requests) == 9


def test_plain_http_after_sign_in_is_refused_outside_the_domain(names: Names) -> None:
    outer = names.site(OUTER)
    outer.user_links = {"applications": "http://pool.elsewhere.test/apps"}
    with driven(tuning=QUICK, **names.surroundings) as it:
        it.client.sign_in(target(names))
        failure = it.reports.failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert OUTER in failure.headline
        assert "pool.elsewhere.test over plain HTTP" in failure.headline
        assert ("http://pool.elsewhere.test/apps", "refused") in hops(it)
        assert not [name for name in names.asked if "elsewhere" in name]


def test_a_link_to_plain_http_within_the_domain_is_fetched_over_https(names: Names) -> None:
    outer, pool = names.site(OUTER), names.site("pool.orchard.test")
    outer.user_links = {"applications": f"http://pool.orchard.test:80{APPLICATIONS}"}
    with driven(tuning=QUICK, **names.surroundings) as it:
        assert it.sign_in(target(names)).url == pool.url + APPLICATION
        assert "pool.orchard.test:80" not in names.asked


def test_hosts_that_only_failed_get_no_request_of_the_user(names: Names) -> None:
    inner, outer = names.site(INNER), names.site(OUTER)
    inner.on("GET", "/", answer(404, b"", None))
    with driven(tuning=replace(QUICK, probe_grace=3.0), **names.surroundings) as it:
        it.sign_in(target(names))
        finished = it.finish(get(f"{inner.url}/secret"))
        assert finished.failure is not None
        assert "not a host that sign-in led to" in finished.failure.headline
        assert it.reports.of(SignedIn)[0].url.startswith(outer.url)
        assert inner.seen("GET", "/secret") == []
