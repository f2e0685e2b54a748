"""Who can sign in to one sandbox, which meetings it offers, and the secret that guards it beyond loopback."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ucwa_tui.protocol.payload import Value
from ucwa_tui.sandbox.meetings import MEETINGS, Meeting
from ucwa_tui.sandbox.people import ACCOUNTS, ALICE, BOB, CAROL, DOMAIN, Account, Person
from ucwa_tui.wire.meeting_directory import SandboxMeeting, SandboxUser
from ucwa_tui.wire.secret import Secret

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Cast:
    """The people and meetings that a world starts with."""

    domain: str = DOMAIN
    accounts: tuple[Account, ...] = ACCOUNTS
    meetings: tuple[Meeting, ...] = MEETINGS
    secret: Secret | None = None
    """Whoever wants to look behind the scenes has to know it; None: everybody may."""

    def users(self) -> tuple[SandboxUser, ...]:
        """Who can sign in."""
        return tuple(SandboxUser(a.sign_in_name, a.person.uri, a.password) for a in self.accounts)

    def entries(self, base_url: str = "") -> tuple[SandboxMeeting, ...]:
        """The directory; without a base URL there are no join URLs."""
        return tuple(m.entry(base_url) for m in self.meetings)

    def people(self) -> list[Person]:
        """Everybody with a name: those with an account first."""
        scripted = (p for m in self.meetings for p in (m.organizer, *m.people))
        return list(dict.fromkeys([*(a.person for a in self.accounts), *scripted]))

    def knows(self, secret: str | None) -> bool:
        """Whether somebody has said the secret, or there is none to say."""
        return self.secret is None or is_secret(secret or "", self.secret.reveal())

    def at_domain(self, domain: str) -> Cast:
        """The same people and meetings with another SIP domain in the place of the sandbox's own."""
        return replace(self._with_people(lambda person: person.at_domain(domain)), domain=domain)

    def told(self, properties: Mapping[str, Value]) -> dict[str, Value]:
        """Properties that name the sandbox's own domain, with this one's."""
        return {n: v.replace(DOMAIN, self.domain) if isinstance(v, str) else v for n, v in properties.items()}

    def with_accounts(self, accounts: tuple[Account, ...]) -> Cast:
        """Other accounts. The first three of them organize and lead what the usual three do otherwise."""
        old = [p.at_domain(self.domain) for p in (ALICE, BOB, CAROL)]
        heirs = {person: accounts[i % len(accounts)].person for i, person in enumerate(old)}
        return replace(self._with_people(lambda person: heirs.get(person, person)), accounts=accounts)

    def with_meetings(self, meetings: tuple[Meeting, ...]) -> Cast:
        """Other meetings."""
        return replace(self, meetings=meetings)

    def guarded(self, secret: Secret) -> Cast:
        """With a secret: it is the password of everybody whose password is public, and nobody can guess the ids of
        the built-in meetings, since a guest needs no more than that."""
        public = {a.password for a in ACCOUNTS}
        accounts = tuple(
            replace(a, password=secret.reveal()) if a.password in public or a.has_usual_password else a
            for a in self.accounts
        )
        known = {m.id for m in MEETINGS}
        meetings = tuple(replace(m, id=_hidden(m.id, secret)) if m.id in known else m for m in self.meetings)
        return replace(self, accounts=accounts, meetings=meetings, secret=secret)

    def _with_people(self, change: Callable[[Person], Person]) -> Cast:
        accounts = tuple(replace(a, person=change(a.person)) for a in self.accounts)
        meetings = tuple(
            replace(
                m,
                organizer=change(m.organizer),
                people=tuple(change(p) for p in m.people),
                leaders=tuple(change(p) for p in m.leaders),
                answers=change(m.answers) if m.answers is not None else None,
            )
            for m in self.meetings
        )
        return replace(self, accounts=accounts, meetings=meetings)


def is_secret(said: str, secret: str) -> bool:
    """Whether a header's text is the secret: other letters than those of ASCII come as UTF-8 or as Latin-1."""
    spellings = (said.encode("latin-1", "replace"), said.encode("utf-8", "surrogatepass"))
    return any(hmac.compare_digest(spelling, secret.encode("utf-8")) for spelling in spellings)


def _hidden(meeting_id: str, secret: Secret) -> str:
    """An id that depends on the secret, the same at every start."""
    digest = hmac.digest(secret.reveal().encode("utf-8"), meeting_id.encode("ascii"), hashlib.sha256)
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in meeting_id:
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)
