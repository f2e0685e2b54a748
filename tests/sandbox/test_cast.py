"""People and meetings of a sandbox: another domain, other users, a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.ids import Ids
from ucwa_tui.sandbox.people import GUEST, Account, Person
from ucwa_tui.sandbox.serve_options import ServeFault, make_cast
from ucwa_tui.wire.secret import Secret

SECRET = "long-enough-1"


def test_a_domain_is_everybodys() -> None:
    cast = make_cast("lab.test")
    assert {u.name.split("@")[1] for u in cast.users()} == {"lab.test"}
    assert {p.uri.split("@")[1] for p in cast.people()} == {"lab.test"}
    assert all("@lab.test;" in m.uri for m in cast.entries())
    assert GUEST.uri.endswith("@anonymous.invalid")


def test_other_users_organize_and_lead_what_the_usual_ones_do_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "users.toml"
    file.write_text('[[user]]\nname = "dana"\n[[user]]\nname = "finn"\n')
    cast = make_cast("lab.test", file)
    by_word = {m.behaviour: m for m in cast.meetings}
    assert by_word["joins"].organizer.id == "dana@lab.test"
    assert [p.id for p in by_word["waiting-guest"].leaders] == ["finn@lab.test", "dana@lab.test"]
    assert by_word["lobby"].organizer.id == "olga@lab.test"


def test_a_secret_takes_the_place_of_what_everybody_knows() -> None:
    own = Account(Person("Dana", "sip:dana@sandbox.example"), "own-word")
    plain = Cast()
    cast = Cast(accounts=(*plain.accounts, own)).guarded(Secret(SECRET))
    assert [u.password for u in cast.users()] == [SECRET] * 3 + ["own-word"]
    assert not {m.id for m in cast.meetings} & {m.id for m in plain.meetings}
    assert len({m.id for m in cast.meetings}) == len(plain.meetings)
    again = plain.guarded(Secret(SECRET))
    assert [m.id for m in again.meetings] == [m.id for m in cast.meetings]
    assert [m.id for m in plain.guarded(Secret(SECRET + "x")).meetings] != [m.id for m in cast.meetings]


@pytest.mark.parametrize(("said", "known"), [(SECRET, True), ("", False), (None, False), (SECRET + " ", False)])
def test_who_knows_the_secret(said: str | None, known: bool) -> None:
    assert Cast().guarded(Secret(SECRET)).knows(said) is known
    assert Cast().knows(said)


def test_a_short_secret_is_none() -> None:
    with pytest.raises(ServeFault, match="at least 8"):
        make_cast(secret="short")


def test_tokens_of_a_guarded_sandbox_cannot_be_foreseen() -> None:
    plain, guarded = (Ids(7), Ids(7)), (Ids(7, guarded=True), Ids(7, guarded=True))
    assert plain[0].token() == plain[1].token()
    assert guarded[0].token() != guarded[1].token()
    assert guarded[0].guid() == guarded[1].guid() == Ids(7).guid()
