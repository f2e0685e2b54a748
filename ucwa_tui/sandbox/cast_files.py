"""The files of `--users` and `--meetings`, in TOML.

A file of users replaces all accounts:

    [[user]]
    name = "dana"                # alias, or dana@domain; the domain has to be the sandbox's own
    display-name = "Dana Dorn"   # what others see; default: the alias
    password = "sesame"          # default: open-sesame-dana, and the secret on a sandbox that has one
    network = "SameEnterprise"   # or Federated, PublicCloud, Everyone: decides about the lobby
    title = "Surveyor"           # this and the rest as `me` and the contact show it; default: not told
    department = "Field work"
    company = "Orchard Ltd"
    office = "C1.04"
    phone = "+49 30 5550 0199"   # at work; also the first of `phones`

A file of meetings replaces all meetings:

    [[meeting]]
    organizer = "dana"           # a user, or anybody: then nobody can sign in as the organizer
    subject = "Daily"            # default: the behaviour
    id = "DA1LY000"              # the conference id, end of the join URL and key of guests; default: made from the rest
    behaviour = "joins"          # or lobby, rejected, never-admitted, ended, slow, error-not-found …
    access-level = "Everyone"    # or SameEnterprise, Locked, Invited, None
    people = ["erik"]            # scripted people who sit in it; not an organizer who can sign in
    leaders = ["bob"]            # leaders besides the organizer
    answers = "erik"             # one of the people: answers every message
    conference-id = "257150"     # the PIN of the telephone number, 4 to 20 digits
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

from ucwa_tui.sandbox.behaviours import BEHAVIOURS
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.cast_table import CastFault, Table
from ucwa_tui.sandbox.meetings import MEETINGS, Meeting, meeting_key
from ucwa_tui.sandbox.people import Account, Person, Work, usual_password

MOST_BYTES = 4 * 1024 * 1024
ACCESS_LEVELS = ("Everyone", "SameEnterprise", "Locked", "Invited", "None")
NETWORKS = ("SameEnterprise", "Federated", "PublicCloud", "Everyone")
_ALIAS = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
_ID = re.compile(r"[A-Za-z0-9]{4,32}")
_PIN = re.compile(r"[0-9]{4,20}")
_WORDS = {
    "joins": "started, then completed with Success",
    "waiting-guest": "you join; a participant appears in the lobby, with admit and reject links for leaders",
    "own-lobby": "leaders are in at once; everybody else is InLobby until a leader admits or rejects",
    "hostile": "joins; a reason holds escape sequences, all of which have to be shown as text",
}
"""What joining shows, where the words for the built-in meeting of that behaviour hold for that one only."""
_LOBBIES = ("lobby", "rejected", "never-admitted", "own-lobby")
_WORK_KEYS = ("title", "department", "company", "office", "phone")
_USER_KEYS = ("name", "display-name", "password", "network", *_WORK_KEYS)
_MEETING_KEYS = (
    *("organizer", "subject", "id", "behaviour", "expect", "access-level"),
    *("people", "leaders", "answers", "conference-id"),
)


def read_users(path: Path, domain: str) -> tuple[Account, ...]:
    """The accounts in a file.

    Args:
        path: of the file.
        domain: the sandbox's SIP domain.

    Raises:
        CastFault: the file cannot be read, or something in it cannot be; names file, key, rule and way out.
    """
    accounts: dict[str, Account] = {}
    for table in _tables(path, "user"):
        table.only(_USER_KEYS)
        alias = _alias(table, "name", table.text("name", required=True), domain)
        if alias.lower() in accounts:
            raise table.fault("name", f"{alias} is there twice", "Names have to differ, whatever their case.")
        shown = table.text("display-name") or alias
        password = table.text("password") or usual_password(alias)
        network = table.choice("network", NETWORKS) or NETWORKS[0]
        accounts[alias.lower()] = Account(
            Person(shown, f"sip:{alias}@{domain}", network=network), password, _work(table)
        )
    return tuple(accounts.values())


def read_meetings(path: Path, cast: Cast) -> tuple[Meeting, ...]:
    """The meetings in a file.

    Args:
        path: of the file.
        cast: whom the names in it may mean.

    Raises:
        CastFault: as `read_users`.
    """
    known = {p.id.split("@")[0].lower(): p for p in reversed(cast.people()) if not p.anonymous}
    users = {account.person.id.lower() for account in cast.accounts}
    meetings: dict[str, Meeting] = {}
    ids: dict[str, Meeting] = {}
    for table in _tables(path, "meeting"):
        meeting = _meeting(table, known, cast.domain)
        _check(table, meeting, users)
        page = meeting.short_path.lower()
        if page in ids or meeting_key(meeting.uri) in meetings:
            raise table.fault("id", f"{meeting.id} is there twice", "Meetings of one organizer need ids that differ.")
        ids[page] = meetings[meeting_key(meeting.uri)] = meeting
    return tuple(meetings.values())


def _work(table: Table) -> Work:
    title, department, company, office, phone = (table.text(key, limit=250) for key in _WORK_KEYS)
    number = phone.strip().removeprefix("tel:")
    if number and not any(character.isdigit() for character in number):
        raise table.fault("phone", "is no telephone number", 'Write one such as "+49 30 5550 0199".')
    return Work(title, department, company, office, number)


def _meeting(table: Table, known: dict[str, Person], domain: str) -> Meeting:
    table.only(_MEETING_KEYS)

    def person(key: str, text: str) -> Person:
        alias = _alias(table, key, text, domain)
        return known.get(alias.lower()) or Person(alias.capitalize(), f"sip:{alias}@{domain}")

    organizer = person("organizer", table.text("organizer", required=True))
    behaviour = table.choice("behaviour", tuple(BEHAVIOURS)) or "joins"
    level = table.choice("access-level", ACCESS_LEVELS) or _usual_level(behaviour)
    subject = table.text("subject", limit=250) or behaviour
    people = tuple(person("people", name) for name in table.texts("people"))
    answers = table.text("answers")
    talker = person("answers", answers) if answers else None
    if talker is not None and talker not in people:
        raise table.fault("answers", f"{answers} does not sit in the meeting", "Name one of its people.")
    given = table.text("id")
    if given and not _ID.fullmatch(given):
        raise table.fault("id", "is no conference id", "Take 4 to 32 letters and digits.")
    return Meeting(
        given or _made_id(organizer.id, subject, behaviour),
        subject,
        behaviour,
        table.text("expect") or _usual_words(behaviour, level, talker),
        organizer,
        level,
        people,
        tuple(person("leaders", name) for name in table.texts("leaders")),
        talker,
        table.text("conference-id") or "257150",
    )


def _check(table: Table, meeting: Meeting, users: set[str]) -> None:
    """Raises CastFault where the parts of a meeting do not fit each other."""
    for key, people in (("people", meeting.people), ("leaders", meeting.leaders)):
        twice = next((p for at, p in enumerate(people) if p in people[:at]), None)
        if twice is not None:
            raise table.fault(key, f"names {twice.id} twice", "Name everybody once.")
    if meeting.organizer in meeting.people and meeting.organizer.id.lower() in users:
        way_out = "Leave the name away, or take an organizer who is no user."
        raise table.fault("people", f"names {meeting.organizer.id}, who organizes it and comes as a user", way_out)
    if not _PIN.fullmatch(meeting.conference_id):
        raise table.fault("conference-id", "is no PIN of a telephone number", "Take 4 to 20 digits.")


def _usual_words(behaviour: str, level: str, talker: Person | None) -> str:
    """What joining shows: true for a meeting with these people and this access level."""
    words = _WORDS.get(behaviour) or next((m.expect for m in MEETINGS if m.behaviour == behaviour), "")
    lets_in = BEHAVIOURS[behaviour].refused is None and behaviour not in ("ended", "rejected")
    if behaviour in _LOBBIES and level == "Everyone":
        words, lets_in = f"{_WORDS['joins']}: with access level Everyone there is no lobby", True
    return f"{words}; {talker.name} answers messages" if talker is not None and lets_in else words


def _usual_level(behaviour: str) -> str:
    """A behaviour with a lobby needs an access level that leads there."""
    return next((m.access_level for m in MEETINGS if m.behaviour == behaviour), ACCESS_LEVELS[0])


def _made_id(*parts: str) -> str:
    """The same for the same meeting, at every start."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:8].upper()


def _alias(table: Table, key: str, text: str, domain: str) -> str:
    """The alias in `alias` or `alias@domain`."""
    alias, at, rest = text.strip().removeprefix("sip:").partition("@")
    if at and rest.lower() != domain.lower():
        raise table.fault(key, f"belongs to {rest}, the sandbox to {domain}", f"Leave @{rest} away, or give --domain.")
    if not _ALIAS.fullmatch(alias):
        raise table.fault(key, "is no user name", "Take letters, digits, dots, dashes and underscores, at most 64.")
    return alias


def _tables(path: Path, name: str) -> list[Table]:
    """The `[[name]]` tables of a file, at least one."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CastFault(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    if len(data) > MOST_BYTES:
        raise CastFault(f"{path} holds more than {MOST_BYTES // 1024 // 1024} MB, which is no list of {name}s.")
    try:
        tree = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CastFault(f"{path} holds no UTF-8 text; save it as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CastFault(f"{path} is no TOML: {error}.") from None
    for key in tree:
        if key != name:
            raise CastFault(f"{path}: {key}: there is no such key. Write [[{name}]] for each {name}.")
    listed = tree.get(name)
    if not isinstance(listed, list) or not listed or not all(isinstance(item, dict) for item in listed):
        raise CastFault(f"{path}: {name}: there is none. Write [[{name}]] for each {name}, at least once.")
    return [Table(str(path), name, number, item) for number, item in enumerate(listed, 1)]
