"""Which operations of the reference are at each address that is served, and the errors that are told of them. Data.

An address has a name in `scenario_places.PLACES`; mostly it is that of its one operation. Where the same address is
linked to by several rels, each of them is an operation with a page of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from ucwa_tui.protocol.error_codes import CODES
from ucwa_tui.protocol.error_subcodes import SUBCODES
from ucwa_tui.sandbox.error_rows import documented_rows
from ucwa_tui.wire.scenario import ErrorAnswer
from ucwa_tui.wire.scenario_places import PLACES, operation_at

NO_OPERATIONS: Final = frozenset(
    ("token", "passive-page", "meeting-page", "participants", "typingParticipants")  # the last two: events link to them
)
"""Places that the reference has no table of errors for."""

_OTHERWISE: Final[dict[str, str]] = {
    "root": "root redirect",
    "applications": "applications anonApplications applications2",
    "listApplications": "applications2",
    "makeMeAvailable": "makeMeAvailable makeMeAvailable2",
    "delete-application": "application",
    "setPresence": "presence",
    "setNote": "note",
    "setLocation": "location",
    "putCallForwardingSettings": "callForwardingSettings",
    "putSimultaneousRingSettings": "simultaneousRingSettings",
    "putUnansweredCallSettings": "unansweredCallSettings",
    "search": "search search2",
    "myGroups": "myGroups myGroups2",
    "addGroup": "myGroups2",
    "renameGroup": "group2",
    "deleteGroup": "group2",
    "myGroupMemberships": "myGroupMemberships myGroupMemberships2",
    "addToGroup": "myGroupMemberships2",
    "myGroupMembership": "myGroupMembership myGroupMembership2",
    "removeFromGroup": "myGroupMembership2",
    "removeContactFromAllGroups": "removeContactFromAllGroups removeContactFromAllGroups2",
    "group": """
        group group2 pinnedGroup defaultGroup delegatesGroup delegatorsGroup myOrganizationGroup distributionGroup
        """,
    "subscribe": "presenceSubscriptions subscribeToGroupPresence",
    "extendSubscription": "presenceSubscription",
    "unsubscribe": "presenceSubscription",
    "presenceSubscriptionMemberships": "presenceSubscriptionMemberships memberships",
    "addToSubscription": "presenceSubscriptionMemberships memberships addToPresenceSubscription",
    "removeFromSubscription": "presenceSubscriptionMembership",
    "contactsAndGroupsSubscription": "myContactsAndGroupsSubscription",
    "startOrRefresh": "startOrRefreshSubscriptionToContactsAndGroups",
    "stopContactsAndGroups": "stopSubscriptionToContactsAndGroups",
    "photo": "contactPhoto photo",
    "defaultValues": "onlineMeetingDefaultValues",
    "eligibleValues": "onlineMeetingEligibleValues",
    "customInvitation": "onlineMeetingInvitationCustomization",
    "scheduleMeeting": "myOnlineMeetings",
    "myOnlineMeeting": "myOnlineMeeting myAssignedOnlineMeeting",
    "updateMeeting": "myOnlineMeeting myAssignedOnlineMeeting",
    "deleteMeeting": "myOnlineMeeting myAssignedOnlineMeeting",
    "extensions": "onlineMeetingExtensions",
    "addExtension": "onlineMeetingExtensions",
    "extension": "onlineMeetingExtension",
    "updateExtension": "onlineMeetingExtension",
    "deleteExtension": "onlineMeetingExtension",
    "putCommunication": "communication",
    "joinOnlineMeeting": "joinOnlineMeeting startOnlineMeeting",
    "startMessaging": "startMessaging startMessaging2",
    "startPhoneAudio": "startPhoneAudio startPhoneAudio2",
    "leave": "conversation",
    "deleteLog": "conversationLog",
    "conversationLogTranscripts": "conversationLogTranscripts nextConversationLogTranscripts",
    "participant": "participant localParticipant from organizer acceptedByParticipant failedDeliveryParticipant",
    "contact": "contact to acceptedByContact",
    "contactPrivacyRelationship": "contactPrivacyRelationship contactPrivacyRelationship2",
}


def operations_of(place: str) -> tuple[str, ...]:
    """The rels of the reference's operations at a place of `PLACES`; none where it is no operation."""
    return () if place in NO_OPERATIONS else tuple(_OTHERWISE.get(place, place).split())


@cache
def rows_of(place: str) -> tuple[str, ...]:
    """Every row that is documented for a place, `status code/subcode`; each once."""
    method = PLACES[place][0]
    return tuple(dict.fromkeys(row for rel in operations_of(place) for row in documented_rows(rel, method)))


def rows_at(method: str, path: str) -> tuple[str, tuple[str, ...]]:
    """The place that a request is for, and its rows; an empty name where it has none."""
    place = operation_at(method, path)
    return place, rows_of(place) if place else ()


@cache
def error_of(row: str) -> ErrorAnswer:
    """What a row answers.

    Raises:
        ValueError: the row is not written as `status code/subcode`, or its words are not documented.
    """
    status, _, label = row.partition(" ")
    code, _, subcode = label.partition("/")
    if code.lower() not in CODES or (subcode and subcode not in SUBCODES):
        raise ValueError(f"{row!r} is no row of the documented tables")
    meaning = SUBCODES[subcode][0] if subcode else CODES[code.lower()].meaning
    return ErrorAnswer(int(status), code, subcode or None, meaning)
