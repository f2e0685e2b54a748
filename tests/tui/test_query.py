"""JSONPath and XPath in the exchange pane, and the path of a line."""

from __future__ import annotations

import base64
import json
import threading

import pytest

from tests.support.ucwa_bodies import application
from tests.tui.desk import PATIENCE, SIZES, SMALL, Desk, opened
from tests.tui.test_compare import answered
from tests.workbench.builders import HOST
from ucwa_tui.document.query.answers import Findings, Stop
from ucwa_tui.document.query.xpath import XmlBody
from ucwa_tui.tui import compat
from ucwa_tui.tui.body_place import path_at
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ExchangeChanged

RES = application("/ucwa/a")
JSON_ANSWER = answered(3, RES.json())
XML_ANSWER = answered(3, RES.xml(), "application/xml")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The control sequences that were written to the terminal."""
    written: list[str] = []
    monkeypatch.setattr(compat, "write_to_terminal", lambda app, sequence: written.append(sequence))
    return written


async def reading(desk: Desk, exchange: Exchange = JSON_ANSWER) -> None:
    """An exchange in its pane."""
    await desk.report(ExchangeChanged(exchange))
    await desk.press("alt+3")


async def found(desk: Desk, words: str) -> None:
    """Something was found."""
    pane = desk.main.exchange
    await desk.until(lambda: words in desk.text_of(pane.filter.line._about))


def text_of(desk: Desk) -> str:
    """All that the pane shows."""
    lines = desk.main.exchange.reader.lines
    return "\n".join(lines.text(y) for y in range(len(lines)))


@pytest.mark.parametrize("size", SIZES)
async def test_a_jsonpath_shows_only_what_it_finds(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await reading(desk)
        before = text_of(desk)
        await desk.press("f")
        assert "JSONPath in the answer" in desk.text
        await desk.type("$..href")
        await found(desk, "9 matches")
        assert text_of(desk).split("\n")[:2] == ["$._links.self.href", '"/ucwa/a"']
        await desk.press("escape")
        assert text_of(desk) == before
        assert not desk.main.exchange.filter.is_open
        assert desk.main.pane is desk.main.exchange


@pytest.mark.parametrize("size", SIZES)
async def test_an_xpath_on_xml(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await reading(desk, XML_ANSWER)
        await desk.press("f")
        assert "XPath in the answer" in desk.text
        await desk.type("//property[@name='uri']")
        await found(desk, "1 match")
        assert '<property name="uri">sip:dana@example.test</property>' in text_of(desk)


async def test_a_mistake_is_explained_while_one_types_and_the_last_result_stays() -> None:
    async with opened(SMALL) as desk:
        await reading(desk)
        await desk.press("f")
        await desk.type("$.culture")
        await found(desk, "1 match")
        await desk.type("[")
        await found(desk, "✗ unbalanced brackets")
        assert text_of(desk) == '$.culture\n"en-US"'


async def test_enter_goes_to_what_was_found_and_it_can_be_searched(terminal: list[str]) -> None:
    async with opened(SMALL) as desk:
        await reading(desk)
        await desk.press("f")
        await desk.type("$..href")
        await found(desk, "9 matches")
        await desk.press("enter")
        pane = desk.main.exchange
        assert pane.reader.has_focus
        await desk.press("/")
        await desk.type("policies")
        await desk.press("enter")
        await desk.until(lambda: pane.reader.hits == 2)
        await desk.main.action_run("copy-matches")
        await desk.settle()
        copied = base64.b64decode(terminal[0].removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()
        assert copied.split("\n")[1] == '"/ucwa/a/policies"'
        assert "9 matches copied" in desk.text


async def test_the_filter_follows_to_another_exchange_and_ends_where_there_is_no_body() -> None:
    async with opened(SMALL) as desk:
        await reading(desk)
        await desk.press("f")
        await desk.type("$.*")
        await found(desk, "5 matches")
        await desk.press("enter", "alt+2")
        await desk.report(ExchangeChanged(answered(4, b'{"a":1}')))
        await desk.press("G", "enter")
        await found(desk, "1 match")
        assert text_of(desk) == "$.a\n1"
        await desk.press("alt+2")
        await desk.report(ExchangeChanged(answered(5, b"hello", "text/plain")))
        await desk.press("G", "enter")
        assert not desk.main.exchange.filter.is_open
        assert "hello" in text_of(desk)


async def test_a_body_without_a_language_says_so() -> None:
    async with opened(SMALL) as desk:
        await reading(desk, answered(3, b"hello", "text/plain"))
        await desk.press("f")
        assert "Nothing to filter in #3: the answer's body is neither JSON nor XML" in desk.words


async def test_nothing_found_is_told() -> None:
    async with opened(SMALL) as desk:
        await reading(desk)
        await desk.press("f")
        await desk.type("$.nothing")
        await found(desk, "0 matches")
        assert "Nothing in the answer's body matches" in desk.text


@pytest.mark.parametrize(
    ("exchange", "line", "path"),
    [
        (JSON_ANSWER, '"culture"', "$.culture"),
        (JSON_ANSWER, '"name": "Dana', "$._embedded.me.name"),
        (XML_ANSWER, 'rel="policies"', '/resource[@rel="application"]/link[@rel="policies"]'),
    ],
)
async def test_the_path_of_a_line_is_shown_and_copied(
    exchange: Exchange, line: str, path: str, terminal: list[str]
) -> None:
    async with opened(SMALL) as desk:
        await reading(desk, exchange)
        lines = desk.main.exchange.reader.lines
        at = next(y for y in range(len(lines)) if line in lines.text(y))
        assert path_at(lines, at) == path
        assert path_at(lines, 0) == ""
        await desk.press(".")
        root = path.split("/link")[0] if path.startswith("/") else "$"
        assert f"{root} copied" in desk.words
        assert base64.b64decode(terminal[0].removeprefix("\x1b]52;c;").removesuffix("\x07")).decode() == root


async def test_a_line_of_the_head_has_no_path_where_no_body_is_in_sight() -> None:
    async with opened(SMALL) as desk:
        await reading(desk, answered(3, b"hello", "text/plain"))
        await desk.press(".")
        assert "This line is no part of a laid-out JSON or XML body" in desk.words


async def test_a_large_body_is_looked_through_while_keys_go_on() -> None:
    body = json.dumps({"items": [{"n": n, "name": f"somebody {n}"} for n in range(9000)]}).encode()
    async with opened(SMALL) as desk:
        await reading(desk, answered(3, body, url=f"{HOST}/large"))
        await desk.press("f")
        await desk.type("$.items[?@.n >= 8999].name")
        await found(desk, "1 match")
        assert text_of(desk) == '$.items[8999].name\n"somebody 8999"'


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_stays_text(size: tuple[int, int]) -> None:
    evil = "\x1b]0;owned\x07\u202e[bold]"
    async with opened(size) as desk:
        await reading(desk, answered(3, json.dumps({evil: evil}, ensure_ascii=False).encode()))
        await desk.press("f")
        await desk.paste("$['\u202e\x1b[']")
        await desk.type("$.*")
        await desk.press("ctrl+u")
        await desk.type("$.*")
        await found(desk, "1 match")
        assert all(line.isprintable() for line in desk.lines)
        assert "[bold]" in desk.text


@pytest.mark.parametrize("size", SIZES)
async def test_escape_gives_up_a_filter_that_cannot_be_interrupted(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    begun: list[str] = []
    find = XmlBody.find

    def stubborn(body: XmlBody, expression: str, stop: Stop) -> Findings:
        begun.append(expression)
        if "slow" in expression:
            assert goes_on.wait(PATIENCE)
        return find(body, expression, stop)

    monkeypatch.setattr(XmlBody, "find", stubborn)
    async with opened(size) as desk:
        await reading(desk, XML_ANSWER)
        whole = text_of(desk)
        await desk.press("f")
        for n in (1, 2):
            await desk.press("ctrl+u")
            await desk.type(f"//slow{n}")
            await desk.until(lambda n=n: len(begun) == n)  # type: ignore[misc]
            assert "looking … Esc gives up" in desk.text
            await desk.press("escape")
            assert "given up" in desk.footer
            assert "given up · Esc closes" in desk.text
            assert f"//slow{n}" in desk.text  # it can be changed
            assert text_of(desk) == whole
        await desk.press("ctrl+u")
        await desk.type("//link/@href")  # the next one is not held up
        await found(desk, "6 matches")
        await desk.press("ctrl+u")
        await desk.type("//slow3")
        await desk.until(lambda: len(begun) == 4)
        await desk.press("ctrl+u")
        await desk.type("//link/@rel")
        await desk.until(lambda: "Two filters that were given up are still at work" in desk.words)
        assert len(begun) == 4
        goes_on.set()
        await found(desk, "6 matches")
        assert begun[4] == "//link/@rel"
        await desk.press("escape")
        assert not desk.main.exchange.filter.is_open
