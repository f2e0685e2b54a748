"""What the words of an invitation mean: `state` of the resource, `status` and `reason` of its completed event.

Source: UCWA reference, "onlineMeetingInvitation", "InvitationState", "events". Captured events say `Success`, the
enum says `Succeeded`; a failure word was never documented, so any other word is one.
"""

from __future__ import annotations

from enum import StrEnum

from ucwa_tui.protocol.events import Event
from ucwa_tui.protocol.payload import Number, Record, Resource
from ucwa_tui.protocol.reason import Reason


class Outcome(StrEnum):
    """How an invitation ended, as far as is known."""

    PENDING = "pending"
    JOINED = "joined"
    FAILED = "failed"


_SUCCESS = frozenset({"success", "succeeded"})
_UNDER_WAY = frozenset({"connecting", "alerting", "teamring", "forwarded"})
_JOINED = "connected"
_FAILED = frozenset({"declined", "cancelled", "canceled", "failed"})


def outcome_of_status(status: str) -> Outcome:
    """Of a completed event that has a status word."""
    return Outcome.JOINED if status.strip().casefold() in _SUCCESS else Outcome.FAILED


def outcome_of_state(state: str | None) -> Outcome:
    """Of a resource that may still change: words not known yet decide nothing."""
    word = (state or "").strip().casefold()
    if word == _JOINED:
        return Outcome.JOINED
    return Outcome.FAILED if word in _FAILED else Outcome.PENDING


def outcome_of_completed(event: Event) -> Outcome:
    """Of a completed event: `status` decides, else `state`, else a `reason`; PENDING where it says none of them."""
    if event.status and event.status.strip():
        return outcome_of_status(event.status)
    word = (state_in(event.resource) or "").strip().casefold()
    if word and word not in _UNDER_WAY:
        return Outcome.JOINED if word == _JOINED else Outcome.FAILED
    return Outcome.FAILED if reason_in(event) else Outcome.PENDING


def state_in(resource: Resource | None) -> str | None:
    """The `state` word of an embedded or fetched invitation or conversation; None where it says none."""
    return (resource.text("state") or None) if resource else None


def operation_id_in(resource: Resource | None) -> str:
    """The operationId that an operation repeats; empty where there is none."""
    value = resource.get("operationId") if resource else None
    if isinstance(value, Number):
        return value.literal
    return value if isinstance(value, str) else ""


def reason_in(event: Event) -> Reason | None:
    """The event's reason; where it has none, one that was put inside the embedded resource."""
    if event.reason is not None or event.resource is None:
        return event.reason
    bag = event.resource.get("reason")
    members = dict(bag.members) if isinstance(bag, Record) else {}
    code, subcode, message = (members.get(name) for name in ("code", "subcode", "message"))
    if not isinstance(code, str):
        return None
    return Reason(code, subcode if isinstance(subcode, str) else None, message if isinstance(message, str) else None)
