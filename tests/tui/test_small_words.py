"""What 80 columns have to hold: nothing that explains is cut in the middle of a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.desk import SMALL, opened
from tests.tui.test_exchanges import with_exchanges
from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.tui.event_rows import event_row, sender_word
from ucwa_tui.tui.footer_row import footer_rows, keys_row, tab_row
from ucwa_tui.tui.request_view import WHYS
from ucwa_tui.tui.rows import Row, plain, whole_sentences, width_of
from ucwa_tui.tui.screens import overlay
from ucwa_tui.tui.timeline_rows import lane_row
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.command import Place, Situation
from ucwa_tui.workbench.timeline import Lane, Stay, Timeline

ROOM = 78
NO_STORY = Timeline(1, "joinOnlineMeeting", "op", "completed", 0.0, (), (), 0.0)
TABS = ((1, "Request"), (2, "Exchanges"), (3, "Exchange"), (4, "Events"), (5, "Meeting"))


def words_of(row: Row) -> str:
    return plain(row)


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_a_field_is_for_fits_a_line(name: str) -> None:
    found = OPERATIONS[name]
    for text in (f"{found.why} {found.follows}", *(f"{f.name}: {f.why}" for f in found.fields), *WHYS.values()):
        (line,) = whole_sentences(text, ROOM, 1)
        assert not line.endswith("…"), text
        assert width_of(line) <= ROOM


def test_as_many_whole_sentences_as_fit() -> None:
    assert whole_sentences("One. Two. Three.", 9, 1) == ["One. Two."]
    assert whole_sentences("One. Two. Three.", 16, 1) == ["One. Two. Three."]
    assert whole_sentences("One sentence too long.", 14, 1) == ["One sentence …"]


def test_a_long_notice_takes_the_rows_it_needs() -> None:
    notice = "Nothing to compare with: no earlier exchange is like #5. Space in the list marks any other one"
    rows = footer_rows(Situation(), notice, "", ROOM)
    assert " ".join(words_of(row) for row in rows) == notice
    assert len(footer_rows(Situation(), "short", "", ROOM)) == 1


@pytest.mark.parametrize("pane", [Place.EXCHANGE, Place.EVENTS])
def test_while_a_line_is_typed_into_the_footer_names_its_keys(pane: Place) -> None:
    now = Situation(pane, editing=True, signed_in=True, exchange=True, event=True, link=True)
    assert "Enter done  Esc back" in words_of(keys_row(now, ROOM))
    assert "open" not in words_of(keys_row(now, ROOM))


@pytest.mark.parametrize(
    ("pane", "wanted"),
    [(Place.EXCHANGE, ("] link", "y copy", "/ search")), (Place.EVENTS, ("Enter open", "p pause", "/ filter"))],
)
def test_the_footer_tells_the_keys_that_nothing_else_on_the_screen_tells(pane: Place, wanted: tuple[str, ...]) -> None:
    now = Situation(pane, signed_in=True, exchange=True, event=True, link=True, why_no_replay="")
    row = words_of(keys_row(now, ROOM))
    assert all(word in row for word in wanted), row
    assert "^Q quit" in row
    assert width_of(row) <= ROOM


def test_a_tab_says_nothing_where_three_letters_are_all_there_is_room_for() -> None:
    tabs = [(number, name, "joinOnlineMeeting", number == 1) for number, name in TABS]
    row = words_of(tab_row(tabs, 80, editing=True))
    assert "…" not in row
    assert "jo" not in row


def test_the_keys_of_a_box_move_together_before_they_are_cut() -> None:
    keys = [("n N", "difference"), ("=", "all"), ("e", "hide ≈"), ("m", "by meaning"), ("r", "runs"), ("y", "copy")]
    row = words_of(overlay.keys_row([*keys, ("Esc", "back")], 76))
    assert width_of(row) <= 76
    assert row.endswith("Esc back")


@pytest.mark.parametrize(
    ("rel", "width", "said"),
    [
        ("communication", 4, "comm"),
        ("conversation", 4, "conv"),
        ("communication", 14, "communication"),
        ("me", 4, "me"),
    ],
)
def test_senders_have_a_short_form(rel: str, width: int, said: str) -> None:
    assert sender_word(rel, width) == said


@pytest.mark.parametrize(
    ("width", "told"),
    [
        (150, " ░ Idle 1.0 s  ▒ Connecting 3.0 s  ▓ InLobby 4.0 s  ┄ Connected from +8.0 s"),
        (76, " …  ▓ InLobby  ┄ Connected"),
        (50, " …  ┄ Connected"),
    ],
)
def test_the_states_of_a_bar_are_told_whole_or_not_at_all(width: int, told: str) -> None:
    stays = (Stay("Idle", 0, 1), Stay("Connecting", 1, 4), Stay("InLobby", 4, 8), Stay("Connected", 8, None))
    row = words_of(lane_row(Lane("invitation", 0, stays), replace(NO_STORY, end=9.0), width, "▸"))
    assert row.endswith(told.replace("░", "█"))
    assert width_of(row) <= width


@pytest.mark.parametrize(("width", "told"), [(120, True), (80, True), (60, False)])
def test_where_a_resource_was_added_is_told_where_there_is_room(width: int, *, told: bool) -> None:
    link = EventLink("participant", "/people/1", "Dora Diaz")
    added = ReceivedEvent(1, 0.0, 1, "conversation", "/c", Event("added", link, EventLink("attendees", "/a")), 9)
    row = words_of(event_row(added, width, yours=False))
    assert ("participant › attendees" in row) is told
    assert "Dora Diaz" in row
    assert width_of(row) == width


async def test_alt_with_the_capital_that_is_written_on_the_screen() -> None:
    async with opened(SMALL) as desk:
        await desk.press("alt+4")
        desk.send("alt+shift+h", None)
        await desk.settle()
        assert "How we signed in" in desk.text


async def test_comparing_the_marked_one_with_itself_says_so() -> None:
    async with opened(SMALL) as desk:
        await with_exchanges(desk)
        await desk.press("alt+2", "space", "d")
        assert "is the marked one itself" in desk.text
