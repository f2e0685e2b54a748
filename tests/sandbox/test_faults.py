"""Which request meets which rule: facts, counting, order, dice and time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.mean_place import ROOT, mean, raw, rule, taken_apart
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.faults import Facts, Faults
from ucwa_tui.sandbox.strangers import strangers
from ucwa_tui.wire.scenario import Scenario
from ucwa_tui.wire.scenario_toml import read_scenario

APPLICATION = "/ucwa/oauth/v1/applications/10"


def scenario(*rules: str) -> Scenario:
    return read_scenario('about = "x"\n' + "".join(rules), "x")


def errors_met(rules: Scenario, requests: list[Facts]) -> list[int]:
    """For each request the status of the error that it meets; 0 for none."""
    faults = Faults(rules, 1, 100.0)
    met = [faults.meet(facts, 100.0) for facts in requests]
    return [0 if f is None or f.then.error is None else f.then.error.status for f in met]


def labels(rules: Scenario, requests: list[Facts], seed: int | None = 1, moments: list[float] | None = None) -> str:
    """For each request the number of the rule it meets; a dot for none."""
    faults = Faults(rules, seed, 100.0)
    times = moments or [0.0] * len(requests)
    met = [faults.meet(facts, 100.0 + at) for facts, at in zip(requests, times, strict=True)]
    return "".join("." if fault is None else fault.label.rpartition("/")[2] for fault in met)


ME = Facts("GET", f"{APPLICATION}/me", "me", "alice")
EVENTS = Facts("GET", f"{APPLICATION}/events", "events", "alice")
THEN = "twice = true"


@pytest.mark.parametrize(
    ("when", "pattern"),
    [
        ("nth = 3", "..1......"),
        ("nth = [1, 4]", "1..1....."),
        ("every = 3", "..1..1..1"),
        ("first = 2", "11......."),
        ("every = 2, first = 5", ".1.1....."),
        ("probability = 0", "........."),
        ("probability = 1", "111111111"),
        ("", "111111111"),
    ],
)
def test_counting(when: str, pattern: str) -> None:
    assert labels(scenario(rule(THEN, when)), [ME] * 9) == pattern


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ('operation = "me"', True),
        ('operation = ["events", "me"]', True),
        ('operation = "events"', False),
        ('except = "me"', False),
        ('except = "events"', True),
        ('rel = "ME"', True),
        ('rel = "presence"', False),
        ('path = "/UCWA/**/me"', True),
        ('path = "/ucwa/*/me"', False),
        ('method = "get"', True),
        ('method = ["PUT", "POST"]', False),
        ('user = "ALICE"', True),
        ('user = "guest"', False),
        ('format = "json"', True),
        ('format = "xml"', False),
    ],
)
def test_facts(when: str, fits: bool) -> None:
    assert labels(scenario(rule(THEN, when)), [ME]) == ("1" if fits else ".")


def test_the_first_rule_that_applies_decides_and_a_rule_counts_what_comes_to_it() -> None:
    rules = scenario(rule(THEN, "nth = 1"), rule(THEN, "nth = 1"), rule(THEN, 'operation = "me", every = 2'))
    assert labels(rules, [ME] * 7) == "12.3.3."


def test_requests_that_do_not_fit_are_not_counted() -> None:
    rules = scenario(rule(THEN, 'operation = "me", every = 2'))
    assert labels(rules, [ME, EVENTS, EVENTS, ME, EVENTS, ME]) == "...1.."


def test_a_window_of_time_counts_from_the_begin_of_the_scenario() -> None:
    rules = scenario(rule(THEN, "after = 10, until = 20"))
    assert labels(rules, [ME] * 5, moments=[0, 10, 19.9, 20, 30]) == ".11.."


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_same_seed_gives_the_same_faults(seed: int, other: int) -> None:
    rules = scenario(rule("delay = [1, 9]", "probability = 0.5"), rule(THEN, "probability = 0.3"))
    requests = [ME, EVENTS] * 20
    assert labels(rules, requests, seed) == labels(rules, requests, seed)
    delays = [
        [f.delay for r in requests if (f := faults.meet(r, 0)) is not None]
        for faults in (Faults(rules, seed), Faults(rules, seed))
    ]
    assert delays[0] == delays[1]
    if seed != other:
        assert labels(rules, requests, seed) != labels(rules, requests, other)


def test_another_rule_does_not_change_the_dice_of_the_others() -> None:
    lucky = rule(THEN, 'operation = "me", probability = 0.5')
    alone = labels(scenario(lucky), [ME] * 40)
    assert labels(scenario(lucky, rule(THEN, 'operation = "events", probability = 0.5')), [ME] * 40) == alone


def test_a_label_fits_into_a_header() -> None:
    made = Faults(read_scenario('about = "x"\n' + rule(THEN), "日本 ü"), 1).meet(ME, 0)
    assert made is not None
    assert made.label == "?? ?/1"


def test_without_a_seed_the_dice_fall_differently() -> None:
    rules = scenario(rule(THEN, "probability = 0.5"))
    assert len({labels(rules, [ME] * 60, None) for _ in range(4)}) > 1


async def statuses(seed: int) -> list[int]:
    async with mean(rule('page = "proxy"', "probability = 0.4"), seed=seed) as place:
        return [taken_apart(await raw(place))[0] for _ in range(30)]


async def test_the_same_seed_and_the_same_requests_give_the_same_bytes_of_status() -> None:
    first = await statuses(3)
    assert first == await statuses(3)
    assert first != await statuses(4)
    assert set(first) == {200, 502}


async def test_users_guests_and_formats_are_told_apart() -> None:
    rules = rule('error = "Gone"', 'rel = "me", user = "alice", format = "xml"')
    rules += rule('error = "Forbidden"', 'rel = "me", user = "guest"')
    async with mean(rules) as place:
        alice, xml = await place.alice(), await place.alice(PayloadFormat.XML)
        bob = await place.visitor(PayloadFormat.XML).sign_in("bob")
        guest = place.visitor()
        await guest.sign_in(meeting="sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:STAND1UP")
        said = [(await v.request("GET", f"{v.path}/me")).status for v in (alice, xml, bob, guest)]
        assert said[:3] == [200, 410, 200]
        assert said[3] == 403


async def test_what_only_a_sandbox_has_is_left_alone() -> None:
    async with mean(rule('page = "proxy"')) as place:
        assert taken_apart(await raw(place, "/sandbox/meetings"))[0] == 200
        assert taken_apart(await raw(place, ROOT))[0] == 502


JOIN = Facts("POST", f"{APPLICATION}/communication/onlineMeetingInvitations", "onlineMeetingInvitations", "alice")
TURN = [404, 403, 500, 409, 409, 409, 410, 0]
"""The rows of a join, and then it is carried out."""


def test_rows_come_in_turn_for_each_operation_by_itself() -> None:
    rules = scenario(rule('rows = "in-turn"'))
    assert errors_met(rules, [JOIN] * 17) == [*TURN, *TURN, 404]
    both = errors_met(rules, [facts for _ in range(8) for facts in (JOIN, ME)])
    assert both[::2] == TURN
    assert both[1::2] == [500, 409, 409, 409, 410, 0, 500, 409]


def test_rows_are_counted_as_others_are_and_what_has_none_goes_on() -> None:
    elsewhere = Facts("GET", "/meet/alice/STAND1UP")
    rules = scenario(rule('rows = "in-turn"', "first = 2"), rule(THEN))
    assert labels(rules, [elsewhere, JOIN, elsewhere, JOIN, JOIN]) == "21212"
    turn = scenario(rule('rows = "in-turn"'), rule('error = "Gone"'))
    assert errors_met(turn, [ME] * 6)[5] == 410  # its turn to be carried out: the next rule has it


def test_any_row_is_drawn() -> None:
    drawn = errors_met(scenario(rule('rows = "any"')), [JOIN] * 100)
    assert set(drawn) == set(TURN) - {0}
    assert drawn == errors_met(scenario(rule('rows = "any"')), [JOIN] * 100)


def test_rules_for_strangers_are_told() -> None:
    users = ("Alice", "guest", "zoe", "bob@sandbox.example")
    told = strangers(scenario(*(rule(THEN, f'user = "{user}"') for user in users)), Cast())
    assert [line.partition(", and nobody")[0] for line in told] == [
        "warning: rule 3 of the scenario x is for the user zoe",
        "warning: rule 4 of the scenario x is for the user bob@sandbox.example",
    ]
