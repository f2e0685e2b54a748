"""A request that meets a fault: what happens before it is carried out, what to its answer, and how that leaves."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import replace

from ucwa_tui.sandbox.answer import Accepted, Answer
from ucwa_tui.sandbox.application import APPLICATIONS_PATH
from ucwa_tui.sandbox.delivery import Delivery
from ucwa_tui.sandbox.faults import Facts, Fault
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.spoiling import error_answer, page_answer, spoiled
from ucwa_tui.sandbox.world import World

LABEL = "X-Sandbox-Fault"
"""Names scenario and rule in an answer that was tampered with."""
_CUT = 0.7
_SLICES = 10.0
"""Pieces a sandbox second, of an answer that trickles."""


def facts_of(world: World, request: Request, accepted: Accepted, rel: str) -> Facts:
    """What rules can ask of a request.

    Args:
        world: knows whose token it is.
        request: with its path spelled as received.
        accepted: the form that it asks for.
        rel: the last word of its route; empty: it has none.
    """
    path = "/" + "/".join(request.segments)
    return Facts(request.method, path, rel or path.rpartition("/")[2], _user(world, request), accepted.payload_format)


def _user(world: World, request: Request) -> str:
    token = _token(request)
    identity = world.tickets.owner(token) if token else None
    if identity is None:
        return ""
    return "guest" if identity.anonymous else world.alias(identity.person)


def _token(request: Request) -> str:
    scheme, _, token = (request.header("Authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def suffer(
    fault: Fault,
    world: World,
    request: Request,
    accepted: Accepted,
    carry_out: Callable[[], Answer | Awaitable[Answer]],
) -> Answer:
    """The answer of a request with a fault.

    Args:
        fault: what happens.
        world: its clock and its tokens.
        request: the request.
        accepted: the form that it asks for.
        carry_out: answers it as if nothing were wrong.
    """
    then = fault.then
    if fault.delay:
        await world.clock.sleep(fault.delay)
    _expire(then.expire, world, request)
    if then.lost == "unread":
        return Answer(200, delivery=Delivery(part=0.0, reset=True))
    if then.error is not None:
        now = world.clock.now() + world.scenario.server.date_skew + then.skew
        answer = error_answer(then.error, accepted, now)
    elif then.page:
        answer = page_answer(then.page)
    else:
        done = carry_out()
        answer = await done if inspect.isawaitable(done) else done
    if fault.hold:
        await world.clock.sleep(fault.hold)
    labelled = replace(answer, headers=(*answer.headers, (LABEL, fault.label)))
    return replace(spoiled(labelled, then), delivery=_delivery(fault, world))


def _expire(what: str, world: World, request: Request) -> None:
    if what == "token":
        world.tickets.expire(_token(request))
    elif what == "application":
        depth = APPLICATIONS_PATH.count("/")
        application = world.applications.get(request.segments[depth]) if len(request.segments) > depth else None
        if application is not None:
            world.end(application)


def _delivery(fault: Fault, world: World) -> Delivery | None:
    then = fault.then
    piece = max(1, int(then.trickle / _SLICES)) if then.trickle else 0
    delivery = Delivery(
        part={"before": 0.0, "middle": _CUT}.get(then.lost, 1.0),
        reset=then.lost == "before",
        close=then.lost == "after",
        twice=then.twice,
        chunks=then.chunks,
        length=then.length,
        without=then.without,
        compressed=True if then.gzip else False if then.chunks in ("utf-8", "tokens") else None,
        piece=piece,
        pause=world.clock.real(piece / then.trickle) if then.trickle else 0.0,
        skew=then.skew,
    )
    return None if delivery == Delivery() else delivery
