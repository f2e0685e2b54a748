"""Clients are judged while they are at work: each planted mistake is found over real sockets, once, nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench import test_lint
from tests.workbench.lint_client import START, LintClient
from tests.workbench.live_client import LiveClient, Watched, watched
from tests.workbench.test_lint import PLANTED, URI, joined
from ucwa_tui.cli.main import run
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.observed import Observation, ObservedClient
from ucwa_tui.workbench import judging
from ucwa_tui.workbench.judge_report import _code, json_report, markdown_report
from ucwa_tui.workbench.judging import HEARD, Judge, Judged
from ucwa_tui.workbench.live_story import MOST_PILLARS, MOST_STEPS, LiveStory
from ucwa_tui.workbench.paced import Paced


@pytest.fixture
def clock() -> list[LiveClient]:
    return []


@pytest.fixture
def box(clock: list[LiveClient]) -> Iterator[Watched]:
    with watched(clock) as seen:
        yield seen


def judged(client: LiveClient, box: Watched, *, size: int = 1) -> tuple[Judge, list[Judged]]:
    """Everything that the client did, told in portions of some size."""
    judge = Judge()
    seen = box.until_ended(len(client.sessions))
    found: list[Judged] = []
    for start in range(0, len(seen), size):
        found += judge.take(seen[start : start + size])
    return judge, found


@pytest.mark.parametrize(("plant", "expected"), PLANTED, ids=[plant.__name__ for plant, _ in PLANTED])
def test_a_planted_mistake_is_found_live_and_nothing_else(
    box: Watched, clock: list[LiveClient], plant: Callable[[LintClient], None], expected: set[str]
) -> None:
    client = box.client(clock)
    plant(client)
    if client.application_url and client.token and plant is not test_lint.not_renewed:
        client.leave()
    judge, found = judged(client, box)
    names = {one.finding.rule.name for one in found}
    if plant is test_lint.wrong_host:
        names.discard("built-url")
        expected = {"token-wrong-host"}
    assert names == expected, [(one.finding.rule.name, one.finding.sentence) for one in found]
    assert len(judge.records) == 1
    told = [(one.finding.rule.name, one.finding.n) for one in found]
    assert len(told) == len(set(told))
    assert all(one.exchange.n == one.finding.n for one in found)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_right_client_has_no_findings_however_it_is_told(box: Watched, clock: list[LiveClient], size: int) -> None:
    client = box.client(clock)
    joined(client)
    client.post(client.link(client.me, "makeMeAvailable"), {"supportedModalities": ["Messaging"]})
    client.read_again()
    client.post(client.link(client.me, "reportMyActivity"))
    client.poll()
    client.leave()
    judge, found = judged(client, box, size=size)
    assert found == []
    assert judge.finish(client.now + HEARD) == []
    (record,) = judge.records.values()
    told = " ".join(record.merits.told(()))
    for word in ("token", "application", "link by link", "id of its own", "deleted"):
        assert word in told


def test_what_only_the_end_shows_waits_for_it(box: Watched, clock: list[LiveClient]) -> None:
    client = box.client(clock)
    client.sign_in()
    client.join(URI)
    judge, found = judged(client, box)
    assert found == []
    assert judge.finish(client.now) == []
    names = {one.finding.rule.name for one in judge.finish(client.now + HEARD)}
    assert names == {"nobody-listens", "application-not-deleted"}
    assert judge.finish(client.now + HEARD) == []


FORM = b"Content-Type: application/x-www-form-urlencoded"


def told(judge: Judge, *more: str, agent: str = "bot/1", start: int = 1, count: int = 1) -> list[Judged]:
    """A client without a server: GETs of the root, and whatever else."""
    batch = []
    for n in range(start, start + count):
        request = f"GET /?n={n} HTTP/1.1\r\nHost: h\r\n\r\n".encode()
        url = f"http://h.example/?n={n}{''.join(more)}"
        exchange = Exchange(
            n,
            Purpose.ROOT,
            "GET",
            url,
            1000.0 + n,
            ExchangeState.DONE,
            CapturedMessage(request),
            CapturedMessage(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            200,
            0.1,
        )
        batch.append(Observation(n, ObservedClient(1, agent), exchange))
    return judge.take(batch)


def test_a_long_story_is_kept_within_bounds() -> None:
    judge = Judge()
    told(judge, count=MOST_PILLARS + 50)
    (record,) = judge.records.values()
    assert len(list(record.story)) == MOST_PILLARS
    assert record.story.cut
    assert record.exchanges == MOST_PILLARS + 50


def test_a_mistake_is_told_once_although_its_story_is_forgotten() -> None:
    form = b"grant_type=password&password=[masked]"
    request = b"POST /WebTicket/oauthtoken HTTP/1.1\r\n%s\r\nContent-Length: %d\r\n\r\n%s" % (FORM, len(form), form)
    url = "http://h.example/WebTicket/oauthtoken"
    token = Exchange(1, Purpose.TOKEN, "POST", url, 1000.0, ExchangeState.DONE, CapturedMessage(request))
    judge, found = Judge(), []
    for first in range(1, MOST_PILLARS + 50, 10):
        numbers = range(first, first + 10)
        found += judge.take([Observation(n, ObservedClient(1), replace(token, n=n, started_at=n)) for n in numbers])
    assert judge.records[1].story.cut
    assert [(one.finding.rule.name, one.finding.n) for one in found] == [("credentials-in-clear", 1)]


def test_a_finding_of_a_running_exchange_tells_its_end() -> None:
    form = b"password=[masked]"
    request = b"POST /WebTicket/oauthtoken HTTP/1.1\r\n%s\r\nContent-Length: %d\r\n\r\n%s" % (FORM, len(form), form)
    url = "http://h.example/WebTicket/oauthtoken"
    began = Exchange(9, Purpose.TOKEN, "POST", url, 1000.0, request=CapturedMessage(request))
    judge = Judge()
    judge.take([Observation(1, ObservedClient(1), began)])
    told(judge, count=2)
    judge.take([Observation(2, ObservedClient(1), replace(began, state=ExchangeState.DONE, status=400))])
    assert [(j.finding.rule.name, j.exchange.status) for j in judge.records[1].findings] == [
        ("credentials-in-clear", 400)
    ]


def test_of_many_clients_the_worst_are_kept_and_the_sums_hold_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MOST_CLIENTS", 20)
    monkeypatch.setattr(judging, "FORGOTTEN_AT_ONCE", 3)
    judge = Judge()
    exchange = Exchange(1, Purpose.GET, "GET", "http://h/", 1.0, ExchangeState.DONE)
    bad = replace(exchange, url="http://h/?access_token=[masked]")
    for number in range(1, 101):
        judge.take([Observation(number, ObservedClient(number), replace(bad if number == 2 else exchange, n=number))])
        assert len(judge.records) <= 20
    assert 2 in judge.records
    assert 1 not in judge.records
    assert {*range(91, 101)} <= judge.records.keys()
    judge.take([Observation(101, ObservedClient(1), replace(exchange, n=101))])
    assert judge.records[1].story.cut  # it was seen before, and its beginning is forgotten
    assert (judge.clients, judge.exchanges, judge.counts) == (100, 101, {"error": 1})
    assert f"100 clients, 101 exchanges, 1 error.\n\n**{judge.forgotten} clients" in markdown_report(judge, 1).decode()
    read = json.loads(json_report(judge, 1))
    assert (read["exchanges"], read["errors"], read["forgottenClients"]) == (101, 1, judge.forgotten)
    assert len(read["clients"]) == 100 - judge.forgotten


def test_findings_of_all_clients_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MOST_LISTED", 25)
    monkeypatch.setattr(judging, "MOST_TOLD", 40)
    judge = Judge()
    assert len(told(judge, "[masked]", count=20)) == 20
    more = told(judge, "[masked]", start=21, count=MOST_PILLARS)
    (record,) = judge.records.values()
    assert len(more) == MOST_PILLARS
    assert len(record.findings) == 25
    assert record.counts.total() == MOST_PILLARS + 20
    assert len(record._told) == MOST_PILLARS  # of those whose exchange is forgotten nothing is left
    assert told(judge, "[masked]", start=21, count=MOST_PILLARS) == []


def test_what_a_story_weighs_is_what_its_parts_weigh() -> None:
    story = LiveStory()
    links = b'{"_links":{"self":{"href":"/a"},"b":{"href":"/b/%d"}},"rel":"a"}'
    for n in range(1, MOST_STEPS + 20):
        body = links % n
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        request = CapturedMessage(b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
        done = (ExchangeState.DONE, request, CapturedMessage(answer + body), 200, 0.1)
        for exchange in (
            Exchange(n, Purpose.GET, "GET", "http://h.example/a", 1000.0 + n, ExchangeState.RUNNING, request),
            Exchange(n, Purpose.GET, "GET", "http://h.example/a", 1000.0 + n, *done),
        ):
            story.take(Observation(n, ObservedClient(1), exchange))
    steps = list(story)
    assert len(steps) == MOST_STEPS
    messages = sum(len(s.exchange.request.data) + len(s.exchange.response.data) for s in steps)
    assert story.weight == 7 * messages + 2_000 * MOST_STEPS + 1_200 * (MOST_STEPS + 20)


HOSTILE = "ev`il``\x1b[31m\u202e](javascript:x)<script>"


def test_reports_tell_wrong_and_right_and_no_text_acts(box: Watched, clock: list[LiveClient]) -> None:
    client = box.client(clock)
    joined(client)
    client.operations = 0
    client.join(test_lint.OTHER)
    client.leave()
    judge, _ = judged(client, box)
    told(judge, "[masked]", agent=HOSTILE)
    judge.lost = 3
    text = markdown_report(judge, START).decode()
    assert "## A: `" in text
    assert "operationId used twice" in text
    assert "What to do: Make a new operationId" in text
    assert "- It got its token as it should" in text
    assert "gave each operation an id" not in text
    assert "3 exchanges could not be recorded" in text
    assert not set("\x1b\u202e") & set(text)
    assert "open-sesame" not in text
    read = json.loads(json_report(judge, START))
    assert read["errors"] == 2
    assert read["notRecorded"] == 3
    finding = next(f for c in read["clients"] for f in c["findings"] if f["rule"] == "operation-id-reused")
    assert finding["n"] in {o.exchange.n for o in box.seen}
    assert {"advice", "source", "url", "message"} <= finding.keys()


@given(st.text(max_size=40))
def test_a_code_span_holds_whatever_it_is_given(text: str) -> None:
    span = _code(text)
    fence = span[: len(span) - len(span.lstrip("`"))]
    assert fence
    assert span.endswith(fence)
    assert fence not in span[len(fence) : -len(fence)].replace("`" * (len(fence) + 1), "")
    assert "\n" not in span


def test_our_own_client_is_without_fault(box: Watched) -> None:
    environment = {"UCWA_TUI_PASSWORD": "open-sesame-alice"}
    code = run(["join", "--root", box.root, "--user", "alice@sandbox.example", "--meeting", URI], environment)
    assert code == 0
    seen = box.until_ended(9)
    judge = Judge()
    found = judge.take(seen)
    assert [(one.finding.rule.name, one.finding.sentence) for one in found] == []
    (record,) = judge.records.values()
    assert record.client.name.startswith("alice · ucwa-tui")


def test_work_is_done_in_order_and_chores_after_it() -> None:
    done: list[object] = []
    exchange = Exchange(1, Purpose.GET, "GET", "http://h/", 1.0)
    paced = Paced(lambda batch, lost: done.extend(o.seq for o in batch), "test")
    for seq in range(1, 50):
        paced.put((Observation(seq, ObservedClient(1), exchange),), 0)
        if seq == 25:
            paced.call(lambda: done.append("called"))
    paced.close(10)
    assert done == [*range(1, 26), "called", *range(26, 50)]
