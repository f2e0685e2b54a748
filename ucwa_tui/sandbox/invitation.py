"""Invitations as the inviting side sees them: onlineMeetingInvitation and messagingInvitation.

Source: UCWA reference, "onlineMeetingInvitation", "messagingInvitation", "InvitationState".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox.shapes import Href, resource, titled

if TYPE_CHECKING:
    from ucwa_tui.sandbox.conversation import Conversation

CONNECTING = "Connecting"


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

    def resource(self) -> Resource:
        """What GET and events show."""
        conversation = self.conversation
        properties: dict[str, Value] = {
            "direction": "Outgoing",
            "importance": conversation.importance,
            "threadId": conversation.thread_id,
            "state": self.state,
            "operationId": self.operation_id,
            "subject": conversation.subject,
        }
        links: dict[str, Href | None] = {
            "from": titled(conversation.own_href, conversation.person.name),
            "cancel": f"{self.href}/cancel" if self.pending else None,
            "conversation": conversation.path,
        }
        if self.rel == "onlineMeetingInvitation":
            properties["onlineMeetingUri"] = conversation.room.meeting.uri
            properties["anonymousDisplayName"] = self.anonymous_display_name
        else:
            links["messaging"] = conversation.messaging.path
            links["message"] = self.message
        return resource(self.rel, self.href, properties, links)

    def started(self) -> None:
        """Tell the event channel that it has begun."""
        self._post("started")

    def succeed(self) -> None:
        """Complete with success."""
        self._complete("Connected", "Success", None)

    def fail(self, reason: Reason) -> None:
        """Complete without success; a cancelled one says so in its state."""
        self._complete("Cancelled" if reason.subcode == "Canceled" else "Failed", "Failure", reason)

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
