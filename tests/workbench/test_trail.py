"""Back and forward among exchanges, like a browser's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.workbench.trail import MOST, Trail, TrailPlace, cut_crumbs


def place(n: int | None, name: str = "", **more: int) -> TrailPlace:
    return TrailPlace(name or f"p{n}", n, "pretty", more.get("line", 0), more.get("ticket"))


def test_back_and_forward_with_line_and_depth() -> None:
    trail = Trail()
    trail.go(place(1, "application", line=7), place(2, "communication"))
    trail.go(place(2, line=3), place(3, "join"))
    assert trail.crumbs(3) == ("application", "communication", "join")
    back = trail.step(-1, place(3, line=9))
    assert back is not None
    assert (back.n, back.line, back.name) == (2, 3, "communication")
    first = trail.step(-1, back)
    assert first is not None
    assert (first.n, first.line) == (1, 7)
    assert not trail.can_go(-1, 1)
    assert trail.step(-1, first) is None
    assert trail.can_go(1, 1)
    trail.step(1, first)
    last = trail.step(1, place(2))
    assert last is not None
    assert last.line == 9


def test_what_lay_ahead_is_forgotten_by_another_way() -> None:
    trail = Trail()
    trail.go(place(1), place(2))
    trail.step(-1, place(2))
    trail.go(place(1), place(3))
    assert not trail.can_go(1, 3)
    assert trail.crumbs(3) == ("p1", "p3")


def test_the_exchange_of_a_followed_link_comes_later() -> None:
    trail = Trail()
    trail.go(place(1), place(None, "me", ticket=5))
    assert trail.crumbs(2) == ()
    trail.arrived(8, 4)
    trail.arrived(2, 5)
    assert trail.crumbs(2) == ("p1", "me")


def test_who_strays_by_the_list_comes_back_onto_the_trail() -> None:
    trail = Trail()
    trail.go(place(1), place(2))
    assert trail.crumbs(9) == ()
    assert trail.can_go(-1, 9)
    back = trail.step(-1, place(9))
    assert back is not None
    assert back.n == 2
    trail.go(place(9), place(10))
    assert trail.crumbs(10) == ("p9", "p10")


def test_nothing_to_go_to() -> None:
    trail = Trail()
    assert not trail.can_go(-1, 1)
    assert not trail.can_go(1, None)
    assert trail.step(-1, None) is None


def test_it_is_bounded() -> None:
    trail = Trail()
    for n in range(MOST + 50):
        trail.go(place(n), place(n + 1))
    assert len(trail) == MOST
    assert trail.current is not None
    assert trail.current.n == MOST + 50


def test_crumbs_are_cut_in_the_middle() -> None:
    crumbs = ("application", "communication", "conversation", "lobby")
    assert cut_crumbs(crumbs, 80) == "application › communication › conversation › lobby"
    assert cut_crumbs(crumbs, 40) == "application › … › conversation › lobby"
    assert cut_crumbs(crumbs, 25) == "application › … › lobby"
    assert cut_crumbs(crumbs, 12) == "… › lobby"
    assert cut_crumbs((), 9) == ""


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans())))
def test_any_walk_keeps_a_place(moves: list[tuple[int, int, bool]]) -> None:
    trail = Trail()
    for here, there, goes in moves:
        if goes:
            trail.go(place(here), place(there))
            assert trail.current is not None
            assert trail.current.n == there
        elif trail.can_go(-1 if there % 2 else 1, here):
            assert trail.step(-1 if there % 2 else 1, place(here)) is not None
