"""Profiles out of a file: everything readable is read, everything wrong is named, nothing secret is shown."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.network_settings import ConnectTo, ProxySettings
from ucwa_tui.wire.reports import Discovered
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import ChannelParameters, Grant
from ucwa_tui.workbench import profiles
from ucwa_tui.workbench.profile_keys import KEYS
from ucwa_tui.workbench.profiles import ProfileBook, load_profiles, read_profiles
from ucwa_tui.workbench.remembered import Remembered
from ucwa_tui.workbench.secret_reference import SecretPlace, SecretReference

SOURCE = "profiles.toml"
SECRET = "Plain-Secret-77"


def read(text: str) -> ProfileBook:
    return read_profiles(textwrap.dedent(text), SOURCE)


def told(text: str) -> list[str]:
    return [problem.text for problem in read(text).all_problems]


def example() -> str:
    """The file in the module's own description."""
    lines = (profiles.__doc__ or "").splitlines()
    return textwrap.dedent("\n".join(line for line in lines if line.startswith("    ")))


def test_the_described_file_is_read_whole() -> None:
    book = read_profiles(example(), SOURCE)
    assert (book.all_problems, book.default, book.broken) == ((), "lab", False)
    lab = book.get("lab")
    assert lab is not None
    assert (lab.domain, lab.user, lab.grant, lab.payload_format) == (
        "contoso.com",
        "bob@contoso.com",
        Grant.PASSWORD,
        PayloadFormat.XML,
    )
    assert lab.password == SecretReference(SecretPlace.ENVIRONMENT, ("LAB_PASSWORD",))
    assert lab.channel == ChannelParameters(15, 5, 180, 0)
    assert lab.proxy == ProxySettings(url="http://proxy.contoso.com:3128")
    assert lab.connect_to == (ConnectTo("lyncdiscover.contoso.com", 443, "127.0.0.1", 8443),)
    assert set(KEYS) - set(re.findall(r"^([a-z-]+) =", example(), re.M)) == {"root", "applications", "sandbox", "token"}


def test_a_profile_becomes_a_sign_in(tmp_path: Path) -> None:
    lab = read_profiles(example(), SOURCE).profiles[0]
    asked: list[tuple[str, str]] = []

    def resolve(reference: SecretReference, what: str) -> Secret | None:
        asked.append((reference.words[0], what))
        return Secret(f"secret of {reference.words[0]}")

    remembered = Remembered.load(tmp_path / "remembered.json")
    remembered.trust("contoso.com", "Pool.Elsewhere.test")
    remembered.apply(Discovered("contoso.com", "https://lync.contoso.com/root"), "lab")
    options = lab.launch(resolve, remembered)
    signing = options.signing
    assert (options.profile, options.theme, options.display_name, options.scenario) == (
        "lab",
        "high-contrast",
        "Bob",
        "calm",
    )
    assert signing.secret == Secret("secret of LAB_PASSWORD")
    assert signing.network.tls.key_password == Secret("secret of LAB_KEY_PASSWORD")
    assert signing.network.proxy.password == Secret("secret of LAB_PROXY_PASSWORD")
    assert signing.network.tls.ca_file.endswith("/lab-ca.pem")
    assert "~" not in signing.network.tls.ca_file
    assert signing.cached_root == "https://lync.contoso.com/root"
    assert signing.trusted_hosts == {"pool.fabrikam.com", "pool.elsewhere.test"}
    assert [what for _, what in asked] == ["password", "password of the client key", "password for the proxy"]
    assert not options.sandbox


def test_a_secret_that_is_asked_for_later_is_left_open() -> None:
    profile = read('[profiles.a]\ndomain = "x.test"\nuser = "u"\npassword = "prompt"\n').profiles[0]
    assert profile.target(lambda reference, what: None).secret is None


PROBLEMS = {
    "an unknown key": ('sandbox = true\npasword = "prompt"', 3, "pasword", "Did you mean password?"),
    "an underscore": ('sandbox = true\ndisplay_name = "B"', 3, "display_name", "Did you mean display-name?"),
    "a literal password": (f'sandbox = true\npassword = "{SECRET}"', 3, "password", "has to be a reference"),
    "a literal token": (f'sandbox = true\ntoken = "{SECRET}"', 3, "token", "has to be a reference"),
    "a list as a secret": (f'sandbox = true\npassword = ["{SECRET}"]', 3, "password", "has to be a reference"),
    "two places for a secret": (
        f'sandbox = true\npassword = {{ env = "A", file = "{SECRET}" }}',
        3,
        "password",
        "of one key",
    ),
    "an unknown sort of place": (f'sandbox = true\npassword = {{ vault = "{SECRET}" }}', 3, "password", "not known"),
    "a variable that is none": (f'sandbox = true\npassword = {{ env = "${SECRET}" }}', 3, "password", "no variable"),
    "a command in one text": (f'sandbox = true\ntoken = {{ command = "pass {SECRET}" }}', 3, "token", "no command"),
    "a relative file": ('sandbox = true\npassword = { file = "pw" }', 3, "password", "whole path"),
    "no server": ('user = "u"', 1, "profiles.lab", "names no server"),
    "two servers": ('domain = "a.test"\nroot = "https://b.test"\nuser = "u"', 3, "root", "together with domain"),
    "no user": ('domain = "a.test"', 1, "profiles.lab", "names no user"),
    "an address as a domain": ('domain = "bob@a.test"\nuser = "u"', 2, "domain", "behind the @"),
    "a URL as a domain": ('domain = "https://a.test/"\nuser = "u"', 2, "domain", "it is a URL"),
    "a root that is no URL": ('root = "a.test"\nuser = "u"', 2, "root", "http or https"),
    "credentials in the root": (f'root = "https://u:{SECRET}@a.test"\nuser = "u"', 2, "root", "holds a user name"),
    "credentials in the proxy": (f'sandbox = true\nproxy = "http://u:{SECRET}@p:1"', 3, "proxy", "proxy-password"),
    "a grant that is none": ('sandbox = true\nauth = "pasword"', 3, "auth", 'Did you mean "password"?'),
    "a number as a text": ("sandbox = true\nuser = 5", 3, "user", "has to be a text"),
    "a text as a flag": ('sandbox = true\ninsecure = "no"', 3, "insecure", "true or false"),
    "an empty text": ('sandbox = true\nuser = " "', 3, "user", "is empty"),
    "an invisible character": ('sandbox = true\nuser = "a\\u202eb"', 3, "user", "cannot be seen"),
    "a header in the user agent": ('sandbox = true\nuser-agent = "a\\r\\nX: y"', 3, "user-agent", "cannot be seen"),
    "connect-to": ('sandbox = true\nconnect-to = ["a"]', 3, "connect-to", "HOST:PORT:HOST:PORT"),
    "a port that is none": ('sandbox = true\nconnect-to = ["a:1:b:70000"]', 3, "connect-to", "65535"),
    "a key without a certificate": (
        'sandbox = true\nclient-key = "/k"',
        3,
        "client-key",
        "needs client-certificate",
    ),
    "a time-out of nothing": ("sandbox = true\nconnect-timeout = 0", 3, "connect-timeout", "above 0"),
    "low": ("sandbox = true\nchannel.low = 4", 3, "channel.low", "from 5 to 1800"),
    "medium": ("sandbox = true\nchannel.medium = 1801", 3, "channel.medium", "from 5 to 1800"),
    "timeout": ("sandbox = true\n[profiles.lab.channel]\ntimeout = 179", 4, "channel.timeout", "from 180 to 1800"),
    "priority": ("sandbox = true\nchannel = { priority = -1 }", 3, "channel.priority", "from 0"),
    "a channel key": ("sandbox = true\nchannel = { hight = 1 }", 3, "channel.hight", "low, medium"),
    "a channel that is none": ("sandbox = true\nchannel = 5", 3, "channel", "has to be a table"),
}


@pytest.mark.parametrize(("body", "line", "key", "said"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_problem_names_file_line_key_rule_and_way_out(body: str, line: int, key: str, said: str) -> None:
    book = read(f"[profiles.lab]\n{body}\n\n[profiles.good]\nsandbox = true\n")
    (problem,) = book.all_problems
    assert problem.text.startswith(f"{SOURCE}, line {line}: ")
    assert problem.key.endswith(key)
    assert said in problem.text
    assert SECRET not in problem.text
    good = book.get("good")
    assert good is not None
    assert good.problems == ()
    assert not book.broken


def test_every_problem_is_listed() -> None:
    lines = told(
        """
        default = "lbb"
        colour = "red"
        [profiles.lab]
        domain = "a@b"
        auth = "pw"
        [profiles.lab.channel]
        low = 1
        [profiles.other]
        """
    )
    assert [line.partition(": ")[0].rpartition(" ")[2] for line in lines] == ["3", "2", "5", "6", "8", "9", "9"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"[profiles.lab]\npassword = {SECRET}\n", 2),
        (f'[profiles.lab]\npassword = "{SECRET}\n', 2),
        (f"[profiles.lab\npassword = '{SECRET}'\n", 1),
        (f'[profiles.lab]\ndomain = "a"\ndomain = "{SECRET}"\n', 3),
        (f'[profiles.lab]\npassword = """{SECRET}\n', 2),
    ],
)
def test_a_file_that_is_no_toml_names_the_line_and_nothing_of_it(text: str, line: int) -> None:
    book = read_profiles(text, SOURCE)
    (problem,) = book.problems
    assert book.broken
    assert problem.line is not None
    assert abs(problem.line - line) <= 1
    assert "no TOML" in problem.text
    assert "lost" in problem.text
    assert SECRET not in problem.text


@pytest.mark.parametrize(
    "text", ["profiles = 5", "profiles = ['a']", "x = " + "9" * 5000, "x = " + "[" * 20_000, "profiles.lab = 3"]
)
def test_odd_files_are_problems(text: str) -> None:
    assert read_profiles(text, SOURCE).all_problems


def test_quoted_names_inline_tables_and_dotted_keys_have_lines() -> None:
    book = read(
        """
        # [profiles.comment]
        [profiles."my lab"]
        sandbox = true
        user-agent = '''
        theme = 5
        '''
        [profiles.other]
        sandbox = true
        [profiles.deep.channel]
        low = 1
        """
    )
    found = {problem.key: problem.line for problem in book.all_problems}
    assert found == {'profiles."my lab".user-agent': 5, "profiles.deep": 10, "profiles.deep.channel.low": 11}
    dotted = read("profiles.flat.sandbox = true\nprofiles.flat.theme = 6\n[profiles.x]\nsandbox = true\ntheme = 7\n")
    assert [problem.line for problem in dotted.all_problems] == [2, 5]
    inline = read("[profiles]\na = { sandbox = true, theme = 7 }\n")
    assert [problem.line for problem in inline.all_problems] == [2]


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "profiles.toml"
    assert load_profiles(path) == ProfileBook()
    path.write_bytes(b"[profiles.a]\nsandbox = true # \xff\n")
    assert "line 2" in load_profiles(path).problems[0].text
    assert load_profiles(tmp_path).broken
    path.write_bytes(b"\xef\xbb\xbf[profiles.a]\r\nsandbox = true\r\n")
    assert load_profiles(path).profiles[0].in_sandbox
    path.write_bytes(b"#" * 1_000_001)
    assert "larger" in load_profiles(path).problems[0].text


def test_near_names() -> None:
    book = read("[profiles.lab]\nsandbox = true\n[profiles.office]\nsandbox = true\n")
    assert (book.near("lbb"), book.near("offce"), book.near("zzz")) == ("lab", "office", "")
    assert book.get("zzz") is None


SECRET_KEYS = ("password", "token", "key-password", "proxy-password")
TOML_TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
LITERALS = st.one_of(
    st.just(f'"{SECRET}"'),
    st.just(f"'{SECRET}'"),
    st.just(f'["{SECRET}"]'),
    st.just(f'{{ env = "{SECRET}" }}'),
    st.just(f'{{ secret = "{SECRET}" }}'),
    st.just(f'{{ env = {{ a = "{SECRET}" }} }}'),
    st.just(f'{{ command = "{SECRET}" }}'),
    st.just(SECRET),
    st.just(f'"{SECRET}'),
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SECRET_KEYS), LITERALS, st.lists(st.tuples(st.sampled_from([*KEYS, "x"]), TOML_TEXT), max_size=3)
)
def test_a_literal_secret_is_an_error_and_never_shown(key: str, literal: str, others: list[tuple[str, str]]) -> None:
    lines = ["[profiles.lab]", f"{key} = {literal}", *(f"{name} = '{text}'" for name, text in others)]
    book = read_profiles("\n".join(lines), SOURCE)
    assert book.all_problems
    assert SECRET not in repr(book)
    assert all(SECRET not in problem.text for problem in book.all_problems)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text("[]{}.=\"'\n #profilesabdomain019-_", max_size=80)))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    book = read_profiles(text, SOURCE)
    assert all(problem.text.startswith(SOURCE) for problem in book.all_problems)
