"""What an invitation from somebody is and how it ended, in printable words."""

from __future__ import annotations

from ucwa_tui.protocol.incoming import Incoming, Ring
from ucwa_tui.wire.safe_text import safe_line

_ENDS = {
    Ring.CONNECTED: "connected",
    Ring.ELSEWHERE: "another of your clients has taken it",
    Ring.WITHDRAWN: "withdrawn by the other side",
    Ring.MISSED: "nobody answered in time",
    Ring.FAILED: "failed",
    Ring.GONE: "gone: nobody has told how it ended",
}
_WAYS = {
    "messagingInvitation": "messages",
    "phoneAudioInvitation": "a phone call",
    "audioVideoInvitation": "an audio or video call",
    "applicationSharingInvitation": "sharing",
    "dataCollaborationInvitation": "data collaboration",
    "onlineMeetingInvitation": "a meeting",
}


def who(item: Incoming) -> str:
    """Whoever invites."""
    return safe_line(item.shown_name)


def way(item: Incoming) -> str:
    """What it invites to: messages, a phone call, a meeting."""
    return _WAYS.get(item.rel, safe_line(item.rel))


def asks(item: Incoming) -> str:
    """What it is about, after the name of whoever invites: `invites you to a meeting: “Budget”`."""
    urgent = f" ({safe_line(item.importance).lower()})" if item.importance not in ("", "Normal") else ""
    about = safe_line(" ".join((item.text or item.subject).split()))
    told = f": “{about}”" if about else ""
    if item.rel == "messagingInvitation":
        return f"{'writes' if item.text else 'wants to chat'}{urgent}{told}"
    if item.rel == "phoneAudioInvitation":
        return f"calls you by phone{urgent}{told}"
    return f"invites you to {way(item)}{urgent}{told}"


def how_it_stands(item: Incoming) -> str:
    """Where it is, or how it ended, with the server's reason where that says more."""
    if item.ring is Ring.RINGS:
        return "rings"
    if item.ring is Ring.CONNECTING:
        return {"accept": "accepted, connecting", "decline": "being declined"}.get(item.asked, "connecting")
    if item.ring is Ring.DECLINED:
        return "declined" if item.asked else "declined by another of your clients"
    label = safe_line(item.reason.label) if item.reason is not None and item.ring is Ring.FAILED else ""
    return f"{_ENDS[item.ring]}{f' ({label})' if label else ''}"
