"""The feed of a sandbox on this machine: read, waited for, and found again after a new start."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from tests.workbench.lint_client import LintClient
from tests.workbench.test_lint import joined
from ucwa_tui.client.sandbox_feed import SandboxFeed
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.wire.har_record import RecordError
from ucwa_tui.wire.observed import Observation, ObservedClient
from ucwa_tui.wire.observed_json import FeedHead, head_line, observation_line, observation_of, read_feed
from ucwa_tui.wire.secret import Secret

PATIENCE = 20.0


class Reader:
    """What a feed tells."""

    def __init__(self, url: str, secret: Secret | None = None) -> None:
        self.seen: list[Observation] = []
        self.states: list[str] = []
        self.restarts = 0
        self.news = threading.Condition()
        self.stop = SandboxFeed(url, None, secret).watch(self._seen, self._state, self._restarted)

    def _seen(self, batch: tuple[Observation, ...], lost: int) -> None:
        with self.news:
            self.seen += batch
            self.news.notify_all()

    def _state(self, trouble: str) -> None:
        with self.news:
            self.states.append(trouble)
            self.news.notify_all()

    def _restarted(self) -> None:
        with self.news:
            self.restarts += 1
            self.seen.clear()
            self.news.notify_all()

    def until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        with self.news:
            while not done():
                assert self.news.wait(deadline - time.monotonic()), (self.states, len(self.seen))


@pytest.fixture
def readers() -> Iterator[list[Reader]]:
    made: list[Reader] = []
    yield made
    for reader in made:
        reader.stop()


def origin(root: str) -> str:
    parts = urlsplit(root)
    return f"{parts.scheme}://{parts.netloc}"


def test_another_process_sees_what_clients_do_also_after_a_new_start(readers: list[Reader]) -> None:
    box = EmbeddedSandbox(clock_scale=200.0)
    root = box.start()
    reader = Reader(origin(root))
    readers.append(reader)
    reader.until(lambda: reader.states == [""])
    client = LintClient(root)
    joined(client)
    reader.until(lambda: sum(o.has_ended for o in reader.seen) == len(client.sessions))
    assert reader.seen[-1].client.user == "sip:alice@sandbox.example"
    assert [o.seq for o in reader.seen] == list(range(1, len(reader.seen) + 1))
    box.stop()
    reader.until(lambda: len(reader.states) > 1)
    assert reader.states[1] in ("the sandbox was stopped", "nobody listens there: start `ucwa-tui sandbox`")
    again = EmbeddedSandbox(port=urlsplit(root).port or 0)
    LintClient(again.start()).find()
    reader.until(lambda: reader.restarts == 1)
    LintClient(root).find()
    reader.until(lambda: sum(o.has_ended for o in reader.seen) >= 2)
    assert reader.states[-1] == ""
    again.stop()


def test_where_nobody_listens_it_says_so(readers: list[Reader]) -> None:
    box = EmbeddedSandbox()
    root = box.start()
    box.stop()
    reader = Reader(origin(root))
    readers.append(reader)
    reader.until(lambda: bool(reader.states))
    assert reader.states == ["nobody listens there: start `ucwa-tui sandbox`"]


def test_a_sandbox_with_a_secret_wants_it(readers: list[Reader]) -> None:
    secret = Secret("größe-secret")
    box = EmbeddedSandbox(cast=Cast().guarded(secret))
    root = box.start()
    for given in (secret, None, Secret("another")):
        readers.append(Reader(origin(root), given))
        readers[-1].until(lambda: bool(readers[-1].states))
    box.stop()
    told = [reader.states[0] for reader in readers]
    assert told[0] == ""
    assert told[1] == told[2]
    assert "it wants its secret: set UCWA_TUI_SANDBOX_SECRET" in told[1]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"format":2}',
        b'{"format":1,"last":-1,"lost":0,"skipped":0,"run":"x"}',
        b'{"format":1,"last":1,"lost":0,"skipped":0,"run":"x"}\n{}',
        b'{"format":1,"last":1,"lost":0,"skipped":0,"run":"x"}\n{"client":{}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_feed_is_not_believed(data: bytes) -> None:
    with pytest.raises(RecordError):
        read_feed(data)


def test_an_observation_comes_back_as_it_was() -> None:
    from tests.workbench.builders import exchange

    seen = Observation(7, ObservedClient(3, "a\u202e", "sip:x", True, "e", "::1"), exchange(4), 2, 1)
    assert observation_of(observation_line(seen).strip()) == seen
    head = FeedHead(7, 1, 2, "run")
    assert read_feed(head_line(head) + observation_line(seen)) == (head, (seen,))
