"""Invitations as each side sees them: to a meeting, to messaging, to phone audio, of one more participant.

Source: UCWA reference, "onlineMeetingInvitation", "messagingInvitation", "phoneAudioInvitation",
"participantInvitation", "InvitationState". Declined, Cancelled and Failed are told apart as those words suggest; the
documentation ties none of them to a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox import conversation_shapes
from ucwa_tui.sandbox.people import Person
from ucwa_tui.sandbox.shapes import Href, resource, titled

if TYPE_CHECKING:
    from ucwa_tui.sandbox.conversation import Conversation
    from ucwa_tui.sandbox.offer import Offer

CONNECTING = "Connecting"
MEETING = "onlineMeetingInvitation"
MESSAGING = "messagingInvitation"
PHONE_AUDIO = "phoneAudioInvitation"
PARTICIPANT = "participantInvitation"
RELS = (MEETING, MESSAGING, PHONE_AUDIO, PARTICIPANT)
ANSWERABLE = (MEETING, MESSAGING, PHONE_AUDIO)
"""Those that reach somebody, who can accept or decline."""


@dataclass(frozen=True, slots=True)
class PastInvitation:
    """What is left of an invitation when its conversation is over: it can be read, and that is all."""

    rel: str
    incoming: bool
    offered: bool
    """Whether it could have been accepted here."""
    shown: Resource

    def resource(self) -> Resource:
        """What GET shows: how it ended."""
        return self.shown


@dataclass(eq=False)
class Invitation:
    """An operation that goes on in the event channel."""

    rel: str
    id: str
    conversation: Conversation
    operation_id: str | None = None
    message: str | None = None
    """A data URI: the first message, which messaging invitations may carry."""
    anonymous_display_name: str | None = None
    phone_number: str | None = None
    incoming: bool = False
    sender: Person | None = None
    """Who invites; None: the conversation's own client."""
    to: Person | None = None
    offer: Offer | None = None
    """The attempt to reach somebody that this is one side of."""
    answered: bool = False
    """Accepted by this client: accept and decline are gone, it goes on connecting."""
    accepted_by: Person | None = None
    state: str = CONNECTING
    outcome: tuple[str, Reason | None] | None = None
    """Status and reason, once it has completed."""

    @property
    def href(self) -> str:
        """Its path, which is also the `Location` of the 201."""
        return f"{self.conversation.application.communication_path}/{self.rel}s/{self.id}"

    @property
    def pending(self) -> bool:
        """Whether it can still be cancelled."""
        return self.state == CONNECTING

    @property
    def answerable(self) -> bool:
        """Whether accept and decline are offered."""
        return self.incoming and self.pending and not self.answered

    def resource(self) -> Resource:
        """What GET and events show."""
        conversation = self.conversation
        properties: dict[str, Value] = {
            "direction": "Incoming" if self.incoming else "Outgoing",
            "importance": conversation.importance,
            "threadId": conversation.thread_id,
            "state": self.state,
            "operationId": self.operation_id,
            "subject": conversation.subject,
        }
        people = f"{conversation.application.path}/people"
        links: dict[str, Href | None] = {
            "from": self._from(),
            "to": f"{people}/{self.to.id}" if self.to else None,
            "cancel": self._cancel_href() if self.pending and not self.incoming else None,
            "conversation": conversation.path,
            "accept": f"{self.href}/accept" if self.answerable else None,
            "decline": f"{self.href}/decline" if self.answerable else None,
        }
        match self.rel:
            case "onlineMeetingInvitation":
                properties["onlineMeetingUri"] = conversation.room.meeting.uri
                properties["anonymousDisplayName"] = self.anonymous_display_name
            case "messagingInvitation":
                links["messaging"] = conversation.messaging.path
                links["message"] = self.message
            case "phoneAudioInvitation":
                properties["phoneNumber"] = self.phone_number
                links["phoneAudio"] = conversation.phone_audio.path
        if self.incoming and self.accepted_by is not None:
            links["acceptedByContact"] = f"{people}/{self.accepted_by.id}"
        return resource(self.rel, self.href, properties, links, self._people())

    def past(self) -> PastInvitation:
        """Itself without its conversation."""
        offered = self.incoming and self.offer is not None
        return PastInvitation(self.rel, self.incoming, offered, self.resource())

    def started(self) -> None:
        """Tell the event channel that it has begun."""
        self._post("started")

    def accepted(self) -> None:
        """The client has accepted: it goes on connecting, without the links to answer it."""
        self.answered = True
        self._post("updated")

    def succeed(self) -> None:
        """Complete with success."""
        self._complete("Connected", "Success", None)

    def fail(self, reason: Reason) -> None:
        """Complete without success; one that was cancelled, or declined here, says so in its state."""
        self._complete(_failed_state(reason, self.incoming), "Failure", reason)

    def _cancel_href(self) -> str:
        """Messaging is cancelled where it is stopped, as captured."""
        modality = self.conversation.modality(self.rel)
        return f"{modality.path}/terminate" if modality is not None else f"{self.href}/cancel"

    def _from(self) -> Href | None:
        """Who calls: clients look for the link, beside the embedded one."""
        seat = self.conversation
        if not self.incoming:
            return titled(seat.own_href, seat.person.name)
        return titled(seat.participant_href(self.sender), self.sender.name) if self.sender is not None else None

    def _people(self) -> dict[str, Resource | Sequence[Resource]]:
        """`from` of what comes in; who accepted what went out."""
        seat = self.conversation
        if self.incoming and self.sender is not None:
            return {"from": conversation_shapes.somebody(seat, self.sender)}
        if not self.incoming and self.accepted_by is not None:
            return {"acceptedByParticipant": (conversation_shapes.somebody(seat, self.accepted_by),)}
        return {}

    def _complete(self, state: str, status: str, reason: Reason | None) -> None:
        if not self.pending:
            return
        self.state = state
        self.outcome = (status, reason)
        self._post("completed", status, reason)

    def _post(self, kind: str, status: str | None = None, reason: Reason | None = None) -> None:
        application = self.conversation.application
        event = Event(kind, EventLink(self.rel, self.href), None, status, reason, self.resource())
        application.channel.post(("communication", application.communication_path), event)


def _failed_state(reason: Reason, incoming: bool) -> str:
    match reason.subcode:
        case "Canceled" | "ConnectedElsewhere":
            return "Cancelled"
        case "Declined" if incoming:
            return "Declined"
        case _:
            return "Failed"
