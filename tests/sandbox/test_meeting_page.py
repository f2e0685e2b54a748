"""The page behind a join URL, and join URLs that lead to it from everywhere."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.raw_client import RawAnswer
from ucwa_tui.protocol.join_page import MEDIA_TYPE, read_conf_info, read_page
from ucwa_tui.protocol.join_url import guess_from_join_url
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.directory import meetings
from ucwa_tui.sandbox.embedded import EmbeddedSandbox

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
MARK = "X-Sandbox-Shape"
UriOf = Callable[[str], str]


def base(place: Place) -> str:
    parts = urlsplit(place.root)
    return f"{parts.scheme}://{parts.netloc}"


async def page(place: Place, path: str, accept: str | None = BROWSER) -> RawAnswer:
    headers = {"Accept": accept} if accept else {}
    return await place.visitor().calls.request("GET", path, headers)


async def test_every_meeting_has_a_document(place: Place) -> None:
    for meeting in meetings(base(place)):
        answer = await page(place, urlsplit(meeting.join_url).path, MEDIA_TYPE)
        assert answer.header("Content-Type") == f"{MEDIA_TYPE.lower()}; charset=utf-8"
        info = read_conf_info(answer.body)
        assert info.conference_uri == meeting.uri
        assert info.conference_key == meeting.uri.rsplit(":", 1)[1]
        assert info.original_url == meeting.join_url
        assert [name for name, _ in info.ucwa_urls] == ["ucwa-url", "ucwa-ext-url", "ucwa-int-url"]


@pytest.mark.parametrize("accept", [BROWSER, None, "*/*"])
async def test_every_meeting_has_a_page(place: Place, accept: str | None) -> None:
    for meeting in meetings(base(place)):
        answer = await page(place, urlsplit(meeting.join_url).path, accept)
        assert (answer.status, answer.header("Content-Type")) == (200, "text/html; charset=utf-8")
        facts = read_page(answer.body.decode())
        assert (facts.conference_uri, facts.valid_meeting, facts.error_code) == (meeting.uri, True, "-1")
        assert facts.conf_info is not None
        assert facts.conf_info.conference_uri == meeting.uri
        assert facts.launcher_url == ""


@pytest.mark.parametrize("path", ["/MEET/ALICE/stand1up", "//meet/Alice/Stand1Up", "/meet/alice/STAND1UP?sl="])
async def test_addresses_are_read_with_tolerance(place: Place, path: str, uri_of: UriOf) -> None:
    assert read_page((await page(place, path)).body.decode()).conference_uri == uri_of("joins")


@pytest.mark.parametrize("path", ["/meet/alice/NOBODY00", "/meet/bob/STAND1UP", "/meet/%3Cscript%3E/x"])
@pytest.mark.parametrize("accept", [BROWSER, MEDIA_TYPE])
async def test_a_meeting_that_there_is_not(place: Place, path: str, accept: str) -> None:
    answer = await page(place, path, accept)
    facts = read_page(answer.body.decode())
    assert (answer.status, facts.conference_uri, facts.valid_meeting) == (200, None, False)
    assert answer.header(MARK) is not None


async def test_join_urls_lead_to_the_sandbox_itself(place: Place, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    alice = await (await place.alice(payload_format)).joined(uri_of("joins"))
    wanted = f"{base(place)}/meet/alice/STAND1UP"
    assert alice.latest("onlineMeeting").text("joinUrl") == wanted
    online_meetings = alice.application.embeds("onlineMeetings")[0]
    mine = await alice.get(online_meetings.href("myOnlineMeetings") or "")
    assert mine.embeds("myOnlineMeeting")[0].text("joinUrl") == wanted
    root = await alice.get(place.root)
    listed = (await alice.get(root.href("sandbox:meetings") or "")).embeds("sandbox:meeting")
    assert [m.text("joinUrl") for m in listed] == [m.join_url for m in meetings(base(place))]


async def test_a_meeting_made_for_a_join_has_a_page_too(place: Place) -> None:
    alice = await place.alice()
    assert (await alice.post(alice.join_href, operationId="1")).status == 201
    await alice.completed()
    made = alice.latest("onlineMeeting")
    facts = read_page((await page(place, urlsplit(made.text("joinUrl") or "").path)).body.decode())
    assert facts.conference_uri == made.text("onlineMeetingUri")


def test_the_embedded_sandbox_knows_its_address_once_it_listens() -> None:
    sandbox = EmbeddedSandbox(seed=1)
    assert {m.join_url for m in sandbox.meetings} == {""}
    url = sandbox.start()
    try:
        host = url.split("/Autodiscover")[0]
        assert sandbox.meetings[0].join_url == f"{host}/meet/alice/STAND1UP"
        assert guess_from_join_url(sandbox.meetings[0].join_url) is None
    finally:
        sandbox.stop()
