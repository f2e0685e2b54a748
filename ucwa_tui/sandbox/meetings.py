"""The directory: meetings whose subject tells what joining them shows. Data.

Source of the lobby rules: UCWA reference, "AccessLevel" and "onlineMeeting".
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ucwa_tui.sandbox.people import ALICE, BOB, CAROL, DORA, ERIK, MALLORY, OLGA, Person
from ucwa_tui.wire.meeting_directory import SandboxMeeting

MEET_PATH = "/meet"
_ID_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTVWXZ"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A scheduled meeting."""

    id: str
    subject: str
    behaviour: str
    expect: str
    organizer: Person
    access_level: str = "Everyone"
    people: tuple[Person, ...] = ()
    """Scripted people who are in it already."""
    leaders: tuple[Person, ...] = ()
    """Set in advance, besides the organizer."""
    answers: Person | None = None
    """One of `people`: answers every message."""
    conference_id: str = "257150"
    """The telephone number's PIN: another thing than `id`."""
    description: str = ""
    attendees: tuple[str, ...] = ()
    """SIP URIs of those invited."""
    leader_uris: tuple[str, ...] = ()
    """SIP URIs of those who were made leaders when it was scheduled; `leaders` are the scripted ones."""
    automatic_leaders: str = "Disabled"
    """AutomaticLeaderAssignment: whom the meeting makes a leader on arrival."""
    entry_exit_announcement: str = "Disabled"
    lobby_bypass_for_phone_users: str = "Disabled"
    phone_user_admission: str = "Disabled"
    expires_at: float | None = None
    """Seconds since the epoch; None for meetings that were always there."""
    scheduled: bool = False
    """Whether a client made it through myOnlineMeetings."""
    assigned: bool = False
    """Whether it is its organizer's permanent meeting."""

    @property
    def uri(self) -> str:
        """The conference URI."""
        return f"sip:{self.organizer.id};gruu;opaque=app:conf:focus:id:{self.id}"

    @property
    def short_path(self) -> str:
        """The organizer's alias and the id: how the join URL ends."""
        return f"{self.organizer.id.split('@')[0]}/{self.id}"

    def join_url(self, base_url: str) -> str:
        """What people paste. It leads to the sandbox's own page.

        Args:
            base_url: scheme and host as the client names them; empty while the sandbox listens nowhere.
        """
        return f"{base_url}{MEET_PATH}/{self.short_path}" if base_url else ""

    def leads(self, person: Person) -> bool:
        """Whether somebody comes in as a leader."""
        if person == self.organizer or person in self.leaders or _among(person, self.leader_uris):
            return True
        own = person.network == "SameEnterprise" and not person.anonymous
        return self.automatic_leaders == "Everyone" or (own and self.automatic_leaders == "SameEnterprise")

    def keeps_waiting(self, person: Person) -> bool:
        """Whether the access level sends somebody to the lobby first. Organizer and leaders set in advance never."""
        if person == self.organizer or person in self.leaders or _among(person, self.leader_uris):
            return False
        match self.access_level:
            case "Everyone":
                return False
            case "SameEnterprise":
                return person.network != "SameEnterprise"
            case "Invited":
                return person.network != "SameEnterprise" or not _among(person, self.attendees)
            case _:
                return True

    def entry(self, base_url: str = "") -> SandboxMeeting:
        """Its line in the directory."""
        return SandboxMeeting(self.uri, self.subject, self.behaviour, self.expect, self.join_url(base_url))


def assigned_id(person: Person) -> str:
    """The id of somebody's permanent meeting: always the same for the same SIP URI."""
    number = int.from_bytes(hashlib.blake2b(person.id.lower().encode(), digest_size=8).digest(), "big")
    return "".join(_ID_ALPHABET[number >> (5 * place) & 31] for place in range(8))


def assigned_meeting(person: Person) -> Meeting:
    """Somebody's permanent meeting, as it is before anybody has changed it."""
    return Meeting(
        assigned_id(person),
        "",
        "joins",
        "the organizer's permanent meeting",
        person,
        access_level="SameEnterprise",
        automatic_leaders="SameEnterprise",
        assigned=True,
    )


def _among(person: Person, uris: tuple[str, ...]) -> bool:
    """Whether somebody is named in a list of SIP URIs, which are compared without case."""
    return not person.anonymous and person.uri.lower() in {uri.lower() for uri in uris}


def meeting_key(uri: str) -> str:
    """What two spellings of a conference URI have in common: they are compared without case."""
    return "".join(uri.split()).lower()


_CROWD = (DORA, ERIK)

MEETINGS: tuple[Meeting, ...] = (
    Meeting(
        "STAND1UP",
        "Stand-up: joins at once",
        "joins",
        "started, then completed with Success; Dora answers messages",
        ALICE,
        people=_CROWD,
        answers=DORA,
    ),
    Meeting(
        "L0BBY3S0",
        "Board meeting: lobby, admitted after 3 s",
        "lobby",
        "conversation InLobby, the invitation stays Connecting, then Success",
        OLGA,
        "Locked",
        (OLGA, ERIK),
    ),
    Meeting(
        "RE1ECTED",
        "Closed round: rejected from the lobby",
        "rejected",
        "conversation InLobby, then completed with Failure, subcode Denied",
        OLGA,
        "Locked",
        (OLGA,),
    ),
    Meeting(
        "NEVER1N0",
        "Forgotten lobby: never admitted",
        "never-admitted",
        "conversation InLobby and nothing more, until you cancel or somebody admits you",
        OLGA,
        "Locked",
    ),
    Meeting(
        "ENDED000",
        "Yesterday's review: has ended",
        "ended",
        "201, started, then completed with Failure, subcode Ended",
        OLGA,
    ),
    Meeting(
        "SL0WP0KE",
        "All hands: 2 s of Connecting",
        "slow",
        "started at once, completed with Success 2 s later",
        CAROL,
        people=_CROWD,
    ),
    Meeting(
        "EAR1Y201",
        "Quick sync: events before the 201",
        "early-events",
        "started and completed arrive before the answer to the POST",
        CAROL,
        people=(DORA,),
    ),
    Meeting(
        "C0MP0N1Y",
        "Lightning talk: only completed",
        "completed-only",
        "no started event, completed with Success",
        CAROL,
        people=(DORA,),
    ),
    Meeting(
        "GUESTW8S",
        "Interview: a guest waits in your lobby",
        "waiting-guest",
        "you join as a leader; a participant appears in the lobby, with admit and reject links",
        ALICE,
        "Invited",
        (ERIK,),
        (BOB, CAROL),
    ),
    Meeting(
        "0FF1CEHS",
        "Office hours: everybody else waits for you",
        "own-lobby",
        "you are in at once; whoever else joins, guests too, is InLobby until you admit or reject them",
        ALICE,
        "Locked",
    ),
    Meeting(
        "H0ST11E0",
        "Hostile \x1b[31mred\x1b[0m \x1b]52;c;aGFjaw==\x07 \x9b2J \u202ekcab\u202c [reverse]mark[/reverse]\nnext line",
        "hostile",
        "joins; names, subject and a reason hold escape sequences, all of which have to be shown as text",
        MALLORY,
        people=(MALLORY,),
    ),
    Meeting(
        "ERR404NF", "Error: no such meeting", "error-not-found", "404 NotFound DestinationNotFound to the POST", OLGA
    ),
    Meeting(
        "ERR403FB",
        "Error: ticket for another meeting",
        "error-forbidden",
        "403 Forbidden to the POST, whoever asks",
        OLGA,
    ),
    Meeting(
        "ERR500CC",
        "Error: event channel not reachable",
        "error-callback-channel",
        "500 ServiceFailure CallbackChannelError to the POST",
        OLGA,
    ),
    Meeting(
        "ERR409AE",
        "Error: already exists",
        "error-already-exists",
        "409 Conflict AlreadyExists to the POST",
        OLGA,
    ),
    Meeting(
        "ERR409TG",
        "Error: too many groups",
        "error-too-many-groups",
        "409 Conflict TooManyGroups to the POST",
        OLGA,
    ),
    Meeting("ERR409NO", "Error: not supported", "error-conflict", "409 Conflict without a subcode to the POST", OLGA),
    Meeting(
        "ERR410CR",
        "Error: cannot redirect",
        "error-gone",
        "410 Gone CannotRedirect to the POST",
        OLGA,
    ),
)
