"""The error rows that the reference lists for every operation that is served here. Data.

Every operation of a method has the rows of that method; an operation named here has its own besides. Written as
`status code/subcode`; the reference lists some without a subcode several times with other texts, here they stand once.
The generic errors (404 ApplicationNotFound, 405, 412 …), which any operation can give, are in none of its tables.
Source: UCWA reference, the tables of errors on the pages of the operations.
"""

from __future__ import annotations

from typing import Final

OF_METHOD: Final[dict[str, tuple[str, ...]]] = {
    "GET": (
        "500 ServiceFailure/InvalidExchangeServerVersion",
        "409 Conflict/AlreadyExists",
        "409 Conflict/TooManyGroups",
        "409 Conflict",
        "410 Gone/CannotRedirect",
    ),
    "POST": (
        "500 ServiceFailure/CallbackChannelError",
        "409 Conflict/AlreadyExists",
        "409 Conflict/TooManyGroups",
        "409 Conflict",
        "410 Gone/CannotRedirect",
    ),
    "PUT": ("500 ServiceFailure/InvalidExchangeServerVersion", "410 Gone/CannotRedirect"),
    "DELETE": ("410 Gone/CannotRedirect",),
}

_FORBIDDEN: Final = ("403 Forbidden",)
_NOT_YET: Final = ("409 Conflict/MakeMeAvailableRequired",)
_NO_DELEGATES: Final = ("403 Forbidden", "403 Forbidden/NoDelegatesConfigured", "409 Conflict/NoDelegatesConfigured")
_INVITATION: Final = (
    "400 BadRequest",
    "400 BadRequest/ParameterValidationFailure",
    "410 Gone",
    "404 NotFound",
)

_OWN: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    (
        "GET",
        _FORBIDDEN,
        """
        acceptedByContact callForwardingSettings contact contactLocation contactNote contactPresence
        contactPrivacyRelationship contactPrivacyRelationship2 contactSupportedModalities defaultGroup delegatesGroup
        delegatorsGroup distributionGroup group group2 groupContacts groupMemberships immediateForwardSettings
        memberships myContacts myContactsAndGroupsSubscription myGroupMembership myGroupMemberships myGroups myGroups2
        myOrganizationGroup
        myPrivacyRelationship myPrivacyRelationships people phone pinnedGroup presenceSubscription
        presenceSubscriptionMembership presenceSubscriptionMemberships presenceSubscriptions search search2
        simultaneousRingSettings subscribedContacts to unansweredCallSettings
        """,
    ),
    ("GET", _INVITATION, "messagingInvitation onlineMeetingInvitation participantInvitation phoneAudioInvitation"),
    ("GET", _NOT_YET, "location note presence"),
    ("GET", ("403 Forbidden/OperationNotSupported", "403 Forbidden"), "myGroupMembership2 myGroupMemberships2"),
    ("GET", ("403 Forbidden/AnonymousNotAllowed", "403 Forbidden"), "phones"),
    ("GET", ("403 Forbidden", "504 GatewayTimeout"), "contactPhoto"),
    ("GET", ("403 Forbidden/TooManyContacts", "403 Forbidden"), "expandDistributionGroup"),
    ("GET", ("500 ServiceFailure/ProvisioningDataUnavailable",), "policies"),
    (
        "POST",
        _FORBIDDEN,
        """
        applications applications2 changeVisibility immediateForwardToContact immediateForwardToVoicemail
        presenceSubscription resetUnansweredCallSettings simultaneousRingToContact startMessaging startMessaging2
        startOrRefreshSubscriptionToContactsAndGroups stopSubscriptionToContactsAndGroups
        turnOffCallForwarding unansweredCallToContact unansweredCallToVoicemail
        """,
    ),
    ("POST", _NOT_YET, "location note presence"),
    ("POST", _FORBIDDEN, "myGroups2"),
    (
        "POST",
        (
            "500 ServiceFailure/MigrationInProgress",
            "403 Forbidden",
            "403 Forbidden/OperationNotSupported",
            "403 Forbidden/LimitExceeded",
            "409 Conflict/LimitExceeded",
        ),
        "myGroupMemberships2",
    ),
    (
        "POST",
        ("403 Forbidden", "403 Forbidden/LimitExceeded"),
        "memberships presenceSubscriptionMemberships presenceSubscriptions",
    ),
    ("POST", ("404 NotFound/DestinationNotFound", "403 Forbidden"), "joinOnlineMeeting"),
    ("POST", ("400 BadRequest/NormalizationFailed",), "addPhoneAudio"),
    ("POST", ("400 BadRequest/NormalizationFailed", "403 Forbidden"), "startPhoneAudio startPhoneAudio2"),
    ("POST", ("403 Forbidden", "400 BadRequest/NormalizationFailed"), "changeNumber"),
    ("POST", ("409 Conflict/TooManyOnlineMeetings",), "myOnlineMeetings"),
    ("POST", ("403 Forbidden", "403 Forbidden/AnonymousNotAllowed"), "makeMeAvailable makeMeAvailable2"),
    ("POST", ("403 Forbidden/AnonymousNotAllowed", "409 Conflict/MakeMeAvailableRequired"), "reportMyActivity"),
    ("POST", ("429 TooManyRequests",), "batch"),
    (
        "POST",
        ("500 ServiceFailure/ProvisioningDataUnavailable", "403 Forbidden/AnonymousNotAllowed"),
        "reportMyNetwork",
    ),
    ("POST", _NO_DELEGATES, "immediateForwardToDelegates simultaneousRingToDelegates"),
    (
        "POST",
        ("403 Forbidden", "403 Forbidden/NoTeamMembersConfigured", "409 Conflict/NoTeamMembersConfigured"),
        "simultaneousRingToTeam",
    ),
    ("PUT", _FORBIDDEN, "callForwardingSettings simultaneousRingSettings unansweredCallSettings"),
    ("DELETE", ("500 ServiceFailure/MigrationInProgress", "404 NotFound"), "myGroupMembership2"),
    ("DELETE", _FORBIDDEN, "presenceSubscription presenceSubscriptionMembership"),
)

OWN: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (rel, method): rows for method, rows, rels in _OWN for rel in rels.split()
}
"""Rows of an operation that others of its method do not have, by rel and method."""
_NEVER_GONE: Final = frozenset(
    {("applications2", "GET"), ("applications2", "POST"), ("removeContactFromAllGroups", "POST")}
)
"""Operations whose pages leave out the last row of their method."""


def documented_rows(rel: str, method: str) -> tuple[str, ...]:
    """Every row of an operation: `status code/subcode`, its own ones first."""
    common = OF_METHOD.get(method, ())
    return (*OWN.get((rel, method), ()), *(common[:-1] if (rel, method) in _NEVER_GONE else common))
