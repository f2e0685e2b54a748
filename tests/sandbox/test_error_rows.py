"""Every operation that is served: everything that is wrong with a request, each documented error row, and success.

In both formats, over real sockets; nothing that is refused changes the world. The rows come from one rule of a
scenario, which gives each operation those of its own table in turn. What the world refuses because of how it stands is
in `test_natural_refusals`.
"""

from __future__ import annotations

import pytest

from tests.sandbox.asking import Asking
from tests.sandbox.crowd import FORMATS, read
from tests.sandbox.operation_examples import EXAMPLES, Example
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.refusal_checks import check_refusal
from tests.sandbox.scenes import set_scene
from tests.sandbox.stage import Stage, stage
from tests.sandbox.world_state import state_of
from ucwa_tui.protocol.event_codec import decode_events
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.answer import NEVER_CAPTURED
from ucwa_tui.sandbox.error_rows import documented_rows
from ucwa_tui.sandbox.served_operations import error_of, operations_of, rows_at
from ucwa_tui.wire.scenario import Scenario
from ucwa_tui.wire.scenario_toml import read_scenario

__all__ = ["stage"]
pytestmark = pytest.mark.asyncio(loop_scope="module")
ROWS = read_scenario('about = "each row"\n[[rule]]\nthen = { rows = "in-turn" }', "rows")


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
async def test_each_row_then_success(stage: Stage, payload_format: PayloadFormat, example: Example) -> None:
    await set_scene(stage, example.scene, payload_format)
    asking = Asking(stage, example)
    await asking.look()
    before = state_of(stage.world)
    place, rows = rows_at(example.method, asking.path)
    assert example.rel in operations_of(place)
    assert set(documented_rows(example.rel, example.method)) <= set(rows)
    stage.world.adopt(ROWS)
    for row in rows:
        answer = await asking.send()
        check_refusal(asking.who, answer, row, error_of(row).message or "")
        assert answer.header("X-Sandbox-Fault") == "rows/1"
        assert answer.header(NEVER_CAPTURED[0]) is not None
        assert state_of(stage.world) == before
    answer = await asking.send()
    _check_success(asking, answer)
    assert answer.header("X-Sandbox-Fault") is None
    stage.world.adopt(Scenario())
    changes = (example.method != "GET" and not example.same) or example.rel == "events"
    assert (state_of(stage.world) != before) == changes


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize("example", list({e.place: e for e in EXAMPLES}.values()), ids=str)
async def test_what_any_operation_refuses(stage: Stage, payload_format: PayloadFormat, example: Example) -> None:
    await set_scene(stage, example.scene, payload_format)
    asking = Asking(stage, example)
    await asking.look()
    before = state_of(stage.world)
    async for row, answer in asking.wrong_ones():
        check_refusal(asking.who, answer, row)
        assert (example.method in (answer.header("Allow") or "")) == (answer.status == 405)
        assert state_of(stage.world) == before, row
    if asking.route.formats:
        assert (await asking.send(Accept="image/webp")).status == 406
        assert state_of(stage.world) == before
    async for answer in asking.unheard():
        assert answer.status == 401
        assert "MsRtcOAuth" in (answer.header("WWW-Authenticate") or "")
        assert (answer.header("Content-Type") or "").startswith("text/html")
        assert state_of(stage.world) == before


def _check_success(asking: Asking, answer: RawAnswer) -> None:
    """Status, media type, what comes back, and where the new thing is."""
    example, who = asking.example, asking.who
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
