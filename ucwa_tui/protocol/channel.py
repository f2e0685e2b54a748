"""The event channel (P-GET) as a pure state machine: what happened goes in, what to do comes out.

Source: UCWA reference, "Event channel details". The runner keeps one request outstanding, feeds every outcome to `step`
and carries out the effects in order. The machine delivers each event exactly once, in the server's order, tells where
events may be missing, and ends every fault that goes on for longer than its temper lasts in a `Fail`.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import assert_never

from ucwa_tui.protocol import channel_faults
from ucwa_tui.protocol.channel_effect import (
    ChannelFailure,
    Deliver,
    Fail,
    Gap,
    GapKind,
    Note,
    Poll,
    Recreate,
    SentEvent,
)
from ucwa_tui.protocol.channel_input import (
    Answered,
    Closed,
    ConnectionLost,
    Input,
    Opened,
    OperationPosted,
    Outcome,
    Recreated,
    RecreationLost,
    Refused,
    Reopened,
    Slept,
    Unreadable,
)
from ucwa_tui.protocol.channel_memory import NOTHING_DELIVERED, PackageKey
from ucwa_tui.protocol.channel_patience import DETOURS, LINKLESS, QUICK, brake
from ucwa_tui.protocol.channel_state import Channel, Phase, Step, failed
from ucwa_tui.protocol.events import EventsAnswer
from ucwa_tui.protocol.links import ack_of, resolve


def step(channel: Channel, happened: Input) -> Step:
    """The channel after an input, and the effects in the order in which they are to be carried out.

    Outcomes of a URL that is not outstanding are ignored. After `Fail` and `Closed` only `Reopened` and `Recreated`
    have effects.
    """
    match happened:
        case Opened(events_url, temper):
            if channel.phase is not Phase.NEW:
                return channel, ()
            return _begin(replace(channel, temper=temper), events_url)
        case Recreated(events_url):
            return _recreated(channel, events_url)
        case RecreationLost():
            if channel.phase is not Phase.RECREATING:
                return channel, ()
            return channel_faults.recreation_lost(channel, happened)
        case OperationPosted():
            return replace(channel, operation_posted=True), ()
        case Reopened():
            return _reopen(channel)
        case Closed():
            return replace(channel, phase=Phase.CLOSED), ()
        case Answered() | Unreadable() | ConnectionLost() | Refused() | Slept():
            if channel.phase is not Phase.OPEN or happened.url != channel.url:
                return channel, ()
            return _outcome(channel, happened)
        case _:
            assert_never(happened)


def _begin(channel: Channel, events_url: str) -> Step:
    begun = Channel(
        phase=Phase.OPEN,
        temper=channel.temper,
        url=events_url,
        events_url=events_url,
        with_parameters=True,
        epoch=channel.epoch + 1,
        recreations=channel.recreations,
    )
    return begun, (Poll(events_url, with_parameters=True),)


def _recreated(channel: Channel, events_url: str) -> Step:
    why = "a new application has taken the place of the old one"
    begun, effects = _begin(channel, events_url)
    told = f"{why} ({channel.gone})" if channel.gone else why
    return begun, (*effects, Gap(GapKind.RECREATED, told), Note("application re-created"))


def _reopen(channel: Channel) -> Step:
    """Ask again where the channel stopped; a lost application is created again, which only the user may decide."""
    if channel.phase not in (Phase.FAILED, Phase.CLOSED) or channel.url is None:
        return channel, ()
    fresh = replace(
        channel,
        trouble="",
        lost=0,
        drought=0.0,
        doubtful=False,
        replaced=0,
        renewed=False,
        detours=0,
        gap="",
        quick=0,
        recreations=0,
        failure=None,
    )
    if channel.gone:
        return replace(fresh, phase=Phase.RECREATING), (Recreate(old_may_live=channel.old_may_live),)
    poll = Poll(channel.url, with_parameters=channel.with_parameters)
    if channel.failure is not ChannelFailure.REPLACED:
        return replace(fresh, phase=Phase.OPEN), (poll,)
    return replace(fresh, phase=Phase.OPEN), (poll, Gap(GapKind.REPLACED, "what it was told meanwhile is not repeated"))


def _outcome(channel: Channel, happened: Outcome) -> Step:
    match happened:
        case Answered(url, answer, took):
            return _answered(channel, url, answer, took)
        case Refused():
            return channel_faults.refused(channel, happened)
        case Slept():
            return channel_faults.slept(channel, happened)
        case _:
            return channel_faults.lost(channel, happened)


# --- answers -------------------------------------------------------------------------------------------------------


class _Way(StrEnum):
    NEXT = "next"
    RESYNC = "resync"
    RESUME = "resume"
    NONE = "no link"


_GAPS = {
    _Way.RESYNC: Gap(GapKind.RESYNC, "the server did not know our place in the sequence of events and named another"),
    _Way.RESUME: Gap(GapKind.RESUME, "the server has begun a new sequence of events: we were away for too long"),
}


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
        answered=True,
        trouble="",
        lost=0,
        drought=0.0,
        doubtful=False,
        renewed=False,
        replaced=0 if progress else channel.replaced,
        recreations=0 if progress else channel.recreations,
        detours=0 if progress else channel.detours + (way is not _Way.NEXT),
        gap="" if progress else way.value if way in _GAPS else channel.gap,
        quick=0 if moved or took >= QUICK else channel.quick + 1,
    )
    deliver = (Deliver(ack, url, news),) if news else ()
    if after.detours > (LINKLESS if way is _Way.NONE else DETOURS):
        ended, effects = failed(after, Fail(ChannelFailure.NETWORK, _nowhere(way), url, 200))
        return ended, (*deliver, *effects)
    gap = (_GAPS[way],) if way in _GAPS and channel.gap != way.value else ()
    note = (Note(way.value),) if way is not _Way.NEXT else ()
    return after, (Poll(target, _brake(after.quick, way), after.with_parameters), *deliver, *gap, *note)


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
    return brake(quick - (2 if way in _GAPS else 1))


def _nowhere(way: _Way) -> str:
    if way is _Way.NONE:
        return "the event channel's answers carry no next, resync or resume link"
    return f"the event channel answers {way.value} again and again without making progress"
