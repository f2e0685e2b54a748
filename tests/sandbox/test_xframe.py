"""The frame page for browsers: where they look for it, and what it makes of the server's answers."""

from __future__ import annotations

import json
import re

import pytest

from tests.sandbox.conftest import Place
from ucwa_tui.sandbox.xframe import XFRAME, spelled

USER = "/Autodiscover/AutodiscoverService.svc/root/oauth/user"


@pytest.mark.parametrize(
    "path",
    [
        "/Autodiscover/XFrame/XFrame.html",
        "/autodiscover/xframe/xframe.html",
        "/xframe",
        "/XFrame",
        "/Autodiscover/AutodiscoverService.svc/root/xframe",
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "*/*", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"])
async def test_frame_is_where_browsers_look(place: Place, path: str, accept: str) -> None:
    answer = await place.visitor().calls.request("GET", path, {"Accept": accept})
    assert (answer.status, answer.header("Content-Type"), answer.body) == (200, "text/html", XFRAME)
    assert answer.header("X-Frame-Options") is None
    assert answer.header("Content-Security-Policy") is None


async def test_frame_knows_the_servers_spelling(place: Place) -> None:
    """A browser lower-cases header names; what the frame makes of them is what the server sent."""
    visitor = await place.visitor().sign_in()
    answers = [
        await visitor.calls.request("GET", USER, {"Authorization": "Bearer stale", "client-request-id": "1"}),
        await visitor.get_token("grant_type=magic"),
        await visitor.request("GET", visitor.path),
        await visitor.join("sip:nobody@sandbox.example;gruu;opaque=app:conf:focus:id:NONE"),
    ]
    sent = {name for answer in answers for name, _ in answer.lines}
    assert {"WWW-Authenticate", "X-Ms-diagnostics", "ETag", "X-MS-UcwaVersion", "Content-Type"} <= sent
    assert {spelled(name.lower()) for name in sent} == sent


def test_frame_carries_the_spellings() -> None:
    found = re.search(rb"SPELLINGS = (\{.*?\});", XFRAME)
    assert found is not None
    table = json.loads(found[1])
    assert table["www-authenticate"] == "WWW-Authenticate"
    assert all(spelled(name) == spelling for name, spelling in table.items())


@pytest.mark.parametrize("word", [b"messageId", b"statusText", b"responseText", b'"success"', b'"error"'])
def test_frame_answers_in_the_words_that_pages_look_for(word: bytes) -> None:
    assert word in XFRAME
