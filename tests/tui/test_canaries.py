"""Canary secrets: a whole session against a server that echoes them in odd spellings, and then a look everywhere.

Password, token, cookie, proxy password and key password are each planted with a text that occurs nowhere else. The
server gives every one of them back in answers, headers, error pages and events, spelled plainly, in Base64, percent
encoded, JSON-escaped and in upper-case hexadecimal. Nothing that leaves the program may hold one.
"""

from __future__ import annotations

import base64
import json
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.forward_proxy import ForwardProxy
from tests.support.launching import launch
from tests.support.raw_server import Received, answer, chunked
from tests.support.scripted_server import MEETING, USER, Dynamic, FakeUcwa
from tests.support.ucwa_bodies import application, events_json, invitation_event, sender
from tests.tui.desk import SHELF, WIDE, Desk
from tests.tui.fakes import ScriptedClient, ScriptedSandbox
from ucwa_tui.cli.jsonl import event_line, exchange_line
from ucwa_tui.client.engine import Client
from ucwa_tui.document.views import DEPTHS
from ucwa_tui.tui.application import UcwaApp
from ucwa_tui.tui.outside_program import private_copy
from ucwa_tui.wire.export import FORMS
from ucwa_tui.wire.har import har_bytes
from ucwa_tui.wire.har_record import FIELD
from ucwa_tui.wire.network_settings import NetworkSettings, ProxySettings, TlsSettings
from ucwa_tui.wire.secret import Secret

PASSWORD = 'Canary"Pass/word+\\1'
PROXY_PASSWORD = "Canary-Proxy:word/2"
KEY_PASSWORD = "Canary-Key-word-3"
COOKIE = "CanaryCookie/AAEB+ie4=="
TOKEN = "cwt=CanaryToken5/" + "t" * 30
PLANTED = (PASSWORD, PROXY_PASSWORD, KEY_PASSWORD, COOKIE, TOKEN)


def spellings(secret: str) -> Iterator[str]:
    """How a server, a proxy or a program in between may write a text."""
    data = secret.encode()
    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret)[1:-1].replace("/", "\\/")
    yield quote(secret, safe="")
    yield quote(secret, safe="/")
    yield base64.b64encode(data).decode()
    yield base64.urlsafe_b64encode(data).decode().rstrip("=")
    yield secret.replace("&", "&amp;").replace('"', "&quot;")


def leaks(text: str) -> list[str]:
    """Which spellings of which secrets a text holds, also with what is only half masked."""
    found = [spelling for secret in PLANTED for spelling in spellings(secret) if spelling in text]
    return found + [word for word in ("Canary", "Q2FuYXJ5") if word in text]


def echo(*secrets: str) -> str:
    return " | ".join(spelling for secret in secrets or PLANTED for spelling in spellings(secret))


class Echoing(FakeUcwa):
    """Signs in with the planted password, hands out the planted token and cookie, and echoes all of them."""

    def grant(self, received: Received) -> bytes:
        self.tokens.setdefault(self._host(received), []).append(TOKEN)
        known = [secret for secret in PLANTED if secret != COOKIE]  # nobody has seen the cookie yet
        body = {"access_token": TOKEN, "expires_in": 28364, "token_type": "Bearer", "note": echo(*known)}
        return answer(200, json.dumps(body), "application/json")

    def _token(self, received: Received) -> bytes:
        assert quote(PASSWORD, safe="").encode() in received.body.replace(b"%5c", b"%5C")
        return self.grant(received)


def plant(fake: Echoing) -> None:
    base = f"{fake.applications_path}/10390001"
    line = echo().replace("\n", " ")
    cookie = (("Set-Cookie", f"cwt_ucwa={COOKIE}; path={base}; HttpOnly"), ("X-Echo", line))

    def created(_: Received) -> bytes:
        fake.created = 1
        return answer(201, application(base, display_name=f"Dana {line}").json(), headers=cookie)

    fake.on("POST", fake.applications_path, Dynamic(created))
    page = f"<html><body><h1>Error</h1><pre>{line}</pre></body></html>"
    diagnostics = (("X-Ms-diagnostics", f'28000;reason="{line}"'), ("Location", f"/x?a={quote(TOKEN, safe='')}"))
    fake.on("POST", f"{base}/communication/onlineMeetingInvitations", answer(403, page, "text/html", diagnostics, line))


@asynccontextmanager
async def echoed(fake: Echoing, proxy: ForwardProxy) -> AsyncIterator[Desk]:
    network = NetworkSettings(
        tls=TlsSettings(key_password=Secret(KEY_PASSWORD)),
        proxy=ProxySettings(f"http://{proxy.name}", "pat", Secret(PROXY_PASSWORD), from_environment=False),
    )
    options = launch(root_url=fake.root_url, user=USER, secret=Secret(PASSWORD), meeting_uri=MEETING, network=network)
    app = UcwaApp(options, SHELF, client=Client, sandbox=ScriptedSandbox, new_id=lambda: "op-1")
    try:
        async with app.run_test(size=WIDE) as pilot:
            desk = Desk(app, pilot, ScriptedClient(), ScriptedSandbox())
            await desk.until(lambda: app.controller.session.signed_in is not None)
            yield desk
    finally:
        app.backend.stop(2.0)


async def join_and_wait(desk: Desk, fake: Echoing) -> None:
    base = f"{fake.applications_path}/10390001"
    event = invitation_event(base, 1, status=echo())
    body = events_json(base, 1, [sender(base, event)])
    fake.events(Dynamic(lambda _: chunked(body, zipped=True)))
    session = desk.app.controller.session
    await desk.until(lambda: bool(session.events))
    await desk.press("f5")
    await desk.until(lambda: any(e.status == 403 for e in session.exchanges))
    await desk.settle()


async def everything_shown(desk: Desk) -> AsyncIterator[tuple[str, str]]:
    """Every exchange at every depth, the events, and a screenshot of each."""
    for place in ("alt+2", "alt+4", "alt+5"):
        await desk.press(place)
        yield place, desk.text
    await desk.press("alt+4", "enter")
    yield "whole event", desk.text
    await desk.press("escape", "alt+2", "g")
    for exchange in desk.app.controller.session.exchanges:
        for view in DEPTHS:
            desk.main.exchange.view = view
            desk.main.presenter.show_exchange(desk.main)
            await desk.settle()
            lines = desk.main.exchange.reader.lines
            yield f"#{exchange.n} {view}", "\n".join(lines.text(y) for y in range(len(lines)))
        yield f"#{exchange.n} screenshot", desk.app.export_screenshot()
        await desk.press("down")
    await desk.press("alt+3", "y")
    yield "copy menu", desk.text
    await desk.press("escape")


async def test_no_canary_gets_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    fake = Echoing()
    plant(fake)
    with fake, ForwardProxy(credentials=f"pat:{PROXY_PASSWORD}") as proxy:
        async with echoed(fake, proxy) as desk:
            await join_and_wait(desk, fake)
            session = desk.app.controller.session
            sent = b"".join(received.raw for received in fake.requests)
            assert TOKEN.encode() in sent, "the canaries have to have been used"
            assert any("Proxy-Authorization" in repr(r) for r in proxy.requests), "so has the proxy's"
            found: dict[str, list[str]] = {}
            async for name, text in everything_shown(desk):
                found[name] = leaks(text)
            for exchange in session.exchanges:
                found[f"#{exchange.n}"] = leaks(repr(exchange))
                for form in FORMS:
                    found[f"#{exchange.n} as {form.id}"] = leaks(form.make(exchange))
            found["jsonl"] = leaks(
                "".join(map(repr, map(exchange_line, session.exchanges)))
                + "".join(map(repr, map(event_line, session.events)))
            )
            found["har"] = leaks(read_back(har_bytes(session.exchanges, session.events)))
            found["pager"] = paged("\n".join(map(repr, session.exchanges)))
            assert session.exchanges
            assert session.events
            assert {name: leak for name, leak in found.items() if leak} == {}
    assert left_in(tmp_path) == []


def left_in(folder: Path) -> list[Path]:
    """Files with a canary in them."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if leaks(path.read_bytes().decode("latin-1"))]


def paged(text: str) -> list[str]:
    """What a pager would find in its file, which is private, and gone afterwards."""
    with private_copy(text, "x.txt") as copy:
        path = copy.path
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        found = leaks(path.read_text())
    assert not path.parent.exists()
    return found


def read_back(har: bytes) -> str:
    """A HAR as text, and the bytes inside its records."""
    entries = json.loads(har)["log"]["entries"]
    inside = [
        base64.b64decode(e[FIELD][side]["bytes"]).decode("latin-1") for e in entries for side in ("request", "response")
    ]
    return har.decode() + json.dumps(json.loads(har), ensure_ascii=False) + "".join(inside)
