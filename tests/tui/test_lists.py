"""The lists of the panes: their last row is in sight, also where several panes share the screen."""

from __future__ import annotations

import pytest

from tests.tui.desk import SMALL, WIDE, opened
from tests.workbench.builders import arrived, event, exchange
from ucwa_tui.wire.reports import ExchangeChanged


@pytest.mark.parametrize("size", [SMALL, WIDE, (130, 44), (140, 64)])
async def test_the_newest_row_of_a_list_is_in_sight(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.report(*(ExchangeChanged(exchange(n)) for n in range(1, 80)))
        await desk.report(arrived(*(event(n, "updated", "me", "/me") for n in range(1, 80))))
        for key, pane in (("alt+2", desk.main.exchanges), ("alt+4", desk.main.events)):
            await desk.press(key, "end")
            place = desk.app.screen.find_widget(pane.list)
            assert place.visible_region == place.region
            assert "▸" in desk.text_of(pane.list).split("\n")[-1]
