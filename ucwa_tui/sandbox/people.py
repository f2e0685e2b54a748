"""Who there is: accounts that can sign in, and people who only sit in meetings. Data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ucwa_tui.wire.meeting_directory import SANDBOX_DOMAIN

DOMAIN = SANDBOX_DOMAIN


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a meeting, or the owner of an application."""

    name: str
    uri: str
    anonymous: bool = False
    network: str = "SameEnterprise"
    """SourceNetwork: SameEnterprise, Federated, Everyone …"""

    @property
    def id(self) -> str:
        """The path segment of participants: the SIP URI without its scheme."""
        return self.uri.removeprefix("sip:")

    def at_domain(self, domain: str) -> Person:
        """The same person with another SIP domain in the place of the sandbox's own."""
        own = f"@{DOMAIN}"
        return replace(self, uri=f"{self.uri.removesuffix(own)}@{domain}") if self.uri.endswith(own) else self


@dataclass(frozen=True, slots=True)
class Work:
    """Where somebody works; what is empty is not known."""

    title: str = ""
    department: str = ""
    company: str = ""
    office: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A person with a password, which is public unless a file of users gives one."""

    person: Person
    password: str
    work: Work = Work()
    """As a file of users gives it; what it leaves away says the directory, where it knows the same person."""

    @property
    def has_usual_password(self) -> bool:
        """Whether the password is the one that everybody can guess from the name."""
        return self.password == usual_password(self.sign_in_name.split("@")[0])

    @property
    def sign_in_name(self) -> str:
        """`user@domain`."""
        return self.person.id


def usual_password(alias: str) -> str:
    """The public password of a user who was not given another one."""
    return f"open-sesame-{alias}"


def colleague(alias: str, name: str) -> Person:
    """Somebody of the sandbox's own domain."""
    return Person(name, f"sip:{alias}@{DOMAIN}")


ALICE = colleague("alice", "Alice Arnold")
BOB = colleague("bob", "Bob Brandt")
CAROL = colleague("carol", "Carol Costa")
DORA = colleague("dora", "Dora Diaz")
ERIK = colleague("erik", "Erik Engel")
OLGA = colleague("olga", "Olga Okafor")

ACCOUNTS = (
    Account(ALICE, usual_password("alice")),
    Account(BOB, usual_password("bob")),
    Account(CAROL, usual_password("carol")),
)


class Manner(StrEnum):
    """How somebody without a client takes a call."""

    ACCEPTS = "accepts"
    DECLINES = "declines"
    SILENT = "silent"
    """Lets it ring until it is over."""


MANNERS = {"dora": Manner.ACCEPTS, "erik": Manner.DECLINES, "olga": Manner.SILENT}
"""By alias. Only of people who cannot sign in: for the others their clients answer."""

GUEST = Person("Gus Guest", "sip:8f1c2b6e-gus@anonymous.invalid", anonymous=True, network="Everyone")
"""Waits in the lobby of the meeting that you lead."""

MALLORY = colleague(
    "mallory",
    # ESC with colour, OSC 52 (writes the clipboard), C1 CSI, a bidi override, markup, a line break
    "Mallory \x1b[31mred\x1b[0m \x1b]52;c;aGFjaw==\x07 \x9b2J \u202egnp.exe\u202c [bold]loud[/bold]\nsecond line",
)
"""A display name as a hostile server would send it."""
