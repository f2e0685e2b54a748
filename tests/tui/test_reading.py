"""How an exchange is read: cursor, folding, search, wrap, numbers, going to a line, selecting lines."""

from __future__ import annotations

import json

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.tui.test_exchanges import me
from tests.tui.test_large_bodies import BODY, laid_out, large, with_large
from tests.tui.test_painting import painted
from tests.workbench.builders import exchange
from ucwa_tui.tui.widgets.searching_reader import SearchingReader
from ucwa_tui.wire.reports import ExchangeChanged
from ucwa_tui.workbench.command import Place

BLOCKS = json.dumps({"one": {"a": 1, "b": [1, 2, 3]}, "two": 2, "three": {"needle": "x"}}).encode()


async def with_body(desk: Desk, body: bytes = BLOCKS, content_type: str = "application/json") -> SearchingReader:
    """Show a body, with the reader focused."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    await desk.report(ExchangeChanged(exchange(3, response=head + body)))
    await desk.press("alt+3")
    return desk.main.exchange.reader


def line_with(reader: SearchingReader, text: str) -> int:
    """The first line with a text."""
    return next(y for y in range(len(reader.lines)) if text in reader.lines.text(y))


def shown(desk: Desk) -> list[str]:
    """What the reader shows, row by row."""
    return desk.text_of(desk.main.exchange.reader).split("\n")


# Cursor


@pytest.mark.parametrize("size", SIZES)
async def test_the_cursor_moves_and_the_view_only_when_it_must(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_large(desk, large())
        reader = desk.main.exchange.reader
        assert reader.cursor == 0
        assert shown(desk)[0].startswith("▸")
        await desk.press("j", "down", "k")
        assert (reader.cursor, reader.scroll_offset.y) == (1, 0)
        assert [row[:1] for row in shown(desk)][:3] == [" ", "▸", " "]
        await desk.press(*["j"] * (reader.size.height - 2))
        assert reader.scroll_offset.y == 0
        await desk.press("j")
        assert reader.scroll_offset.y == 1
        assert shown(desk)[-1].startswith("▸")
        await desk.press("pagedown")
        assert reader.scroll_offset.y == 1 + reader.page_rows
        assert reader.cursor == reader.size.height + reader.page_rows
        await desk.press("G")
        assert reader.cursor == len(reader.lines) - 1
        await desk.press("g")
        assert (reader.cursor, reader.scroll_offset.y) == (0, 0)
        await desk.press("space", "ctrl+u", "up")
        assert (reader.cursor, reader.scroll_offset.y) == (0, 0)


async def test_moving_repaints_two_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(SMALL) as desk:
        await with_large(desk, large())
        await desk.press("j")
        for key in ("j", "k", "down"):
            with painted(desk, monkeypatch) as found:
                await desk.press(key)
            assert found.whole == 0
            assert 0 < sum(found.bytes) < 1200, found.bytes
        with painted(desk, monkeypatch) as found:
            await desk.press("pagedown")
        assert 0 < sum(found.bytes) < 6000, found.bytes


async def test_the_cursor_goes_with_a_view_that_is_scrolled_otherwise() -> None:
    async with opened() as desk:
        await with_large(desk, large())
        reader = desk.main.exchange.reader
        reader.scroll_to(None, 100, animate=False)
        await desk.settle()
        assert reader.cursor == 100
        await desk.press("j")
        assert reader.scroll_offset.y == 100


async def test_the_cursor_stays_on_its_line_in_another_width() -> None:
    async with opened(WIDE) as desk:
        reader = await with_body(desk, b"word " * 2000 + b"\nsecond\n", "text/plain")
        await desk.press("G", "k", "k", "k")
        line = reader.cursor
        await desk.resize(SMALL)
        assert reader.cursor == line


async def test_a_long_line_is_read_row_by_row() -> None:
    async with opened() as desk:
        reader = await with_body(desk, b"x" * 3000, "text/plain")
        reader.move_to(line_with(reader, "xxx"))
        line, row = reader.cursor, reader.cursor_row
        await desk.press("j", "j")
        assert (reader.cursor, reader.cursor_row) == (line, row + 2)


# Folding


@pytest.mark.parametrize("size", SIZES)
async def test_folding_the_block_at_the_cursor(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        reader = await with_body(desk)
        before = [reader.row(y) for y in range(reader.row_count())]
        reader.move_to(line_with(reader, '"a": 1'))
        await desk.press("z")
        assert '  "one": { … 6 lines },' in desk.text
        assert '"b"' not in desk.text
        assert reader.lines.text(reader.cursor) == '  "one": {'
        await desk.press("j")
        assert reader.lines.text(reader.cursor) == '  "two": 2,'
        await desk.press("k", "z")
        assert [reader.row(y) for y in range(reader.row_count())] == before
        reader.move_to(0)
        await desk.press("z")
        await desk.until(lambda: "nothing to fold" in desk.footer)
        await desk.press("w", "z")
        assert "p shows it so" in desk.footer


async def test_folding_all_and_back() -> None:
    async with opened() as desk:
        reader = await with_body(desk)
        rows = reader.row_count()
        await desk.press("Z")
        assert '"one": { … 6 lines },' in desk.text
        assert '"three": { … 1 line }' in desk.text
        await desk.press("Z")
        assert reader.row_count() == rows
        assert not reader.folds
        assert "Everything is unfolded" in desk.footer


async def test_folding_all_from_a_long_head_goes_to_what_is_folded_and_says_so() -> None:
    async with opened() as desk:
        head = "".join(f"X-Filler-{n}: {n}\r\n" for n in range(60))
        answer = f"HTTP/1.1 200 OK\r\n{head}Content-Type: application/json\r\nContent-Length: {len(BLOCKS)}\r\n\r\n"
        await desk.report(ExchangeChanged(exchange(3, response=answer.encode() + BLOCKS)))
        await desk.press("alt+3")
        reader = desk.main.exchange.reader
        assert "X-Filler-3" in desk.text
        await desk.press("Z")
        assert '"one": { … 6 lines },' in desk.text
        assert reader.cursor == line_with(reader, '"one"')
        assert "2 blocks folded: z unfolds the one at the cursor, Z all" in desk.footer
        await desk.press("z")
        assert '"b": [' in desk.text
        reader.move_to(0)
        await desk.press("Z")
        assert reader.cursor == 0, "unfolding leaves one where one is"


async def test_a_search_unfolds_where_it_arrives() -> None:
    async with opened() as desk:
        await with_body(desk)
        await desk.press("Z", "/")
        await desk.type("needle")
        await desk.press("enter")
        assert '"needle": "x"' in desk.text
        assert '"one": { … 6 lines },' in desk.text


async def test_folding_a_large_body() -> None:
    async with opened() as desk:
        await with_large(desk, large())
        reader = desk.main.exchange.reader
        last = line_with(reader, '"last": "the end"')
        await desk.press("Z")
        await desk.until(lambda: bool(reader.folds))
        assert '"person": [ … 36,000 lines ],' in desk.text
        assert '"last": "the end"' in desk.text
        await desk.press("Z")
        reader.move_to(last - 2)
        await desk.press("z")
        assert reader.lines.text(reader.cursor) == "    {"
        reader.move_to(last - 1)
        await desk.press("z")
        await desk.until(lambda: reader.row_of_line(last) < 30)
        assert '"person": [ … 36,000 lines ],' in desk.text
        await desk.press("z")
        assert len(reader.folds) == 1, "what was folded inside is so still"


async def test_xml_folds_too() -> None:
    async with opened() as desk:
        body = b'<?xml version="1.0"?><r><a x="1"><b/><c/></a><d/></r>'
        reader = await with_body(desk, body, "application/xml")
        reader.move_to(line_with(reader, "<b/>"))
        await desk.press("z")
        assert '<a x="1"> … 2 lines </a>' in desk.text


# Search


@pytest.mark.parametrize("size", SIZES)
async def test_searching_while_typing(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_large(desk, large())
        reader = desk.main.exchange.reader
        await desk.press("j", "j", "/")
        await desk.type("person 39")
        await laid_out(desk)
        assert "1/111 · text" in desk.text
        assert '"name": "Person 39"' in desk.text
        await desk.type("99")
        await laid_out(desk)
        assert "1/1 · text" in desk.text
        await desk.press("escape")
        assert (reader.cursor, reader.scroll_offset.y, reader.wanted) == (2, 0, "")
        assert desk.main.focused is reader
        await desk.press("/")
        await desk.type("person 39")
        await desk.press("enter", "escape")  # ends the search and leads nowhere else
        assert (reader.wanted, desk.main.pane) == ("", desk.main.exchange)
        await desk.press("escape")
        assert desk.main.pane is desk.main.exchanges


async def test_a_capital_letter_makes_case_matter() -> None:
    async with opened() as desk:
        await with_body(desk, b"Dana dana DANA", "text/plain")
        await desk.press("/")
        await desk.type("dana")
        assert "1/3" in desk.text
        await desk.press("backspace", "backspace", "backspace", "backspace")
        await desk.type("Dana")
        assert "1/1" in desk.text


async def test_a_regular_expression() -> None:
    async with opened() as desk:
        await with_large(desk, large())
        reader = desk.main.exchange.reader
        await desk.press("/")
        await desk.type("person 39(")
        assert "no hit" in desk.text
        await desk.press("ctrl+x")
        assert "missing )" in desk.text
        await desk.press("backspace")
        await desk.type(r"\d\b")
        await laid_out(desk)
        assert "1/10 · regex" in desk.text
        await desk.press("enter")
        assert r"1/10 /person 39\d\b/" in desk.main.exchange.detail
        await desk.press("N")
        assert "10/10" in desk.main.exchange.detail
        assert "from the bottom again" in desk.main.exchange.detail
        await desk.press("n")
        assert "from the top again" in desk.main.exchange.detail
        assert reader.hit == 0


async def test_an_expression_that_never_ends_hurts_nobody() -> None:
    async with opened() as desk:
        await with_body(desk, b"a" * 3000 + b"!", "text/plain")
        await desk.press("/", "ctrl+x")
        await desk.type("(a|aa|aaa)*$(?<=b)")
        await desk.press("enter")
        assert desk.main.focused is desk.main.exchange.reader
        await desk.press("j")
        assert desk.main.exchange.reader.cursor == 1
        await desk.until(lambda: "takes too long" in desk.main.exchange.detail)


async def test_earlier_searches_come_back() -> None:
    async with opened() as desk:
        reader = await with_body(desk)
        for wanted in ("one", "two"):
            await desk.press("/")
            await desk.type(wanted)
            await desk.press("enter")
        await desk.press("/", "t", "up", "up", "enter")
        assert reader.wanted == "one"
        await desk.press("/", "t", "up", "down", "h", "enter")
        assert reader.wanted == "th"
        await desk.press("/", "enter")
        assert reader.wanted == ""


async def test_a_search_stays_across_depths() -> None:
    async with opened() as desk:
        await desk.report(ExchangeChanged(me(3)))
        await desk.press("alt+3", "/")
        await desk.type("href")
        await desk.press("enter", "n")
        assert "2/3" in desk.main.exchange.detail
        for key in ("w", "m", "p"):
            await desk.press(key)
            assert "2/3 'href'" in desk.main.exchange.detail
            reader = desk.main.exchange.reader
            assert any(style == "hit" for _, style in reader.row(reader.row_of_line(reader.cursor)))


async def test_a_hit_over_two_rows_is_marked_in_both() -> None:
    body = b"x" * 100_000 + b"needle" + b"x" * 100_000
    async with opened() as desk:
        await with_large(desk, large(body=body, content_type="text/plain"))
        reader = desk.main.exchange.reader
        wanted = "x" * (reader.text_width - 3) + "needle"
        reader.search(wanted)
        await laid_out(desk)
        assert reader.hits == 1
        marked = ""
        for line in range(reader.cursor, reader.cursor + 3):
            marked += "".join(text for text, style in reader.row(reader.row_of_line(line)) if style == "hit")
        assert marked == wanted


async def test_other_hits_are_marked_differently() -> None:
    async with opened() as desk:
        reader = await with_body(desk, b"aa bb aa", "text/plain")
        reader.search("aa")
        await desk.settle()
        row = reader.row(reader.row_of_line(line_with(reader, "aa bb")))
        assert row == (("aa", "hit"), (" bb ", ""), ("aa", "hit-other"))


# Wrap, numbers, going to a line


@pytest.mark.parametrize(
    "content", [b"start " + b"x" * 300 + b" end\nshort", b"start " + b"x" * 60_000 + b" end\nshort"]
)
async def test_long_lines_are_broken_or_cut(content: bytes) -> None:
    async with opened() as desk:
        reader = await with_body(desk, content, "text/plain")
        await laid_out(desk)
        broken = reader.row_count()
        await desk.press("W")
        await laid_out(desk)
        assert "are cut at the edge" in desk.footer
        assert reader.row_count() < broken
        start = next(row for row in shown(desk) if row[1:].startswith("start"))
        assert start.endswith("›")
        await desk.press("right")
        row = next(row for row in shown(desk) if "xxx" in row)
        assert row[1:].startswith("‹x")
        await desk.press("left")
        assert any(row[1:].startswith("start") for row in shown(desk))
        await desk.press("left", "W")
        await laid_out(desk)
        assert reader.row_count() == broken


async def test_numbers_are_those_of_whole_lines() -> None:
    async with opened() as desk:
        body = b"first " + b"x" * 40_000 + b"\nsecond\n"
        reader = await with_body(desk, body, "text/plain")
        await laid_out(desk)
        line = line_with(reader, "first")
        await desk.press("l")
        await laid_out(desk)
        reader.move_to(line_with(reader, "first"))
        await desk.settle()
        rows = shown(desk)
        first = next(at for at, row in enumerate(rows) if "first" in row)
        assert rows[first].split()[:3] == ["▸", str(line + 1), "first"]
        assert rows[first + 1].lstrip().startswith("x")
        reader.move_to(line_with(reader, "second"))
        await desk.settle()
        assert f"{line + 2} second" in desk.text
        await desk.press(":")
        await desk.type(str(line + 1))
        await desk.press("enter")
        assert reader.lines.text(reader.cursor).startswith("first")


@pytest.mark.parametrize("size", SIZES)
async def test_going_to_a_line(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_large(desk, large())
        reader = desk.main.exchange.reader
        total = len(reader.lines)
        for typed, line in (("20000", 19_999), ("$", total - 1), ("50%", -(-total // 2) - 1), ("1", 0)):
            await desk.press(":")
            await desk.type(typed)
            await desk.press("enter")
            assert reader.cursor == line
        await desk.press(":")
        assert f"1 to {total:,}" in desk.text
        await desk.type("99999999")
        assert f"the last one is {total:,}" in desk.text
        await desk.press("enter")
        assert reader.cursor == 0
        assert "12, $, 50%" in desk.footer


async def test_going_to_a_byte() -> None:
    async with opened() as desk:
        reader = await with_body(desk)
        await desk.press(":")
        await desk.type("@12")
        assert "in wire and hex" in desk.text
        await desk.press("escape", "h", ":")
        await desk.type("0x42")
        await desk.press("enter")
        assert reader.lines.text(reader.cursor).startswith("00000040")
        await desk.press("w", ":")
        data = desk.main.exchange.exchange
        assert data is not None
        await desk.type(f"@{data.response.data.index(b'Content-Length')}")
        await desk.press("enter")
        assert reader.lines.text(reader.cursor).startswith("Content-Length")


# Selecting


@pytest.mark.parametrize("size", SIZES)
async def test_selecting_lines(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        reader = await with_body(desk)
        start = line_with(reader, '"one"')
        reader.move_to(start)
        assert not reader.selected_text()
        await desk.press("V", "j", "j")
        assert reader.selection == (start, start + 2)
        assert reader.selected_text() == '  "one": {\n    "a": 1,\n    "b": ['
        assert "3 lines selected" in desk.main.exchange.detail
        assert [row[:1] for row in shown(desk) if row[:1] not in ("", " ")] == ["┃", "┃", "▸"]
        await desk.press("k", "k", "k")
        assert reader.selection == (start - 1, start)
        await desk.press("escape")
        assert not reader.selected_text()
        assert desk.main.pane.place is Place.EXCHANGE
        await desk.press("escape")
        assert desk.main.pane.place.value == "exchanges"


async def test_a_folded_block_is_selected_whole_and_cut_lines_are_put_together() -> None:
    async with opened() as desk:
        reader = await with_body(desk)
        reader.move_to(line_with(reader, '"a": 1'))
        await desk.press("z", "V")
        assert json.loads("{" + reader.selected_text().rstrip(",") + "}")["one"]["b"] == [1, 2, 3]
        reader = await with_body(desk, b"x" * 40_000 + b"\nend", "text/plain")
        await laid_out(desk)
        reader.move_to(line_with(reader, "xxx"))
        await desk.press("V", "G")
        await desk.settle()
        assert reader.selected_text().split("\n")[:2] == ["x" * 40_000, "end"]


async def test_a_large_body_is_whole_whatever_is_shown_of_it() -> None:
    async with opened() as desk:
        await with_large(desk, large())
        reader = desk.main.exchange.reader
        await desk.press("W", "l")
        await laid_out(desk)
        reader.move_to(line_with(reader, "{"))
        await desk.press("V")
        reader.move_to(line_with(reader, '"last"') + 1)
        assert json.loads(reader.selected_text()) == json.loads(BODY)
