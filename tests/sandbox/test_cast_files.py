"""The files of --users and --meetings: what they make, and what is said when they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.cast_files import read_meetings, read_users
from ucwa_tui.sandbox.cast_table import CastFault
from ucwa_tui.sandbox.phone_book import PhoneBook

DOMAIN = "sandbox.example"
USERS = """
[[user]]
name = "dana"
display-name = "Dana Dorn"
password = "own-word"

[[user]]
name = "Finn@sandbox.example"
network = "federated"
"""
MEETINGS = """
[[meeting]]
organizer = "alice"
subject = "Daily"
id = "DA1LY000"
behaviour = "lobby"
people = ["dora", "nobody"]
leaders = ["bob"]
answers = "dora"
conference-id = "4711"

[[meeting]]
organizer = "nobody"
"""


def write(folder: Path, text: str | bytes) -> Path:
    file = folder / "cast.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_users(tmp_path: Path) -> None:
    dana, finn = read_users(write(tmp_path, USERS), DOMAIN)
    assert (dana.sign_in_name, dana.person.name, dana.password) == ("dana@sandbox.example", "Dana Dorn", "own-word")
    assert (finn.sign_in_name, finn.person.name) == ("Finn@sandbox.example", "Finn")
    assert (finn.password, finn.person.network) == ("open-sesame-Finn", "Federated")


def test_where_users_work(tmp_path: Path) -> None:
    """The directory knows what the file says; somebody else with the address of a colleague is not that colleague."""
    text = """
    [[user]]
    name = "dana"
    title = "Surveyor"
    department = "Field work"
    company = "Orchard Ltd"
    office = "C1.04"
    phone = "tel:+49 30 5550 0199"
    [[user]]
    name = "alice"
    display-name = "Alice Arnold"
    office = "Home"
    [[user]]
    name = "bob"
    display-name = "Bobbie Bell"
    """
    cast = Cast().with_accounts(read_users(write(tmp_path, text), DOMAIN))
    book = PhoneBook(cast.people(), cast.domain, cast.accounts)
    dana, alice, bob = (book.find(name + "@sandbox.example") for name in ("dana", "alice", "bob"))
    assert dana is not None
    assert (dana.title, dana.department, dana.company) == ("Surveyor", "Field work", "Orchard Ltd")
    assert (dana.office, dana.phone) == ("C1.04", "+49 30 5550 0199")
    assert alice is not None
    assert (alice.title, alice.office) == ("Product manager", "Home")
    assert bob is not None
    assert (bob.person.name, bob.title, bob.phone) == ("Bobbie Bell", "", "")
    assert bob.person not in [entry.person for entry in book.contacts_of(cast.accounts[2].person)]


def test_meetings(tmp_path: Path) -> None:
    daily, other = read_meetings(write(tmp_path, MEETINGS), Cast())
    assert daily.uri == "sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:DA1LY000"
    assert (daily.subject, daily.behaviour, daily.access_level) == ("Daily", "lobby", "Locked")
    assert daily.organizer.name == "Alice Arnold"
    assert [p.name for p in daily.people] == ["Dora Diaz", "Nobody"]
    assert [p.name for p in daily.leaders] == ["Bob Brandt"]
    assert daily.answers == daily.people[0]
    assert daily.conference_id == "4711"
    assert (other.subject, other.behaviour, other.access_level) == ("joins", "joins", "Everyone")


def test_what_a_meeting_says_of_itself_is_so(tmp_path: Path) -> None:
    texts = {
        "": "started, then completed with Success",
        'people = ["erik"]\nanswers = "erik"': "started, then completed with Success; Erik Engel answers messages",
        'behaviour = "lobby"\naccess-level = "Everyone"': "started, then completed with Success: with access level "
        "Everyone there is no lobby",
        'behaviour = "ended"\npeople = ["erik"]\nanswers = "erik"': "201, started, then completed with Failure, "
        "subcode Ended",
        'expect = "own words"': "own words",
        'organizer = "olga"\npeople = ["olga"]': "started, then completed with Success",  # nobody signs in as olga
    }
    for text, expect in texts.items():
        own = "" if "organizer" in text else 'organizer = "alice"\n'
        (meeting,) = read_meetings(write(tmp_path, f"[[meeting]]\n{own}{text}\n"), Cast())
        assert meeting.expect == expect


def test_an_id_that_was_left_away_is_the_same_at_every_start(tmp_path: Path) -> None:
    file = write(tmp_path, '[[meeting]]\norganizer = "bob"\nsubject = "Weekly"\n')
    first, second = read_meetings(file, Cast()), read_meetings(file, Cast())
    assert first == second
    assert len(first[0].id) == 8


BAD_USERS: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "no TOML": ("[[user]\n", ("is no TOML",)),
    "no text": (b"\xff\xfe[", ("no UTF-8",)),
    "empty": ("", ("user: there is none", "Write [[user]]")),
    "one table": ('[user]\nname = "a"\n', ("user: there is none", "Write [[user]]")),
    "another key": ('users = 1\n[[user]]\nname = "a"\n', ("users: there is no such key",)),
    "no name": ('[[user]]\npassword = "x"\n', ("user 1: name is missing", 'name = "…"')),
    "an empty name": ('[[user]]\nname = " "\n', ("user 1: name is empty",)),
    "a number": ("[[user]]\nname = 7\n", ("user 1: name has to be text", "quotation marks")),
    "no alias": ('[[user]]\nname = "a b"\n', ("user 1: name is no user name", "letters, digits")),
    "another domain": ('[[user]]\nname = "a@b.test"\n', ("name belongs to b.test", "--domain")),
    "twice": ('[[user]]\nname = "a"\n[[user]]\nname = "A"\n', ("user 2: name A is there twice",)),
    "misspelt": ('[[user]]\nname = "a"\npasswort = "secret-9"\n', ("user 1: passwort is no key", "password?")),
    "a phone": ('[[user]]\nname = "a"\nphone = "none"\n', ("user 1: phone is no telephone number", "+49")),
    "a network": ('[[user]]\nname = "a"\nnetwork = "Federatd"\n', ("user 1: network", "Federated?")),
}


@pytest.mark.parametrize(("text", "named"), BAD_USERS.values(), ids=BAD_USERS.keys())
def test_a_file_of_users_in_error(tmp_path: Path, text: str | bytes, named: tuple[str, ...]) -> None:
    file = write(tmp_path, text)
    with pytest.raises(CastFault) as caught:
        read_users(file, DOMAIN)
    for words in (str(file), *named):
        assert words in str(caught.value)
    assert "secret-9" not in str(caught.value)


BAD_MEETINGS = {
    "no organizer": ("", ("meeting 1: organizer is missing",)),
    "a behaviour": ('organizer = "a"\nbehaviour = "joinz"', ("meeting 1: behaviour", "Do you mean joins?")),
    "another behaviour": ('organizer = "a"\nbehaviour = "?"', ("meeting 1: behaviour", "never-admitted")),
    "an access level": ('organizer = "a"\naccess-level = "Open"', ("meeting 1: access-level", "SameEnterprise")),
    "an id": ('organizer = "a"\nid = "../x"', ("meeting 1: id is no conference id", "letters and digits")),
    "a long subject": (f'organizer = "a"\nsubject = "{"s" * 251}"', ("subject has 251 characters", "250")),
    "people": ('organizer = "a"\npeople = "dora"', ("meeting 1: people has to be an array",)),
    "empty people": ('organizer = "a"\npeople = [""]', ("meeting 1: people has to be an array",)),
    "people of elsewhere": ('organizer = "a"\npeople = ["x@y.test"]', ("people belongs to y.test",)),
    "somebody twice": ('organizer = "a"\npeople = ["dora", "Dora@sandbox.example"]', ("people names dora@", "twice")),
    "a leader twice": ('organizer = "a"\nleaders = ["bob", "x", "bob"]', ("leaders names bob@", "twice")),
    "the organizer": ('organizer = "bob"\npeople = ["erik", "bob"]', ("people names bob@", "who organizes it")),
    "a PIN": ('organizer = "a"\nconference-id = "\\u0000<x>"', ("conference-id is no PIN", "4 to 20 digits")),
    "a talker": (
        'organizer = "a"\nanswers = "dora"',
        ("answers dora does not sit in the meeting", "one of its people"),
    ),
    "twice": (
        'organizer = "a"\nid = "SAME0001"\n[[meeting]]\norganizer = "a"\nid = "same0001"',
        ("meeting 2: id same0001 is there twice",),
    ),
}


@pytest.mark.parametrize(("text", "named"), BAD_MEETINGS.values(), ids=BAD_MEETINGS.keys())
def test_a_file_of_meetings_in_error(tmp_path: Path, text: str, named: tuple[str, ...]) -> None:
    file = write(tmp_path, f"[[meeting]]\n{text}\n")
    with pytest.raises(CastFault) as caught:
        read_meetings(file, Cast())
    for words in (str(file), *named):
        assert words in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(CastFault, match="cannot be read"):
            read_users(path, DOMAIN)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.one_of(st.binary(max_size=60), st.text(alphabet='[]{}usermting="\n1.', max_size=60).map(str.encode)))
def test_whatever_is_in_a_file_nothing_but_a_fault_comes_out(tmp_path: Path, data: bytes) -> None:
    file = write(tmp_path, data)
    for read in (lambda: read_users(file, DOMAIN), lambda: read_meetings(file, Cast())):
        with pytest.raises(CastFault, match=r"cast\.toml"):
            read()
