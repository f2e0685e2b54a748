"""Filters by name: shipped and own, combined, kept in a private file, and no trouble with it ends anything."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.workbench.builders import conversation_event, event, invitation_event
from tests.workbench.test_event_filter import MESSAGE, PRESENCE, Unrelated
from ucwa_tui.protocol.events import EventLink
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_filter import parse_filter
from ucwa_tui.workbench.event_words import conversation_of
from ucwa_tui.workbench.saved_filters import SHIPPED, SavedFilters

SAVED = {
    "hello": "text:hello",
    "both": "@hello type:updated",
    "a": "@b",
    "b": "@a",
    "empty": "  ",
    "people": "rel:participant,contact,presence",
}


def passes(text: str, told: ReceivedEvent) -> bool:
    """Whether an event passes a filter."""
    return parse_filter(text, SAVED).matches(told, Unrelated())


@pytest.mark.parametrize(
    ("text", "presence", "message"),
    [
        ("@hello", True, False),
        ("-@hello", False, True),
        ("@HELLO type:updated", True, False),
        ("@both", True, False),
        ("-@both -@people", False, True),
        ("-@both type:updated", False, False),
        ("@nothing", True, True),
        ("@empty", True, True),
        ("@", False, False),
        ("@a", True, True),
        ("failed", False, True),
        ("-failed", True, False),
        ("status:denied", False, True),
        ("under:conversation", False, True),
    ],
)
def test_saved_filters_combine_with_other_words(text: str, presence: bool, message: bool) -> None:
    assert passes(text, PRESENCE) is presence
    assert passes(text, MESSAGE) is message


def test_what_is_wrong_with_a_name_is_said() -> None:
    assert "no filter of that name" in parse_filter("@nothing", SAVED).doubts[0]
    assert "name each other" in parse_filter("@a", SAVED).doubts[0]
    assert not parse_filter("@both", SAVED).doubts


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (text, _) in SHIPPED.items()])
def test_every_shipped_filter_is_understood(name: str, text: str) -> None:
    chosen = parse_filter(f"@{name}", SavedFilters().texts)
    assert chosen.words == parse_filter(text).words != ()
    assert not chosen.doubts


def test_own_filters_survive_in_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "state" / "filters.json"
    filters = SavedFilters(path)
    assert filters.save("@Lobby", " rel:participant state:lobby ") == ""
    assert filters.save("old", "type:added") == ""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = SavedFilters(path)
    assert again.own == {"Lobby": "rel:participant state:lobby", "old": "type:added"}
    assert again.texts["lobby"] == "rel:participant state:lobby"
    assert again.save("LOBBY", "state:inlobby") == ""
    assert again.delete("old") == ""
    assert SavedFilters(path).own == {"LOBBY": "state:inlobby"}
    assert not again.warning


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("", "a", "needs a name"),
        ("two words", "a", "no blanks"),
        ("Yours", "a", "comes with the program"),
        ("x" * 31, "a", "30 characters"),
        ("x", " ", "no filter to be saved"),
        ("x\x1b", "a", "letters"),
    ],
)
def test_what_cannot_be_saved_says_why(name: str, text: str, why: str) -> None:
    filters = SavedFilters()
    assert why in filters.save(name, text)
    assert filters.own == {}


def test_shipped_ones_stay() -> None:
    assert "stays" in SavedFilters().delete("yours")
    assert "no @gone" in SavedFilters().delete("gone")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"filters": [1]}', '{"filters": null}', "\x00"])
def test_a_file_that_cannot_be_understood_is_put_aside(tmp_path: Path, text: str) -> None:
    path = tmp_path / "filters.json"
    path.write_text(text)
    filters = SavedFilters(path)
    assert "could not be understood" in filters.warning
    assert (tmp_path / "filters.json.broken").read_text() == text
    assert filters.save("x", "a") == ""


def test_odd_entries_are_left_out_and_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "filters.json"
    path.write_text(json.dumps({"filters": {"good": "a", "bad name": "b", "yours": "c", "number": 5}}))
    assert SavedFilters(path).own == {"good": "a"}
    (tmp_path / "file").write_text("")
    filters = SavedFilters(tmp_path / "file" / "filters.json")
    assert "cannot be written" in filters.save("x", "a")
    assert filters.texts["x"] == "a"


def test_the_conversation_of_an_event() -> None:
    told = conversation_event(1, "added", "Connecting")
    assert conversation_of(told) == told.event.link.href
    inside = event(2, "added", "participant", "/p", in_=EventLink("conversation", "/c/5"))
    assert conversation_of(inside) == "/c/5"
    assert conversation_of(event(3, "added", "message", "/m", sender="conversation")) is not None
    assert conversation_of(invitation_event(4, "started")) is not None
    assert conversation_of(PRESENCE) is None


def test_five_is_not_fifty_five() -> None:
    inside = event(1, "added", "participant", "/c/55/p", in_=EventLink("conversation", "/c/55"))
    assert parse_filter("under:/c/55/").matches(inside, Unrelated())
    assert not parse_filter("under:/c/5/").matches(inside, Unrelated())
