"""What a terminal sends: pastes, bytes that are no text, Alt keys one after the other."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from ucwa_tui.tui.pasting import PasteTold
from ucwa_tui.tui.terminal_input import PASTE_END, PASTE_START, PasteGuard, SteadyParser

text = st.text(st.sampled_from("ab \x1b[\r\x12~201"), max_size=12).filter(lambda t: PASTE_END not in t)


def read(*chunks: str) -> list[str]:
    """Keys and pastes that the parser tells, in words."""
    parser = SteadyParser()
    told: list[str] = []
    for chunk in chunks:
        for message in parser.feed(chunk):
            if isinstance(message, events.Key):
                told.append(message.key)
            elif isinstance(message, events.Paste):
                told.append(f"paste {message.text}")
    return told


@given(text, st.lists(st.integers(0, 30), max_size=4))
def test_a_paste_is_one_text_and_no_key(pasted: str, cuts: list[int]) -> None:
    whole = PASTE_START + pasted + PASTE_END + "x"
    places = [0, *sorted(min(c, len(whole)) for c in cuts), len(whole)]
    chunks = [whole[a:b] for a, b in itertools.pairwise(places) if a < b]
    told = read(*chunks)
    assert told[-1] == "x"
    assert all(word.startswith("paste ") for word in told[:-1])
    shown = "".join(word.removeprefix("paste ") for word in told[:-1])
    assert shown == pasted.replace("\x1b", "␛").replace("\x12", "␒")


@given(st.text(st.sampled_from("a\x1b[20~1"), max_size=30), st.integers(0, 30))
def test_outside_a_paste_nothing_changes(typed: str, cut: int) -> None:
    if PASTE_START in typed:
        return
    guard = PasteGuard()
    assert guard.pass_on(typed[:cut]) + guard.pass_on(typed[cut:]) == typed


def tamed(*chunks: str) -> list[str]:
    """What is said about pastes, and the pastes."""
    parser = SteadyParser()
    messages = [message for chunk in chunks for message in parser.feed(chunk)]
    return [m.text for m in messages if isinstance(m, PasteTold | events.Paste)]


def test_what_a_paste_loses_is_said_once() -> None:
    assert tamed(f"{PASTE_START}plain é 👩\u200d👩\n\t{PASTE_END}") == ["plain é 👩\u200d👩\n\t"]
    [pasted, words] = tamed(PASTE_START + "a\x1b", "[31m\x85\u2028" + PASTE_END)
    assert pasted == "a␛[31m\\x85‹U+2028›"
    assert words.startswith("3 control characters pasted")
    assert tamed(f"{PASTE_START}\0{PASTE_END}x")[1].startswith("1 control character pasted")


@pytest.mark.parametrize("chunks", [("\x1bt\x1bc\x1b1",), ("\x1b", "t\x1b", "c", "\x1b1")])
def test_alt_keys_in_a_row(chunks: tuple[str, ...]) -> None:
    assert read(*chunks) == ["alt+t", "alt+c", "alt+1"]


def test_other_sequences_are_read_as_before() -> None:
    assert read("\x1b[A\x1bOP\x1b[15~q") == ["up", "f1", "f5", "q"]
