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
_PHONE_AUDIO = f"{_CONVERSATION}/phoneAudio"
_ME = f"{_APPLICATION}/me"
_FORWARDING = f"{_ME}/callForwardingSettings"
_PEOPLE = f"{_APPLICATION}/people"
_SUBSCRIPTION = f"{_PEOPLE}/presenceSubscriptions/*"
_MY_MEETINGS = f"{_APPLICATION}/onlineMeetings/myOnlineMeetings"
_INVITATIONS = tuple(
    f"{_COMMUNICATION}/{rel}s/*" for rel in ("onlineMeetingInvitation", "messagingInvitation", "phoneAudioInvitation")
)

PLACES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "root": ("GET", ("/", _ROOT, f"/home{_ROOT}")),
    "user": ("GET", (f"{_ROOT}/oauth/user",)),
    "token": ("POST", ("/WebTicket/oauthtoken",)),
    "xframe": ("GET", ("/Autodiscover/XFrame/XFrame.html", "/xframe", f"{_ROOT}/xframe")),
    "passive-page": ("GET", ("/PassiveAuth/PassiveAuth.aspx",)),
    "meeting-page": ("GET", ("/meet/*/*",)),
    "applications": ("POST", (_APPLICATIONS, "/ucwa/oauth/v1/anonApplications")),
    "application": ("GET", (_APPLICATION,)),
    "delete-application": ("DELETE", (_APPLICATION,)),
    "events": ("GET", (f"{_APPLICATION}/events",)),
    "policies": ("GET", (f"{_APPLICATION}/policies",)),
    "batch": ("POST", (f"{_APPLICATION}/batch",)),
    "me": ("GET", (f"{_APPLICATION}/me",)),
    "makeMeAvailable": ("POST", (f"{_APPLICATION}/me/makeMeAvailable",)),
    "reportMyActivity": ("POST", (f"{_APPLICATION}/me/reportMyActivity", f"{_APPLICATION}/reportMyActivity")),
    "setPresence": ("POST", (f"{_ME}/presence",)),
    "setNote": ("POST", (f"{_ME}/note",)),
    "setLocation": ("POST", (f"{_ME}/location",)),
    "callForwardingSettings": ("GET", (_FORWARDING,)),
    "putCallForwardingSettings": ("PUT", (_FORWARDING,)),
    "turnOffCallForwarding": ("POST", (f"{_FORWARDING}/turnOffCallForwarding",)),
    "phones": ("GET", (f"{_ME}/phones",)),
    "changeNumber": ("POST", (f"{_ME}/phones/*/changeNumber",)),
    "changeVisibility": ("POST", (f"{_ME}/phones/*/changeVisibility",)),
    "people": ("GET", (_PEOPLE,)),
    "search": ("GET", (f"{_PEOPLE}/search",)),
    "myContacts": ("GET", (f"{_PEOPLE}/contacts",)),
    "subscribedContacts": ("GET", (f"{_PEOPLE}/subscribedContacts",)),
    "myGroups": ("GET", (f"{_PEOPLE}/groups",)),
    "presenceSubscriptions": ("GET", (f"{_PEOPLE}/presenceSubscriptions",)),
    "subscribe": ("POST", (f"{_PEOPLE}/presenceSubscriptions",)),
    "extendSubscription": ("POST", (_SUBSCRIPTION,)),
    "unsubscribe": ("DELETE", (_SUBSCRIPTION,)),
    "startOrRefresh": ("POST", (f"{_PEOPLE}/contactsAndGroupsSubscription/startOrRefresh",)),
    "photo": ("GET", (f"{_APPLICATION}/photos/*",)),
    "onlineMeetings": ("GET", (f"{_APPLICATION}/onlineMeetings",)),
    "myOnlineMeetings": ("GET", (_MY_MEETINGS,)),
    "scheduleMeeting": ("POST", (_MY_MEETINGS,)),
    "myOnlineMeeting": ("GET", (f"{_MY_MEETINGS}/*",)),
    "updateMeeting": ("PUT", (f"{_MY_MEETINGS}/*",)),
    "deleteMeeting": ("DELETE", (f"{_MY_MEETINGS}/*",)),
    "communication": ("GET", (_COMMUNICATION,)),
    "conversations": ("GET", (f"{_COMMUNICATION}/conversations",)),
    "joinOnlineMeeting": ("POST", (f"{_COMMUNICATION}/onlineMeetingInvitations",)),
    "startMessaging": ("POST", (f"{_COMMUNICATION}/messagingInvitations",)),
    "startPhoneAudio": ("POST", (f"{_COMMUNICATION}/phoneAudioInvitations",)),
    "addParticipant": ("POST", (f"{_COMMUNICATION}/participantInvitations",)),
    "onlineMeetingInvitation": ("GET", (f"{_COMMUNICATION}/onlineMeetingInvitations/*",)),
    "messagingInvitation": ("GET", (f"{_COMMUNICATION}/messagingInvitations/*",)),
    "phoneAudioInvitation": ("GET", (f"{_COMMUNICATION}/phoneAudioInvitations/*",)),
    "participantInvitation": ("GET", (f"{_COMMUNICATION}/participantInvitations/*",)),
    "cancel": ("POST", tuple(f"{path}/cancel" for path in _INVITATIONS)),
    "accept": ("POST", tuple(f"{path}/accept" for path in _INVITATIONS)),
    "decline": ("POST", tuple(f"{path}/decline" for path in _INVITATIONS)),
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
    "phoneAudio": ("GET", (_PHONE_AUDIO,)),
    "addPhoneAudio": ("POST", (f"{_PHONE_AUDIO}/phoneAudioInvitations",)),
    "stopPhoneAudio": ("POST", (f"{_PHONE_AUDIO}/terminate",)),
    "holdPhoneAudio": ("POST", (f"{_PHONE_AUDIO}/hold",)),
    "resumePhoneAudio": ("POST", (f"{_PHONE_AUDIO}/resume",)),
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
