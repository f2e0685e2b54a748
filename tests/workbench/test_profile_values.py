"""Every key of a profile with every type of TOML and absurd values: it is read, or a problem with its line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.workbench.profile_keys import CHANNEL_KEYS, KEYS
from ucwa_tui.workbench.profiles import read_profiles

ZEROS = "0" * 400
ABSURD = (
    *(
        "1" + ZEROS,
        "-1" + ZEROS,
        "0x" + "f" * 400,
        "0b0",
        "9223372036854775808",
        "1e400",
        "-1e400",
        "nan",
        "-nan",
        "inf",
    ),
    *("5e-324", "0", "-0.0", "true", "false", "1979-05-27", "07:32:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00"),
    *('""', '" "', '"\\u0000"', '"\\U0010FFFF"', '"\\u202E"', "'''\n\n'''", '"' + "x" * 3000 + '"', '"http://[::1"'),
    *('"http://h:99999999999999999999/"', '"https://\\u2100/"', '"http://[v1.x]/"', '"::::"', '"a:9:b:' + ZEROS + '"'),
    *(
        "[]",
        "[[]]",
        "[{}]",
        "[1, '']",
        "['']",
        "{}",
        "{ env = 1 }",
        "{ env = {} }",
        "{ command = [1] }",
        "{ command = {} }",
    ),
    *("{ file = '' }", "{ keyring = inf }", "{ x = 1" + ZEROS + " }", "[" * 40 + "]" * 40),
)
ALL = [(name, key) for name, keys in (("", KEYS), ("channel.", CHANNEL_KEYS)) for key in keys]


@pytest.mark.parametrize("value", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_value_is_a_problem_of_its_profile_alone(value: str) -> None:
    for table, key in ALL:
        book = read_profiles(f"[profiles.p]\n{table}{key} = {value}\n[profiles.q]\nsandbox = true\n", "p.toml")
        assert not book.broken, key
        assert [profile.name for profile in book.profiles] == ["p", "q"]
        assert book.profiles[1].problems == ()
        for problem in book.profiles[0].problems:
            assert problem.line in (1, 2)
            assert problem.rule
        book.profiles[0].target(lambda reference, what: None)


@pytest.mark.parametrize("key", ["connect-timeout", "channel.low", "channel.priority"])
def test_a_number_beyond_all_measure_names_line_key_and_rule(key: str) -> None:
    (problem,) = read_profiles(f"[profiles.p]\nsandbox = true\n{key} = 1{ZEROS}\n", "p.toml").all_problems
    assert problem.text.startswith(f"p.toml, line 3: profiles.p.{key} has to be ")
    assert ZEROS not in problem.text


def test_a_number_that_python_does_not_read_has_its_line() -> None:
    book = read_profiles(f"[profiles.p]\nsandbox = true\nconnect-timeout = 1{'0' * 5000}\n", "p.toml")
    assert book.broken
    assert [problem.text for problem in book.problems] == [
        "p.toml, line 3: the file holds a number that is too long. Shorten it."
    ]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ALL),
    st.one_of(
        st.integers(-(10**450), 10**450).map(str),
        st.floats().map(repr),
        st.booleans().map(lambda flag: str(flag).lower()),
        st.datetimes().map(lambda when: when.isoformat()),
        st.dates().map(lambda day: day.isoformat()),
        st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=40).map(
            lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        ),
    ),
    st.sampled_from(["{}", "[{}]", "[[{}], {}]", "{{ env = {} }}", "{{ command = [{}] }}", "{{ a = {{ b = {} }} }}"]),
)
def test_any_value_is_read_or_refused_in_words(at: tuple[str, str], value: str, form: str) -> None:
    table, key = at
    book = read_profiles(f"[profiles.p]\n{table}{key} = {form.format(*[value] * 2)}\n", "p.toml")
    assert not book.broken
    assert all(problem.rule for problem in book.all_problems)
    book.profiles[0].target(lambda reference, what: None)
