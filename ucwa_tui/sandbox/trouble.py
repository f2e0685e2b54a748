"""A request that meets a fault: what happens before it is carried out, what to its answer, and how that leaves."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from ucwa_tui.sandbox.answer import Accepted, Answer
from ucwa_tui.sandbox.application import APPLICATIONS_PATH
from ucwa_tui.sandbox.delivery import Delivery
from ucwa_tui.sandbox.faults import Facts, Fault
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.spoiling import error_answer, page_answer, spoiled
from ucwa_tui.sandbox.strangers import GUEST
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
    return GUEST if identity.anonymous else world.alias(identity.person)


def _token(request: Request) -> str:
    scheme, _, token = (request.header("Authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a fault meets a request."""

    world: World
    request: Request
    accepted: Accepted
    """The form that it asks for."""
    inside: bool = False
    """Whether it is part of a batch: its answer then has no bytes on the wire of its own."""


async def suffer(fault: Fault, setting: Setting, carry_out: Callable[[], Answer | Awaitable[Answer]]) -> Answer:
    """The answer of a request with a fault, labelled where anything of it has happened.

    Args:
        fault: what happens.
        setting: to which request, and where.
        carry_out: answers it as if nothing were wrong.
    """
    then, world = fault.then, setting.world
    if fault.delay:
        await world.clock.sleep(fault.delay)
    expired = _expire(then.expire, world, setting.request)
    if then.lost == "unread" and not setting.inside:
        return Answer(200, delivery=Delivery(part=0.0, reset=True))
    if then.error is not None:
        now = world.clock.now() + world.scenario.server.date_skew + then.skew
        answer = error_answer(then.error, setting.accepted, now)
    elif then.page:
        answer = page_answer(then.page)
    else:
        done = carry_out()
        answer = await done if inspect.isawaitable(done) else done
    if fault.hold:
        await world.clock.sleep(fault.hold)
    changed = spoiled(answer, then)
    delivery = None if setting.inside else _delivery(fault, setting, changed)
    in_channel = fault.reached_channel and (then.channel or fault.wait is not None or fault.coalesce)
    instead = then.error is not None or then.page
    if not (fault.delay or fault.hold or expired or instead or in_channel or delivery or changed != answer):
        return answer
    return replace(changed, headers=(*changed.headers, (LABEL, fault.label)), delivery=delivery)


def _expire(what: str, world: World, request: Request) -> bool:
    """End the token or the application; whether there was one."""
    if what == "token":
        token = _token(request)
        known = world.tickets.owner(token) is not None
        world.tickets.expire(token)
        return known
    if what == "application":
        depth = APPLICATIONS_PATH.count("/")
        application = world.applications.get(request.segments[depth]) if len(request.segments) > depth else None
        if application is not None:
            world.end(application)
            return True
    return False


def _delivery(fault: Fault, setting: Setting, answer: Answer) -> Delivery | None:
    """How the answer leaves; without what cannot be done to an empty body or for an old client."""
    then, pace = fault.then, setting.world.clock
    chunks = then.chunks if answer.body and setting.request.version >= "1.1" else ""
    piece = max(1, int(then.trickle / _SLICES)) if then.trickle else 0
    delivery = Delivery(
        part={"before": 0.0, "middle": _CUT}.get(then.lost, 1.0),
        reset=then.lost == "before",
        close=then.lost == "after",
        twice=then.twice,
        chunks=chunks,
        length=then.length,
        without=then.without,
        compressed=True if then.gzip and answer.body else False if chunks in ("utf-8", "tokens") else None,
        piece=piece,
        pause=pace.real(piece / then.trickle) if then.trickle else 0.0,
        skew=then.skew,
    )
    return None if delivery == Delivery() else delivery
