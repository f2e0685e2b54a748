"""Clients are judged while they are at work: each planted mistake is found over real sockets, once, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.workbench import test_lint
from tests.workbench.lint_client import LintClient
from tests.workbench.live_client import LiveClient, Watched, watched
from tests.workbench.test_lint import PLANTED, URI, joined
from ucwa_tui.workbench.judging import HEARD, Judge, Judged


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
