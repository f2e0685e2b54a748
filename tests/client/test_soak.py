"""The channel over a long time: small enough for every run of the tests. `tests.benchmarks.soak` is the long one."""

from __future__ import annotations

import gc
import random
import threading
import tracemalloc
from collections import Counter
from dataclasses import replace

import pytest

from tests.client.harness import TUNING, driven, target
from tests.support.raw_server import Connection, Received, Reply, answer, cut_short, hang_up, silent
from tests.support.scripted_server import HTML_401, Dynamic, FakeUcwa, eventually
from tests.support.soak import FAULTS, Soak
from tests.support.soak_server import SoakServer
from tests.support.ucwa_bodies import reason_json
from ucwa_tui.wire.reports import ChannelChanged, ChannelGap, ChannelPhase


class Growth:
    """Bytes that are alive, from the middle of a run to its end."""

    def __init__(self, events: int) -> None:
        self._due = [events // 2, events * 9 // 10]
        self.sizes: list[int] = []

    def look(self, delivered: int) -> None:
        """Measure when it is time."""
        if self._due and delivered >= self._due[0]:
            del self._due[0]
            gc.collect()
            self.sizes.append(tracemalloc.get_traced_memory()[0])


async def test_most_of_a_day_with_every_fault_loses_nothing_and_doubles_nothing() -> None:
    figures = await Soak(20_000, seed=7).run()
    assert figures.delivered + figures.died == 20_000
    assert figures.died < 300
    assert figures.days > 0.7
    assert set(figures.faults) >= set(FAULTS) - {"slept", "slept long", "gone", "expired", "replaced", "outage"}
    assert figures.gaps["recreated"] == figures.applications - 1


async def test_memory_stays_flat() -> None:
    tracemalloc.start()
    try:
        growth = Growth(4_000)
        await Soak(4_000, seed=3, progress=growth.look).run()
    finally:
        tracemalloc.stop()
    middle, end = growth.sizes
    assert end - middle < 150_000


class Flaky:
    """An event channel on a real socket that breaks at random.

    Args:
        fake: whose channel it is.
        wanted: how many events there are.
        seed: of the faults.
    """

    def __init__(self, fake: FakeUcwa, wanted: int, seed: int) -> None:
        self.faults: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._wanted = wanted
        base, _, _ = fake.application_path.rpartition("/")
        self._model = SoakServer(base)
        self._model.create(0.0)
        self._model.application = 10390001
        self._turn = threading.Lock()
        fake.on("GET", fake.events_path, Dynamic(self._reply))

    def _reply(self, received: Received) -> Reply:
        with self._turn:
            return self._next(received)

    def _next(self, received: Received) -> Reply:
        if self._model.emitted == self._wanted:
            if self._model.is_idle:
                return silent
            return answer(200, self._model.get(received.target, 0.0))
        self._model.emitted = min(self._model.emitted + self._chance.randint(0, 4), self._wanted)
        fault = self._chance.choice(BREAKS) if self._chance.random() < 0.3 else ""
        self.faults[fault] += 1
        if fault in BEFORE:
            return BEFORE[fault]
        if fault == "resync":
            self._model.forget()
        whole = answer(200, self._model.get(received.target, 0.0))
        return self._after(fault, whole)

    def _after(self, fault: str, whole: bytes) -> Reply:
        """The server has worked; its answer does not arrive whole."""
        match fault:
            case "closed after":
                return hang_up
            case "cut":
                return cut_short(whole[: self._chance.randrange(1, len(whole))])
            case "reset inside":
                return reset_after(whole[: self._chance.randrange(1, len(whole))])
            case "half a body":
                body = whole.partition(b"\r\n\r\n")[2]
                return answer(200, body[: self._chance.randrange(len(body))])
        return whole


def reset_after(data: bytes) -> Reply:
    """Send these bytes, then drop the connection with a reset."""

    def reply(connection: Connection) -> None:
        connection.send(data)
        connection.reset()

    return reply


BEFORE: dict[str, Reply] = {
    "closed": hang_up,
    "reset": reset_after(b""),
    "html": answer(200, HTML_401, "text/html"),
    "a proxy's 404": answer(404, HTML_401, "text/html"),
    "500": answer(500, reason_json("ServiceFailure")),
    "503": answer(503, "<html>", "text/html", (("Retry-After", "2"),)),
    "429": answer(429, reason_json("TooManyRequests")),
    "silence": silent,
}
BREAKS = [*[f for f in BEFORE if f != "silence"] * 4, "silence", *["closed after", "cut", "reset inside"] * 4]
BREAKS += ["half a body", "resync"] * 4


@pytest.mark.parametrize("seed", [1, 2])
def test_over_real_sockets(seed: int) -> None:
    with FakeUcwa() as fake, driven(tuning=replace(TUNING, channel_floor=0.1, channel_margin=0.1)) as it:
        flaky = Flaky(fake, 400, seed)
        it.sign_in(target(fake, steady=True))
        eventually(lambda: len(it.reports.events) >= 400, timeout=20)
        numbers = [int(e.event.link.href.rpartition("/")[2]) for e in it.reports.events]
        assert numbers == list(range(400))
        assert [e.seq for e in it.reports.events] == list(range(1, 401))
        assert set(flaky.faults) >= set(BREAKS) - {"silence"}
        assert {gap.kind for gap in it.reports.of(ChannelGap)} <= {"resync"}
        assert not [r for r in it.reports.of(ChannelChanged) if r.phase is ChannelPhase.FAILED]
