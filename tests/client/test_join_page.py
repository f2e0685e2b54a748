"""From a join URL to the conference URI over real sockets: each way, each host, each refusal."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from unittest.mock import ANY

import pytest
import trustme

from tests.client.harness import TUNING, Driven, driven, request_of
from tests.support.raw_server import RawServer, Received, Reply, answer, cut_short, hang_up, silent
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.reports import ExchangeChanged, FailureKind, JoinUrlResolved, Question, QuestionClosed, QuestionKind

URI = "sip:dana@example.test;gruu;opaque=app:conf:focus:id:K7Q2M4XN"
XML = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<conf-info xmlns="http://schemas.microsoft.com/rtc/2009/05/simplejoinconfdoc">'
    f"<conf-uri>{URI}</conf-uri><conf-key>K7Q2M4XN</conf-key>"
    "<ucwa-ext-url>https://web.example.test/ucwa</ucwa-ext-url></conf-info>"
)
PAGE = f'<html><a href="conf:{URI}%3Frequired-media=audio">Join</a><script>var validMeeting = "True";</script></html>'
NO_MEETING = '<html><script>var validMeeting = "False"; var errorCode = "1000";</script></html>'
PATH = "/dana/K7Q2M4XN"


def xml(body: str = XML) -> bytes:
    return answer(200, body, "application/vnd.microsoft.lync.meeting+xml")


def page(body: str = PAGE) -> bytes:
    return answer(200, body, "text/html; charset=utf-8")


def launching(url: str) -> bytes:
    return page(f'<script>var domainOwnerJoinLauncherUrl = "{url}"; var validMeeting = "False";</script>')


def moved(url: str, status: int = 302) -> bytes:
    return answer(status, headers=(("Location", url),))


def asks_for_xml(received: Received) -> bool:
    return received.header("Accept") == "Application/vnd.microsoft.lync.meeting+xml"


@dataclass
class Web:
    """Web servers of the test."""

    stack: ExitStack
    seen: list[Received] = field(default_factory=list)

    def host(self, handler: Callable[[Received], Reply], host: str = "127.0.0.1", tls: bool = False) -> str:
        def noting(received: Received) -> Reply:
            self.seen.append(received)
            return handler(received)

        server = RawServer(noting, host, _tls(host) if tls else None)
        self.stack.callback(server.stop)
        return server.url


def _tls(host: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA.issue_cert(host).configure_cert(context)
    return context


CA = trustme.CA()


def trusting(_: object = None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    CA.configure_trust(context)
    return context


@pytest.fixture
def web() -> Iterator[Web]:
    with ExitStack() as stack:
        yield Web(stack)


@contextmanager
def client() -> Iterator[Driven]:
    with driven(tls_context=trusting, tuning=replace(TUNING, read=0.3)) as it:
        yield it


def resolved(it: Driven, url: str, approve: bool | None = None) -> JoinUrlResolved:
    ticket = it.client.resolve(url, NetworkSettings())
    if approve is not None:
        question = it.reports.wait(Question)
        it.client.answer(question.number, approve)
    return it.reports.wait(JoinUrlResolved, lambda r: r.ticket == ticket)


def failure_of(report: JoinUrlResolved) -> tuple[FailureKind, str]:
    assert report.failure is not None
    assert report.uri is None or report.how == "guess"
    return report.failure.kind, report.failure.headline


def test_the_document(web: Web) -> None:
    url = web.host(lambda r: xml() if asks_for_xml(r) else page()) + PATH
    with client() as it:
        found = resolved(it, f"  {url}#part  ")
        (exchange,) = it.reports.exchanges
    assert (found.uri, found.how, found.conference_key) == (URI, "conf-info", "K7Q2M4XN")
    assert found.ucwa_urls == (("ucwa-ext-url", "https://web.example.test/ucwa"),)
    assert found.failure is None
    assert exchange.purpose is Purpose.JOIN_PAGE
    sent = request_of(exchange)
    assert sent.header("Accept") == "Application/vnd.microsoft.lync.meeting+xml"
    assert sent.header("Authorization") is None


def test_a_server_that_answers_html_to_everything_is_asked_once(web: Web) -> None:
    url = web.host(lambda r: page()) + PATH
    with client() as it:
        found = resolved(it, url)
    assert (found.uri, found.how, found.conference_key) == (URI, "page", "K7Q2M4XN")
    assert len(web.seen) == 1


@pytest.mark.parametrize(
    "first",
    [
        answer(406),
        answer(500, "<html>oops</html>", "text/html"),
        xml("<conf-info><conf-uri>sip:nobody</conf-uri></conf-info>"),
        xml("<conf-info>"),
        hang_up,
        cut_short(xml()[:-40]),
    ],
)
def test_the_page_where_the_document_cannot_be_had(web: Web, first: Reply) -> None:
    url = web.host(lambda r: first if asks_for_xml(r) else page()) + PATH
    with client() as it:
        found = resolved(it, url)
        accepts = [request_of(e).header("Accept") for e in it.reports.exchanges]
    assert (found.uri, found.how) == (URI, "page")
    assert len(accepts) == 2
    assert (accepts[1] or "").startswith("text/html")


@pytest.mark.parametrize("approve", [True, False])
def test_a_launcher_on_another_host_is_asked_only_if_that_is_approved(web: Web, approve: bool) -> None:
    other = web.host(lambda r: xml() if asks_for_xml(r) else page(), "127.0.0.2")
    url = web.host(lambda r: launching(f"{other}/x")) + PATH
    with client() as it:
        found = resolved(it, url, approve)
        (question,) = it.reports.of(Question)
        assert it.reports.of(QuestionClosed) == [QuestionClosed(question.number)]
    assert (question.kind, question.host, question.domain) == (QuestionKind.JOIN_HOST, "127.0.0.2", "127.0.0.1")
    assert "127.0.0.2" in question.text
    assert "127.0.0.1" in question.text
    if approve:
        assert (found.uri, found.how) == (URI, "launcher")
    else:
        kind, told = failure_of(found)
        assert kind is FailureKind.REFUSED
        assert "does not exist" in told
        assert all(r.address[0] == "127.0.0.1" for r in web.seen)


def test_a_launcher_on_the_same_host_needs_no_question(web: Web) -> None:
    url = web.host(lambda r: page() if r.path == "/launcher" and not asks_for_xml(r) else launching("/launcher"))
    with client() as it:
        found = resolved(it, url + PATH)
        assert it.reports.of(Question) == []
    assert (found.uri, found.how) == (URI, "launcher")
    assert [r.path for r in web.seen] == [PATH, PATH, "/launcher", "/launcher"]


def test_launchers_do_not_lead_on(web: Web) -> None:
    url = web.host(lambda r: launching(f"/launcher{len(web.seen)}"))
    with client() as it:
        assert "does not exist" in failure_of(resolved(it, url + PATH))[1]
    assert len(web.seen) == 4


def test_redirects_on_the_same_host_are_followed(web: Web) -> None:
    def hop(received: Received) -> Reply:
        number = int(received.query or 0)
        return xml() if number == 5 else moved(f"{PATH}?{number + 1}", 301 + number % 3)

    with client() as it:
        found = resolved(it, web.host(hop) + PATH)
    assert (found.uri, found.how) == (URI, "conf-info")
    assert len(web.seen) == 6


def test_a_redirect_in_circles_ends(web: Web) -> None:
    url = web.host(lambda r: moved(PATH)) + PATH
    with client() as it:
        kind, told = failure_of(resolved(it, url))
    assert (kind, told) == (FailureKind.REFUSED, "127.0.0.1 redirected more than 5 times")
    assert len(web.seen) == 12


@pytest.mark.parametrize("approve", [True, False])
def test_a_redirect_to_another_host_is_asked_about_once(web: Web, approve: bool) -> None:
    other = web.host(lambda r: page(), "127.0.0.2")
    url = web.host(lambda r: moved(f"{other}/y")) + PATH
    with client() as it:
        found = resolved(it, url, approve)
        assert len(it.reports.of(Question)) == 1
    if approve:
        assert (found.uri, found.how) == (URI, "page")
    else:
        assert failure_of(found) == (FailureKind.REFUSED, "127.0.0.1 leads to 127.0.0.2, which was not approved")
        assert found.failure is not None
        assert found.failure.exchange is not None
        assert all(r.address[0] == "127.0.0.1" for r in web.seen)


def test_https_never_becomes_http(web: Web) -> None:
    plain = web.host(lambda r: xml())
    url = web.host(lambda r: moved(plain + PATH), tls=True) + PATH
    with client() as it:
        kind, told = failure_of(resolved(it, url))
        assert it.reports.of(Question) == []
    assert kind is FailureKind.REFUSED
    assert "from https to http" in told
    assert all(r.address[1] != int(plain.rsplit(":", 1)[1]) for r in web.seen)


def test_http_may_become_https(web: Web) -> None:
    secure = web.host(lambda r: xml(), tls=True)
    with client() as it:
        assert resolved(it, web.host(lambda r: moved(secure + PATH)) + PATH).how == "conf-info"


@pytest.mark.parametrize("leads_to", ["ftp://127.0.0.1/x", "https://", "http://127.0.0.1@127.0.0.2/x", "javascript:1"])
def test_redirects_to_what_is_no_web_address(web: Web, leads_to: str) -> None:
    with client() as it:
        kind, _ = failure_of(resolved(it, web.host(lambda r: moved(leads_to)) + PATH))
        assert it.reports.of(Question) == []
    assert kind is FailureKind.REFUSED


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        (page(NO_MEETING), FailureKind.REFUSED, "the page says the meeting does not exist (error code 1000)"),
        (page("<html>Hello</html>"), FailureKind.REFUSED, "says nothing about a meeting"),
        (page('<a href="conf:sip:x;gruu\x1b[2J">'), FailureKind.REFUSED, "says nothing about a meeting"),
        (answer(302), FailureKind.REFUSED, "without saying where to go"),
        (
            answer(403, "no", "text/html", (("X-Ms-diagnostics", '4;source="fe1";reason="Not for you."'),)),
            FailureKind.REFUSED,
            "answered 403",
        ),
        (hang_up, FailureKind.NETWORK, "closed the connection"),
        (silent, FailureKind.NETWORK, "no answer within"),
        (cut_short(page()[:-10]), FailureKind.NETWORK, "broke off"),
        (b"garbage\r\n\r\n", FailureKind.NETWORK, "127.0.0.1"),
    ],
)
def test_the_real_cause_where_there_is_no_guess(web: Web, reply: Reply, kind: FailureKind, told: str) -> None:
    with client() as it:
        found = resolved(it, web.host(lambda r: reply) + PATH)
    assert found.uri is None
    assert failure_of(found)[0] is kind
    assert told in failure_of(found)[1]


def test_the_whole_resolution_is_bounded(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ucwa_tui.client.join_page.PATIENCE", 0.4)
    with client() as it:
        found = resolved(it, web.host(lambda r: silent) + PATH)
        taken = [exchange.elapsed or 0.0 for exchange in it.reports.exchanges]
    assert failure_of(found) == (FailureKind.NETWORK, ANY)
    assert "no answer within 0." in failure_of(found)[1]
    assert len(taken) == 2
    assert taken[1] < taken[0] < 0.3
    assert sum(taken) < 0.4


def test_connection_refused_and_an_untrusted_certificate(web: Web) -> None:
    server = RawServer(lambda r: page())
    server.stop()
    with client() as it:
        kind, told = failure_of(resolved(it, server.url + PATH))
        assert (kind, "refused" in told) == (FailureKind.NETWORK, True)
    url = web.host(lambda r: page(), tls=True) + PATH
    with driven(tls_context=lambda _: ssl.create_default_context()) as it:
        kind, told = failure_of(resolved(it, url))
        assert (kind, "not trusted" in told) == (FailureKind.NETWORK, True)


def test_a_guess_says_why_it_is_one(web: Web) -> None:
    url = web.host(lambda r: answer(503)) + "/example.test/dana/K7Q2M4XN"
    with client() as it:
        found = resolved(it, url)
    assert (found.uri, found.how, found.conference_key) == (URI, "guess", "K7Q2M4XN")
    assert failure_of(found) == (FailureKind.REFUSED, "127.0.0.1 answered 503")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no join URL"),
        ("hello", "no join URL"),
        ("sip:dana@example.test", "no join URL"),
        ("ftp://127.0.0.1/x", "http://"),
        ("https://user@127.0.0.1/x", "user name"),
        ("https://[::1", "no"),
    ],
)
def test_what_is_no_join_url_is_not_asked_for(text: str, told: str) -> None:
    with client() as it:
        kind, headline = failure_of(resolved(it, text))
        assert it.reports.exchanges == []
    assert kind is FailureKind.REFUSED
    assert told in headline


def test_without_a_scheme_it_is_https(web: Web) -> None:
    url = web.host(lambda r: xml(), tls=True) + PATH
    with client() as it:
        assert resolved(it, url.removeprefix("https://")).uri == URI


def test_a_question_that_nobody_answers_ends_with_the_client(web: Web) -> None:
    url = web.host(lambda r: moved("http://127.0.0.2:9/")) + PATH
    with client() as it:
        it.client.resolve(url, NetworkSettings())
        it.reports.wait(Question)


def test_it_can_be_given_up(web: Web) -> None:
    url = web.host(lambda r: silent) + PATH
    with driven(tls_context=trusting, tuning=replace(TUNING, read=60.0)) as it:
        ticket = it.client.resolve(url, NetworkSettings())
        it.reports.wait(ExchangeChanged)
        it.client.cancel(ticket)
        told = it.reports.wait(JoinUrlResolved, lambda r: r.ticket == ticket)
        it.client.cancel(ticket)
    assert failure_of(told) == (FailureKind.CANCELLED, "given up before the answer was there")


def test_giving_up_closes_its_question(web: Web) -> None:
    url = web.host(lambda r: moved("http://127.0.0.2:9/")) + PATH
    with client() as it:
        ticket = it.client.resolve(url, NetworkSettings())
        number = it.reports.wait(Question).number
        it.client.cancel(ticket)
        it.reports.wait(QuestionClosed, lambda r: r.number == number)
