"""What the event channel does about a P-GET without a usable answer: ask again, renew, re-create, or end.

Source: UCWA reference, "Event channel details", "Application dashboard".
"""

from __future__ import annotations

from dataclasses import replace

from ucwa_tui.protocol.channel_effect import ChannelFailure, Fail, Gap, GapKind, Note, Recreate, RenewToken
from ucwa_tui.protocol.channel_input import ConnectionLost, RecreationLost, Refused, Slept, Unreadable
from ucwa_tui.protocol.channel_patience import (
    CUT_DELAY,
    GIVE_UP_AFTER,
    HELD,
    RECREATIONS,
    REPLACED_BACK_OFF,
    TRIES,
    back_off,
    duration,
)
from ucwa_tui.protocol.channel_refusal import Refusal, describe, is_gateway_timeout, refusal_of
from ucwa_tui.protocol.channel_state import Channel, Phase, Step, again, failed

TAKEN = "somebody else keeps taking the event channel"


def lost(channel: Channel, happened: ConnectionLost | Unreadable) -> Step:
    """No answer, or one that is not events."""
    if isinstance(happened, ConnectionLost) and happened.held >= HELD:
        return _cut(channel, happened.held, happened.why)
    doubtful = replace(channel, doubtful=channel.doubtful or isinstance(happened, ConnectionLost))
    return _retried(doubtful, Fail(ChannelFailure.NETWORK, happened.why, happened.url), happened.took)


def slept(channel: Channel, happened: Slept) -> Step:
    """The connection that the P-GET was on has died in the computer's sleep."""
    why = f"the computer slept for {duration(happened.seconds)}"
    if happened.seconds >= GIVE_UP_AFTER:
        why += ": the server has probably ended the application meanwhile"
    asked, effects = again(
        replace(channel, renewed=False, doubtful=True), 0.0, f"slept for {duration(happened.seconds)}"
    )
    return asked, (*effects, Gap(GapKind.SLEPT, why))


def refused(channel: Channel, happened: Refused) -> Step:
    """An answer with another status than 200."""
    why = describe(happened)
    cause = Fail(ChannelFailure.REFUSED, why, happened.url, happened.status, happened.reason)
    match refusal_of(happened.status, happened.reason, foreign=bool(happened.foreign)):
        case Refusal.PASSING:
            if is_gateway_timeout(happened.status) and happened.held >= HELD and happened.retry_after is None:
                return _cut(channel, happened.held, why)
            passing = replace(cause, kind=ChannelFailure.NETWORK)
            return _retried(replace(channel, doubtful=True), passing, happened.took, happened.retry_after)
        case Refusal.REPLACED:
            return _replaced(channel, cause)
        case Refusal.APPLICATION_GONE:
            return _gone(channel, cause)
        case Refusal.NOTHING_THERE:
            return _gone(channel, cause, old_may_live=True) if channel.is_steady else failed(channel, cause)
        case Refusal.SENT_AWAY:
            return failed(replace(channel, gone=why), replace(cause, kind=ChannelFailure.APPLICATION_GONE))
        case Refusal.UNAUTHORIZED:
            if channel.renewed:
                return failed(channel, replace(cause, why=f"{why}, again with a new token"))
            renewed, effects = again(replace(channel, renewed=True, trouble=why), 0.0, "token renewed")
            return renewed, (RenewToken(happened.url), *effects)
        case Refusal.FINAL:
            told = f"{why}: a redirect of the event channel is not followed" if happened.status < 400 else why
            return failed(channel, replace(cause, why=told))


def recreation_lost(channel: Channel, happened: RecreationLost) -> Step:
    """The application could not be created anew, but that may pass."""
    if not channel.is_steady:
        return failed(channel, Fail(ChannelFailure.APPLICATION_GONE, happened.why))
    return _retried(channel, Fail(ChannelFailure.NETWORK, happened.why), happened.took)


def _retried(channel: Channel, cause: Fail, took: float, retry_after: float | None = None) -> Step:
    """Ask again a little later, for as long as the temper lasts."""
    count, drought = channel.lost + 1, channel.drought + took
    if channel.is_steady and drought >= GIVE_UP_AFTER:
        return failed(channel, replace(cause, why=f"{cause.why} (no good answer for {duration(drought)})"))
    if not channel.is_steady and count >= TRIES:
        return failed(channel, replace(cause, why=f"{cause.why} ({TRIES} tries)"))
    delay = back_off(channel.temper, count, retry_after)
    told = f"retry {count}, next in {delay:g} s" if channel.is_steady else f"retry {count + 1} of {TRIES}"
    # a steady channel that has met other trouble since may meet an old token again
    renewed = channel.renewed and not channel.is_steady
    waiting = replace(channel, lost=count, drought=drought + delay, renewed=renewed, trouble=cause.why)
    return _repeated(waiting, delay, told, cause.why)


def _repeated(channel: Channel, delay: float, told: str, why: str) -> Step:
    if channel.phase is Phase.RECREATING:
        return channel, (Recreate(delay), Note(f"{told}: {why}"))
    return again(channel, delay, f"{told}: {why}", f"asked again: {why}" if channel.is_steady else None)


def _cut(channel: Channel, held: float, why: str) -> Step:
    """The server had taken the request, so nothing is wrong with it: something between has a shorter patience."""
    fresh = replace(channel, lost=0, drought=0.0, renewed=False, doubtful=True, trouble="")
    return again(fresh, CUT_DELAY, f"cut after {held:.0f} s: a proxy in between? {why}")


def _replaced(channel: Channel, cause: Fail) -> Step:
    """Two clients that take the channel from each other for ever help nobody: a steady one yields at once."""
    ours = channel.doubtful and channel.replaced == 0
    tolerated = ours if channel.is_steady else channel.replaced < len(REPLACED_BACK_OFF)
    if tolerated:
        delay = REPLACED_BACK_OFF[channel.replaced]
        waiting = replace(channel, replaced=channel.replaced + 1, trouble=cause.why)
        return again(waiting, delay, "replaced")
    told = "another P-GET has taken the event channel" if channel.is_steady else TAKEN
    return failed(channel, replace(cause, kind=ChannelFailure.REPLACED, why=f"{told}: {cause.why}"))


def _gone(channel: Channel, cause: Fail, *, old_may_live: bool = False) -> Step:
    """A new application in place of the old one, unless that would hide a loss, or does not help."""
    away = replace(channel, gone=cause.why, old_may_live=old_may_live, trouble=cause.why)
    settled = channel.operation_posted and not channel.is_steady
    if settled or channel.recreations >= RECREATIONS:
        often = f" (created again {RECREATIONS} times in a row)" if not settled else ""
        fail = replace(cause, kind=ChannelFailure.APPLICATION_GONE, why=cause.why + often)
        return failed(away, fail)
    count = channel.recreations + 1
    delay = back_off(channel.temper, count - 1) if count > 1 and channel.is_steady else 0.0
    recreating = replace(away, phase=Phase.RECREATING, recreations=count, lost=0, drought=0.0)
    return recreating, (Recreate(delay, old_may_live), Note("application gone"))
