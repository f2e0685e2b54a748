"""Every documented error row of every operation beside the main road reaches the client, in both formats.

The rows that a world brings about by itself stand in `test_resource_tables`; here the service is told to give each one.
"""

from __future__ import annotations

import pytest

from tests.sandbox.crowd import FORMATS, Crowd, crowd, label_of, send
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox import service
from ucwa_tui.sandbox.error_rows import OF_METHOD, OWN, documented_rows, refusal_of
from ucwa_tui.sandbox.request import Request

__all__ = ["crowd"]
pytestmark = pytest.mark.asyncio(loop_scope="module")

OPERATIONS = """
DELETE application {app}
DELETE myOnlineMeeting {app}/onlineMeetings/myOnlineMeetings/STAND1UP
DELETE onlineMeetingExtension {app}/onlineMeetings/myOnlineMeetings/STAND1UP/extensions/1
DELETE presenceSubscriptionMembership {app}/people/presenceSubscriptionMemberships/1,dora@sandbox.example
DELETE presenceSubscription {app}/people/presenceSubscriptions/1
GET application {app}
GET communication {app}/communication
GET me {app}/me
GET callForwardingSettings {app}/me/callForwardingSettings
GET immediateForwardSettings {app}/me/callForwardingSettings/immediateForwardSettings
GET simultaneousRingSettings {app}/me/callForwardingSettings/simultaneousRingSettings
GET unansweredCallSettings {app}/me/callForwardingSettings/unansweredCallSettings
GET location {app}/me/location
GET note {app}/me/note
GET phones {app}/me/phones
GET phone {app}/me/phones/work
GET presence {app}/me/presence
GET onlineMeetings {app}/onlineMeetings
GET onlineMeetingInvitationCustomization {app}/onlineMeetings/customInvitation
GET onlineMeetingDefaultValues {app}/onlineMeetings/defaultValues
GET onlineMeetingEligibleValues {app}/onlineMeetings/eligibleValues
GET myOnlineMeetings {app}/onlineMeetings/myOnlineMeetings
GET myOnlineMeeting {app}/onlineMeetings/myOnlineMeetings/STAND1UP
GET onlineMeetingExtensions {app}/onlineMeetings/myOnlineMeetings/STAND1UP/extensions
GET onlineMeetingExtension {app}/onlineMeetings/myOnlineMeetings/STAND1UP/extensions/1
GET phoneDialInInformation {app}/onlineMeetings/phoneDialInInformation
GET dialInRegion {app}/onlineMeetings/phoneDialInInformation/berlin
GET onlineMeetingPolicies {app}/onlineMeetings/policies
GET people {app}/people
GET myContacts {app}/people/contacts
GET myContactsAndGroupsSubscription {app}/people/contactsAndGroupsSubscription
GET contact {app}/people/dora@sandbox.example
GET contactLocation {app}/people/dora@sandbox.example/location
GET contactNote {app}/people/dora@sandbox.example/note
GET contactPresence {app}/people/dora@sandbox.example/presence
GET contactPrivacyRelationship2 {app}/people/dora@sandbox.example/privacyRelationship
GET contactSupportedModalities {app}/people/dora@sandbox.example/supportedMedia
GET myGroupMemberships {app}/people/groupMemberships
GET myGroupMembership {app}/people/groupMemberships/pinned,dora@sandbox.example
GET myGroups {app}/people/groups
GET distributionGroup {app}/people/groups/all-engineering
GET expandDistributionGroup {app}/people/groups/all-engineering/expand
GET defaultGroup {app}/people/groups/default
GET delegatesGroup {app}/people/groups/delegates
GET delegatorsGroup {app}/people/groups/delegators
GET myOrganizationGroup {app}/people/groups/organization
GET pinnedGroup {app}/people/groups/pinned
GET group {app}/people/groups/product
GET groupContacts {app}/people/groups/product/contacts
GET presenceSubscriptionMemberships {app}/people/presenceSubscriptionMemberships
GET presenceSubscriptionMembership {app}/people/presenceSubscriptionMemberships/1,dora@sandbox.example
GET presenceSubscriptions {app}/people/presenceSubscriptions
GET presenceSubscription {app}/people/presenceSubscriptions/1
GET myPrivacyRelationships {app}/people/privacyRelationships
GET myPrivacyRelationship {app}/people/privacyRelationships/dora@sandbox.example
GET search {app}/people/search
GET subscribedContacts {app}/people/subscribedContacts
GET photo {app}/photos/alice@sandbox.example
GET contactPhoto {app}/photos/dora@sandbox.example
GET policies {app}/policies
POST anonApplications /ucwa/oauth/v1/anonApplications
POST applications /ucwa/oauth/v1/applications
POST batch {app}/batch
POST immediateForwardToContact {app}/me/callForwardingSettings/immediateForwardSettings/immediateForwardToContact
POST immediateForwardToDelegates {app}/me/callForwardingSettings/immediateForwardSettings/immediateForwardToDelegates
POST immediateForwardToVoicemail {app}/me/callForwardingSettings/immediateForwardSettings/immediateForwardToVoicemail
POST simultaneousRingToContact {app}/me/callForwardingSettings/simultaneousRingSettings/simultaneousRingToContact
POST simultaneousRingToDelegates {app}/me/callForwardingSettings/simultaneousRingSettings/simultaneousRingToDelegates
POST simultaneousRingToTeam {app}/me/callForwardingSettings/simultaneousRingSettings/simultaneousRingToTeam
POST turnOffCallForwarding {app}/me/callForwardingSettings/turnOffCallForwarding
POST resetUnansweredCallSettings {app}/me/callForwardingSettings/unansweredCallSettings/resetUnansweredCallSettings
POST unansweredCallToContact {app}/me/callForwardingSettings/unansweredCallSettings/unansweredCallToContact
POST unansweredCallToVoicemail {app}/me/callForwardingSettings/unansweredCallSettings/unansweredCallToVoicemail
POST location {app}/me/location
POST makeMeAvailable {app}/me/makeMeAvailable
POST note {app}/me/note
POST changeNumber {app}/me/phones/work/changeNumber
POST changeVisibility {app}/me/phones/work/changeVisibility
POST presence {app}/me/presence
POST reportMyActivity {app}/me/reportMyActivity
POST myOnlineMeetings {app}/onlineMeetings/myOnlineMeetings
POST onlineMeetingExtensions {app}/onlineMeetings/myOnlineMeetings/STAND1UP/extensions
POST myGroupMemberships {app}/people/groupMemberships
DELETE myGroupMembership {app}/people/groupMemberships/pinned,dora@sandbox.example
POST removeContactFromAllGroups {app}/people/groupMemberships/removeContactFromAllGroups
POST myGroups {app}/people/groups
PUT group {app}/people/groups/product
DELETE group {app}/people/groups/product
POST addToContactList {app}/people/groups/all-engineering/addToContactList
POST removeFromContactList {app}/people/groups/all-engineering/removeFromContactList
POST startOrRefreshSubscriptionToContactsAndGroups {app}/people/contactsAndGroupsSubscription/startOrRefresh
POST stopSubscriptionToContactsAndGroups {app}/people/contactsAndGroupsSubscription/stop
POST presenceSubscriptionMemberships {app}/people/presenceSubscriptionMemberships
POST addToPresenceSubscription {app}/people/presenceSubscriptionMemberships
POST presenceSubscriptions {app}/people/presenceSubscriptions
POST presenceSubscription {app}/people/presenceSubscriptions/1
POST subscribeToGroupPresence {app}/people/presenceSubscriptions?groupId=product
PUT communication {app}/communication
PUT callForwardingSettings {app}/me/callForwardingSettings
PUT simultaneousRingSettings {app}/me/callForwardingSettings/simultaneousRingSettings
PUT unansweredCallSettings {app}/me/callForwardingSettings/unansweredCallSettings
PUT myOnlineMeeting {app}/onlineMeetings/myOnlineMeetings/STAND1UP
PUT onlineMeetingExtension {app}/onlineMeetings/myOnlineMeetings/STAND1UP/extensions/1
"""


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize("operation", OPERATIONS.strip().splitlines())
async def test_rows(
    crowd: Crowd, payload_format: PayloadFormat, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    method, rel, target = operation.split(" ")
    alice = await crowd.get("alice", payload_format)
    for row in documented_rows(rel, method):

        def refuse(request: Request, wanted: str = row) -> None:
            raise refusal_of(wanted)

        # the last thing before an operation is carried out: token, path and method were right
        monkeypatch.setattr(service, "_check_version", refuse)
        answer = await send(alice, method, target)
        assert label_of(alice, answer) == row
        assert answer.header("X-Sandbox-Shape") is not None
        assert answer.header("Content-Type") == f"{payload_format.media_type}; charset=utf-8"


async def test_the_table_names_served_operations_only() -> None:
    served = {tuple(line.split(" ")[:2]) for line in OPERATIONS.strip().splitlines()}
    assert {(method, rel) for rel, method in OWN} <= served
    assert {method for method, _ in served} == set(OF_METHOD)


@pytest.mark.parametrize("row", ["", "Conflict", "x Conflict/AlreadyExists"])
async def test_a_row_that_is_none(row: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        refusal_of(row)
