"""Revealing secrets: asked for, marked, of one exchange in one view, and nowhere else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.tui.test_copying import pasted, terminal
from tests.tui.test_exchanges import me
from tests.workbench.builders import HOST, exchange, signed_in
from ucwa_tui.document.http_view import request_document, response_document
from ucwa_tui.document.lines import TextDocument, TokenName
from ucwa_tui.document.views import View
from ucwa_tui.tui import outside_program
from ucwa_tui.tui.actions.copying import NO_SECRETS
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.export import FORMS
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.reports import ExchangeChanged
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.unmask import unmasked

__all__ = ["terminal"]
CANARY = "cwt=AAEB-canary-4711"
PASSWORD = "canary-Pa55-word"


def split(n: int = 3) -> tuple[Exchange, Exchange]:
    """An exchange with secrets in request and answer, masked and revealed."""
    redactor = Redactor([Secret(CANARY), Secret(PASSWORD)])
    body = b'{"z":"[masked]","access_token":"%s","note":"you are %s"}' % (CANARY.encode(), PASSWORD.encode())
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    asked = redactor.split_request(b"GET /me HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\n\r\n" % CANARY.encode())
    got = redactor.split_response(answer)
    masked = replace(exchange(n, url=f"{HOST}/me"), request=asked.message, response=got.message)
    shown = replace(
        masked,
        request=unmasked(asked.message, asked.secrets),
        response=unmasked(got.message, got.secrets),
    )
    return masked, shown


async def at_secret(desk: Desk, n: int = 3) -> None:
    """An exchange with secrets is being read."""
    masked, shown = split(n)
    desk.client.revealed[n] = shown
    await desk.report(ExchangeChanged(me(1)), ExchangeChanged(masked))
    await desk.press("alt+2", "end", "enter")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def is_revealed(desk: Desk) -> bool:
    """Whether any secret can be read anywhere in what is shown, or in what would be shown after scrolling."""
    lines = desk.main.exchange.reader.lines
    everything = desk.text + "\n".join(lines.text(y) for y in range(len(lines)))
    return CANARY in everything or PASSWORD in everything


@pytest.mark.parametrize("size", SIZES)
async def test_it_asks_reveals_marks_and_masks_again(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await at_secret(desk)
        assert not is_revealed(desk)
        await desk.press("u")
        assert "2 tokens, 1 password" in desk.box
        assert "screenshot" in desk.box
        assert not is_revealed(desk)
        await desk.press("escape", "u", "enter")
        assert f'"access_token": "{CANARY}"' in desk.text
        assert "SECRETS REVEALED" in desk.main.exchange.detail
        assert "secrets revealed" in desk.lines[0]
        lines = desk.main.exchange.reader.lines
        marked = [text for y in range(len(lines)) for text, style in lines.row(y) if style == "token-revealed"]
        assert sorted(marked) == sorted([CANARY, CANARY, PASSWORD])
        await desk.press("u")
        assert not is_revealed(desk)
        assert "revealed" not in desk.lines[0] + desk.main.exchange.detail


@pytest.mark.parametrize("depth", ["w", "m", "p", "h", "t", "o", "x"])
async def test_other_depths_of_the_exchange_stay_revealed(depth: str) -> None:
    async with opened(WIDE) as desk:
        await at_secret(desk)
        await desk.press("u", "enter", depth)
        lines = desk.main.exchange.reader.lines
        shown = "\n".join(lines.text(y) for y in range(len(lines)))
        if depth == "h":
            columns = re.findall(r"^[0-9a-f]{8} ([ «](?:[0-9a-f]{2}[ «»])+)", shown, re.MULTILINE)
            dumped = "".join(columns).replace(" ", "")
            assert f"«{CANARY.encode().hex()}»" in dumped.replace("»«", "")  # in brackets in each row
            assert "· «revealed»" in shown
        else:
            assert (CANARY in shown) == (depth in "wmp")
        assert "SECRETS REVEALED" in desk.main.exchange.detail
        await desk.press("u")
        assert not is_revealed(desk)


@pytest.mark.parametrize(
    "leave",
    [("alt+1",), ("alt+4",), ("escape",), ("f6",), ("alt+2", "up")],
    ids=lambda keys: "-".join(keys),
)
@pytest.mark.parametrize("size", SIZES)
async def test_leaving_the_pane_masks_again(size: tuple[int, int], leave: tuple[str, ...]) -> None:
    async with opened(size) as desk:
        await at_secret(desk)
        await desk.press("u", "enter")
        assert is_revealed(desk)
        await desk.press(*leave)
        assert not is_revealed(desk)
        assert not desk.main.exchange.revealed
        assert "secrets revealed" not in desk.lines[0]
        await desk.press("alt+2", "end", "enter")
        assert desk.main.exchange.exchange is not None
        assert desk.main.exchange.exchange.n == 3
        assert not is_revealed(desk)
        assert "[masked]" in desk.text


async def test_suspending_and_another_sign_in_mask_again() -> None:
    async with opened(SMALL) as desk:
        await at_secret(desk)
        await desk.press("u", "enter")
        assert is_revealed(desk)
        desk.app.app_suspend_signal.publish(desk.app)
        assert not is_revealed(desk)
        await desk.press("u", "enter")
        assert is_revealed(desk)
        desk.app.controller.session.begin_sign_in()
        desk.client.revealed.clear()
        await desk.report(signed_in())
        assert not is_revealed(desk)


async def test_copies_of_every_form_stay_masked_while_secrets_are_shown(terminal: list[str]) -> None:
    async with opened(WIDE) as desk:
        await at_secret(desk)
        await desk.press("u", "enter")
        for keys in (*(("y", form.key) for form in FORMS), ("c",)):
            terminal.clear()
            await desk.press(*keys)
            assert is_revealed(desk)
            for sequence in terminal:
                assert "canary" not in pasted(sequence)


async def test_no_pager_gets_revealed_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(outside_program, "run_outside", lambda app, command: ran.append(command))
    monkeypatch.setenv("PAGER", "true")
    async with opened(WIDE) as desk:
        await at_secret(desk)
        await desk.press("u", "enter", "|")
        assert ran == []
        assert "no file gets a secret" in desk.footer
        assert is_revealed(desk)


async def test_a_screenshot_of_the_program_shows_masks(tmp_path: Path) -> None:
    async with opened(WIDE) as desk:
        await at_secret(desk)
        await desk.press("u", "enter")
        assert is_revealed(desk)
        desk.app.save_screenshot("shot.svg", str(tmp_path))
        picture = _read(tmp_path / "shot.svg")
        assert "canary" not in picture
        assert "[masked]" in picture
        await desk.settle()
        assert not is_revealed(desk)


async def test_what_was_never_kept_says_so() -> None:
    async with opened(SMALL) as desk:
        await at_secret(desk)
        desk.client.revealed.clear()
        await desk.press("u")
        assert desk.app.screen is desk.main
        assert "Not kept" in desk.footer
        await desk.report(ExchangeChanged(exchange(4, url=f"{HOST}/x", request=b"GET /x HTTP/1.1\r\n\r\n")))
        await desk.press("alt+2", "end", "enter", "u")
        assert "no secret in it is masked" in desk.footer


async def test_a_link_that_holds_a_secret_is_none_while_that_is_revealed() -> None:
    body = b'{"_links":{"a":{"href":"/a"},"b":{"href":"/b?token=%s"}}}' % CANARY.encode()
    kept = Redactor([Secret(CANARY)]).split_response(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body
    )
    masked = replace(exchange(3, url=f"{HOST}/me", request=b"GET /me HTTP/1.1\r\n\r\n"), response=kept.message)
    async with opened(WIDE) as desk:
        desk.client.revealed[3] = replace(masked, response=unmasked(kept.message, kept.secrets))
        await desk.report(ExchangeChanged(masked))
        await desk.press("alt+2", "end", "enter")
        assert len(desk.main.exchange.links) == 2
        await desk.press("u", "enter")
        assert CANARY in desk.text
        assert [link.href for link in desk.main.exchange.links] == ["/a"]


def _marked(document: TextDocument, token: TokenName) -> list[str]:
    lines = [document.line(index) for index in range(document.line_count)]
    return [line.text[span.start : span.end] for line in lines for span in line.spans if span.token is token]


@pytest.mark.parametrize("view", [View.WIRE, View.MESSAGE, View.PRETTY])
def test_every_text_marks_the_secrets_and_no_other_words(view: View) -> None:
    _, shown = split()
    assert _marked(request_document(shown, view), TokenName.REVEALED) == [CANARY]
    assert _marked(response_document(shown, view), TokenName.REVEALED) == [CANARY, PASSWORD]
    assert _marked(response_document(shown, view), TokenName.MASK) == []


def test_a_body_that_was_written_anew_can_still_be_read() -> None:
    body = b'{"access_token":"%s"}' % CANARY.encode()
    raw = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    raw += b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (9, body[:9], len(body) - 9, body[9:])
    kept = Redactor([Secret(CANARY)]).split_response(raw)
    assert kept.message.reconstructed
    shown = unmasked(kept.message, kept.secrets)
    document = response_document(replace(exchange(3), response=shown), View.MESSAGE)
    assert document.line(document.line_count - 1).text == body.decode()
    assert _marked(document, TokenName.REVEALED) == [CANARY]
    assert CANARY not in repr(shown)


@pytest.mark.parametrize("size", SIZES)
async def test_no_selection_takes_a_secret_along(size: tuple[int, int], terminal: list[str]) -> None:
    async with opened(size) as desk:
        await at_secret(desk)
        await desk.press("u", "enter", "home", "V", "end", "y")
        assert NO_SECRETS in desk.footer
        assert desk.app.screen is desk.main
        assert terminal == []
        await desk.press("u", "V", "end", "y", "enter")
        assert CANARY not in pasted(terminal[0])
        assert "[masked]" in pasted(terminal[0])


async def test_the_key_of_copying_reveals_nothing() -> None:
    async with opened(WIDE) as desk:
        await at_secret(desk)
        await desk.press("u", "y")
        assert "Reveal the secrets" in desk.text
        await desk.press("escape")
        assert not is_revealed(desk)
