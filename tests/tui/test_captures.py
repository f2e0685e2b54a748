"""Captures on the screen: opened above the live session or alone, with their problems; nothing is ever sent."""

from __future__ import annotations

import asyncio
import json
import threading
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.tui.desk import PATIENCE, SHELF, SIZES, SMALL, WIDE, Desk, opened
from tests.tui.fakes import ended
from tests.wire.captures import entry, har, headers
from tests.workbench.builders import arrived, refused
from tests.workbench.test_incoming_book import invite
from ucwa_tui.tui.capture_app import CaptureApp
from ucwa_tui.tui.screens.capture import CaptureScreen
from ucwa_tui.tui.screens.problems import ProblemsScreen
from ucwa_tui.tui.screens.reading import ReadingScreen
from ucwa_tui.workbench.capture_commands import NEED_A_SERVER
from ucwa_tui.workbench.commands import COMMANDS
from ucwa_tui.workbench.offline import NOTHING_IS_SENT, OfflineClient, OfflineController
from ucwa_tui.workbench.opened_capture import NotOpened, OpenedCapture, Opening, Progress, open_data, open_file

APP = "https://pool.example/ucwa/oauth/v1/applications/1"
JSON = headers(Content_Type="application/json")


def answer(tree: Any) -> dict[str, str]:
    return {"text": json.dumps(tree), "mimeType": "application/json"}


def capture() -> bytes:
    """A right sign-in, a join, its events, and a PUT without If-Match."""
    bearer = headers(Authorization="Bearer 1234567")
    application = {
        "rel": "application",
        "_links": {"self": {"href": "/ucwa/oauth/v1/applications/1"}, "events": {"href": f"{APP}/events?ack=1"}},
        "_embedded": {
            "communication": {
                "rel": "communication",
                "_links": {"self": {"href": f"{APP}/communication"}, "joinOnlineMeeting": {"href": f"{APP}/invites"}},
            }
        },
    }
    sent = {"onlineMeetingUri": "sip:dana@example.test;gruu;opaque=app:conf:focus:id:K7", "operationId": "op-77"}
    invitation = {
        "rel": "onlineMeetingInvitation",
        "operationId": "op-77",
        "state": "Connected",
        "_links": {"self": {"href": f"{APP}/invites/7"}},
    }
    event = {
        "link": {"rel": "onlineMeetingInvitation", "href": f"{APP}/invites/7"},
        "status": "Success",
        "type": "completed",
        "_embedded": {"onlineMeetingInvitation": invitation},
    }
    package = {
        "_links": {"self": {"href": f"{APP}/events?ack=1"}, "next": {"href": f"{APP}/events?ack=2"}},
        "sender": [{"rel": "communication", "href": f"{APP}/communication", "events": [event]}],
    }
    return har(
        entry(
            "POST",
            "https://pool.example/ucwa/oauth/v1/applications",
            request_headers=bearer + JSON,
            request_postData={"mimeType": "application/json", "text": '{"culture":"en-US"}'},
            response_status=201,
            response_headers=JSON,
            response_content=answer(application),
        ),
        entry(
            "POST",
            f"{APP}/invites",
            startedDateTime="2026-03-01T10:00:01Z",
            request_headers=bearer + JSON,
            request_postData={"mimeType": "application/json", "text": json.dumps(sent)},
            response_status=201,
            response_headers=headers(Location=f"{APP}/invites/7"),
        ),
        entry(
            "GET",
            f"{APP}/events?ack=1",
            startedDateTime="2026-03-01T10:00:02Z",
            request_headers=bearer,
            response_headers=JSON,
            response_content=answer(package),
        ),
        entry(
            "PUT",
            f"{APP}/communication",
            startedDateTime="2026-03-01T10:00:03Z",
            request_headers=bearer + JSON,
            request_postData={"mimeType": "application/json", "text": "{}"},
            response_status=428,
        ),
        {"request": 7},
    )


class Viewer(Desk):
    """Somebody before an application that shows a capture alone."""

    def __init__(self, app: CaptureApp, pilot: Any) -> None:
        self.app = app  # type: ignore[assignment]
        self.pilot = pilot


@asynccontextmanager
async def viewed(size: tuple[int, int], data: bytes, name: str = "x.har") -> AsyncIterator[Viewer]:
    app = CaptureApp(SHELF, None, name, open_data(data, name))
    async with app.run_test(size=size) as pilot:
        viewer = Viewer(app, pilot)
        await viewer.until(lambda: isinstance(app.screen, CaptureScreen) or not app._running, settle=False)
        if app._running:
            await viewer.settle()
        yield viewer


def shown(desk: Desk) -> CaptureScreen:
    screen = desk.app.screen
    assert isinstance(screen, CaptureScreen), screen
    return screen


async def opens(desk: Desk, path: Path) -> CaptureScreen:
    await desk.press("alt+2", "O")
    await desk.paste(str(path))
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.app.screen, CaptureScreen))
    return shown(desk)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.har"
    path.write_bytes(capture())
    return path


async def test_that_there_are_problems_is_said_also_where_there_is_little_room() -> None:
    broken = [entry("GET", "ftp://h.example/") for _ in range(12)]
    async with viewed(SMALL, har(*(entry() for _ in range(24)), *broken), "a.har") as viewer:
        assert viewer.lines[0].split()[-6:] == ["12", "problems", "P", "nothing", "is", "sent"]
        assert "a.har · 24 exchanges" in viewer.lines[0]


@pytest.mark.parametrize("size", SIZES)
async def test_a_capture_alone_shows_everything_and_sends_nothing(size: tuple[int, int]) -> None:
    async with viewed(size, capture()) as viewer:
        assert "capture x.har · 4 exchanges · HAR" in viewer.lines[0]
        assert "nothing is sent" in viewer.lines[0]
        assert "PUT" in viewer.text
        await viewer.press("1")
        assert "1 part left out" in viewer.words
        assert "entry 5" in viewer.words
        await viewer.press("4")
        assert "completed onlineMe" in viewer.words
        assert "joined" in viewer.text  # the timeline of the invitation


async def test_the_overview_has_the_request_of_the_selected_exchange() -> None:
    async with viewed(WIDE, capture()) as viewer:
        await viewer.press("down")
        assert "request #2 joinOnlineMeeting" in viewer.words
        assert "operationId op-77" in viewer.words
        await viewer.press("down", "down")
        assert "request #4" in viewer.words
        assert "has no If-Match" in viewer.words


@pytest.mark.parametrize("size", SIZES)
async def test_an_exchange_with_a_problem_is_marked_and_the_problem_leads_to_it(size: tuple[int, int]) -> None:
    async with viewed(size, capture()) as viewer:
        assert "4✗PUT" in viewer.text
        await viewer.press("P")
        assert isinstance(viewer.app.screen, ProblemsScreen)
        assert "error #4 PUT without If-Match" in viewer.words.replace("✗ ", "")
        assert "not read" in viewer.words
        await viewer.press("enter")
        screen = shown(viewer)
        assert screen.pane.number == 3
        selected = screen.exchanges.selected
        assert selected is not None
        assert selected.n == 4
        await viewer.press("x")
        assert "What is wrong with it" in viewer.text
        await viewer.press("p")
        await viewer.press("f")
        await viewer.press("escape")  # from the filter of the body, not out of the pane
        assert screen.pane.number == 3
        await viewer.press("escape")
        assert screen.pane.number == 2
        await viewer.press("/", "4", "escape")
        assert len(screen.exchanges.list.items) == len(screen.controller.session.exchanges)
        assert not screen.exchanges.line.display


async def test_whatever_would_send_is_refused_with_the_reason() -> None:
    async with viewed(SMALL, capture()) as viewer:
        screen = shown(viewer)
        now = screen.situation()
        names = {entry.id for entry in COMMANDS}
        assert names >= NEED_A_SERVER
        for entry_ in COMMANDS:
            if entry_.id in NEED_A_SERVER:
                assert entry_.why_not(now) == NOTHING_IS_SENT, entry_.id
        await viewer.press("f5")
        assert "Send the request: this is a capture: nothing is sent" in viewer.lines[-1]


async def test_every_command_can_be_tried_in_a_capture() -> None:
    """Nothing sends, and nothing breaks."""
    async with viewed(SMALL, capture()) as viewer:
        screen = shown(viewer)
        for entry_ in COMMANDS:
            if entry_.id in {"quit", "leave-capture"} or entry_.why_not(screen.situation()):
                continue
            await screen.action_run(entry_.id)
            await viewer.settle()
            while viewer.app.screen is not screen:
                await viewer.press("escape")
        assert isinstance(screen.controller, OfflineController)


def test_the_client_of_a_capture_refuses_all_that_it_is_asked() -> None:
    told: list[object] = []
    client = OfflineClient()
    client.start(told.append)
    controller = OfflineController(next(_opened_session()), lambda: 0.0)
    assert controller.available("joinOnlineMeeting").why_not == NOTHING_IS_SENT
    assert controller.send().way_out == "This is a capture: nothing is sent."
    ticket = controller.follow("https://pool.example/x")
    assert ticket > 0
    assert client.resolve("https://meet.example/a", None) != client.resolve("b", None)  # type: ignore[arg-type]
    assert len(told) == 2
    assert all(NOTHING_IS_SENT in repr(report) for report in told)
    assert client.stop(1.0)


def _opened_session() -> Any:
    *_, result = open_data(capture(), "x.har")
    assert isinstance(result, OpenedCapture)
    yield result.session


@pytest.mark.parametrize("key", ["q", "ctrl+w"])
async def test_leaving_a_capture_that_is_alone_ends_the_program(key: str) -> None:
    async with viewed(SMALL, capture()) as viewer:
        await viewer.press("escape")
        assert viewer.app._running
        viewer.send(key, key if len(key) == 1 else None)
        await viewer.until(lambda: not viewer.app._running, settle=False)
        assert viewer.app.return_code == 0


async def test_leaving_before_it_has_come_up() -> None:
    app = CaptureApp(SHELF, None, "x.har", open_data(capture(), "x.har"))
    async with app.run_test(size=SMALL) as pilot:
        viewer = Viewer(app, pilot)
        await viewer.until(lambda: isinstance(app.screen, CaptureScreen), settle=False)
        shown(viewer).leave()
        await viewer.until(lambda: not app._running, settle=False)
    assert app.return_code == 0


async def test_a_file_without_exchanges_ends_the_program_with_the_reason() -> None:
    async with viewed(SMALL, har({"request": 1}), "broken.har") as viewer:
        assert not viewer.app._running
        assert isinstance(viewer.app, CaptureApp)
        assert "broken.har, entry 1" in viewer.app.why_not[0]


# Above the live session


@pytest.mark.parametrize(("size", "key"), [(SMALL, "q"), (WIDE, "escape")])
async def test_a_capture_opens_above_the_live_session_and_leads_back(
    size: tuple[int, int], key: str, file: Path
) -> None:
    async with opened(size) as desk:
        screen = await opens(desk, file)
        assert "live: goes on" in desk.lines[0]
        await desk.report(*ended(refused(404)))
        assert len(screen.exchanges.list.items) == 4
        assert len(desk.app.controller.session.exchanges) == 1
        await desk.report(arrived(invite(1, "carol")))
        await desk.until(lambda: "live: somebody invites you" in desk.lines[0])
        assert "Carol" not in desk.text
        await desk.press(key)
        assert "» Carol wants to chat" in desk.outcome
        assert desk.app.screen is desk.main
        assert "capture" not in desk.lines[0]
        assert len(desk.main.exchanges.list.items) == 1
        assert desk.client.plans == []


async def test_escape_in_a_capture_gives_up_nothing_of_the_live_session(file: Path) -> None:
    async with opened(SMALL) as desk:
        await opens(desk, file)
        await desk.press("5", "escape", "4", "slash", "x", "escape", "escape")
        screen = shown(desk)
        assert screen.pane.number == 2
        assert screen.events.filter_text == ""


async def test_a_path_is_completed_and_a_wrong_one_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    (file.parent / "folder").mkdir()
    async with opened(SMALL) as desk:
        await desk.press("alt+2", "O", "enter")
        assert "Name a file." in desk.box
        await desk.type("none.har")
        await desk.press("enter")
        assert "there is no such file" in desk.box
        await desk.press("ctrl+u")
        await desk.type("fold")
        desk.send("tab", None)
        await desk.until(lambda: desk.app.screen.query_one("Input").value == "folder/")  # type: ignore[attr-defined]
        await desk.press("enter")
        assert "is a folder" in desk.box
        await desk.press("ctrl+u")
        await desk.type("x")
        desk.send("tab", None)
        await desk.until(lambda: desk.app.screen.query_one("Input").value == "x.har")  # type: ignore[attr-defined]
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, CaptureScreen))


async def test_a_file_that_is_no_capture_is_told_of_on_the_live_screen(tmp_path: Path) -> None:
    path = tmp_path / "x\x1b[31m.txt"
    path.write_text("hello")
    async with opened(SMALL) as desk:
        await desk.press("alt+2", "O")
        desk.app.screen.query_one("Input").value = str(path)  # type: ignore[attr-defined]
        await desk.press("enter")
        await desk.until(lambda: "not opened" in desk.outcome)
        assert "neither HAR nor SAZ" in desk.outcome
        assert "\x1b" not in desk.text


async def test_the_live_session_is_looked_through_as_well() -> None:
    async with opened(SMALL) as desk:
        await desk.press("alt+2", "P")
        assert "nothing has been sent yet" in desk.footer
        await desk.report(*ended(refused(404)))
        await desk.press("P")
        await desk.until(lambda: isinstance(desk.app.screen, ProblemsScreen))
        assert "Problems of this session" in desk.text


async def test_leave_and_history_say_why_they_cannot_run() -> None:
    async with opened(SMALL) as desk:
        await desk.press("alt+2", "q")
        assert "No capture is open: this is the live session; ^Q or F10 quits the program" in desk.footer
        await desk.press("H")
        assert "no history is kept" in desk.footer


# Hostile files

EVIL = "\x1b]52;c;aGFjaw==\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\x00\r\n\t\x7f\u2028\u200b[red]mark[/]\x08"


def evil() -> bytes:
    said = {"code": "Conflict" + EVIL, "subcode": EVIL, "message": EVIL}
    return har(
        entry("GE" + EVIL, "http://h.example/a" + EVIL, request_headers=headers(Authorization="Bearer 1" + EVIL)),
        entry(
            "PUT",
            f"{APP}/x",
            request_headers=headers(Authorization="Bearer 1234567"),
            response_status=409,
            response_statusText=EVIL,
            response_headers=[{"name": "X-MS-Server-Fqdn", "value": EVIL}, *JSON],
            response_content=answer(said),
        ),
        {"request": EVIL},
    )


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_in_a_file_acts_on_the_terminal(size: tuple[int, int]) -> None:
    async with viewed(size, evil(), f"x{EVIL}.har") as viewer:
        for key in ("1", "3", "4", "5", "2", "P", "down", "escape"):
            await viewer.press(key)
            unsafe = {c for c in viewer.text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
            assert unsafe == set(), key


# Without a screen


def test_progress_only_grows_and_ends_with_the_capture(file: Path) -> None:
    *steps, result = open_file(file)
    assert isinstance(result, OpenedCapture)
    shares = [step.share for step in steps if isinstance(step, Progress)]
    assert len(shares) == len(steps) > 3
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] <= 1.0
    assert result.worst == {finding.n: finding.severity for finding in reversed(result.findings)}
    assert {finding.n for finding in result.findings_of(4)} == {4}


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda folder: folder / "none.har", "cannot be read"),
        (lambda folder: folder, "cannot be read"),
        (lambda folder: Path("a\0b"), "is no path"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, make: Callable[[Path], Path], why: str) -> None:
    *_, result = open_file(make(tmp_path))
    assert isinstance(result, NotOpened)
    assert why in result.why[0]


async def test_giving_up_while_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    from ucwa_tui.tui.actions.captures import show_opening

    go_on = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow() -> Any:
        yield Progress("half of it", 0.5)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(PATIENCE)
        yield NotOpened(("never",))

    async with opened(SMALL) as desk:
        show_opening(desk.main, "slow.har", slow())
        await desk.until(lambda: "50%" in desk.text)
        assert "half of it" in desk.text
        await desk.press("escape")
        assert desk.app.screen is desk.main
        assert "given up" in desk.footer
        go_on.set()


async def test_work_that_ends_a_moment_after_its_result_closes_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    may_end = threading.Event()
    closed: list[object] = []

    def slow_to_end() -> Opening:
        yield from open_data(capture(), "x.har")
        assert may_end.wait(PATIENCE)

    monkeypatch.setattr(ReadingScreen, "dismiss", lambda screen, result: closed.append(result))
    app = CaptureApp(SHELF, None, "x.har", slow_to_end())
    async with app.run_test(size=SMALL) as pilot:
        viewer = Viewer(app, pilot)
        await viewer.until(lambda: bool(closed))
        may_end.set()
        await viewer.until(lambda: all(thread.name != "slices" for thread in threading.enumerate()))
        assert [type(result) for result in closed] == [OpenedCapture]
