"""The error rows that the reference lists for the operations beside the main road. Data.

Every operation of a method has the rows of that method; an operation named here has its own besides. Written as
`status code/subcode`; the reference lists some without a subcode several times with other texts, here they stand once.
Source: UCWA reference, the tables of errors on the pages of the operations.
"""

from __future__ import annotations

from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox.answer import Refusal

OF_METHOD: dict[str, tuple[str, ...]] = {
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

_OWN: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("GET", ("500 ServiceFailure/ProvisioningDataUnavailable",), "policies"),
    ("GET", ("409 Conflict/MakeMeAvailableRequired",), "location note presence"),
    ("POST", ("409 Conflict/MakeMeAvailableRequired",), "location note presence"),
    (
        "GET",
        ("403 Forbidden",),
        """
        callForwardingSettings contact contactLocation contactNote contactPresence
        contactPrivacyRelationship2 contactSupportedModalities defaultGroup delegatesGroup delegatorsGroup
        distributionGroup group groupContacts immediateForwardSettings myContacts
        myContactsAndGroupsSubscription myGroupMembership myGroupMemberships myGroups myOrganizationGroup
        myPrivacyRelationship myPrivacyRelationships people phone pinnedGroup presenceSubscription
        presenceSubscriptionMembership presenceSubscriptionMemberships presenceSubscriptions search
        simultaneousRingSettings subscribedContacts unansweredCallSettings
        """,
    ),
    ("PUT", ("403 Forbidden",), "callForwardingSettings simultaneousRingSettings unansweredCallSettings"),
    (
        "GET",
        (
            "403 Forbidden/AnonymousNotAllowed",
            "403 Forbidden",
        ),
        "phones",
    ),
    (
        "GET",
        (
            "403 Forbidden",
            "504 GatewayTimeout",
        ),
        "contactPhoto",
    ),
    (
        "GET",
        (
            "403 Forbidden/TooManyContacts",
            "403 Forbidden",
        ),
        "expandDistributionGroup",
    ),
    (
        "POST",
        (
            "403 Forbidden",
            "403 Forbidden/LimitExceeded",
        ),
        "presenceSubscriptionMemberships presenceSubscriptions",
    ),
    (
        "POST",
        ("403 Forbidden",),
        """
        applications changeVisibility immediateForwardToContact immediateForwardToVoicemail
        presenceSubscription resetUnansweredCallSettings simultaneousRingToContact
        startOrRefreshSubscriptionToContactsAndGroups stopSubscriptionToContactsAndGroups
        turnOffCallForwarding unansweredCallToContact unansweredCallToVoicemail
        """,
    ),
    ("DELETE", ("403 Forbidden",), "presenceSubscription presenceSubscriptionMembership"),
    (
        "POST",
        (
            "500 ServiceFailure/MigrationInProgress",
            "403 Forbidden",
            "403 Forbidden/OperationNotSupported",
            "403 Forbidden/LimitExceeded",
            "409 Conflict/LimitExceeded",
        ),
        "myGroupMemberships",
    ),
    ("POST", ("403 Forbidden",), "myGroups"),
    ("DELETE", ("500 ServiceFailure/MigrationInProgress", "404 NotFound"), "myGroupMembership"),
    ("POST", ("409 Conflict/TooManyOnlineMeetings",), "myOnlineMeetings"),
    (
        "POST",
        (
            "403 Forbidden",
            "403 Forbidden/AnonymousNotAllowed",
        ),
        "makeMeAvailable",
    ),
    (
        "POST",
        (
            "403 Forbidden/AnonymousNotAllowed",
            "409 Conflict/MakeMeAvailableRequired",
        ),
        "reportMyActivity",
    ),
    ("POST", ("429 TooManyRequests",), "batch"),
    (
        "POST",
        (
            "403 Forbidden",
            "400 BadRequest/NormalizationFailed",
        ),
        "changeNumber",
    ),
    (
        "POST",
        (
            "403 Forbidden",
            "403 Forbidden/NoDelegatesConfigured",
            "409 Conflict/NoDelegatesConfigured",
        ),
        "immediateForwardToDelegates simultaneousRingToDelegates",
    ),
    (
        "POST",
        (
            "403 Forbidden",
            "403 Forbidden/NoTeamMembersConfigured",
            "409 Conflict/NoTeamMembersConfigured",
        ),
        "simultaneousRingToTeam",
    ),
)

OWN: dict[tuple[str, str], tuple[str, ...]] = {
    (rel, method): rows for method, rows, rels in _OWN for rel in rels.split()
}
"""Rows of an operation that others of its method do not have, by rel and method."""


def documented_rows(rel: str, method: str) -> tuple[str, ...]:
    """Every row of an operation."""
    return (*OWN.get((rel, method), ()), *OF_METHOD[method])


def refusal_of(row: str) -> Refusal:
    """The answer that a row describes; nobody has captured most of them.

    Raises:
        ValueError: the row is not written as `status code/subcode`.
    """
    status, _, label = row.partition(" ")
    code, _, subcode = label.partition("/")
    message = f"This server was told to answer {row}."
    return Refusal(int(status), Reason(code, subcode or None, message), captured=False)
