"""The event channel (P-GET) as a pure state machine: what happened goes in, what to do comes out.

Source: UCWA reference, "Event channel details". The runner keeps one request outstanding, feeds every outcome to `step`
and carries out the effects in order. The machine delivers each event exactly once, in the server's order, and ends
every fault that goes on without progress in a `Fail`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias, assert_never

from ucwa_tui.protocol.channel_effect import (
    ChannelFailure,
    Deliver,
    Effect,
    Fail,
    Note,
    Poll,
    Recreate,
    RenewToken,
    SentEvent,
)
from ucwa_tui.protocol.channel_input import (
    Answered,
    Closed,
    ConnectionLost,
    Input,
    Opened,
    OperationPosted,
    Recreated,
    Refused,
    Reopened,
    Unreadable,
)
from ucwa_tui.protocol.channel_memory import NOTHING_DELIVERED, Delivered, PackageKey
from ucwa_tui.protocol.channel_refusal import Refusal, describe, refusal_of
from ucwa_tui.protocol.events import EventsAnswer
from ucwa_tui.protocol.links import ack_of, resolve

BACK_OFF = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each repetition of a P-GET whose answer was lost or cannot be read."""
TRIES = len(BACK_OFF) + 1
REPLACED_BACK_OFF = BACK_OFF[:3]
"""Seconds before each repetition after PGetReplaced."""
QUICK = 1.0
"""An answer without news that took fewer seconds than this is slowed down."""
BRAKE = (0.2, 0.4, 0.8, 1.0)
"""Seconds to wait after the first, second … quick answer without news."""
DETOURS = 10
"""How many resync and resume links are followed without progress."""
LINKLESS = 5
"""How many answers without any link are put up with, without progress."""
RECREATIONS = 3
"""How many applications are created in a row without progress."""


class Phase(StrEnum):
    """Where the channel is in its life."""

    NEW = "new"
    OPEN = "open"
    """A P-GET is outstanding, or about to be sent."""
    RECREATING = "recreating"
    FAILED = "failed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Channel:
    """Everything the channel knows. Start with `Channel()` and feed `Opened`."""

    phase: Phase = Phase.NEW
    url: str | None = None
    """The outstanding P-GET's URL; in FAILED and CLOSED the one to go on with."""
    events_url: str | None = None
    """The application's own `events` link, the way back when an answer has no link."""
    with_parameters: bool = False
    """Whether the outstanding P-GET carries the channel parameters; a repetition does too."""
    epoch: int = 0
    """Counts numberings: acks start again after `resume` and in a new application."""
    operation_posted: bool = False
    failure: ChannelFailure | None = None
    lost: int = 0
    replaced: int = 0
    renewed: bool = False
    detours: int = 0
    quick: int = 0
    recreations: int = 0
    delivered: Delivered = NOTHING_DELIVERED


Step: TypeAlias = tuple[Channel, tuple[Effect, ...]]


def step(channel: Channel, happened: Input) -> Step:
    """The channel after an input, and the effects in the order in which they are to be carried out.

    Outcomes of a URL that is not outstanding are ignored. After `Fail` and `Closed` only `Reopened` and `Recreated`
    have effects.
    """
    match happened:
        case Opened(events_url):
            return _begin(channel, events_url) if channel.phase is Phase.NEW else (channel, ())
        case Recreated(events_url):
            begun, effects = _begin(channel, events_url)
            return begun, (*effects, Note("application re-created"))
        case OperationPosted():
            return replace(channel, operation_posted=True), ()
        case Reopened():
            return _reopen(channel)
        case Closed():
            return replace(channel, phase=Phase.CLOSED), ()
        case Answered() | Unreadable() | ConnectionLost() | Refused():
            if channel.phase is not Phase.OPEN or happened.url != channel.url:
                return channel, ()
            return _outcome(channel, happened)
        case _:
            assert_never(happened)


def _begin(channel: Channel, events_url: str) -> Step:
    begun = Channel(
        phase=Phase.OPEN,
        url=events_url,
        events_url=events_url,
        with_parameters=True,
        epoch=channel.epoch + 1,
        recreations=channel.recreations,
    )
    return begun, (Poll(events_url, with_parameters=True),)


def _reopen(channel: Channel) -> Step:
    """Ask again where the channel stopped; a lost application is created again, which only the user may decide."""
    if channel.phase not in (Phase.FAILED, Phase.CLOSED) or channel.url is None:
        return channel, ()
    fresh = replace(channel, lost=0, replaced=0, renewed=False, detours=0, quick=0, recreations=0, failure=None)
    if channel.failure is ChannelFailure.APPLICATION_GONE:
        return replace(fresh, phase=Phase.RECREATING), (Recreate(),)
    return replace(fresh, phase=Phase.OPEN), (Poll(channel.url, with_parameters=channel.with_parameters),)


def _outcome(channel: Channel, happened: Answered | Unreadable | ConnectionLost | Refused) -> Step:
    match happened:
        case Answered(url, answer, took):
            return _answered(channel, url, answer, took)
        case Refused():
            return _refused(channel, happened)
        case _:
            return _lost(channel, Fail(ChannelFailure.NETWORK, happened.why, happened.url))


# --- answers -------------------------------------------------------------------------------------------------------


class _Way(StrEnum):
    NEXT = "next"
    RESYNC = "resync"
    RESUME = "resume"
    NONE = "no link"


def _answered(channel: Channel, url: str, answer: EventsAnswer, took: float) -> Step:
    way, target = _way_on(channel, url, answer)
    ack = _ack(url, answer)
    events = tuple(SentEvent(s.rel, s.href, event) for s in answer.senders for event in s.events)
    news, delivered = channel.delivered.take(_package_key(ack, url, target), events)
    if way is _Way.RESUME:
        delivered = NOTHING_DELIVERED

    moved = bool(news) and target != url
    progress = _is_progress(way, moved, took)
    after = replace(
        channel,
        url=target,
        with_parameters=way in (_Way.RESUME, _Way.NONE),
        epoch=channel.epoch + (way is _Way.RESUME),
        delivered=delivered,
        lost=0,
        renewed=False,
        replaced=0 if progress else channel.replaced,
        recreations=0 if progress else channel.recreations,
        detours=0 if progress else channel.detours + (way is not _Way.NEXT),
        quick=0 if moved or took >= QUICK else channel.quick + 1,
    )
    deliver = (Deliver(ack, url, news),) if news else ()
    if after.detours > (LINKLESS if way is _Way.NONE else DETOURS):
        failed, effects = _fail(after, Fail(ChannelFailure.NETWORK, _nowhere(way), url, 200))
        return failed, (*deliver, *effects)
    note = (Note(way.value),) if way is not _Way.NEXT else ()
    return after, (Poll(target, _brake(after.quick, way), after.with_parameters), *deliver, *note)


def _way_on(channel: Channel, url: str, answer: EventsAnswer) -> tuple[_Way, str]:
    """The link to follow. `resync` comes before all others: a server that sends it does not trust our ack."""
    for way, href in ((_Way.RESYNC, answer.resync), (_Way.RESUME, answer.resume), (_Way.NEXT, answer.next)):
        target = resolve(url, href) if href and href.strip() else ""
        if target.lower().startswith(("http://", "https://")):  # anything else is as good as absent
            return way, target
    return _Way.NONE, channel.events_url or url


def _ack(url: str, answer: EventsAnswer) -> int | None:
    """The package's number: as the answer names itself, else as it was asked for."""
    own = ack_of(answer.href) if answer.href else None
    return own if own is not None else ack_of(url)


def _package_key(ack: int | None, url: str, target: str) -> PackageKey | None:
    """What tells a repeated package from a new one; nothing does where neither number nor URL moves on."""
    if ack is not None:
        return ack
    return url if target != url else None


def _is_progress(way: _Way, moved: bool, took: float) -> bool:
    match way:
        case _Way.NEXT:
            return moved or took >= QUICK
        case _Way.RESYNC:
            return moved
        case _Way.RESUME | _Way.NONE:
            return False  # the next numbering repeats what it likes: only an answer with `next` shows that it works


def _brake(quick: int, way: _Way) -> float:
    """Seconds to wait, so that a server that answers at once never makes a hot loop. The first detour is free."""
    place = quick - (2 if way in (_Way.RESYNC, _Way.RESUME) else 1)
    return BRAKE[min(place, len(BRAKE) - 1)] if place >= 0 else 0.0


def _nowhere(way: _Way) -> str:
    if way is _Way.NONE:
        return "the event channel's answers carry no next, resync or resume link"
    return f"the event channel answers {way.value} again and again without making progress"


# --- faults --------------------------------------------------------------------------------------------------------


def _lost(channel: Channel, cause: Fail) -> Step:
    """Ask again at the same URL: the server repeats a package until a later request acknowledges it."""
    lost = channel.lost + 1
    if lost >= TRIES:
        return _fail(channel, replace(cause, why=f"{cause.why} ({TRIES} tries)"))
    return _again(replace(channel, lost=lost), BACK_OFF[lost - 1], f"retry {lost + 1} of {TRIES}: {cause.why}")


def _again(channel: Channel, delay: float, note: str) -> Step:
    assert channel.url is not None  # only called for the outstanding P-GET
    return channel, (Poll(channel.url, delay, channel.with_parameters), Note(note))


def _fail(channel: Channel, fail: Fail) -> Step:
    return replace(channel, phase=Phase.FAILED, failure=fail.kind), (fail,)


def _refused(channel: Channel, refused: Refused) -> Step:
    why = describe(refused.status, refused.reason)

    def fail(kind: ChannelFailure, text: str = why) -> Step:
        return _fail(channel, Fail(kind, text, refused.url, refused.status, refused.reason))

    match refusal_of(refused.status, refused.reason):
        case Refusal.PASSING:
            cause = Fail(ChannelFailure.NETWORK, why, refused.url, refused.status, refused.reason)
            return _lost(channel, cause)
        case Refusal.REPLACED:
            if channel.replaced >= len(REPLACED_BACK_OFF):
                return fail(ChannelFailure.REPLACED, f"{why}: somebody else keeps taking the event channel")
            delay = REPLACED_BACK_OFF[channel.replaced]
            return _again(replace(channel, replaced=channel.replaced + 1), delay, "replaced")
        case Refusal.APPLICATION_GONE:
            if channel.operation_posted or channel.recreations >= RECREATIONS:
                return fail(ChannelFailure.APPLICATION_GONE)
            gone = replace(channel, phase=Phase.RECREATING, recreations=channel.recreations + 1)
            return gone, (Recreate(), Note("application gone"))
        case Refusal.UNAUTHORIZED:
            if channel.renewed:
                return fail(ChannelFailure.REFUSED, f"{why}, again with a new token")
            renewed, effects = _again(replace(channel, renewed=True), 0.0, "token renewed")
            return renewed, (RenewToken(refused.url), *effects)
        case Refusal.FINAL:
            return fail(ChannelFailure.REFUSED, _final(refused.status, why))


def _final(status: int, why: str) -> str:
    return f"{why}: a redirect of the event channel is not followed" if 300 <= status < 400 else why
