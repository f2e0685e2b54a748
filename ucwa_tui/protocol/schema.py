"""The types of the UCWA properties that are not text.

XML writes every value as text, so a reader must know which names mean a number, a boolean or a date. A name that is
not listed here is text. Names whose type differs from resource to resource (`duration`, `type`, `target`, `message`)
are left out on purpose.

Source: UCWA reference, property tables of the resources, and the values in their examples.
"""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What the text of an XML property means."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


_BOOLEANS = """
anonymous audioMuted inLobby includeInContactCard isAudioConferenceProviderEnabled joinAudioMuted joinVideoMuted local
moreResultsAvailable organizer panoramicVideoMuted privateLine publishEndpointLocation readLocally recording videoMuted
"""

_NUMBERS = """
conversationLogsCount locationRefreshInterval maximumApplicationSharingPort maximumAudioPort maximumVideoPort
meetingSize minimumApplicationSharingPort minimumAudioPort minimumVideoPort missedConversationsCount participantCount
participantsWarningThreshold ringDelay tcpPort totalRecipientsCount udpPort unreadMissedConversationsCount
unreadVoicemailsCount voiceMailsCount
"""

_DATES = "created creationTime expirationTime expires lastActive timeStamp validUntil"

_KINDS = {
    name.lower(): kind
    for kind, names in ((Kind.BOOLEAN, _BOOLEANS), (Kind.NUMBER, _NUMBERS), (Kind.DATE, _DATES))
    for name in names.split()
}


def kind_of(name: str) -> Kind:
    """The kind of a property, its name taken without regard to case, as servers match names."""
    return _KINDS.get(name.lower(), Kind.TEXT)
