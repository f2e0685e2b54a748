"""What a server says about scheduling: defaults, what is eligible, policies, invitation texts, dial-in. Data.

Source: UCWA reference, the pages of the same names and those of their enumerations.
"""

from __future__ import annotations

from ucwa_tui.protocol.payload import Value
from ucwa_tui.sandbox.people import DOMAIN
from ucwa_tui.sandbox.shapes import number

ACCESS_LEVELS = ("Everyone", "SameEnterprise", "Invited", "Locked", "None")
"""`None` is a member of the enumeration; here it means the default."""
LEADER_ASSIGNMENTS = ("Disabled", "SameEnterprise", "Everyone")
ANNOUNCEMENTS = ("Disabled", "Enabled", "Unsupported")
SWITCH = ("Disabled", "Enabled")

DEFAULT_ACCESS_LEVEL = "SameEnterprise"
DEFAULT_LEADER_ASSIGNMENT = "Disabled"
DEFAULT_HOURS = 8
"""Until a meeting expires that was scheduled without a time."""
DAYS_BACK, DAYS_AHEAD = 365, 3652
"""How far expirationTime may be from now."""

SETTINGS: dict[str, dict[str, Value]] = {
    "onlineMeetingDefaultValues": {
        "accessLevel": DEFAULT_ACCESS_LEVEL,
        "automaticLeaderAssignment": DEFAULT_LEADER_ASSIGNMENT,
        "defaultOnlineMeetingRel": "myOnlineMeetings",
        "entryExitAnnouncement": "Disabled",
        "lobbyBypassForPhoneUsers": "Disabled",
        "participantsWarningThreshold": number(150),
    },
    "onlineMeetingEligibleValues": {
        "accessLevels": ("Everyone", "SameEnterprise", "Invited", "Locked"),
        "automaticLeaderAssignments": LEADER_ASSIGNMENTS,
        "eligibleOnlineMeetingRels": ("myOnlineMeetings", "myAssignedOnlineMeeting"),
        "entryExitAnnouncements": ("Disabled", "Enabled"),
        "lobbyBypassForPhoneUsersSettings": SWITCH,
    },
    "onlineMeetingInvitationCustomization": {
        "enterpriseHelpUrl": f"https://help.{DOMAIN}/meetings",
        "invitationFooterText": "This meeting takes place in a sandbox.",
        "invitationHelpUrl": f"https://help.{DOMAIN}/join",
        "invitationLegalUrl": f"https://www.{DOMAIN}/legal",
        "invitationLogoUrl": f"https://www.{DOMAIN}/logo.png",
    },
    "onlineMeetingPolicies": {
        "entryExitAnnouncement": "Enabled",
        "externalUserMeetingRecording": "Disabled",
        "meetingRecording": "Disabled",
        "meetingSize": number(250),
        "phoneUserAdmission": "Enabled",
        "voipAudio": "Enabled",
    },
    "phoneDialInInformation": {
        "defaultRegion": "Berlin",
        "externalDirectoryUri": f"https://dialin.{DOMAIN}",
        "internalDirectoryUri": f"https://dialin.{DOMAIN}",
        "isAudioConferenceProviderEnabled": False,
    },
}
"""Properties by rel."""

DIAL_IN_REGIONS: dict[str, dict[str, Value]] = {
    "berlin": {"languages": ("de-DE", "en-GB"), "name": "Berlin", "number": "+49 30 5550 0100"},
    "seattle": {"languages": ("en-US", "es-MX"), "name": "Seattle", "number": "+1 206 555 0100"},
}
"""By path segment. The numbers lie in ranges that are kept for fiction."""
