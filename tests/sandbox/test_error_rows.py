"""Every operation that is served: each of its documented error rows, and success, in both formats, over real sockets.

The rows come from one rule of a scenario, which gives each operation those of its own table in turn. What the world
refuses by itself stands in `test_refusals`.
"""

from __future__ import annotations

import json

import pytest
from lxml import etree

from tests.sandbox.crowd import FORMATS, Given, label_of, put_property, read, send
from tests.sandbox.operation_examples import EXAMPLES, Example
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.stage import Stage, stage
from tests.sandbox.visitor import Visitor
from tests.sandbox.world_state import state_of
from ucwa_tui.protocol.event_codec import decode_events
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.answer import NEVER_CAPTURED
from ucwa_tui.sandbox.error_rows import documented_rows
from ucwa_tui.sandbox.served_operations import error_of, rows_of
from ucwa_tui.wire.scenario import Scenario
from ucwa_tui.wire.scenario_places import operation_at
from ucwa_tui.wire.scenario_toml import read_scenario

__all__ = ["stage"]
pytestmark = pytest.mark.asyncio(loop_scope="module")
NAMESPACE = "{http://schemas.microsoft.com/rtc/2012/03/ucwa}"
ROWS = read_scenario('about = "each row"\n[[rule]]\nthen = { rows = "in-turn" }', "rows")


class Asking:
    """An example's request, as often as it takes."""

    def __init__(self, stage: Stage, example: Example) -> None:
        self._example = example
        self.who: Visitor = stage.of(example.who)
        self.target = example.target.format(app=self.who.path, **stage.names)
        self._given: Given | None = example.given
        self._headers: dict[str, str] = {}
        if example.body_type:
            self._headers["Content_Type"] = example.body_type
        self._body = example.body.format(app=self.who.path).encode()

    async def look(self) -> None:
        """A PUT brings back what a GET has shown, with its etag."""
        if self._example.method == "PUT":
            shown = read(self.who, await send(self.who, "GET", self.target))
            etag = shown.text("etag")
            name = put_property(shown)
            self._given = {name: shown.text(name) or "", **(self._given or {})}
            self._headers["If_Match"] = f'"{etag}"'

    async def send(self) -> RawAnswer:
        if self._body:
            return await self.who.request(self._example.method, self.target, self._body, **self._headers)
        return await send(self.who, self._example.method, self.target, self._given, **self._headers)


def check_refusal(who: Visitor, answer: RawAnswer, row: str) -> None:
    """Status, media type, and code and subcode in the body, read here and not by the code that wrote them."""
    assert label_of(who, answer) == row
    assert answer.header("Content-Type") == f"{who.format.media_type}; charset=utf-8"
    wanted = error_of(row)
    told = {"code": wanted.code, "subcode": wanted.subcode, "message": wanted.message}
    if who.format is PayloadFormat.JSON:
        assert json.loads(answer.plain) == {name: text for name, text in told.items() if text is not None}
        return
    root = etree.fromstring(answer.plain)
    assert root.tag == f"{NAMESPACE}reason"
    parts = {str(child.tag).removeprefix(NAMESPACE): child.text for child in root}
    # an empty bag is there, too
    assert parts == {name: text for name, text in told.items() if text is not None} | {
        "debugInfo": None,
        "parameters": None,
    }


def check_success(who: Visitor, answer: RawAnswer, example: Example) -> None:
    """Status, media type, what comes back, and where the new thing is."""
    assert answer.status == example.status, answer
    assert (answer.header("Location") is not None) == example.location
    if not example.shown:
        assert (answer.body, answer.header("Content-Type")) == (b"", None)
        return
    kind = (answer.header("Content-Type") or "").split(";")[0]
    if "/" in example.shown:
        assert kind == example.shown
        assert answer.body
        return
    assert kind == who.format.media_type
    if example.shown == "events":
        assert decode_events(answer.plain, kind).senders
    else:
        assert read(who, answer).rel == example.shown


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
async def test_each_row_then_success(stage: Stage, payload_format: PayloadFormat, example: Example) -> None:
    await stage.set(example.scene, payload_format)
    asking = Asking(stage, example)
    await asking.look()
    rows = rows_of(operation_at(example.method, asking.target.partition("?")[0]))
    assert set(documented_rows(example.rel, example.method)) <= set(rows)
    stage.world.adopt(ROWS)
    before = state_of(stage.world)
    for row in rows:
        answer = await asking.send()
        check_refusal(asking.who, answer, row)
        assert answer.header("X-Sandbox-Fault") == "rows/1"
        assert answer.header(NEVER_CAPTURED[0]) is not None
        assert state_of(stage.world) == before
    answer = await asking.send()
    check_success(asking.who, answer, example)
    assert answer.header("X-Sandbox-Fault") is None
    stage.world.adopt(Scenario())
    changes = (example.method != "GET" and not example.same) or example.rel == "events"
    assert (state_of(stage.world) != before) == changes
