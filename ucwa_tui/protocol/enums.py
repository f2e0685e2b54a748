"""The words that UCWA uses in properties, as far as the program looks at them. New words may appear at any time.

Source: UCWA reference, the enumeration pages of the same names.
"""

from __future__ import annotations

from typing import Final

IMPORTANCE: Final = ("Normal", "Urgent", "Emergency")
INVITATION_STATE: Final = (
    "Connecting",
    "Alerting",
    "TeamRing",
    "Forwarded",
    "Connected",
    "Declined",
    "Cancelled",
    "Failed",
)
CONVERSATION_STATE: Final = (
    "Connecting",
    "Incoming",
    "InLobby",
    "Conferencing",
    "Conferenced",
    "Connected",
    "Disconnecting",
    "Disconnected",
)
DECLINE_REASON: Final = (
    "Local",
    "Global",
    "CodecMismatch",
    "EncryptionMismatch",
    "InsufficientBandwidth",
    "InsufficientBandwidthRerouteOverPstn",
    "InvalidMediaOffer",
    "IPv6NotSupported",
    "MediaAllocationFailure",
    "MediaConnectivityFailure",
    "UnsupportedMedia",
    "Unknown",
)
"""CallDeclineReason; the two that a person means first."""
DIRECTION: Final = ("Incoming", "Outgoing")
ROLE: Final = ("Attendee", "Leader", "Unknown")
MESSAGE_FORMAT: Final = ("Plain", "Html")
MODALITY: Final = ("Messaging", "PhoneAudio", "Audio", "Video", "PanoramicVideo")
PREFERRED_AVAILABILITY: Final = ("Online", "Busy", "DoNotDisturb", "BeRightBack", "Away", "Offwork")
