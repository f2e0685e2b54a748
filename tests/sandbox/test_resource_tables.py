"""Every resource beside the main road: what a GET gives, and how each operation refuses. Tables, in both formats."""

from __future__ import annotations

import pytest

from tests.sandbox.crowd import FORMATS, Crowd, Given, crowd, label_of, read, send
from tests.sandbox.refusal_checks import check_refusal
from ucwa_tui.protocol.request_plan import PayloadFormat

__all__ = ["crowd"]
pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE, ME, MEETINGS = "{app}/people", "{app}/me", "{app}/onlineMeetings"
DORA = f"{PEOPLE}/dora@sandbox.example"

GETS: tuple[tuple[str, str, str], ...] = (
    ("{app}/policies", "policies", "telephonyMode htmlMessaging emergencyNumbers locationRefreshInterval"),
    ("{app}/communication/invitations", "invitations", ""),
    ("{app}/communication/conversationLogs", "conversationLogs", ""),
    (
        "{app}/communication/missedItems",
        "missedItems",
        "conversationLogsCount missedConversationsCount",
    ),
    (ME, "me", "name uri emailAddresses title department officeLocation workPhoneNumber"),
    (f"{ME}/presence", "presence", "availability activity"),
    (f"{ME}/note", "note", "message type"),
    (f"{ME}/location", "location", "location"),
    (f"{ME}/callForwardingSettings", "callForwardingSettings", "activePeriod activeSetting unansweredCallHandling"),
    (f"{ME}/callForwardingSettings/immediateForwardSettings", "immediateForwardSettings", "target"),
    (f"{ME}/callForwardingSettings/simultaneousRingSettings", "simultaneousRingSettings", "target ringDelay"),
    (f"{ME}/callForwardingSettings/unansweredCallSettings", "unansweredCallSettings", "target ringDelay"),
    (f"{ME}/phones", "phones", ""),
    (f"{ME}/phones/work", "phone", "includeInContactCard number type"),
    (PEOPLE, "people", ""),
    (f"{PEOPLE}/search?query=dora", "search", "moreResultsAvailable"),
    (f"{PEOPLE}/contacts", "myContacts", ""),
    (f"{PEOPLE}/subscribedContacts", "subscribedContacts", ""),
    (f"{PEOPLE}/groups", "myGroups", ""),
    (f"{PEOPLE}/groups/product", "group", "id name"),
    (f"{PEOPLE}/groups/pinned", "pinnedGroup", "id name"),
    (f"{PEOPLE}/groups/default", "defaultGroup", "id name"),
    (f"{PEOPLE}/groups/delegates", "delegatesGroup", "id name"),
    (f"{PEOPLE}/groups/delegators", "delegatorsGroup", "id name"),
    (f"{PEOPLE}/groups/organization", "myOrganizationGroup", "id name"),
    (f"{PEOPLE}/groups/all-engineering", "distributionGroup", "uri id name"),
    (f"{PEOPLE}/groups/all-engineering/expand", "expandDistributionGroup", ""),
    (f"{PEOPLE}/groups/customers/contacts", "groupContacts", ""),
    (f"{PEOPLE}/groupMemberships", "myGroupMemberships", ""),
    (f"{PEOPLE}/groupMemberships/pinned,dora@sandbox.example", "myGroupMembership", ""),
    (f"{PEOPLE}/privacyRelationships", "myPrivacyRelationships", ""),
    (f"{PEOPLE}/privacyRelationships/dora@sandbox.example", "myPrivacyRelationship", "relationshipLevel"),
    (f"{PEOPLE}/presenceSubscriptions", "presenceSubscriptions", ""),
    (f"{PEOPLE}/presenceSubscriptionMemberships", "presenceSubscriptionMemberships", ""),
    (f"{PEOPLE}/contactsAndGroupsSubscription", "myContactsAndGroupsSubscription", "state"),
    (DORA, "contact", "name uri sourceNetwork type emailAddresses department office title workPhoneNumber etag"),
    (f"{DORA}/presence", "contactPresence", "availability activity deviceType lastActive"),
    (f"{DORA}/note", "contactNote", "message type"),
    (f"{DORA}/location", "contactLocation", "location"),
    (f"{DORA}/supportedMedia", "contactSupportedModalities", "modalities"),
    (f"{DORA}/privacyRelationship", "contactPrivacyRelationship", "relationshipLevel"),
    (MEETINGS, "onlineMeetings", ""),
    (f"{MEETINGS}/myOnlineMeetings", "myOnlineMeetings", ""),
    (f"{MEETINGS}/myOnlineMeetings/STAND1UP", "myOnlineMeeting", "accessLevel joinUrl onlineMeetingUri etag"),
    (f"{MEETINGS}/myOnlineMeetings/STAND1UP/extensions", "onlineMeetingExtensions", ""),
    (f"{MEETINGS}/defaultValues", "onlineMeetingDefaultValues", "accessLevel participantsWarningThreshold"),
    (f"{MEETINGS}/eligibleValues", "onlineMeetingEligibleValues", "accessLevels lobbyBypassForPhoneUsersSettings"),
    (f"{MEETINGS}/customInvitation", "onlineMeetingInvitationCustomization", "invitationFooterText"),
    (f"{MEETINGS}/policies", "onlineMeetingPolicies", "meetingSize voipAudio"),
    (f"{MEETINGS}/phoneDialInInformation", "phoneDialInInformation", "isAudioConferenceProviderEnabled"),
    (f"{MEETINGS}/phoneDialInInformation/berlin", "dialInRegion", "languages name number"),
    ("{app}/communication", "communication", "supportedModalities supportedMessageFormats etag"),
)


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(("target", "rel", "names"), GETS)
async def test_get(crowd: Crowd, payload_format: PayloadFormat, target: str, rel: str, names: str) -> None:
    alice = await crowd.get("alice", payload_format)
    answer = await send(alice, "GET", target)
    assert answer.status == 200, answer
    assert answer.header("Content-Type") == f"{payload_format.media_type}; charset=utf-8"
    found = read(alice, answer)
    assert found.rel == rel
    assert set(names.split()) <= {p.name for p in found.properties}
    assert (found.href() or "").lower() == target.replace("{app}", alice.path).split("?")[0].lower()


@pytest.mark.parametrize("target", [g[0] for g in GETS])
async def test_unknown_parameters_other_case_and_double_slashes_are_tolerated(crowd: Crowd, target: str) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    plain = target.replace("{app}", alice.path)
    path, _, query = plain.partition("?")
    odd = f"/{path.replace('/people', '//people').swapcase()}/?{query}&telemetryId=1&SessionContext="
    assert (await alice.request("GET", odd)).status == 200
    short = plain.replace("/ucwa/oauth/v1/", "/ucwa/v1/")
    assert (await alice.request("GET", short)).status == 200


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize("target", [g[0] for g in GETS])
async def test_a_method_that_no_page_has(crowd: Crowd, payload_format: PayloadFormat, target: str) -> None:
    alice = await crowd.get("alice", payload_format)
    answer = await send(alice, "PATCH", target)
    assert label_of(alice, answer) == "405 MethodNotAllowed"
    assert "GET" in (answer.header("Allow") or "")
    assert (await alice.request("HEAD", target.replace("{app}", alice.path).split("?")[0])).status == 405


@pytest.mark.parametrize("target", [g[0] for g in GETS])
async def test_a_type_that_nobody_has(crowd: Crowd, target: str) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    assert (await send(alice, "GET", target, Accept="image/webp")).status == 406


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(
    "target",
    [
        f"{ME}/phones/fax",
        f"{ME}/callForwardingSettings/other",
        f"{PEOPLE}/nobody@sandbox.example",
        f"{PEOPLE}/nobody@sandbox.example/presence",
        f"{DORA}/other",
        f"{PEOPLE}/groups/none",
        f"{PEOPLE}/groups/none/contacts",
        f"{PEOPLE}/groupMemberships/pinned,nobody@sandbox.example",
        f"{PEOPLE}/privacyRelationships/nobody@sandbox.example",
        f"{PEOPLE}/presenceSubscriptions/0",
        f"{PEOPLE}/presenceSubscriptionMemberships/0,dora@sandbox.example",
        f"{PEOPLE}/presenceSubscriptionMemberships?presenceSubscriptionId=0",
        f"{MEETINGS}/other",
        f"{MEETINGS}/myOnlineMeetings/NOBODY00",
        f"{MEETINGS}/myOnlineMeetings/L0BBY3S0",
        f"{MEETINGS}/myOnlineMeetings/NOBODY00/extensions",
        f"{MEETINGS}/myOnlineMeetings/STAND1UP/extensions/none",
        f"{MEETINGS}/phoneDialInInformation/nowhere",
        "{app}/photos/nobody@sandbox.example",
    ],
)
async def test_nothing_there(crowd: Crowd, payload_format: PayloadFormat, target: str) -> None:
    alice = await crowd.get("alice", payload_format)
    assert label_of(alice, await send(alice, "GET", target)) == "404 NotFound"


VALIDATION = "400 BadRequest/ParameterValidationFailure"
NOT_FOR_GUESTS = "403 Forbidden/AnonymousNotAllowed"
REFUSED: tuple[tuple[str, str, str, Given | None, str], ...] = (
    ("bob", "GET", f"{ME}/presence", None, "409 Conflict/MakeMeAvailableRequired"),
    ("bob", "GET", f"{ME}/note", None, "409 Conflict/MakeMeAvailableRequired"),
    ("bob", "GET", f"{ME}/location", None, "409 Conflict/MakeMeAvailableRequired"),
    ("bob", "POST", f"{ME}/presence", {"availability": "Busy"}, "409 Conflict/MakeMeAvailableRequired"),
    ("bob", "POST", f"{ME}/note", {"message": "x"}, "409 Conflict/MakeMeAvailableRequired"),
    ("bob", "POST", f"{ME}/location", {"location": "x"}, "409 Conflict/MakeMeAvailableRequired"),
    ("bob", "POST", f"{ME}/reportMyActivity", None, "409 Conflict/MakeMeAvailableRequired"),
    ("alice", "POST", f"{ME}/makeMeAvailable", None, "409 Conflict/AlreadyExists"),
    ("bob", "POST", f"{ME}/makeMeAvailable", {"supportedModalities": ["Video"]}, "403 Forbidden"),
    ("bob", "POST", f"{ME}/makeMeAvailable", {"voipFallbackToPhoneAudioTimeOut": "soon"}, VALIDATION),
    ("guest", "POST", f"{ME}/makeMeAvailable", None, NOT_FOR_GUESTS),
    ("guest", "POST", f"{ME}/reportMyActivity", None, NOT_FOR_GUESTS),
    ("guest", "POST", "{app}/reportMyNetwork", {"clientNetworkType": "Internal"}, NOT_FOR_GUESTS),
    ("alice", "POST", "{app}/reportMyNetwork", {"ip": "192.0.2.7"}, VALIDATION),
    ("alice", "POST", "{app}/reportMyNetwork", {"clientNetworkType": "Home"}, VALIDATION),
    ("guest", "GET", f"{ME}/presence", None, NOT_FOR_GUESTS),
    ("guest", "GET", f"{ME}/phones", None, NOT_FOR_GUESTS),
    ("guest", "GET", f"{ME}/callForwardingSettings", None, NOT_FOR_GUESTS),
    ("guest", "GET", f"{PEOPLE}/search?query=a", None, NOT_FOR_GUESTS),
    ("guest", "GET", f"{PEOPLE}/contacts", None, NOT_FOR_GUESTS),
    ("guest", "GET", f"{PEOPLE}/groups", None, NOT_FOR_GUESTS),
    ("guest", "GET", f"{PEOPLE}/groupMemberships", None, NOT_FOR_GUESTS),
    ("guest", "GET", f"{PEOPLE}/privacyRelationships", None, NOT_FOR_GUESTS),
    ("guest", "GET", f"{PEOPLE}/presenceSubscriptions", None, NOT_FOR_GUESTS),
    ("guest", "GET", DORA, None, NOT_FOR_GUESTS),
    ("guest", "GET", f"{DORA}/presence", None, NOT_FOR_GUESTS),
    ("guest", "POST", f"{MEETINGS}/myOnlineMeetings", {"subject": "x"}, NOT_FOR_GUESTS),
    ("alice", "POST", f"{ME}/presence", {"availability": "Lunch"}, VALIDATION),
    ("alice", "POST", f"{ME}/location", {"location": "x" * 61}, VALIDATION),
    ("alice", "GET", f"{PEOPLE}/search", None, VALIDATION),
    ("alice", "GET", f"{PEOPLE}/search?query=", None, VALIDATION),
    ("alice", "GET", f"{PEOPLE}/search?query={'x' * 257}", None, VALIDATION),
    ("alice", "GET", f"{PEOPLE}/search?query=a&limit=0", None, VALIDATION),
    ("alice", "GET", f"{PEOPLE}/search?query=a&limit=101", None, VALIDATION),
    ("alice", "GET", f"{PEOPLE}/search?query=a&limit=many", None, VALIDATION),
    ("alice", "GET", f"{PEOPLE}/groupMemberships?groupId={'x' * 257}", None, VALIDATION),
    ("alice", "POST", f"{PEOPLE}/presenceSubscriptions", {"duration": "10"}, VALIDATION),
    ("alice", "POST", f"{PEOPLE}/presenceSubscriptions", {"uris": ["sip:a@b"]}, VALIDATION),
    ("alice", "POST", f"{PEOPLE}/presenceSubscriptions", {"uris": ["sip:a@b"], "duration": "9"}, VALIDATION),
    ("alice", "POST", f"{PEOPLE}/presenceSubscriptions", {"uris": ["sip:a@b"], "duration": "31"}, VALIDATION),
    ("alice", "POST", f"{PEOPLE}/presenceSubscriptions", {"uris": ["nonsense"], "duration": "10"}, VALIDATION),
    ("alice", "POST", f"{PEOPLE}/presenceSubscriptions?groupId=none&duration=10", None, "404 NotFound"),
    (
        "alice",
        "POST",
        f"{PEOPLE}/presenceSubscriptions",
        {"uris": [f"sip:a{n}@b" for n in range(101)], "duration": "10"},
        "403 Forbidden/LimitExceeded",
    ),
    ("bob", "POST", f"{PEOPLE}/presenceSubscriptionMemberships", {"contactUris": ["sip:a@b"]}, "409 Conflict"),
    ("bob", "POST", f"{PEOPLE}/presenceSubscriptionMemberships", {}, VALIDATION),
    (
        "bob",
        "POST",
        f"{PEOPLE}/presenceSubscriptionMemberships?presenceSubscriptionId=0",
        {"contactUris": ["sip:a@b"]},
        "404 NotFound",
    ),
    ("bob", "POST", f"{PEOPLE}/presenceSubscriptions/0", {"duration": "10"}, "404 NotFound"),
    ("bob", "DELETE", f"{PEOPLE}/presenceSubscriptions/0", None, "404 NotFound"),
    ("bob", "DELETE", f"{PEOPLE}/presenceSubscriptionMemberships/0,a@b", None, "404 NotFound"),
    ("alice", "POST", f"{PEOPLE}/contactsAndGroupsSubscription/startOrRefresh", {"duration": "61"}, VALIDATION),
    ("alice", "POST", f"{PEOPLE}/contactsAndGroupsSubscription/startOrRefresh", None, VALIDATION),
    ("guest", "POST", f"{PEOPLE}/contactsAndGroupsSubscription/stop", None, NOT_FOR_GUESTS),
    ("alice", "GET", "{app}/photos/dora@sandbox.example?size=HUGE", None, VALIDATION),
    ("alice", "POST", f"{ME}/phones/work/changeNumber", {"number": "1" * 81}, VALIDATION),
    ("alice", "POST", f"{ME}/phones/work/changeNumber", {"number": "none"}, "400 BadRequest/NormalizationFailed"),
    ("alice", "POST", f"{ME}/phones/work/changeVisibility", {"includeInContactCard": "perhaps"}, VALIDATION),
    (
        "alice",
        "POST",
        f"{ME}/callForwardingSettings/immediateForwardSettings/immediateForwardToDelegates",
        None,
        "409 Conflict/NoDelegatesConfigured",
    ),
    (
        "alice",
        "POST",
        f"{ME}/callForwardingSettings/simultaneousRingSettings/simultaneousRingToTeam",
        None,
        "409 Conflict/NoTeamMembersConfigured",
    ),
    (
        "alice",
        "POST",
        f"{ME}/callForwardingSettings/immediateForwardSettings/immediateForwardToContact",
        None,
        VALIDATION,
    ),
    (
        "alice",
        "POST",
        f"{ME}/callForwardingSettings/unansweredCallSettings/unansweredCallToVoicemail?ringDelay=4",
        None,
        VALIDATION,
    ),
    ("alice", "PUT", f"{ME}/callForwardingSettings", {"activePeriod": "Always"}, "428 PreconditionRequired"),
    (
        "alice",
        "PUT",
        f"{ME}/callForwardingSettings/immediateForwardSettings",
        {"target": "None"},
        "405 MethodNotAllowed",
    ),
)


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(("who", "method", "target", "given", "wanted"), REFUSED)
async def test_refused(
    crowd: Crowd, payload_format: PayloadFormat, who: str, method: str, target: str, given: Given | None, wanted: str
) -> None:
    visitor = await crowd.get(who, payload_format)
    answer = await send(visitor, method, target, given)
    check_refusal(visitor, answer, wanted)


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("POST", f"{ME}/note"),
        ("POST", f"{MEETINGS}/myOnlineMeetings"),
        ("POST", f"{PEOPLE}/presenceSubscriptions"),
    ],
)
async def test_bodies_that_cannot_be_read(
    crowd: Crowd, payload_format: PayloadFormat, method: str, target: str
) -> None:
    alice = await crowd.get("alice", payload_format)
    path = target.replace("{app}", alice.path)
    broken = await alice.request(method, path, b"{<")
    assert label_of(alice, broken) == "400 BadRequest/DeserializationFailure"
    other = await alice.request(method, path, b"hello", Content_Type="text/plain")
    assert label_of(alice, other) == "415 UnsupportedMediaType"
