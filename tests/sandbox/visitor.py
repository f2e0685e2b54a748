"""Somebody who uses the sandbox over a real socket: signs in, joins, reads events. Follows links, builds no URLs."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from tests.sandbox.raw_client import RawAnswer, RawClient
from ucwa_tui.protocol.body_codec import decode_reason, decode_resource, encode_input
from ucwa_tui.protocol.event_codec import decode_events
from ucwa_tui.protocol.events import Event, EventsAnswer
from ucwa_tui.protocol.payload import Property, Resource
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat

FORM = "application/x-www-form-urlencoded;charset='utf-8'"


class Visitor:
    """A signed-in client with one connection for requests and one for the event channel."""

    def __init__(self, root: str, payload_format: PayloadFormat = PayloadFormat.JSON) -> None:
        parts = urlsplit(root)
        assert parts.hostname is not None
        assert parts.port is not None
        self.root_path = parts.path
        self.format = payload_format
        self.calls = RawClient(parts.hostname, parts.port)
        self.channel = RawClient(parts.hostname, parts.port)
        self.token = ""
        self.application = Resource()
        self.next = ""
        self.seen: list[Event] = []

    async def close(self) -> None:
        await self.calls.close()
        await self.channel.close()

    async def request(
        self, method: str, href: str, body: bytes | str = b"", client: RawClient | None = None, /, **headers: str
    ) -> RawAnswer:
        """A request with the token; header names are written with underscores."""
        lines = {"Accept": self.format.media_type}
        if self.token:
            lines["Authorization"] = f"Bearer {self.token}"
        if body:
            lines["Content-Type"] = self.format.media_type
        lines |= {k.replace("_", "-"): v for k, v in headers.items()}
        parts = urlsplit(href)
        target = href if not parts.scheme else parts._replace(scheme="", netloc="").geturl()
        return await (client or self.calls).request(method, target, lines, body)

    async def get(self, href: str) -> Resource:
        answer = await self.request("GET", href)
        assert answer.status == 200, answer
        return decode_resource(answer.plain, self.format)

    async def get_token(self, form: str) -> RawAnswer:
        return await self.calls.request("POST", "/WebTicket/oauthtoken", {"Content-Type": FORM}, form)

    async def sign_in(self, user: str = "alice", *, meeting: str | None = None, endpoint: str = "") -> Visitor:
        name = user if "@" in user else f"{user}@sandbox.example"
        form = f"grant_type=password&username={name}&password=open-sesame-{user.split('@')[0]}"
        if meeting is not None:
            key = meeting.rsplit(":", 1)[1]
            form = f"grant_type=urn:microsoft.rtc:anonmeeting&password={key}&ms_rtc_conferenceuri={meeting}"
        answer = await self.get_token(form)
        assert answer.status == 200, answer
        self.token = json.loads(answer.body)["access_token"]
        root = await self.get(self.root_path)
        user_resource = await self.get(root.href("user") or "")
        return await self.create(user_resource.href("applications") or "", endpoint or f"end point {id(self)}")

    async def create(self, applications: str, endpoint: str) -> Visitor:
        body = self.input(culture="en-US", userAgent="visitor", endpointId=endpoint)
        answer = await self.request("POST", applications, body)
        assert answer.status in (200, 201), answer
        self.application = decode_resource(answer.plain, self.format)
        self.next = self.application.href("events") or ""
        return self

    def input(self, **values: str) -> bytes:
        return encode_input(Resource(properties=tuple(Property(k, v) for k, v in values.items())), self.format)

    def reason(self, answer: RawAnswer) -> Reason:
        found = decode_reason(answer.plain, answer.header("Content-Type"))
        assert found is not None
        return found

    @property
    def path(self) -> str:
        return self.application.href() or ""

    @property
    def join_href(self) -> str:
        return self.application.embeds("communication")[0].href("joinOnlineMeeting") or ""

    async def post(self, href: str, **values: str) -> RawAnswer:
        return await self.request("POST", href, self.input(**values) if values else b"")

    async def join(self, uri: str, operation_id: str = "op-1", **values: str) -> RawAnswer:
        return await self.post(self.join_href, onlineMeetingUri=uri, operationId=operation_id, **values)

    async def poll_raw(self, href: str | None = None) -> RawAnswer:
        return await self.request("GET", href or self.next, b"", self.channel)

    async def poll(self) -> EventsAnswer:
        """One P-GET; follows whatever link comes back."""
        raw = await self.poll_raw()
        assert raw.status == 200, raw
        answer = decode_events(raw.plain, raw.header("Content-Type"))
        self.next = answer.next or answer.resync or answer.resume or ""
        self.seen.extend(e for s in answer.senders for e in s.events)
        return answer

    async def until(self, wanted: Callable[[Event], bool]) -> Event:
        """Poll until an event fits; looks at those already seen first."""
        looked = 0
        while True:
            for event in self.seen[looked:]:
                if wanted(event):
                    return event
            looked = len(self.seen)
            await self.poll()

    async def completed(self) -> Event:
        return await self.until(lambda e: e.type == "completed" and e.link.rel == "onlineMeetingInvitation")

    async def joined(self, uri: str, **values: str) -> Visitor:
        """Join and wait for success."""
        assert (await self.join(uri, **values)).status == 201
        assert (await self.completed()).status == "Success"
        return self

    def latest(self, rel: str) -> Resource:
        """The newest embedded resource of a rel."""
        found = [e.resource for e in self.seen if e.link.rel == rel and e.resource is not None]
        return found[-1]

    def story(self) -> list[tuple[str, str, str | None]]:
        """Type, rel and collection of every event so far."""
        return [(e.type, e.link.rel, e.in_.rel if e.in_ else None) for e in self.seen]


MakeVisitor = Callable[..., Awaitable[Visitor]]
Json = dict[str, Any]
