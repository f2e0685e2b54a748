"""A request that succeeds, for every operation that is served: in which scene, by whom, and what comes back. Data."""

from __future__ import annotations

from collections.abc import Iterator

from tests.sandbox.reading_examples import Example, reading_examples
from tests.sandbox.scenes import NUMBER

__all__ = ["EXAMPLES", "Example"]

_ROOT = "/Autodiscover/AutodiscoverService.svc/root"
_FORWARDING = "{app}/me/callForwardingSettings"
_FORWARD = f"{_FORWARDING}/immediateForwardSettings"
_RING = f"{_FORWARDING}/simultaneousRingSettings"
_UNANSWERED = f"{_FORWARDING}/unansweredCallSettings"
_PEOPLE = "{app}/people"
_SUBSCRIPTIONS = f"{_PEOPLE}/presenceSubscriptions"
_MEMBERSHIPS = f"{_PEOPLE}/presenceSubscriptionMemberships"
_LIST = f"{_PEOPLE}/contactsAndGroupsSubscription"
_MEETINGS = "{app}/onlineMeetings/myOnlineMeetings"
_MEETING = f"{_MEETINGS}/{{meeting}}"
_COMMUNICATION = "{app}/communication"
_APPLICATIONS = "/ucwa/oauth/v1/applications"
_NEW = {"culture": "en-US", "userAgent": "tests", "endpointId": "another one"}
_ERIK = {"target": "sip:erik@sandbox.example"}
_BOB = {"to": "sip:bob@sandbox.example", "operationId": "o"}
_CALL = {**_BOB, "phoneNumber": NUMBER}
_PART = "Content-Type: application/http; msgtype=request\r\n\r\nGET {app}/me HTTP/1.1\r\nHost: x\r\n\r\n"
_BATCH = f"--b\r\n{_PART}\r\n--b--\r\n"


def _of_applications_and_me() -> Iterator[Example]:
    yield Example("GET", "root", _ROOT, shown="root")
    yield Example("GET", "redirect", f"/home{_ROOT}", shown="root")
    yield Example("GET", "user", f"{_ROOT}/oauth/user", shown="user")
    yield Example("GET", "xframe", "/Autodiscover/XFrame/XFrame.html", shown="text/html")
    yield Example("GET", "events", "{app}/events?ack=1", "meeting", shown="events")

    yield Example("POST", "applications", _APPLICATIONS, "nobody", 201, _NEW, shown="application")
    yield Example(
        "POST", "anonApplications", "/ucwa/oauth/v1/anonApplications", "lobby", 201, _NEW, "guest", shown="application"
    )
    yield Example("POST", "applications2", _APPLICATIONS, "nobody", 201, _NEW, shown="application", revision="2")
    yield Example("DELETE", "application", "{app}", "meeting", 204)
    yield Example(
        "POST",
        "batch",
        "{app}/batch",
        body=_BATCH,
        body_type="multipart/batching;boundary=b",
        shown="multipart/batching",
        same=True,
    )
    yield Example(
        "POST", "makeMeAvailable", "{app}/me/makeMeAvailable", "nobody", 204, {"supportedModalities": ["Messaging"]}
    )
    yield Example(
        "POST",
        "makeMeAvailable2",
        "{app}/me/makeMeAvailable",
        "nobody",
        201,
        {"supportedModalities": ["Messaging", "Video"]},
        shown="makeMeAvailable",
        location=True,
        revision="2",
    )
    yield Example(
        "POST",
        "reportMyNetwork",
        "{app}/reportMyNetwork",
        status=201,
        given={"clientNetworkType": "Internal", "ip": "192.0.2.7"},
        shown="reportMyNetwork",
    )
    yield Example("POST", "reportMyActivity", "{app}/me/reportMyActivity", status=204)
    yield Example("POST", "presence", "{app}/me/presence", status=204, given={"availability": "Busy"})
    yield Example("POST", "note", "{app}/me/note", status=204, given={"message": "In the lab"})
    yield Example("POST", "location", "{app}/me/location", status=204, given={"location": "Lab"})
    yield Example("POST", "changeNumber", "{app}/me/phones/mobile/changeNumber", status=204, given={"number": NUMBER})
    yield Example(
        "POST",
        "changeVisibility",
        "{app}/me/phones/work/changeVisibility",
        status=204,
        given={"includeInContactCard": False},
    )


def _of_forwarding() -> Iterator[Example]:
    yield Example("PUT", "callForwardingSettings", _FORWARDING, given={"activePeriod": "Workhours"})
    yield Example("PUT", "simultaneousRingSettings", _RING, given={"ringDelay": "10"})
    yield Example("PUT", "unansweredCallSettings", _UNANSWERED, given={"ringDelay": "30"})
    yield Example("POST", "turnOffCallForwarding", f"{_FORWARDING}/turnOffCallForwarding", "forwarding", 204)
    for base, verb in (
        (_FORWARD, "immediateForwardToContact"),
        (_RING, "simultaneousRingToContact"),
        (_UNANSWERED, "unansweredCallToContact"),
    ):
        yield Example("POST", verb, f"{base}/{verb}", status=204, given=_ERIK)
    yield Example("POST", "immediateForwardToVoicemail", f"{_FORWARD}/immediateForwardToVoicemail", status=204)
    yield Example(
        "POST",
        "unansweredCallToVoicemail",
        f"{_UNANSWERED}/unansweredCallToVoicemail",
        status=204,
        given={"ringDelay": "30"},
    )
    yield Example(
        "POST", "resetUnansweredCallSettings", f"{_UNANSWERED}/resetUnansweredCallSettings", "forwarding", 204
    )
    for base, verb in (
        (_FORWARD, "immediateForwardToDelegates"),
        (_RING, "simultaneousRingToDelegates"),
        (_RING, "simultaneousRingToTeam"),
    ):
        yield Example("POST", verb, f"{base}/{verb}", "forwarding", 204, who="carol")


def _of_subscriptions() -> Iterator[Example]:
    watch = {"uris": ["sip:erik@sandbox.example"], "duration": "10"}
    subscription = f"{_SUBSCRIPTIONS}/{{subscription}}"
    yield Example(
        "POST", "presenceSubscriptions", _SUBSCRIPTIONS, status=201, given=watch, shown="presenceSubscription"
    )
    yield Example(
        "POST",
        "subscribeToGroupPresence",
        f"{_SUBSCRIPTIONS}?groupId=product",
        status=201,
        given={"duration": "10"},
        shown="presenceSubscription",
    )
    yield Example(
        "POST", "presenceSubscription", subscription, "watching", given={"duration": "20"}, shown="presenceSubscription"
    )
    yield Example("DELETE", "presenceSubscription", subscription, "watching", 204)
    for rel in ("presenceSubscriptionMemberships", "memberships", "addToPresenceSubscription"):
        yield Example(
            "POST",
            rel,
            f"{_MEMBERSHIPS}?presenceSubscriptionId={{subscription}}",
            "watching",
            201,
            {"contactUris": ["sip:erik@sandbox.example"]},
            shown="presenceSubscriptionMemberships",
        )
    those = f"{_MEMBERSHIPS}?presenceSubscriptionId={{subscription}}"
    yield Example("GET", "memberships", those, "watching", shown="presenceSubscriptionMemberships")
    member = f"{_MEMBERSHIPS}/{{watched}}"
    yield Example("DELETE", "presenceSubscriptionMembership", member, "watching", 204)
    yield Example(
        "POST",
        "startOrRefreshSubscriptionToContactsAndGroups",
        f"{_LIST}/startOrRefresh",
        status=201,
        given={"duration": "10"},
        shown="myContactsAndGroupsSubscription",
        location=True,
    )
    yield Example("POST", "stopSubscriptionToContactsAndGroups", f"{_LIST}/stop", "listening", 204)


def _of_contact_lists() -> Iterator[Example]:
    groups, memberships = f"{_PEOPLE}/groups", f"{_PEOPLE}/groupMemberships"
    yield Example("POST", "myGroups2", groups, status=204, given={"displayName": "Climbing"})
    yield Example("PUT", "group2", f"{groups}/product", given={"name": "Bouldering"}, shown="group")
    yield Example("DELETE", "group2", f"{groups}/product", status=204)
    farid = {"contactUri": "sip:farid@sandbox.example", "groupId": "product"}
    yield Example(
        "POST", "myGroupMemberships2", memberships, status=201, given=farid, shown="myGroupMembership", location=True
    )
    yield Example("DELETE", "myGroupMembership2", f"{memberships}/pinned,dora@sandbox.example", status=204)
    for rel in ("removeContactFromAllGroups", "removeContactFromAllGroups2"):
        yield Example("POST", rel, f"{memberships}/{rel.removesuffix('2')}", status=204, given=farid)
    everybody = f"{groups}/all-engineering"
    out = {"groupId": "all-engineering"}
    yield Example("POST", "removeFromContactList", f"{everybody}/removeFromContactList", status=204, given=out)
    back = {"displayName": "Engineers", "smtpAddress": "all-engineering@sandbox.example"}
    yield Example("POST", "addToContactList", f"{everybody}/addToContactList", "short list", 204, back)


def _of_scheduling() -> Iterator[Example]:
    yield Example("POST", "myOnlineMeetings", _MEETINGS, status=201, given={"subject": "New"}, shown="myOnlineMeeting")
    yield Example("PUT", "myOnlineMeeting", _MEETING, "scheduled", given={"subject": "Newer"}, shown="myOnlineMeeting")
    yield Example("DELETE", "myOnlineMeeting", _MEETING, "scheduled", 204)
    own = f"{_MEETINGS}/{{assigned}}"
    yield Example("PUT", "myAssignedOnlineMeeting", own, given={"subject": "Mine"}, shown="myAssignedOnlineMeeting")
    yield Example("DELETE", "myAssignedOnlineMeeting", own, status=204)
    yield Example(
        "POST",
        "onlineMeetingExtensions",
        f"{_MEETING}/extensions",
        "scheduled",
        201,
        {"id": "more", "type": "Undefined"},
        shown="onlineMeetingExtension",
    )
    extension = f"{_MEETING}/extensions/notes"
    yield Example(
        "PUT", "onlineMeetingExtension", extension, "scheduled", given={"text": "y"}, shown="onlineMeetingExtension"
    )
    yield Example("DELETE", "onlineMeetingExtension", extension, "scheduled", 204)


def _of_communication() -> Iterator[Example]:
    yield Example("PUT", "communication", _COMMUNICATION, status=204, given={"phoneNumber": NUMBER})
    join = f"{_COMMUNICATION}/onlineMeetingInvitations"
    uri = {"onlineMeetingUri": "sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:TESTR00M", "operationId": "j"}
    yield Example("POST", "joinOnlineMeeting", join, "nobody", 201, uri, location=True)
    yield Example(
        "POST", "startOnlineMeeting", join, "nobody", 201, {"subject": "Now", "operationId": "s"}, location=True
    )
    for rel in ("startMessaging", "startMessaging2"):
        yield Example("POST", rel, f"{_COMMUNICATION}/messagingInvitations", status=201, given=_BOB, location=True)
    for rel in ("startPhoneAudio", "startPhoneAudio2"):
        yield Example("POST", rel, f"{_COMMUNICATION}/phoneAudioInvitations", status=201, given=_CALL, location=True)
    yield Example(
        "POST",
        "addParticipant",
        f"{_COMMUNICATION}/participantInvitations?conversation={{conversation}}",
        "asked",
        201,
        {"to": "sip:dora@sandbox.example"},
        location=True,
    )
    yield Example("DELETE", "conversationLog", "{log}", "logged", 204)
    yield Example("POST", "markAsRead", "{log}/markAsRead", "missed", 204, who="bob")
    again = {"operationId": "again"}
    yield Example("POST", "continueMessaging", "{log}/continueMessaging", "logged", 201, again, location=True)
    phone = {**again, "phoneNumber": NUMBER}
    yield Example("POST", "continuePhoneAudio", "{log}/continuePhoneAudio", "logged", 201, phone, location=True)
    yield Example("POST", "cancel", "{outgoing}/cancel", "ringing", 204)
    yield Example("POST", "accept", "{incoming}/accept", "ringing", 204, who="bob")
    yield Example("POST", "decline", "{incoming}/decline", "ringing", 204, {"reason": "Local"}, "bob")


def _of_conversations() -> Iterator[Example]:
    yield Example("DELETE", "conversation", "{a}", "meeting", 204)
    yield Example("POST", "admit", "{a}/participants/{guest}/admit", "lobby", 204)
    yield Example("POST", "reject", "{a}/participants/{guest}/reject", "lobby", 204)
    yield Example("POST", "promote", "{a}/participants/{bob}/promote", "meeting", 204)
    yield Example("POST", "demote", "{a}/participants/{bob}/demote", "leaders", 204)
    yield Example("POST", "eject", "{a}/participants/{bob}/eject", "meeting", 204)
    yield Example("POST", "addPhoneAudio", "{a}/phoneAudio/phoneAudioInvitations", "meeting", 201, _CALL, location=True)
    yield Example("POST", "stopPhoneAudio", "{a}/phoneAudio/terminate", "phone", 204)
    yield Example("POST", "holdPhoneAudio", "{a}/phoneAudio/hold", "phone", 204)
    yield Example("POST", "resumePhoneAudio", "{a}/phoneAudio/resume", "hold", 204)
    yield Example(
        "POST",
        "addMessaging",
        "{a}/messaging/messagingInvitations",
        "meeting",
        201,
        {"operationId": "m"},
        location=True,
    )
    yield Example("POST", "stopMessaging", "{a}/messaging/terminate", "talk", 204)
    yield Example(
        "POST",
        "sendMessage",
        "{a}/messaging/messages?operationId=1",
        "talk",
        201,
        body="Grüße",
        body_type="text/plain",
        location=True,
    )
    yield Example("POST", "setIsTyping", "{a}/messaging/typing", "talk", 204)
    yield Example("POST", "disableAudienceMessaging", "{a}/messaging/disableAudienceMessaging", "meeting", 204)
    yield Example("POST", "enableAudienceMessaging", "{a}/messaging/enableAudienceMessaging", "hushed", 204)


EXAMPLES = (
    *reading_examples(),
    *_of_applications_and_me(),
    *_of_forwarding(),
    *_of_subscriptions(),
    *_of_contact_lists(),
    *_of_scheduling(),
    *_of_communication(),
    *_of_conversations(),
)
"""One for each operation."""
