"""How bots answer a message: at the address of the message itself."""

from __future__ import annotations

from collections.abc import Callable

from tests.sandbox.conftest import Place
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.events import Event

UriOf = Callable[[str], str]


def incoming(text: str) -> Callable[[Event], bool]:
    def fits(event: Event) -> bool:
        message = event.resource if event.link.rel == "message" else None
        return message is not None and (message.href("plainMessage") or "").endswith(f",{text}")

    return fits


async def talking(visitor: Visitor, uri: str) -> str:
    """Join with messaging on; returns where messages go."""
    await visitor.joined(uri)
    await visitor.until(lambda e: e.link.rel == "messaging")
    assert (await visitor.post(visitor.latest("messaging").href("addMessaging") or "", operationId="m")).status == 201
    await visitor.until(lambda e: e.resource is not None and e.resource.href("sendMessage") is not None)
    return visitor.latest("messaging").href("sendMessage") or ""


async def test_answer_at_the_address_of_a_message(place: Place, uri_of: UriOf) -> None:
    alice, bot = await place.alice(), await place.visitor().sign_in("bob")
    send = await talking(alice, uri_of("joins"))
    await talking(bot, uri_of("joins"))
    assert (await alice.request("POST", send, b"question", Content_Type="text/plain")).status == 201
    asked = await bot.until(incoming("question"))
    answer = await bot.request("POST", asked.link.href, b"answer", Content_Type="text/plain")
    assert answer.status == 201
    assert answer.header("Location") != asked.link.href
    assert answer.header("X-Sandbox-Shape") is not None
    await alice.until(incoming("answer"))


async def test_no_answer_at_the_address_of_no_message(place: Place, uri_of: UriOf) -> None:
    bot = await place.visitor().sign_in("bob")
    send = await talking(bot, uri_of("joins"))
    assert (await bot.request("POST", f"{send}/999", b"answer", Content_Type="text/plain")).status == 404
