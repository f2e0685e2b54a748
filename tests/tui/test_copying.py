"""The copy menu, its letters, and the keys that need no menu."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.tui.desk import SIZES, Desk, opened
from tests.tui.test_exchanges import me, with_exchanges
from tests.workbench.builders import HOST, exchange
from ucwa_tui.tui import compat
from ucwa_tui.tui.screens.copy import CopyScreen
from ucwa_tui.wire.export import FORMS
from ucwa_tui.wire.import_ import read_capture
from ucwa_tui.wire.reports import ExchangeChanged


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The control sequences that were written to a terminal of which nothing is known."""
    written: list[str] = []
    monkeypatch.setattr(compat, "write_to_terminal", lambda app, sequence: written.append(sequence))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("TMUX", "STY", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    return written


def pasted(sequence: str) -> str:
    """What a terminal would have on its clipboard after an OSC 52."""
    assert sequence.startswith("\x1b]52;c;")
    return base64.b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()


@pytest.mark.parametrize(("size", "pane"), list(zip(SIZES, ["alt+2", "alt+3"], strict=True)))
async def test_the_menu_has_a_letter_and_a_size_for_each_form(
    terminal: list[str], size: tuple[int, int], pane: str
) -> None:
    async with opened(size) as desk:
        await with_exchanges(desk)
        await desk.press(pane, "y")
        for form in FORMS:
            text = form.make(me(3))
            told = f"{len(text.encode()):,} bytes" if text else "nothing there"
            assert f"{form.key} {form.title} {told}" in desk.box
        assert "secrets stay masked" in desk.text
        await desk.press("escape")
        assert not isinstance(desk.app.screen, CopyScreen)
        assert terminal == []


async def test_a_letter_copies_its_form_and_says_so(terminal: list[str]) -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+3")
        for form in FORMS:
            terminal.clear()
            text = form.make(me(3))
            await desk.press("y", form.key)
            if not text:
                assert terminal == []
                assert "this exchange has none" in desk.box
                await desk.press("escape")
                continue
            assert [pasted(sequence) for sequence in terminal] == [text]
            assert f"#3 {form.title} copied: {len(text.encode()):,} bytes by OSC 52" in desk.footer


async def test_the_last_choice_is_marked_and_repeated(terminal: list[str]) -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+2", "y", "u", "Y")
        assert [pasted(s) for s in terminal] == [f"{HOST}/ucwa/me"] * 2
        await desk.press("up", "up", "Y")
        assert pasted(terminal[-1]) == f"{HOST}/root"
        await desk.press("y", "y")  # the marked one is the last one
        assert pasted(terminal[-1]) == f"{HOST}/root"
        await desk.press("y", "j", "enter")
        assert "curl" in pasted(terminal[-1])


async def test_curl_needs_no_menu(terminal: list[str]) -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+3", "c")
        text = pasted(terminal[0])
        assert f"{HOST}/ucwa/me" in text
        assert '"$UCWA_TUI_TOKEN"' in text


async def test_a_copied_har_entry_opens_again_as_it_is(terminal: list[str]) -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+3", "y", "n")
        read = read_capture(pasted(terminal[0]).encode(), "pasted")
        assert (read.problems, list(read.exchanges)) == ((), [me(3)])


async def test_selected_lines_come_first(terminal: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+3")
        monkeypatch.setattr(desk.main.exchange.reader, "selected_text", lambda: "two\nlines", raising=False)
        await desk.press("y")
        assert "▸ s selected lines 9 bytes" in desk.box
        await desk.press("enter")
        assert pasted(terminal[0]) == "two\nlines"


async def large(desk: Desk) -> None:
    body = b'{"a":"' + b"x" * 200_000 + b'"}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    await desk.report(
        ExchangeChanged(exchange(4, url=f"{HOST}/big", request=b"GET /big HTTP/1.1\r\n\r\n", response=answer))
    )


async def test_what_is_too_large_for_a_terminal_goes_to_a_file(terminal: list[str], tmp_path: Path) -> None:
    async with opened() as desk:
        await large(desk)
        await desk.press("alt+2", "y", "b")
        await desk.until(lambda: "too many" in desk.footer)
        assert "nothing sent yet" in desk.outcome
        assert terminal == []
        file = tmp_path / "ucwa-tui" / "copies" / "4-answer-body.txt"
        assert file.stat().st_size == 200_009
        assert "200,009 bytes are too many for a terminal; written to" in " ".join(desk.footer.split())
        assert "4-answer-body.txt" in "".join(desk.footer.split())


async def test_the_sizes_of_a_large_one_come_while_the_menu_is_open(terminal: list[str]) -> None:
    async with opened() as desk:
        await large(desk)
        await desk.press("alt+2", "y")
        await desk.until(lambda: "200,009 bytes" in desk.box and "HAR entry …" not in desk.box)
        assert "…" not in desk.box


async def test_nothing_to_copy_is_told(terminal: list[str]) -> None:
    async with opened() as desk:
        await desk.press("alt+3", "y")
        assert "no exchange is selected" in desk.footer
        assert terminal == []
