"""The format of scenario files: what it can say, and what is wrong with a file that cannot be used."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.sandbox_scenarios import SCENARIOS, find_scenario, shipped
from ucwa_tui.wire.scenario import Deviations, ErrorAnswer, Rule, Scenario, Then, When
from ucwa_tui.wire.scenario_error import ScenarioError
from ucwa_tui.wire.scenario_places import PLACES, is_operation, path_fits
from ucwa_tui.wire.scenario_toml import SERVER, THEN, WHEN, read_scenario

EVERYTHING = """
about = "all there is"
lesson = '''
One line
and another.

A paragraph.
'''
[server]
user-token = 100
guest-token = 60
expiry-skew = -5
date-skew = 3600
application-life = 60
takeover-after = 30.5
own-pool = true
redirects = true

[[rule]]
[rule.when]
operation = ["events", "joinOnlineMeeting"]
except = "me"
rel = "events"
path = "/ucwa/**"
method = "get"
user = "alice"
format = "xml"
nth = [3, 2]
every = 2
first = 9
probability = 0.5
after = 1
until = 2.5
[rule.then]
delay = 1
hold = [1, 2]
expire = "token"
lost = "middle"
twice = true
channel = "again"
wait = [0.5, 3]
coalesce = 4
payload = "malformed"
content-type = "text/plain"
text = "hostile"
size = 2
gzip = true
chunks = 7
trickle = 100
skew = -60
without = ["ETag", "Date"]
headers = { Via = "1.1 x" }

[[rule]]
then = { error = "Conflict/PGetReplaced", retry-after = 3, retry-after-as = "date", length = -2 }

[[rule]]
when = { nth = 2 }
then = { page = "login" }
"""


def test_everything_that_can_be_said() -> None:
    scenario = read_scenario(EVERYTHING, "mine")
    assert scenario == Scenario(
        "mine",
        "all there is",
        "One line and another.\n\nA paragraph.",
        Deviations(100, 60, -5, 3600.0, 60.0, 30.5, True, True),
        (
            Rule(
                When(
                    operations=("events", "joinOnlineMeeting"),
                    excepted=("me",),
                    rels=("events",),
                    path="/ucwa/**",
                    methods=("GET",),
                    user="alice",
                    payload_format=PayloadFormat.XML,
                    nth=(2, 3),
                    every=2,
                    first=9,
                    probability=0.5,
                    after=1.0,
                    until=2.5,
                ),
                Then(
                    delay=(1.0, 1.0),
                    hold=(1.0, 2.0),
                    expire="token",
                    lost="middle",
                    twice=True,
                    channel="again",
                    wait=(0.5, 3.0),
                    coalesce=(4.0, 4.0),
                    payload="malformed",
                    content_type="text/plain",
                    text="hostile",
                    size=2,
                    gzip=True,
                    chunks="7",
                    trickle=100.0,
                    skew=-60.0,
                    without=("ETag", "Date"),
                    headers=(("Via", "1.1 x"),),
                ),
            ),
            Rule(
                When(),
                Then(
                    error=ErrorAnswer(
                        409,
                        "Conflict",
                        "PGetReplaced",
                        "Another P-GET with the same ack took this one's place: the event channel has a second reader.",
                        retry_after=3,
                        retry_as_date=True,
                    ),
                    length=-2,
                ),
            ),
            Rule(When(nth=(2,)), Then(page="login")),
        ),
    )


@pytest.mark.parametrize(
    ("written", "row"),
    [
        ('"NotFound/DestinationNotFound"', (404, "NotFound", "DestinationNotFound", "")),
        ('"TooManyRequests"', (429, "TooManyRequests", None, "")),
        ('"invalid_grant"', (400, "", None, "invalid_grant")),
        ("{ status = 418 }", (418, "", None, "")),
        ('{ code = "Gone" }', (410, "Gone", None, "")),
        ('{ status = 500, code = "Own", subcode = "Mine" }', (500, "Own", "Mine", "")),
        ('{ oauth = "own_error" }', (400, "", None, "own_error")),
    ],
)
def test_errors_from_the_tables_and_free_ones(written: str, row: tuple[int, str, str | None, str]) -> None:
    rule = read_scenario(f'about = "x"\n[[rule]]\nthen.error = {written}', "x").rules[0]
    found = rule.then.error
    assert found is not None
    assert (found.status, found.code, found.subcode, found.oauth) == row


RULE = 'about = "x"\n[[rule]]\n'
BAD = [
    ("", 'f.toml: about is missing. Begin with about = "what it shows".'),
    ("about = 1", 'f.toml:1: about has to be a text. Put it in quotes: "…".'),
    ('about = " "', "f.toml:1: about is empty. Leave the key out, or give it a value."),
    ('about = "a\\u001bb"', "f.toml:1: about has to be one line of at most 2000 characters. Shorten it."),
    ('abuot = "x"', "f.toml:1: abuot is an unknown key. Did you mean about?"),
    ("about = x", "f.toml:1:9: is no TOML: Invalid value. Put this line right."),
    ('about = "x"\n[servr]', "f.toml:2: servr is an unknown key. Did you mean server?"),
    ('about = "x"\nserver = 3', "f.toml:2: server has to be a table. Write server = { … }."),
    (
        'about = "x"\n[server]\nuser-token = 0',
        "f.toml:3: server.user-token has to be a whole number from 1 to 1000000. Write it without quotes.",
    ),
    (
        'about = "x"\n[server]\nown-pool = "yes"',
        "f.toml:3: server.own-pool has to be true or false. Write it without quotes.",
    ),
    ('about = "x"\nrule = 3', "f.toml:2: rule has to be a list of tables. Write [[rule]] with two brackets."),
    ('about = "x"\n[rule]\n', "f.toml:2: rule has to be a list of tables. Write [[rule]] with two brackets."),
    (RULE, 'f.toml: rule 1: then is missing. Say what happens: then = { error = "…" }.'),
    (RULE + "then = 3", "f.toml:3: rule 1: then has to be a table. Write then = { … }."),
    (RULE + "then = { twice = true }\nwhy = 1", "f.toml:4: rule 1: why is an unknown key. A rule has when and then."),
    (
        RULE + "then = { twice = true }\n[[rule]]\nthen = { dealy = 1 }",
        "f.toml:5: rule 2: then.dealy is an unknown key. Did you mean delay?",
    ),
    (
        RULE + "then = { delay = -1 }",
        "f.toml:3: rule 1: then.delay has to be a number from 0 to 1e+06. Write it without quotes.",
    ),
    (
        RULE + "then = { delay = nan }",
        "f.toml:3: rule 1: then.delay has to be a number from 0 to 1e+06. Write it without quotes.",
    ),
    (
        RULE + "then = { delay = [1] }",
        "f.toml:3: rule 1: then.delay has to be seconds, or [least, most]. Write 2.5 or [1, 3].",
    ),
    (RULE + "then = { delay = [3, 1] }", "f.toml:3: rule 1: then.delay has its least above its most. Write [1, 3]."),
    (
        RULE + 'then = { lost = "midle" }',
        'f.toml:3: rule 1: then.lost has to be one of unread, before, middle, after. Did you mean "middle"?',
    ),
    (
        RULE + 'when = { operation = "join" }\nthen = { twice = true }',
        'f.toml:3: rule 1: when.operation is no operation that has a name here. Use path = "/…" instead.',
    ),
    (
        RULE + 'when = { operation = "joinonlinemeeting" }\nthen = { twice = true }',
        'f.toml:3: rule 1: when.operation is no operation that has a name here. Did you mean "joinOnlineMeeting"?',
    ),
    (
        RULE + 'when = { path = "ucwa" }\nthen = { twice = true }',
        "f.toml:3: rule 1: when.path has to begin with /. * stands for one segment, ** for one and more.",
    ),
    (
        RULE + "when = { nth = [] }\nthen = { twice = true }",
        "f.toml:3: rule 1: when.nth is an empty list. Leave the key out, or put something in.",
    ),
    (
        RULE + "when = { probability = 2 }\nthen = { twice = true }",
        "f.toml:3: rule 1: when.probability has to be a number from 0 to 1. Write it without quotes.",
    ),
    (
        RULE + "when = { after = 9, until = 3 }\nthen = { twice = true }",
        "f.toml:3: rule 1: when.until has to be later than after. Both are seconds from the start.",
    ),
    (
        RULE + 'then = { error = "NotFund" }',
        'f.toml:3: rule 1: then.error is no documented error. Did you mean "NotFound"?',
    ),
    (
        RULE + 'then = { error = "NotFound/DestinationMissing" }',
        'f.toml:3: rule 1: then.error has no documented subcode. Did you mean "DestinationNotFound"?',
    ),
    (
        RULE + 'then = { error = { code = "Own" } }',
        "f.toml:3: rule 1: then.error needs a status: this code has none of its own. "
        'Write { status = 500, code = "Own" }.',
    ),
    (
        RULE + 'then = { error = { status = 500, subcode = "x" } }',
        "f.toml:3: rule 1: then.error has no code. subcode, message and parameters go with one.",
    ),
    (
        RULE + "then = { error = { satus = 500 } }",
        "f.toml:3: rule 1: then.error has an unknown key 'satus'. "
        "Known: status, code, subcode, message, parameters, oauth.",
    ),
    (
        RULE + "then = { retry-after = 3 }",
        "f.toml:3: rule 1: then.retry-after goes with an error only. Add error, or take it out.",
    ),
    (
        RULE + 'then = { error = "Gone", retry-after-as = "date" }',
        "f.toml:3: rule 1: then.retry-after-as goes with retry-after only. Add retry-after = 5.",
    ),
    (
        RULE + 'then = { rows = "all" }',
        "f.toml:3: rule 1: then.rows has to be one of in-turn, any.",
    ),
    *(
        (
            RULE + f'then = {{ rows = "any", {key} = "{value}" }}',
            f"f.toml:3: rule 1: then.{named} does not go with {with_}. Make two rules of it.",
        )
        for key, value, named, with_ in (
            ("error", "Gone", "rows", "error"),
            ("page", "proxy", "page", "rows"),
            ("channel", "resync", "channel", "rows"),
        )
    ),
    (
        RULE + 'then = { error = "Gone", page = "proxy" }',
        "f.toml:3: rule 1: then.page does not go with error. Make two rules of it.",
    ),
    (
        RULE + 'then = { chunks = "utf-8", length = 3 }',
        "f.toml:3: rule 1: then.length does not go with chunks. Make two rules of it.",
    ),
    (
        RULE + 'then = { without = "E Tag" }',
        "f.toml:3: rule 1: then.without has to be a word as header names are. Leave out blanks and colons.",
    ),
    (
        RULE + 'then = { headers = { Via = "ü" } }',
        "f.toml:3: rule 1: then.headers has to be ASCII without blanks at its ends. "
        "A header cannot carry anything else.",
    ),
    (
        RULE + "then.content-type = ' x'",
        "f.toml:3: rule 1: then.content-type has to be ASCII without blanks at its ends. "
        "A header cannot carry anything else.",
    ),
    *(
        (RULE + f"when = {{ {when} }}\nthen = {{ twice = true }}", f"f.toml:3: rule 1: when.{said}")
        for when, said in (
            (
                'operation = "root", except = ["root", "user"]',
                "except takes out everything that operation names. No request is left: leave out one of them.",
            ),
            (
                'method = "BREW"',
                "method has to be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE.",
            ),
            (
                'method = "PSOT"',
                'method has to be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE. Did you mean "POST"?',
            ),
            (
                'operation = ["root", "token"], method = ["PUT"]',
                "method is none of this operation, which is GET or POST. Leave method out: the operation says it.",
            ),
            (
                "every = 5, first = 3",
                "every is above first. The first one that counts comes too late: make first larger.",
            ),
            (
                "nth = [3, 5], every = 2",
                "nth names nothing that every and first leave. Leave those out: nth alone says which.",
            ),
        )
    ),
    *(
        (
            RULE + f"then = {{ error = {{ status = {status}, {key} = 'x' }} }}",
            f"f.toml:3: rule 1: then.error has a body, which {status} forbids. "
            f"Leave out code and oauth, or take a status other than {status}.",
        )
        for status, key in ((204, "code"), (205, "oauth"), (304, "code"))
    ),
    (
        RULE + "then = { size = 65 }",
        "f.toml:3: rule 1: then.size has to be a whole number from 1 to 64. Write it without quotes.",
    ),
]


@pytest.mark.parametrize(("source", "message"), BAD)
def test_a_bad_file_is_told_where_what_and_the_way_out(source: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(source, "f", "f.toml")
    assert str(caught.value) == message


_TOML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(list(PLACES)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
_KEYS = st.sampled_from([*WHEN, *THEN, *SERVER, "retry-after", "retry-after-as", "status", "code"])


def _written(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08X}" for c in value if not 0xD800 <= ord(c) <= 0xDFFF) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_written(k)} = {_written(v)}" for k, v in value.items()) + "}"
    return "0" if value is None else str(value).replace("e+", "e")


@settings(max_examples=60)
@given(st.dictionaries(_KEYS, _TOML, max_size=4), st.dictionaries(_KEYS, _TOML, min_size=1, max_size=4))
def test_whatever_a_file_holds_it_is_a_scenario_or_an_error_in_words(
    when: dict[str, object], then: dict[str, object]
) -> None:
    outcome = outcome_of(f'about = "x"\n[[rule]]\nwhen = {_written(when)}\nthen = {_written(then)}\n')
    assert isinstance(outcome, Scenario) or outcome.startswith("x")


def outcome_of(source: str) -> Scenario | str:
    """The scenario, or the one line that says what is wrong."""
    try:
        return read_scenario(source, "x")
    except ScenarioError as error:
        said = str(error)
    return said if "\n" not in said else ""


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_whatever_is_no_toml_is_an_error_in_words(source: str) -> None:
    with pytest.raises(ScenarioError, match=r"\A[^\n]*\Z"):
        read_scenario(source, "x")


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_a_good_file_with_a_letter_changed_is_read_or_told(seed: int) -> None:
    dice = random.Random(seed)
    source = list(EVERYTHING)
    source[dice.randrange(len(source))] = dice.choice("x\"'[]{}=\n\x00é")
    assert outcome_of("".join(source))


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_shipped_scenario_is_whole(name: str) -> None:
    scenario = shipped(name)
    assert scenario.name == name
    assert scenario.about == SCENARIOS[name]
    assert len(scenario.about) <= 110
    assert scenario.lesson.startswith("You see")
    assert "client" in scenario.lesson
    assert name == "calm" or scenario.rules or scenario.server != Deviations()


def test_the_old_names_come_first() -> None:
    assert list(SCENARIOS)[:8] == [
        "calm",
        "short-tokens",
        "forgetful",
        "throttled",
        "stormy",
        "takeover",
        "two-hosts",
        "http-redirect",
    ]
    assert "nothing" not in SCENARIOS
    with pytest.raises(KeyError):
        SCENARIOS["nothing"]


def test_every_kind_of_fault_is_shipped() -> None:
    used = {
        field
        for name in SCENARIOS
        for rule in shipped(name).rules
        for field in Then.__slots__
        if getattr(rule.then, field) != getattr(Then(), field)
    }
    assert set(Then.__slots__) - used == {"skew", "headers"}


def test_scenarios_are_found_by_name_and_by_file(tmp_path: Path) -> None:
    assert find_scenario("") is find_scenario(" CALM ") is shipped("calm")
    path = tmp_path / "own.toml"
    path.write_text('\ufeffabout = "mine"', "utf-8")
    assert (find_scenario(str(path)).name, find_scenario(str(path)).about) == ("own", "mine")


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (b"\xff\xfe", "is not UTF-8. Save it as UTF-8."),
        (b"x" * 1_000_001, "is longer than 1000000 bytes. Make it shorter."),
        (None, "cannot be read: No such file or directory. Look at its path."),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, made: bytes | None, message: str) -> None:
    path = tmp_path / "own.toml"
    if made is not None:
        path.write_bytes(made)
    with pytest.raises(ScenarioError) as caught:
        find_scenario(str(path))
    assert str(caught.value) == f"{path}: {message}"


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is not a file"):
        find_scenario(f"{tmp_path}/")


def test_a_name_that_is_none() -> None:
    with pytest.raises(ValueError, match=r"no scenario 'stromy'; did you mean stormy\?"):
        find_scenario("stromy")


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/a/*", "/a/b", True),
        ("/a/*", "/A/b/c", False),
        ("/a/**", "/a/b/c", True),
        ("/a/**", "/a", False),
        ("/**/events", "/ucwa/x/EVENTS", True),
        ("/a.b", "/aXb", False),
        ("/x*y", "/x12y", True),
    ],
)
def test_patterns(pattern: str, path: str, fits: bool) -> None:
    assert path_fits(pattern, path) is fits


def test_operations_differ_by_method() -> None:
    path = "/ucwa/oauth/v1/applications/10/communication/conversations/7"
    assert is_operation("leave", "delete", path)
    assert not is_operation("leave", "GET", path)
    assert is_operation("conversation", "GET", path.upper())


def test_the_description_of_the_format_names_every_key_and_its_example_is_one() -> None:
    import ucwa_tui.sandbox
    from ucwa_tui.wire.sandbox_mishaps import MISHAPS

    folder = Path(ucwa_tui.sandbox.__file__).parent / "scenarios"
    text = (folder / "FORMAT.md").read_text("utf-8")
    keys = [*SERVER, *WHEN, *THEN, "retry-after", "retry-after-as", "about", "lesson", *MISHAPS]
    assert [key for key in keys if f"`{key}`" not in text and f"{key} =" not in text] == []
    example = text.split("```toml\n")[1].split("```")[0]
    assert len(read_scenario(example, "example").rules) == 2
    assert text.split("```text\n")[1].split("```")[0].split() == list(PLACES)
