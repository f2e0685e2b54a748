"""Large bodies and large pastes: taken, refused with the reason, never in the way of the next key, never lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.tui.desk import SMALL, Desk, opened
from tests.workbench.builders import exchange
from ucwa_tui.tui import outside_program
from ucwa_tui.tui.pasting import LINE_MOST, TEXT_MOST, refused, rest_of
from ucwa_tui.tui.screens.confirm import Confirm
from ucwa_tui.tui.screens.save import SaveScreen
from ucwa_tui.wire.reports import ExchangeChanged
from ucwa_tui.workbench.draft import TAKEN_APART_MOST

Program = Callable[[Path], object]
Editor = Callable[[Program], list[Path]]

BODY = b'{"operationId": "op-sent", "importance": "Normal"}'
POST = exchange(
    5,
    method="POST",
    status=201,
    operation="joinOnlineMeeting",
    request=b"POST /ucwa HTTP/1.1\r\nHost: pool.example.test\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY,
    response=b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
)
LARGE = json.dumps({"operationId": "op-large", "importance": "Urgent", "list": list(range(20_000))})
assert len(LARGE) > TAKEN_APART_MOST


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Puts a function in the place of the editor; the files it is given."""

    def put(program: Program) -> list[Path]:
        given: list[Path] = []

        def run(app: object, command: Sequence[str]) -> None:
            given.append(Path(command[-1]))
            program(given[-1])

        monkeypatch.setenv("VISUAL", "true")
        monkeypatch.setattr(outside_program, "run_outside", run)
        return given

    return put


async def edit_post(desk: Desk) -> None:
    await desk.report(ExchangeChanged(POST))
    await desk.press("alt+3", "E")


async def test_a_large_body_goes_into_the_builder_whole_and_back_into_the_editor(editor: Editor) -> None:
    given = editor(lambda path: path.write_text(LARGE))
    async with opened(SMALL) as desk:
        await edit_post(desk)
        await desk.until(lambda: isinstance(desk.app.screen, Confirm))
        assert f"{len(LARGE):,} bytes now" in desk.box
        assert "It is not" not in desk.box
        await desk.press("enter")
        await desk.until(lambda: "In the request builder, whole" in desk.footer)
        draft = desk.app.controller.draft
        assert draft.raw_body == LARGE
        assert draft.value("operationId") == "op-large"  # events are told by it
        assert draft.value("importance") == "Urgent"
        assert draft.extras == ()
        assert not desk.main.request.editing_body
        assert "more than 64 kB" in desk.words
        editor(lambda path: path.write_text("x" * 70_000))
        await desk.press("f3")
        await desk.until(lambda: "It is not JSON: line 1" in desk.footer)
        assert desk.app.controller.draft.raw_body == "x" * 70_000
        editor(lambda path: path.write_text("{}"))
        await desk.press("f3")
        await desk.until(lambda: desk.main.request.editing_body)
        assert desk.app.controller.draft.body_text() == "{}"
        assert not given[0].parent.exists()


async def test_a_body_beyond_the_limit_is_refused_and_kept(editor: Editor) -> None:
    given = editor(lambda path: path.write_text("x" * 5_000_000))
    async with opened(SMALL) as desk:
        before = desk.app.controller.draft
        await edit_post(desk)
        await desk.until(lambda: "Editor: 5,000,000 bytes are too many" in desk.words)
        assert "at most 4 MB go into a request. They are kept in" in desk.words
        assert desk.app.controller.draft == before
    (path,) = given
    assert _size(path) == 5_000_000
    assert path.parent.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(path.parent)


async def test_what_an_editor_saved_before_it_failed_is_kept(editor: Editor) -> None:
    def fail(path: Path) -> None:
        path.write_text("half of it")
        raise outside_program.OutsideError("true was ended by signal 9")

    given = editor(fail)
    async with opened(SMALL) as desk:
        await edit_post(desk)
        await desk.until(lambda: "true was ended by signal 9; what it had saved is kept in" in desk.footer)
    (path,) = given
    assert _text(path) == "half of it"
    shutil.rmtree(path.parent)


async def test_what_was_not_changed_is_left_as_it_was(editor: Editor) -> None:
    given = editor(lambda path: None)
    async with opened(SMALL) as desk:
        await edit_post(desk)
        await desk.until(lambda: "left as it was" in desk.footer)
    assert not given[0].parent.exists()


async def test_a_form_row_that_replaces_a_large_body_says_so() -> None:
    async with opened(SMALL) as desk:
        controller = desk.app.controller
        controller.draft, _ = controller.draft.with_raw_body(LARGE)
        desk.app.presenter.draft_changed(desk.main)
        await desk.press("f2")
        assert controller.draft.raw_body == LARGE  # another format does not lose it
        row = desk.main.request.row("subject")
        assert row is not None
        row.focus_inside()
        await desk.type("a")
        assert controller.draft.raw_body != LARGE
        assert "The body was written anew from the form" in desk.footer


async def test_a_huge_paste_is_refused_and_said_where_it_was_meant_for() -> None:
    huge = "x" * (LINE_MOST + 1)
    async with opened(SMALL) as desk:
        row = desk.main.request.row("subject")
        assert row is not None
        row.focus_inside()
        await desk.paste(huge)
        assert f"Not pasted: {LINE_MOST + 1:,} characters; at most {LINE_MOST:,} go in here" in desk.footer
        await desk.paste("one\rtwo\r\rthree\r")
        assert row.value.endswith("one")
        assert "Pasted: the first of 4 lines only" in desk.footer
        await desk.press("f3")
        await desk.paste("y\n" * TEXT_MOST)
        assert "Not pasted: 131,072 characters" in desk.footer
        assert "opens a body in your editor" in desk.footer
        assert "y\ny" not in desk.app.controller.draft.body_text()
        await desk.report(ExchangeChanged(POST))
        await desk.press("escape", "alt+3", "S")
        screen = desk.app.screen
        assert isinstance(screen, SaveScreen)
        before = screen.input.value
        await desk.paste(huge)
        assert f"Not pasted: {LINE_MOST + 1:,} characters" in desk.box
        assert screen.input.value == before


async def test_a_large_request_is_not_opened_as_text() -> None:
    body = b"x" * (TEXT_MOST + 1)
    large = exchange(
        5, method="POST", request=b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body, response=b""
    )
    async with opened(SMALL) as desk:
        await desk.report(ExchangeChanged(large))
        await desk.press("alt+3", "r", "t")
        await desk.until(lambda: "too many to be edited here" in desk.footer)


@pytest.mark.parametrize(
    ("there", "pasted", "fits"), [(0, "", True), (5, "x" * 5, True), (6, "x" * 5, False), (0, "x" * 11, False)]
)
def test_what_fits(there: int, pasted: str, fits: bool) -> None:
    why = refused(pasted, there, 10)
    assert (why == "") is fits
    assert fits or "at most 10" in why


@pytest.mark.parametrize(
    ("pasted", "said"),
    [("a", ""), ("a\n", ""), ("a\r\n\r\n", ""), ("a\nb", "first of 2 lines"), ("\nb", "2 lines")],
)
def test_what_a_line_leaves(pasted: str, said: str) -> None:
    assert said in rest_of(pasted)
    assert bool(said) is bool(rest_of(pasted))


def _text(path: Path) -> str:
    return path.read_text()


def _size(path: Path) -> int:
    return path.stat().st_size
