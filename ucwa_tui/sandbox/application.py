"""One application: its owner, its event channel, and everything that lives as long as it does.

Source: UCWA reference, "application" and "Application dashboard".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ucwa_tui.protocol.payload import Value
from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.event_channel import EventChannel
from ucwa_tui.sandbox.ids import Ids
from ucwa_tui.sandbox.subscriptions import Subscriptions
from ucwa_tui.sandbox.tokens import Identity

if TYPE_CHECKING:
    from ucwa_tui.sandbox.archive import Archive
    from ucwa_tui.sandbox.colleagues import Colleague
    from ucwa_tui.sandbox.conversation import Conversation
    from ucwa_tui.sandbox.invitation import Invitation, PastInvitation

APPLICATIONS_PATH = "/ucwa/oauth/v1/applications"
IDLE_LIMIT = 900.0
"""Seconds after the last P-GET was released; the same for applications that never sent one."""
MAX_INVITATIONS = 500
MAX_FINISHED = 10
"""Invitations that have completed and can still be read: so many whose conversation goes on, so many of the past."""
PUT_SENTENCE = "please pass this in a PUT request"


@dataclass(frozen=True, slots=True)
class Registration:
    """What the client said about itself."""

    culture: str
    user_agent: str
    endpoint_id: str
    instance_id: str | None = None
    type: str | None = None


@dataclass(slots=True)
class Presence:
    """What `me` publishes after makeMeAvailable."""

    availability: str = "Online"
    note: str = ""
    location: str = ""
    inactive_timeout: float = 300.0
    """Seconds."""
    reported_at: float = 0.0


@dataclass(slots=True)
class CommunicationSettings:
    """The properties of `communication` that a PUT replaces."""

    put_property: str
    etag: str
    supported_modalities: tuple[str, ...] = ()
    supported_message_formats: tuple[str, ...] = ("Plain",)
    audio_preference: str | None = None
    phone_number: str | None = None


@dataclass(eq=False)
class Application:
    """A running application."""

    id: str
    owner: Identity
    registration: Registration
    clock: Clock
    ids: Ids
    etag: str
    cookie: str
    communication: CommunicationSettings
    archive: Archive
    """Collects what happens in its conversations."""
    base_url: str = ""
    """Scheme and host as the client named them when it created the application."""
    entry: Colleague | None = None
    """The owner's entry in the directory; None for guests."""
    presence: Presence | None = None
    """None before makeMeAvailable."""
    network: dict[str, Value] | None = None
    """What the client has reported of its network."""
    subscriptions: Subscriptions = field(default_factory=Subscriptions)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    past: dict[str, PastInvitation] = field(default_factory=dict)
    """Invitations whose conversation is over."""
    ended: bool = False

    def __post_init__(self) -> None:
        self.path = f"{APPLICATIONS_PATH}/{self.id}"
        """The path of the application; every other one starts with it."""
        self.communication_path = f"{self.path}/communication"
        """The sender of invitations and conversations."""
        self.channel = EventChannel(f"{self.path}/events", self.clock, self.leave_everything)
        self.seen_at = self.clock.now()
        """When the last request came."""

    @property
    def idle(self) -> bool:
        """Whether nothing has been heard from the client for too long."""
        if self.channel.waiting:
            return False
        last = self.channel.released_at
        return self.clock.now() - (self.seen_at if last is None else last) > IDLE_LIMIT

    def invitation(self, invitation_id: str) -> Invitation | PastInvitation | None:
        """An invitation by its id, in any case."""
        known = invitation_id.lower()
        return self.invitations.get(known) or self.past.get(known)

    def put_away(self, conversation: Conversation) -> None:
        """A conversation is over: of its invitations only what can be read is kept."""
        self.conversations.pop(conversation.id, None)
        for over in [i for i in self.invitations.values() if i.conversation is conversation and not i.pending]:
            del self.invitations[over.id]
            self.past[over.id] = over.past()
        while len(self.past) > MAX_FINISHED:
            del self.past[next(iter(self.past))]

    def remember(self, invitation: Invitation) -> None:
        """Keep an invitation readable; the oldest are forgotten, so that a client in a loop fills nothing."""
        self.invitations[invitation.id] = invitation
        finished = [i.id for i in self.invitations.values() if not i.pending]
        for old in finished[: max(0, len(finished) - MAX_FINISHED)]:
            del self.invitations[old]
        while len(self.invitations) > MAX_INVITATIONS:
            del self.invitations[next(iter(self.invitations))]

    def touch(self) -> None:
        """A request has come."""
        self.seen_at = self.clock.now()

    def leave_everything(self) -> None:
        """Leave every conversation and drop every subscription, without a word in the own channel."""
        self.subscriptions.clear()
        for conversation in list(self.conversations.values()):
            conversation.vanish()
        self.conversations.clear()
        self.invitations.clear()
        self.past.clear()

    def end(self) -> None:
        """The application is over: conversations are left, a waiting P-GET is released."""
        self.ended = True
        self.leave_everything()
        self.channel.close()
