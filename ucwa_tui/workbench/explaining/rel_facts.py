"""What the relations between resources mean: what each link leads to or does, and which links a resource may have.

Source: UCWA reference, the pages of the resources named here; told in our own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ucwa_tui.workbench.explaining.post_rels import POST_RELS

MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # sign-in
        "root": "the door to discovery: it points to the user's own place",
        "user": "where the user is at home; asks for a token, then gives the address for applications",
        "redirect": "the user is served elsewhere: discovery goes on there",
        "xframe": "a page for browsers that may not ask across domains; nobody else needs it",
        "applications": "makes an application: the session",
        "token": "where tokens are issued",
        # application
        "application": "the session: everything else hangs below it",
        "batch": "several requests in one",
        "events": "the event channel: one GET at a time, which waits for news",
        "next": "the next P-GET; following it confirms this answer",
        "resync": "the channel has lost the count: follow it and read everything again",
        "resume": "the channel begins anew after a long absence",
        "policies": "what this user may do, by the server's policies",
        "reportMyNetwork": "tells the server which network the user is in",
        "me": "the signed-in user",
        "people": "contacts, groups and the search for people",
        "onlineMeetings": "scheduled meetings: read, make, change",
        "communication": "the hub for meetings and conversations: join, start, list",
        # me
        "makeMeAvailable": "takes invitations and shows presence from then on",
        "reportMyActivity": "says that somebody is at the keyboard; keeps presence from decaying",
        "presence": "availability as others see it",
        "note": "the note beside the presence",
        "location": "where the user says to be",
        "photo": "the user's picture",
        "phones": "the user's phone numbers",
        "callForwardingSettings": "where calls go that nobody takes",
        # people
        "search": "finds people by name or address",
        "myContacts": "the contact list",
        "myGroups": "the groups of the contact list",
        "myGroupMemberships": "who is in which group",
        "presenceSubscriptions": "whose presence is watched",
        "presenceSubscriptionMemberships": "who is in which of these subscriptions",
        "subscribedContacts": "contacts whose presence comes as events",
        "myPrivacyRelationships": "how much each contact may see",
        "myContactsAndGroupsSubscription": "whether changes of contacts and groups come as events",
        # onlineMeetings
        "myOnlineMeetings": "the user's scheduled meetings; POST makes one",
        "myOnlineMeeting": "one scheduled meeting",
        "myAssignedOnlineMeeting": "the user's own permanent meeting",
        "onlineMeetingDefaultValues": "what a new meeting gets where nothing is said",
        "onlineMeetingEligibleValues": "what may be chosen for a new meeting",
        "onlineMeetingPolicies": "what the policies allow for meetings",
        "onlineMeetingInvitationCustomization": "texts that go into invitation mails",
        "phoneDialInInformation": "numbers to dial in with a phone",
        # communication
        "joinOnlineMeeting": "joins a meeting by its conference URI",
        "startOnlineMeeting": "makes a meeting on the spot and joins it",
        "startMessaging": "invites somebody to an instant message",
        "startPhoneAudio": "calls somebody through a phone",
        "conversations": "the conversations of this application",
        "conversationLogs": "earlier conversations, where the server archives them",
        "missedItems": "how many calls and messages were missed",
        "mediaRelayAccessToken": "lets media through firewalls",
        "mediaPolicies": "what the policies allow for media",
        "startAudio": "starts an audio call",
        "startVideo": "starts a video call",
        "startAudioVideo": "starts a call with audio and video",
        "startEmergencyCall": "calls the emergency services",
        # invitations
        "onlineMeetingInvitation": "the join while it is under way: Connecting, then Connected or failed",
        "messagingInvitation": "adding messaging while it is under way",
        "participantInvitation": "asking somebody into the meeting while it is under way",
        "phoneAudioInvitation": "adding phone audio while it is under way",
        "cancel": "gives up what is still connecting",
        "accept": "takes an incoming invitation",
        "decline": "turns an incoming invitation down",
        "from": "who invites",
        "to": "who is invited",
        "onBehalfOf": "for whom it is done",
        "acceptedByContact": "who took the call",
        "acceptedByParticipant": "which participant took it",
        "derivedMessaging": "messaging of the conversation that this one turned into",
        # conversation
        "conversation": "one meeting or talk; GET reads it, DELETE leaves it",
        "participants": "everybody in it",
        "participant": "one person in it",
        "localParticipant": "yourself in it",
        "attendees": "those in it without a leader's rights",
        "leaders": "those who may admit, eject and promote",
        "lobby": "those who wait to be let in",
        "typingParticipants": "those who are writing just now",
        "addParticipant": "asks somebody in",
        "onlineMeeting": "facts of the meeting: URI, organizer, how to join",
        "onlineMeetingExtensions": "what others have attached to the meeting",
        "organizer": "whose meeting it is",
        "messaging": "instant messages in the conversation",
        "phoneAudio": "audio through a phone",
        "audioVideo": "audio and video",
        "applicationSharing": "the shared screen",
        "dataCollaboration": "the whiteboard and shared files",
        "userAcknowledged": "says that the user has seen it",
        "disableAudienceMessaging": "stops attendees from writing",
        "enableAudienceMessaging": "lets attendees write",
        "disableAudienceMuteLock": "lets attendees unmute themselves",
        "enableAudienceMuteLock": "keeps attendees muted",
        # messaging
        "addMessaging": "adds instant messages: a join brings none",
        "sendMessage": "sends a text to everybody with messaging",
        "stopMessaging": "ends instant messages",
        "setIsTyping": "shows the others that you write",
        "message": "one message",
        "plainMessage": "the message as plain text, inside the link",
        "htmlMessage": "the message as HTML, inside the link",
        "failedDeliveryParticipant": "whom the message did not reach",
        # phone
        "addPhoneAudio": "has the server call a phone into the conversation",
        "holdPhoneAudio": "puts the call on hold",
        "resumePhoneAudio": "takes the call off hold",
        "stopPhoneAudio": "ends phone audio",
        # participant
        "admit": "lets a waiting participant in",
        "reject": "turns a waiting participant away",
        "promote": "gives a leader's rights",
        "demote": "takes a leader's rights",
        "eject": "throws a participant out",
        "contact": "the person behind the participant",
        "contactPhoto": "the person's picture",
        "contactPresence": "the person's presence",
        "participantMessaging": "whether the participant has messaging",
        "participantAudio": "whether the participant has audio",
        "participantVideo": "whether the participant has video",
        "participantApplicationSharing": "whether the participant shares a screen",
        "participantDataCollaboration": "whether the participant has the whiteboard",
        "participantPanoramicVideo": "whether the participant sends a panorama",
        "Location": "what the request has made",
    }
)
"""What a relation leads to, or does; no full stop at the end."""

LINKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "application": ("events", "batch", "policies", "me", "people", "onlineMeetings", "communication"),
        "me": ("makeMeAvailable", "reportMyActivity", "presence", "note", "location", "phones", "photo"),
        "onlineMeetings": ("myOnlineMeetings", "myAssignedOnlineMeeting", "onlineMeetingDefaultValues"),
        "communication": ("joinOnlineMeeting", "startOnlineMeeting", "startMessaging", "conversations"),
        "onlineMeetingInvitation": ("conversation", "from", "cancel", "accept", "decline"),
        "messagingInvitation": ("conversation", "messaging", "from", "cancel", "accept", "decline"),
        "conversation": (
            "onlineMeeting", "localParticipant", "participants", "attendees", "leaders", "lobby", "messaging",
            "phoneAudio", "addParticipant",
        ),
        "onlineMeeting": ("conversation", "organizer", "phoneDialInInformation"),
        "participant": ("conversation", "contact", "admit", "reject", "promote", "demote", "eject"),
        "localParticipant": ("conversation", "me"),
        "messaging": ("conversation", "addMessaging", "sendMessage", "stopMessaging", "setIsTyping"),
        "phoneAudio": ("conversation", "addPhoneAudio", "holdPhoneAudio", "stopPhoneAudio"),
        "user": ("applications",),
        "root": ("user",),
        "myOnlineMeetings": ("myOnlineMeeting",),
    }
)  # fmt: skip
"""The documented links of a resource that tell where its story goes; those that few servers have are left out."""

WAITS_FOR: Final[Mapping[str, str]] = MappingProxyType(
    {
        "presence": "appears on me after makeMeAvailable.",
        "note": "appears on me after makeMeAvailable.",
        "location": "appears on me after makeMeAvailable.",
        "lobby": "appears with the conference, to those who may look into its lobby.",
        "attendees": "appears once the conversation is Conferenced.",
        "leaders": "appears once the conversation is Conferenced.",
        "participants": "appears once the conversation is Conferenced.",
        "localParticipant": "appears once you are in the conversation.",
        "onlineMeeting": "appears once the conversation is Conferenced: a talk of two has none.",
        "addParticipant": "appears once the conversation is connected, to those who may invite.",
        "messaging": "appears with the conversation.",
        "phoneAudio": "depends on the user's policy for phone audio.",
        "addPhoneAudio": "appears while phone audio is Disconnected, where the policy allows it.",
        "holdPhoneAudio": "appears while phone audio is Connected.",
        "stopPhoneAudio": "appears while phone audio is Connecting or Connected.",
        "accept": "only incoming invitations have it, until they are answered.",
        "decline": "only incoming invitations have it, until they are answered.",
        "conversation": "appears once the server has made the conversation.",
        "startMessaging": "depends on the user's policy; anonymous guests never have it.",
        "conversations": "every application has it; a capture may have lost it.",
        "applications": "comes with a valid token for this host; before that the answer is a 401, or a redirect.",
        "user": "every discovery answer has it, unless it has redirect in its place.",
        "myOnlineMeetings": "depends on the user's conferencing policy; anonymous guests never have it.",
        "myAssignedOnlineMeeting": "appears where the server has set one up for the user.",
        "myOnlineMeeting": "appears for each meeting that the user has scheduled.",
        "photo": "depends on the server; guests have none.",
        "phones": "depends on the user's settings; guests have none.",
        "contact": "guests have none.",
        "organizer": "only where the organizer is known here.",
        "phoneDialInInformation": "only where dialling in is set up.",
    }
)
"""What a link that is not an operation of ours waits for; continues a sentence that begins with the link's name."""

SENDERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "communication": "invitations and conversations",
        "conversation": "what happens inside a conversation: people, messaging",
        "me": "the signed-in user's own presence and settings",
        "people": "contacts and groups",
        "onlineMeetings": "scheduled meetings",
    }
)
"""What each sender of events tells of."""

EVENT_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "started": "an operation has begun",
        "updated": "it has changed",
        "completed": "an operation has ended",
        "added": "it is there now",
        "deleted": "it is gone",
    }
)

_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "connecting": "under way; waiting in a lobby looks like this too",
        "inlobby": "waits until somebody with a leader's rights admits it",
        "conferencing": "is becoming a meeting",
        "conferenced": "in the meeting",
        "connected": "there",
        "disconnected": "not there, or not any more",
        "disconnecting": "is ending",
        "failed": "it did not work; the reason is in the event that completed it",
        "declined": "turned down",
        "cancelled": "given up",
        "incoming": "somebody asks",
    }
)
_ACTION_WORDS: Final = (
    "accept", "add", "admit", "answer", "cancel", "change", "continue", "decline", "demote", "disable", "dismiss",
    "eject", "enable", "escalate", "hold", "immediateForward", "join", "make", "markAs", "mute", "promote", "publish",
    "reject", "remove", "renegotiat", "replace", "replay", "report", "reset", "resume", "send", "set", "simultaneous",
    "start", "stop", "subscribeTo", "turnOff", "unansweredCallTo", "unmute",
)  # fmt: skip
"""How the names of operations begin; resources are named by nouns."""
_NOUNS: Final = ("acceptedBy", "resync", "resume", "addressBook", "holdMusic", "setting", "answeredBy", "replaces")
_PLURAL: Final = "Settings"


def acts(rel: str) -> bool:
    """Whether a link's name looks like an operation's: something is done there, nothing is read."""
    if rel in POST_RELS:
        return True
    if rel.startswith(_NOUNS) or (rel.endswith(_PLURAL) and not rel.startswith("reset")):
        return False
    return rel.startswith(_ACTION_WORDS)


def state_words(state: str) -> str:
    """A state with what it means, where that is known."""
    meaning = _STATES.get(state.lower())
    return f"{state} ({meaning})" if meaning else state
