"""The request of an example: as it succeeds, and in the ways in which any such request can be wrong."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from tests.sandbox.crowd import Given, put_property, read, send
from tests.sandbox.operation_examples import Example
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.stage import Stage
from ucwa_tui.sandbox.router import Guard, Route, Router
from ucwa_tui.sandbox.routes import ROUTES

_ROUTER = Router(ROUTES)
NOBODYS = "/ucwa/oauth/v1/applications/109999999999"
OVER = "/conversations/00000000-0000-4000-8000-000000000000"
INVALID = "400 BadRequest/ParameterValidationFailure"
UNREADABLE = "400 BadRequest/DeserializationFailure"


class Asking:
    """An example in its scene."""

    def __init__(self, stage: Stage, example: Example) -> None:
        self.example = example
        self.who = stage.of(example.who)
        self.target = example.target.format(app=self.who.path, **stage.names)
        self.path = self.target.partition("?")[0]
        self._other_token = stage.world.tickets.for_guest("sip:elsewhere").token
        self._given: Given | None = example.given
        self._headers: dict[str, str] = {}
        if example.body_type:
            self._headers["Content_Type"] = example.body_type
        if example.revision:
            self._headers["X_MS_RequiresMinResourceVersion"] = example.revision
        self._body = example.body.format(app=self.who.path).encode()
        self._put_property = ""

    @property
    def route(self) -> Route:
        """What the service finds at the address."""
        found = _ROUTER.find(tuple(s for s in self.path.split("/") if s))
        assert found is not None
        return found[0]

    async def look(self) -> None:
        """A PUT brings back what a GET has shown, with its etag."""
        if self.example.method == "PUT":
            shown = read(self.who, await send(self.who, "GET", self.target))
            self._put_property = put_property(shown)
            self._given = {self._put_property: shown.text(self._put_property) or "", **(self._given or {})}
            self._headers["If_Match"] = f'"{shown.text("etag")}"'

    async def send(self, target: str = "", method: str = "", **headers: str) -> RawAnswer:
        """The request, with another address, method or header where they are given."""
        method, target, lines = method or self.example.method, target or self.target, self._headers | headers
        if self._body:
            return await self.who.request(method, target, self._body, **lines)
        return await send(self.who, method, target, self._given, **lines)

    async def wrong_ones(self) -> AsyncIterator[tuple[str, RawAnswer]]:
        """Everything that can be wrong with it, and the row that each has to be refused with."""
        if self.who.path in self.path:
            yield "404 NotFound/ApplicationNotFound", await self.send(self.target.replace(self.who.path, NOBODYS))
        if "/conversations/" in self.path:
            gone = re.sub("/conversations/[^/]+", OVER, self.target)
            yield "404 NotFound/ConversationNotFound", await self.send(gone)
        yield "405 MethodNotAllowed", await self.send(method="PATCH")
        yield "404 NotFound/APIVersionNotSupported", await self.send(X_MS_RequiresMinResourceVersion="9")
        if self.example.given is not None:
            async for row, answer in self._wrong_bodies():
                yield row, answer
        if self.example.method == "PUT":
            async for row, answer in self._wrong_etags():
                yield row, answer

    async def unheard(self) -> AsyncIterator[RawAnswer]:
        """Without a token, and with that of somebody else: both get the challenge."""
        if self.route.guard is Guard.OPEN:
            return
        kept, self.who.token = self.who.token, ""
        yield await self.send()
        if self.route.guard is Guard.OWNER:
            self.who.token = self._other_token
            yield await self.send()
        self.who.token = kept

    async def _wrong_bodies(self) -> AsyncIterator[tuple[str, RawAnswer]]:
        method, headers = self.example.method, self._headers
        yield UNREADABLE, await self.who.request(method, self.target, b"{<", **headers)
        text = headers | {"Content_Type": "text/csv"}
        yield "415 UnsupportedMediaType", await self.who.request(method, self.target, b"a,b", **text)

    async def _wrong_etags(self) -> AsyncIterator[tuple[str, RawAnswer]]:
        given, etag = self._given or {}, self._headers.pop("If_Match")
        yield "428 PreconditionRequired", await self.send()
        yield "412 PreconditionFailed", await self.send(If_Match='"1"')
        self._headers["If_Match"] = etag
        self._given = {name: value for name, value in given.items() if name != self._put_property}
        yield INVALID, await self.send()
        self._given = given
