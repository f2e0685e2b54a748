"""What only shows where two parts of the sandbox meet: scenarios and the routes, batches, watchers, another domain."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.mean_place import ROOT, mean, raw, rule, taken_apart
from tests.sandbox.test_batch import answers, joined, part, post
from tests.sandbox.test_calling import available, ended, start
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.late_handlers import LateHandler
from ucwa_tui.sandbox.router import Router
from ucwa_tui.sandbox.routes import ROUTES
from ucwa_tui.wire.observed import Observation
from ucwa_tui.wire.scenario_places import PLACES


@pytest.mark.parametrize("name", PLACES)
def test_what_a_scenario_can_name_is_served(name: str) -> None:
    method, patterns = PLACES[name]
    for pattern in patterns:
        found = Router(ROUTES).find(tuple(s for s in pattern.replace("*", "x").split("/") if s))
        assert found is not None, pattern
        assert method in found[0].methods, pattern


def test_handlers_that_are_loaded_when_they_are_asked_for_are_there() -> None:
    late = {h for route in ROUTES for h in route.methods.values() if isinstance(h, LateHandler)}
    assert len(late) > 80
    assert {h for h in late if not callable(h.function())} == set()


async def test_a_rule_meets_a_part_of_a_batch(payload_format: PayloadFormat) -> None:
    async with mean(rule('error = "ServiceUnavailable"', 'operation = "people"')) as place:
        alice = await place.alice(payload_format)
        accept = f"Accept: {payload_format.media_type}"
        told = answers(await post(alice, joined(*(part(alice, f"GET {{app}}/{p}", accept) for p in ("me", "people")))))
        assert [status for status, _, _ in told] == [200, 503]


async def test_orders_to_the_sandbox_are_none_in_a_batch(place: Place) -> None:
    alice = await place.alice()
    orders = part(alice, "GET /sandbox/scenario", "X-Sandbox-Control: 1", "Accept: application/json")
    assert [status for status, _, _ in answers(await post(alice, joined(orders)))] == [404]


@pytest.mark.parametrize(
    ("then", "whole"),
    [("twice = true", True), ('chunks = "tokens"', True), ('payload = "truncated"', True), ('lost = "middle"', False)],
)
async def test_a_watcher_sees_the_bytes_of_a_mean_answer(then: str, whole: bool) -> None:
    async with mean(rule(then, 'operation = "root"')) as place:
        seen: list[Observation] = []
        place.sandbox.observer.watch(lambda batch, lost: seen.extend(o for o in batch if o.has_ended))
        received = await raw(place, ROOT, Accept="application/json")
        await place.eventually(lambda: bool(seen))
        assert seen[0].exchange.response.data == received
        assert (seen[0].exchange.error is None) is whole


async def test_the_directory_is_at_the_sandboxs_domain(payload_format: PayloadFormat) -> None:
    async with mean("", cast=Cast().at_domain("lab.test")) as place:
        alice = await available(place, "alice@lab.test", payload_format)
        people = [entry.person for entry in place.sandbox.world.book.entries]
        assert not [p.uri for p in people if p.uri.endswith("sandbox.example")]
        me = await alice.get(f"{alice.path}/me")
        assert (me.text("uri"), me.text("title"), me.text("department")) == (
            "sip:alice@lab.test",
            "Product manager",
            "Product",
        )
        groups = await alice.get(f"{alice.path}/people/groups")
        assert [g.text("uri") for g in groups.embeds("distributionGroup")] == ["sip:all-engineering@lab.test"]
        found = await alice.get(f"{alice.path}/people/search?query=greta")
        assert [c.text("uri") for c in found.embeds("contact")] == ["sip:greta@lab.test"]
        assert (await alice.get(f"{alice.path}/me/phones/work")).text("number") == "tel:+493055500101"
        for path in ("policies", "onlineMeetings/phoneDialInInformation", "onlineMeetings/customInvitation"):
            assert "sandbox.example" not in str(await alice.get(f"{alice.path}/{path}"))
        assert (await start(alice, "sip:dora@lab.test")).status == 201
        assert (await ended(alice)).status == "Success"


async def test_a_scenario_answers_a_head_too() -> None:
    async with mean(rule('page = "proxy"', 'path = "/xframe"')) as place:
        status, headers, body = taken_apart(await raw(place, "/xframe", "HEAD"))
        assert (status, body) == (502, b"")
        assert headers["content-type"].startswith("text/html")
