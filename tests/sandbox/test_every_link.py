"""Every link that a GET can follow from the application leads somewhere, for users and guests, in both formats."""

from __future__ import annotations

import pytest

from tests.sandbox.crowd import FORMATS, GUEST_MEETING, Crowd, crowd, label_of, read, send
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.request_plan import PayloadFormat

__all__ = ["crowd"]
pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_GET = {
    "405 MethodNotAllowed": "an operation that only takes POST",
    "400 BadRequest/ParameterValidationFailure": "search, which needs a query",
}
FOR_USERS = {"403 Forbidden/AnonymousNotAllowed": "not for guests"}


def hrefs(found: Resource) -> list[tuple[str, str]]:
    """Every link of a resource and of what it embeds."""
    own = [
        (g.rel, link.href) for g in found.links for link in g.links if link.href and not link.href.startswith("data:")
    ]
    return own + [pair for g in found.embedded for r in g.resources for pair in hrefs(r)]


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize("who", ["alice", "bob", "guest"])
async def test_walk(crowd: Crowd, payload_format: PayloadFormat, who: str) -> None:
    visitor = await crowd.get(who, payload_format)
    extra = {"anonymousDisplayName": "Gast"} if who == "guest" else {}
    await visitor.joined(GUEST_MEETING, **extra)
    if who != "guest":
        uris = ["sip:dora@sandbox.example", "sip:bob@sandbox.example"]
        made = await send(visitor, "POST", "{app}/people/presenceSubscriptions", {"uris": uris, "duration": "30"})
        assert made.status == 201
    explained = NO_GET | (FOR_USERS if who == "guest" else {})
    todo, seen, failures, counts = [("application", visitor.path)], {visitor.path}, [], 0
    while todo:
        rel, href = todo.pop()
        if rel == "events":
            continue
        answer = await visitor.request("GET", href)
        counts += 1
        if answer.status == 200 and (answer.header("Content-Type") or "").startswith(payload_format.media_type):
            for pair in hrefs(read(visitor, answer)):
                if pair[1] not in seen:
                    seen.add(pair[1])
                    todo.append(pair)
        elif answer.status != 200 and label_of(visitor, answer) not in explained:
            failures.append((rel, href, label_of(visitor, answer)))
    assert failures == []
    assert counts > (15 if who == "guest" else 200)
