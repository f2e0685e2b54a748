"""Where the operations are that a scenario can name: method and path. A name is a rel, or a word where it has none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_ROOT = "/Autodiscover/AutodiscoverService.svc/root"
_APPLICATIONS = "/ucwa/oauth/v1/applications"
_APPLICATION = f"{_APPLICATIONS}/*"
_COMMUNICATION = f"{_APPLICATION}/communication"
_CONVERSATION = f"{_COMMUNICATION}/conversations/*"
_PARTICIPANT = f"{_CONVERSATION}/participants/*"
_MESSAGING = f"{_CONVERSATION}/messaging"

PLACES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "root": ("GET", ("/", _ROOT, f"/home{_ROOT}")),
    "user": ("GET", (f"{_ROOT}/oauth/user",)),
    "token": ("POST", ("/WebTicket/oauthtoken",)),
    "xframe": ("GET", ("/Autodiscover/XFrame/XFrame.html",)),
    "meeting-page": ("GET", ("/meet/*/*",)),
    "applications": ("POST", (_APPLICATIONS,)),
    "application": ("GET", (_APPLICATION,)),
    "delete-application": ("DELETE", (_APPLICATION,)),
    "events": ("GET", (f"{_APPLICATION}/events",)),
    "policies": ("GET", (f"{_APPLICATION}/policies",)),
    "batch": ("POST", (f"{_APPLICATION}/batch",)),
    "me": ("GET", (f"{_APPLICATION}/me",)),
    "makeMeAvailable": ("POST", (f"{_APPLICATION}/me/makeMeAvailable",)),
    "reportMyActivity": ("POST", (f"{_APPLICATION}/me/reportMyActivity", f"{_APPLICATION}/reportMyActivity")),
    "people": ("GET", (f"{_APPLICATION}/people",)),
    "search": ("GET", (f"{_APPLICATION}/people/search",)),
    "onlineMeetings": ("GET", (f"{_APPLICATION}/onlineMeetings",)),
    "myOnlineMeetings": ("GET", (f"{_APPLICATION}/onlineMeetings/myOnlineMeetings",)),
    "communication": ("GET", (_COMMUNICATION,)),
    "conversations": ("GET", (f"{_COMMUNICATION}/conversations",)),
    "joinOnlineMeeting": ("POST", (f"{_COMMUNICATION}/onlineMeetingInvitations",)),
    "startMessaging": ("POST", (f"{_COMMUNICATION}/messagingInvitations",)),
    "onlineMeetingInvitation": ("GET", (f"{_COMMUNICATION}/onlineMeetingInvitations/*",)),
    "messagingInvitation": ("GET", (f"{_COMMUNICATION}/messagingInvitations/*",)),
    "cancel": (
        "POST",
        (f"{_COMMUNICATION}/onlineMeetingInvitations/*/cancel", f"{_COMMUNICATION}/messagingInvitations/*/cancel"),
    ),
    "conversation": ("GET", (_CONVERSATION,)),
    "leave": ("DELETE", (_CONVERSATION,)),
    "onlineMeeting": ("GET", (f"{_CONVERSATION}/onlineMeeting",)),
    "participants": ("GET", (f"{_CONVERSATION}/participants",)),
    "lobby": ("GET", (f"{_CONVERSATION}/lobby",)),
    "participant": ("GET", (_PARTICIPANT,)),
    "admit": ("POST", (f"{_PARTICIPANT}/admit",)),
    "reject": ("POST", (f"{_PARTICIPANT}/reject",)),
    "promote": ("POST", (f"{_PARTICIPANT}/promote",)),
    "demote": ("POST", (f"{_PARTICIPANT}/demote",)),
    "eject": ("POST", (f"{_PARTICIPANT}/eject",)),
    "phoneAudio": ("GET", (f"{_CONVERSATION}/phoneAudio",)),
    "messaging": ("GET", (_MESSAGING,)),
    "addMessaging": ("POST", (f"{_MESSAGING}/messagingInvitations",)),
    "stopMessaging": ("POST", (f"{_MESSAGING}/terminate",)),
    "sendMessage": ("POST", (f"{_MESSAGING}/messages",)),
    "setIsTyping": ("POST", (f"{_MESSAGING}/typing",)),
}
"""Everything else can be named by its path."""


def is_operation(name: str, method: str, path: str) -> bool:
    """Whether a request is for an operation of `PLACES`. `path` begins with a slash; its case does not matter."""
    verb, patterns = PLACES[name]
    return method.upper() == verb and any(path_fits(pattern, path) for pattern in patterns)


def path_fits(pattern: str, path: str) -> bool:
    """Whether a path is as a pattern says: `*` stands for one segment or a part of one, `**` for one and more."""
    return _compiled(pattern).fullmatch(path) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*{1,2})", pattern)
    words = {"*": "[^/]+", "**": ".+"}
    return re.compile("".join(words.get(part) or re.escape(part) for part in parts), re.IGNORECASE)
