"""Computes that nothing is left out: each address that is served is an operation with rows, each has an example.

`test_error_rows` does with every example what has to be done; so a newly served operation, or a new row, that nobody
tests fails here.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.sandbox.crowd import FORMATS
from tests.sandbox.operation_examples import EXAMPLES
from tests.sandbox.test_error_rows import ROWS
from ucwa_tui.protocol.operations import OPERATIONS, Operation
from ucwa_tui.sandbox.error_rows import OF_METHOD, OWN, documented_rows
from ucwa_tui.sandbox.router import Router
from ucwa_tui.sandbox.routes import ROUTES
from ucwa_tui.sandbox.served_operations import NO_OPERATIONS, error_of, operations_of, rows_of
from ucwa_tui.wire.scenario_places import PLACES, operation_at
from ucwa_tui.wire.scenario_toml import read_scenario

SERVED = {(PLACES[place][0], rel) for place in PLACES for rel in operations_of(place)}
"""Every operation of the reference that is served, by method and rel."""
OF_THE_SANDBOX = {"/sandbox/meetings", "/sandbox/meetings/{number}", "/sandbox/observed"}
UNDOCUMENTED = {
    ("POST", "/Autodiscover/AutodiscoverService.svc/root/oauth/user"),  # some clients do
    ("POST", "/messaging/messages/{message}"),  # a bot that ran for years does
}
"""Served, and on no page of the reference."""


def _served_addresses() -> set[tuple[str, str]]:
    """Method and pattern of everything that is served and could have a table of errors."""
    found = {(method, route.pattern) for route in ROUTES for method in route.methods if method != "OPTIONS"}
    left_out = {(m, p) for m, p in found for um, up in UNDOCUMENTED if m == um and p.endswith(up)}
    assert len(left_out) == len(UNDOCUMENTED)
    return {(m, p) for m, p in found - left_out if p not in OF_THE_SANDBOX}


def _addresses_with_a_name() -> set[tuple[str, str]]:
    """Method and pattern of everything that `PLACES` has a name for."""
    router, found = Router(ROUTES), set()
    for method, patterns in PLACES.values():
        for pattern in patterns:
            route = router.find(tuple(s for s in pattern.replace("*", "x").split("/") if s))
            assert route is not None, pattern
            found.add((method, route[0].pattern))
    return found


def test_everything_that_is_served_has_a_name_that_scenarios_know() -> None:
    assert _served_addresses() == _addresses_with_a_name()


def test_every_verb_under_a_variable_has_a_name() -> None:
    """Where one route serves several operations, a name for one of them is not enough."""
    from ucwa_tui.sandbox.call_forwarding import _SETTINGS
    from ucwa_tui.sandbox.contacts import CONTACT_LINKS

    base = "/ucwa/oauth/v1/applications/1"
    for setting in _SETTINGS:
        path = f"{base}/me/callForwardingSettings/{setting.rel}"
        assert operation_at("GET", path) == setting.rel
        assert [operation_at("POST", f"{path}/{verb}") for verb in setting.verbs] == list(setting.verbs)
    for rel, segment in CONTACT_LINKS.items():
        assert operation_at("GET", f"{base}/people/a@b/{segment}") == rel


def test_every_operation_has_its_example() -> None:
    assert Counter(e.key for e in EXAMPLES) == Counter(SERVED)


def test_every_row_can_be_had_by_its_name() -> None:
    """`error = "Code/Subcode"` in a scenario gives the row as it is documented, status and all."""
    every = {row for place in PLACES for row in rows_of(place)}
    assert len(every) > 20
    for row in sorted(every):
        rule = f'about = "x"\n[[rule]]\nthen = {{ error = "{row.partition(" ")[2]}" }}'
        assert read_scenario(rule, "x").rules[0].then.error == error_of(row)


@pytest.mark.parametrize("row", ["", "Conflict", "x Conflict/AlreadyExists", "409 Conflct", "409 Conflict/Unheard"])
def test_a_row_that_is_none(row: str) -> None:
    with pytest.raises(ValueError, match=r"invalid literal|is no row of the documented tables"):
        error_of(row)


def test_rows_belong_to_what_is_served() -> None:
    assert {(method, rel) for rel, method in OWN} <= SERVED
    assert {method for method, _ in SERVED} == set(OF_METHOD)
    assert set(PLACES) >= NO_OPERATIONS
    assert all(rows_of(place) for place in PLACES if place not in NO_OPERATIONS)
    assert not any(rows_of(place) for place in NO_OPERATIONS)


@pytest.mark.parametrize("operation", [o for o in OPERATIONS.values() if o.rel], ids=lambda o: o.name)
def test_the_catalogue_tells_the_same_rows(operation: Operation) -> None:
    """What the program explains about an operation and what the sandbox can answer is the same table."""
    told = {f"{a.status} {a.code}" + (f"/{a.subcode}" if a.subcode else "") for a in operation.answers}
    assert told == set(documented_rows(operation.rel, operation.method))
    assert next(e.status for e in EXAMPLES if e.key == (operation.method, operation.rel)) in operation.success


def test_how_much_there_is() -> None:
    """The figures, which a change has to mean."""
    rows = sum(len(documented_rows(rel, method)) for method, rel in SERVED)
    assert ROWS.rules[0].then.rows == "in-turn"
    assert (len(SERVED), rows, len(FORMATS)) == (188, 1009, 2)
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert f"It serves {len(SERVED)} operations of the reference" in readme
