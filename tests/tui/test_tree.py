"""The tree of resources over the screen, at both sizes."""

from __future__ import annotations

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.workbench.builders import APP, APP_URL, HOST, INVITES, resource
from tests.workbench.talk import links, talk
from ucwa_tui.tui.screens.tree import TreeScreen
from ucwa_tui.wire.reports import ExchangeChanged, RequestFinished


async def grown(desk: Desk) -> TreeScreen:
    """The tree is open; exchange 3 told of a conversation."""
    held = {"rel": "conversation", "subject": "Stand-up", "etag": "9", "_links": links(self=f"{APP}/communication/c/5")}
    made = talk(3, "GET", f"{APP_URL}/communication/c/5", answer=held, ticket=70, elapsed=0.5)
    await desk.report(ExchangeChanged(made), RequestFinished(70, made, resource=resource(held)))
    await desk.press("alt+2", "T")
    return tree_of(desk)


def tree_of(desk: Desk) -> TreeScreen:
    """The tree that is open."""
    screen = desk.app.screen
    assert isinstance(screen, TreeScreen)
    return screen


async def go_to(desk: Desk, screen: TreeScreen, rel: str) -> None:
    """Move the cursor to a row."""
    await desk.press("g")
    for _ in range(60):
        chosen = screen.list.chosen
        if chosen is not None and chosen.rel == rel:
            return
        await desk.press("j")
    raise AssertionError(f"no row {rel}:\n{desk.text}")


@pytest.mark.parametrize("size", SIZES)
async def test_resources_links_and_what_is_absent(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        screen = await grown(desk)
        assert "Tree of resources (4)" in desk.text
        assert "▾ me “Dana”" in desk.text
        assert "→ events" in desk.text
        assert "· makeMeAvailable  waits:" in desk.text
        await go_to(desk, screen, "conversation")
        assert "#3" in next(text for text in desk.lines if "conversation “Stand-up”" in text)
        assert "etag 9" in desk.box
        await go_to(desk, screen, "makeMeAvailable")
        assert "makeMeAvailable is not offered now." in desk.box
        await desk.press("enter")
        assert desk.app.screen is screen


@pytest.mark.parametrize("size", SIZES)
async def test_folding_and_filtering(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        screen = await grown(desk)
        whole = screen.list.row_count()
        await desk.press("left")
        assert screen.list.row_count() == 1
        await desk.press("right")
        assert screen.list.row_count() == whole
        await desk.press("j", "left")
        assert screen.list.cursor == 0
        await desk.press("/", "s", "t", "a", "n", "d", "x", "backspace")
        assert "filter: stand" in desk.text
        assert screen.list.chosen is not None
        assert screen.list.chosen.rel == "conversation"
        await desk.press("enter", "escape")
        assert screen.list.row_count() == whole
        assert desk.app.screen is screen
        await desk.press("escape")
        assert not isinstance(desk.app.screen, TreeScreen)


async def test_letters_that_are_keys_go_into_the_filter_while_it_is_typed() -> None:
    async with opened() as desk:
        screen = await grown(desk)
        await desk.press("/", "x", "z", "j", "g")
        assert screen.words == "xzjg"
        assert desk.app.screen is screen
        assert "Nothing holds these words" in desk.box


async def test_unfolding_all_and_folding_all() -> None:
    async with opened() as desk:
        screen = await grown(desk)
        await desk.press("z")
        assert screen.list.resources.unfolded == set(dict(desk.app.controller.session.resources.items()))
        await desk.press("z")
        assert screen.list.row_count() == 1


@pytest.mark.parametrize("size", SIZES)
async def test_enter_reads_a_resource_and_fills_in_the_form_for_an_operation(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        screen = await grown(desk)
        await go_to(desk, screen, "me")
        await desk.press("enter")
        assert desk.app.screen is desk.main
        assert [(plan.method, plan.href) for plan in desk.client.plans] == [("GET", f"{APP_URL}/me")]
        await desk.press("alt+2", "T")
        await go_to(desk, tree_of(desk), "startOnlineMeeting")
        await desk.press("enter")
        assert desk.app.controller.draft.operation == "startOnlineMeeting"
        assert (desk.app.controller.target_href() or "").startswith(HOST + INVITES)
        assert len(desk.client.plans) == 1


async def test_x_goes_to_the_exchange_that_told_of_it() -> None:
    async with opened(WIDE) as desk:
        screen = await grown(desk)
        await go_to(desk, screen, "conversation")
        await desk.press("x")
        assert desk.app.screen is desk.main
        assert desk.main.pane is desk.main.exchange
        assert desk.main.exchange.exchange is not None
        assert desk.main.exchange.exchange.n == 3


async def test_before_sign_in_it_says_what_will_come() -> None:
    async with opened(SMALL, reports=()) as desk:
        await desk.press("alt+2", "T")
        assert "No resources yet" in desk.box
        await desk.press("enter", "x", "left", "escape")
        assert desk.app.screen is desk.main


async def test_hostile_titles_and_rels_are_made_safe() -> None:
    async with opened(WIDE) as desk:
        held = {"rel": "evil\x1b[2J", "subject": "\x9b31m\x07", "_links": links(self="/x\x1b", other="/y\x07")}
        made = talk(3, "GET", f"{APP_URL}/x", answer=held, ticket=71)
        await desk.report(ExchangeChanged(made), RequestFinished(71, made, resource=resource(held)))
        await desk.press("alt+2", "T", "z", "G")
        for key in ("k", "k", "k"):
            await desk.press(key)
            assert not {"\x1b", "\x07", "\x9b"} & set(desk.text)
