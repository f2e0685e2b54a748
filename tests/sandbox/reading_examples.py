"""What an example is, and those of all operations that only read. Data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.sandbox.crowd import Given


@dataclass(frozen=True, slots=True)
class Example:
    """One operation of the reference, by rel and method.

    `status` is that of the success.
    """

    method: str
    rel: str
    target: str
    scene: str = "available"
    status: int = 200
    given: Given | None = None
    who: str = "alice"
    body: str = ""
    """The body where it is no resource, and its type."""
    body_type: str = ""
    shown: str = ""
    """The rel of what comes back, or the type of what is no resource; empty for nothing."""
    location: bool = False
    """A 201 names what it made in Location."""
    same: bool = False
    """The world keeps nothing of it."""
    revision: str = ""
    """What it demands of the server; empty: nothing."""

    @property
    def key(self) -> tuple[str, str]:
        """What the reference calls it."""
        return self.method, self.rel

    @property
    def place(self) -> tuple[str, str]:
        """What the same request under another rel has in common with it."""
        return self.method, self.target

    def __str__(self) -> str:
        return f"{self.method} {self.rel}"


_GETS = """
application nobody {app}
me nobody {app}/me
policies nobody {app}/policies
presence available {app}/me/presence
note available {app}/me/note
location available {app}/me/location
phones nobody {app}/me/phones
phone nobody {app}/me/phones/work
callForwardingSettings nobody {app}/me/callForwardingSettings
immediateForwardSettings nobody {app}/me/callForwardingSettings/immediateForwardSettings
simultaneousRingSettings nobody {app}/me/callForwardingSettings/simultaneousRingSettings
unansweredCallSettings nobody {app}/me/callForwardingSettings/unansweredCallSettings
people nobody {app}/people
search nobody {app}/people/search?query=dora
search2 nobody {app}/people/search?mail=dora@sandbox.example search
applications2 nobody /ucwa/oauth/v1/applications applications
myContacts nobody {app}/people/contacts
subscribedContacts watching {app}/people/subscribedContacts
myGroups nobody {app}/people/groups
myGroups2 nobody {app}/people/groups myGroups
group2 nobody {app}/people/groups/customers group
groupMemberships nobody {app}/people/groups/product/memberships
group nobody {app}/people/groups/product
pinnedGroup nobody {app}/people/groups/pinned
defaultGroup nobody {app}/people/groups/default
delegatesGroup nobody {app}/people/groups/delegates
delegatorsGroup nobody {app}/people/groups/delegators
myOrganizationGroup nobody {app}/people/groups/organization
distributionGroup nobody {app}/people/groups/all-engineering
groupContacts nobody {app}/people/groups/product/contacts
expandDistributionGroup nobody {app}/people/groups/all-engineering/expand
myGroupMemberships nobody {app}/people/groupMemberships
myGroupMembership nobody {app}/people/groupMemberships/pinned,dora@sandbox.example
myGroupMemberships2 nobody {app}/people/groupMemberships?groupId=customers myGroupMemberships
myGroupMembership2 nobody {app}/people/groupMemberships/product,dora@sandbox.example myGroupMembership
myPrivacyRelationships nobody {app}/people/privacyRelationships
myPrivacyRelationship nobody {app}/people/privacyRelationships/dora@sandbox.example
presenceSubscriptions watching {app}/people/presenceSubscriptions
presenceSubscription watching {app}/people/presenceSubscriptions/{subscription}
presenceSubscriptionMemberships watching {app}/people/presenceSubscriptionMemberships
presenceSubscriptionMembership watching {app}/people/presenceSubscriptionMemberships/{watched}
myContactsAndGroupsSubscription nobody {app}/people/contactsAndGroupsSubscription
contact nobody {app}/people/dora@sandbox.example
to nobody {app}/people/bob@sandbox.example contact
acceptedByContact nobody {app}/people/carol@sandbox.example contact
contactLocation nobody {app}/people/dora@sandbox.example/location
contactNote nobody {app}/people/dora@sandbox.example/note
contactPresence nobody {app}/people/dora@sandbox.example/presence
contactSupportedModalities nobody {app}/people/dora@sandbox.example/supportedMedia
contactPrivacyRelationship nobody {app}/people/dora@sandbox.example/privacyRelationship
contactPrivacyRelationship2 nobody {app}/people/erik@sandbox.example/privacyRelationship contactPrivacyRelationship
photo nobody {app}/photos/alice@sandbox.example image/png
contactPhoto nobody {app}/photos/dora@sandbox.example image/png
onlineMeetings nobody {app}/onlineMeetings
onlineMeetingInvitationCustomization nobody {app}/onlineMeetings/customInvitation
onlineMeetingDefaultValues nobody {app}/onlineMeetings/defaultValues
onlineMeetingEligibleValues nobody {app}/onlineMeetings/eligibleValues
onlineMeetingPolicies nobody {app}/onlineMeetings/policies
phoneDialInInformation nobody {app}/onlineMeetings/phoneDialInInformation
dialInRegion nobody {app}/onlineMeetings/phoneDialInInformation/berlin
myOnlineMeetings scheduled {app}/onlineMeetings/myOnlineMeetings
myOnlineMeeting scheduled {app}/onlineMeetings/myOnlineMeetings/{meeting}
myAssignedOnlineMeeting nobody {app}/onlineMeetings/myOnlineMeetings/{assigned}
onlineMeetingExtensions scheduled {app}/onlineMeetings/myOnlineMeetings/{meeting}/extensions
onlineMeetingExtension scheduled {app}/onlineMeetings/myOnlineMeetings/{meeting}/extensions/notes
communication nobody {app}/communication
conversations meeting {app}/communication/conversations
onlineMeetingInvitation meeting {invitation}
messagingInvitation ringing {outgoing}
phoneAudioInvitation phone {invitation}
participantInvitation asked {asking}
conversation meeting {a}
onlineMeeting meeting {a}/onlineMeeting
attendees meeting {a}/attendees
leaders meeting {a}/leaders
lobby lobby {a}/lobby
participant meeting {a}/participants/{bob}
localParticipant meeting {a}/participants/{alice} participant
from ringing {a}/participants/{alice} participant
organizer meeting {a}/participants/{alice} participant
acceptedByParticipant pair {a}/participants/{bob} participant
failedDeliveryParticipant talk {a}/participants/{bob} participant
participantMessaging talk {a}/participants/{bob}/messaging
messaging meeting {a}/messaging
messages talk {a}/messaging/messages
message talk {message}
invitations ringing {app}/communication/invitations
missedItems missed {app}/communication/missedItems
conversationLogs logged {app}/communication/conversationLogs
conversationLog logged {log}
conversationLogRecipient logged {log}/recipients/{bob}
conversationLogTranscripts logged {log}/transcripts
nextConversationLogTranscripts logged {log}/transcripts?from=2
conversationLogTranscript logged {log}/transcripts/1
messageTranscript logged {log}/transcripts/1/message
audioTranscript logged {log}/transcripts/2/audio
phoneAudio phone {a}/phoneAudio
"""
"""Rel, scene, address; the rel or the type of what comes back, where it is another one."""


def reading_examples() -> Iterator[Example]:
    """One for each GET that shows a resource."""
    for line in _GETS.strip().splitlines():
        rel, scene, target, *other = line.split()
        yield Example("GET", rel, target, scene, shown=other[0] if other else rel)
