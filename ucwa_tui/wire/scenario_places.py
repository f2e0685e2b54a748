"""Where the operations are that a scenario can name: method and path. A name is a rel, or a word where it has none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_ROOT = "/Autodiscover/AutodiscoverService.svc/root"
_APPLICATIONS = "/ucwa/oauth/v1/applications"
_APPLICATION = f"{_APPLICATIONS}/*"
_COMMUNICATION = f"{_APPLICATION}/communication"
_LOGS = f"{_COMMUNICATION}/conversationLogs"
_CONVERSATION = f"{_COMMUNICATION}/conversations/*"
_PARTICIPANT = f"{_CONVERSATION}/participants/*"
_MESSAGING = f"{_CONVERSATION}/messaging"
_PHONE_AUDIO = f"{_CONVERSATION}/phoneAudio"
_ME = f"{_APPLICATION}/me"
_FORWARDING = f"{_ME}/callForwardingSettings"
_FORWARD = f"{_FORWARDING}/immediateForwardSettings"
_RING = f"{_FORWARDING}/simultaneousRingSettings"
_UNANSWERED = f"{_FORWARDING}/unansweredCallSettings"
_PEOPLE = f"{_APPLICATION}/people"
_LIST = f"{_PEOPLE}/contactsAndGroupsSubscription"
_SUBSCRIPTION = f"{_PEOPLE}/presenceSubscriptions/*"
_MEMBERSHIPS = f"{_PEOPLE}/presenceSubscriptionMemberships"
_ONLINE_MEETINGS = f"{_APPLICATION}/onlineMeetings"
_MY_MEETINGS = f"{_ONLINE_MEETINGS}/myOnlineMeetings"
_EXTENSIONS = f"{_MY_MEETINGS}/*/extensions"
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
    "listApplications": ("GET", (_APPLICATIONS,)),
    "application": ("GET", (_APPLICATION,)),
    "delete-application": ("DELETE", (_APPLICATION,)),
    "events": ("GET", (f"{_APPLICATION}/events",)),
    "reportMyNetwork": ("POST", (f"{_APPLICATION}/reportMyNetwork",)),
    "policies": ("GET", (f"{_APPLICATION}/policies",)),
    "batch": ("POST", (f"{_APPLICATION}/batch",)),
    "me": ("GET", (f"{_APPLICATION}/me",)),
    "makeMeAvailable": (
        "POST",
        (f"{_APPLICATION}/me/makeMeAvailable", f"{_APPLICATION}/communication/makeMeAvailable"),
    ),
    "reportMyActivity": ("POST", (f"{_APPLICATION}/me/reportMyActivity", f"{_APPLICATION}/reportMyActivity")),
    "presence": ("GET", (f"{_ME}/presence",)),
    "note": ("GET", (f"{_ME}/note",)),
    "location": ("GET", (f"{_ME}/location",)),
    "setPresence": ("POST", (f"{_ME}/presence",)),
    "setNote": ("POST", (f"{_ME}/note",)),
    "setLocation": ("POST", (f"{_ME}/location",)),
    "callForwardingSettings": ("GET", (_FORWARDING,)),
    "putCallForwardingSettings": ("PUT", (_FORWARDING,)),
    "turnOffCallForwarding": ("POST", (f"{_FORWARDING}/turnOffCallForwarding",)),
    "immediateForwardSettings": ("GET", (_FORWARD,)),
    "immediateForwardToContact": ("POST", (f"{_FORWARD}/immediateForwardToContact",)),
    "immediateForwardToDelegates": ("POST", (f"{_FORWARD}/immediateForwardToDelegates",)),
    "immediateForwardToVoicemail": ("POST", (f"{_FORWARD}/immediateForwardToVoicemail",)),
    "simultaneousRingSettings": ("GET", (_RING,)),
    "putSimultaneousRingSettings": ("PUT", (_RING,)),
    "simultaneousRingToContact": ("POST", (f"{_RING}/simultaneousRingToContact",)),
    "simultaneousRingToDelegates": ("POST", (f"{_RING}/simultaneousRingToDelegates",)),
    "simultaneousRingToTeam": ("POST", (f"{_RING}/simultaneousRingToTeam",)),
    "unansweredCallSettings": ("GET", (_UNANSWERED,)),
    "putUnansweredCallSettings": ("PUT", (_UNANSWERED,)),
    "unansweredCallToContact": ("POST", (f"{_UNANSWERED}/unansweredCallToContact",)),
    "unansweredCallToVoicemail": ("POST", (f"{_UNANSWERED}/unansweredCallToVoicemail",)),
    "resetUnansweredCallSettings": ("POST", (f"{_UNANSWERED}/resetUnansweredCallSettings",)),
    "phones": ("GET", (f"{_ME}/phones",)),
    "phone": ("GET", (f"{_ME}/phones/*",)),
    "changeNumber": ("POST", (f"{_ME}/phones/*/changeNumber",)),
    "changeVisibility": ("POST", (f"{_ME}/phones/*/changeVisibility",)),
    "people": ("GET", (_PEOPLE,)),
    "search": ("GET", (f"{_PEOPLE}/search",)),
    "myContacts": ("GET", (f"{_PEOPLE}/contacts",)),
    "subscribedContacts": ("GET", (f"{_PEOPLE}/subscribedContacts",)),
    "myGroups": ("GET", (f"{_PEOPLE}/groups",)),
    "addGroup": ("POST", (f"{_PEOPLE}/groups",)),
    "group": ("GET", (f"{_PEOPLE}/groups/*",)),
    "renameGroup": ("PUT", (f"{_PEOPLE}/groups/*",)),
    "deleteGroup": ("DELETE", (f"{_PEOPLE}/groups/*",)),
    "groupMemberships": ("GET", (f"{_PEOPLE}/groups/*/memberships",)),
    "addToContactList": ("POST", (f"{_PEOPLE}/groups/*/addToContactList",)),
    "removeFromContactList": ("POST", (f"{_PEOPLE}/groups/*/removeFromContactList",)),
    "groupContacts": ("GET", (f"{_PEOPLE}/groups/*/contacts",)),
    "expandDistributionGroup": ("GET", (f"{_PEOPLE}/groups/*/expand",)),
    "myGroupMemberships": ("GET", (f"{_PEOPLE}/groupMemberships",)),
    "addToGroup": ("POST", (f"{_PEOPLE}/groupMemberships",)),
    "myGroupMembership": ("GET", (f"{_PEOPLE}/groupMemberships/*",)),
    "removeFromGroup": ("DELETE", (f"{_PEOPLE}/groupMemberships/*",)),
    "removeContactFromAllGroups": ("POST", (f"{_PEOPLE}/groupMemberships/removeContactFromAllGroups",)),
    "myPrivacyRelationships": ("GET", (f"{_PEOPLE}/privacyRelationships",)),
    "myPrivacyRelationship": ("GET", (f"{_PEOPLE}/privacyRelationships/*",)),
    "presenceSubscriptions": ("GET", (f"{_PEOPLE}/presenceSubscriptions",)),
    "subscribe": ("POST", (f"{_PEOPLE}/presenceSubscriptions",)),
    "presenceSubscription": ("GET", (_SUBSCRIPTION,)),
    "extendSubscription": ("POST", (_SUBSCRIPTION,)),
    "unsubscribe": ("DELETE", (_SUBSCRIPTION,)),
    "presenceSubscriptionMemberships": ("GET", (_MEMBERSHIPS,)),
    "addToSubscription": ("POST", (_MEMBERSHIPS,)),
    "presenceSubscriptionMembership": ("GET", (f"{_MEMBERSHIPS}/*",)),
    "removeFromSubscription": ("DELETE", (f"{_MEMBERSHIPS}/*",)),
    "contactsAndGroupsSubscription": ("GET", (_LIST,)),
    "startOrRefresh": ("POST", (f"{_LIST}/startOrRefresh",)),
    "stopContactsAndGroups": ("POST", (f"{_LIST}/stop",)),
    "photo": ("GET", (f"{_APPLICATION}/photos/*",)),
    "onlineMeetings": ("GET", (_ONLINE_MEETINGS,)),
    "defaultValues": ("GET", (f"{_ONLINE_MEETINGS}/defaultValues",)),
    "eligibleValues": ("GET", (f"{_ONLINE_MEETINGS}/eligibleValues",)),
    "customInvitation": ("GET", (f"{_ONLINE_MEETINGS}/customInvitation",)),
    "onlineMeetingPolicies": ("GET", (f"{_ONLINE_MEETINGS}/policies",)),
    "phoneDialInInformation": ("GET", (f"{_ONLINE_MEETINGS}/phoneDialInInformation",)),
    "dialInRegion": ("GET", (f"{_ONLINE_MEETINGS}/phoneDialInInformation/*",)),
    "myOnlineMeetings": ("GET", (_MY_MEETINGS,)),
    "scheduleMeeting": ("POST", (_MY_MEETINGS,)),
    "myOnlineMeeting": ("GET", (f"{_MY_MEETINGS}/*",)),
    "updateMeeting": ("PUT", (f"{_MY_MEETINGS}/*",)),
    "deleteMeeting": ("DELETE", (f"{_MY_MEETINGS}/*",)),
    "extensions": ("GET", (_EXTENSIONS,)),
    "addExtension": ("POST", (_EXTENSIONS,)),
    "extension": ("GET", (f"{_EXTENSIONS}/*",)),
    "updateExtension": ("PUT", (f"{_EXTENSIONS}/*",)),
    "deleteExtension": ("DELETE", (f"{_EXTENSIONS}/*",)),
    "communication": ("GET", (_COMMUNICATION,)),
    "putCommunication": ("PUT", (_COMMUNICATION,)),
    "conversations": ("GET", (f"{_COMMUNICATION}/conversations",)),
    "missedItems": ("GET", (f"{_COMMUNICATION}/missedItems",)),
    "conversationLogs": ("GET", (_LOGS,)),
    "conversationLog": ("GET", (f"{_LOGS}/*",)),
    "deleteLog": ("DELETE", (f"{_LOGS}/*",)),
    "markAsRead": ("POST", (f"{_LOGS}/*/markAsRead",)),
    "continueMessaging": ("POST", (f"{_LOGS}/*/continueMessaging",)),
    "continuePhoneAudio": ("POST", (f"{_LOGS}/*/continuePhoneAudio",)),
    "conversationLogRecipient": ("GET", (f"{_LOGS}/*/recipients/*",)),
    "conversationLogTranscripts": ("GET", (f"{_LOGS}/*/transcripts",)),
    "conversationLogTranscript": ("GET", (f"{_LOGS}/*/transcripts/*",)),
    "messageTranscript": ("GET", (f"{_LOGS}/*/transcripts/*/message",)),
    "audioTranscript": ("GET", (f"{_LOGS}/*/transcripts/*/audio",)),
    "invitations": ("GET", (f"{_COMMUNICATION}/invitations",)),
    "joinOnlineMeeting": ("POST", (f"{_COMMUNICATION}/onlineMeetingInvitations",)),
    "startMessaging": ("POST", (f"{_COMMUNICATION}/messagingInvitations",)),
    "startPhoneAudio": ("POST", (f"{_COMMUNICATION}/phoneAudioInvitations",)),
    "addParticipant": ("POST", (f"{_COMMUNICATION}/participantInvitations",)),
    "onlineMeetingInvitation": ("GET", (f"{_COMMUNICATION}/onlineMeetingInvitations/*",)),
    "messagingInvitation": ("GET", (f"{_COMMUNICATION}/messagingInvitations/*",)),
    "phoneAudioInvitation": ("GET", (f"{_COMMUNICATION}/phoneAudioInvitations/*",)),
    "participantInvitation": ("GET", (f"{_COMMUNICATION}/participantInvitations/*",)),
    "cancel": (
        "POST",
        (*(f"{path}/cancel" for path in _INVITATIONS), f"{_COMMUNICATION}/participantInvitations/*/cancel"),
    ),
    "accept": ("POST", tuple(f"{path}/accept" for path in _INVITATIONS)),
    "decline": ("POST", tuple(f"{path}/decline" for path in _INVITATIONS)),
    "conversation": ("GET", (_CONVERSATION,)),
    "leave": ("DELETE", (_CONVERSATION,)),
    "onlineMeeting": ("GET", (f"{_CONVERSATION}/onlineMeeting",)),
    "participants": ("GET", (f"{_CONVERSATION}/participants",)),
    "attendees": ("GET", (f"{_CONVERSATION}/attendees",)),
    "leaders": ("GET", (f"{_CONVERSATION}/leaders",)),
    "lobby": ("GET", (f"{_CONVERSATION}/lobby",)),
    "participant": ("GET", (_PARTICIPANT,)),
    "participantMessaging": ("GET", (f"{_PARTICIPANT}/messaging",)),
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
    "enableAudienceMessaging": ("POST", (f"{_MESSAGING}/enableAudienceMessaging",)),
    "disableAudienceMessaging": ("POST", (f"{_MESSAGING}/disableAudienceMessaging",)),
    "messages": ("GET", (f"{_MESSAGING}/messages",)),
    "message": ("GET", (f"{_MESSAGING}/messages/*",)),
    "setIsTyping": ("POST", (f"{_MESSAGING}/typing",)),
    "typingParticipants": ("GET", (f"{_MESSAGING}/typingParticipants",)),
    # last, because nearly everything about people would fit them
    "contactPresence": ("GET", (f"{_PEOPLE}/*@*/presence",)),
    "contactNote": ("GET", (f"{_PEOPLE}/*@*/note",)),
    "contactLocation": ("GET", (f"{_PEOPLE}/*@*/location",)),
    "contactSupportedModalities": ("GET", (f"{_PEOPLE}/*@*/supportedMedia",)),
    "contactPrivacyRelationship": ("GET", (f"{_PEOPLE}/*@*/privacyRelationship",)),
    "contact": ("GET", (f"{_PEOPLE}/*@*",)),
}
"""Everything else can be named by its path."""


def operation_at(method: str, path: str) -> str:
    """The name of what a request is for; empty where it has none."""
    return next((name for name in PLACES if is_operation(name, method, path)), "")


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
