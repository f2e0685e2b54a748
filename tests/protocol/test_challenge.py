"""WWW-Authenticate and X-Ms-diagnostics."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.challenge import Challenge, parse_challenges, token_challenge
from ucwa_tui.protocol.diagnostics import Diagnostics, parse_diagnostics

BEARER = 'Bearer trusted_issuers="", client_id="00000004-0000-0ff1-ce00-000000000000"'
TOKENS = (
    'MsRtcOAuth href="https://pool.contoso.com/WebTicket/oauthtoken",'
    'grant_type="urn:microsoft.rtc:windows,urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password"'
)
GRANTS = ("urn:microsoft.rtc:windows", "urn:microsoft.rtc:anonmeeting", "password")


@pytest.mark.parametrize("values", [[BEARER, TOKENS], [f"{BEARER}, {TOKENS}"], [f"{BEARER},{TOKENS}"]])
def test_two_lines_or_one(values: list[str]) -> None:
    first, second = parse_challenges(values)
    assert first.scheme == "Bearer"
    assert first.parameters == (("trusted_issuers", ""), ("client_id", "00000004-0000-0ff1-ce00-000000000000"))
    assert first.parameter("trusted_issuers") is None
    assert first.href is None
    assert second.scheme == "MsRtcOAuth"
    assert second.href == "https://pool.contoso.com/WebTicket/oauthtoken"
    assert second.grant_types == GRANTS
    assert second.offers("PASSWORD")
    assert not second.offers("urn:microsoft.rtc:passive")
    assert token_challenge((first, second)) is second


@pytest.mark.parametrize(
    "value",
    [
        "MSRTCOAUTH href=https://h/t,grant_type=urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password",
        'msrtcoauth HREF = "https://h/t" , '
        'Grant_Type = "urn:microsoft.rtc:windows urn:microsoft.rtc:anonmeeting password"',
        'MsRtcOAuth grant_type="urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password" href="https://h/t"',
        'MsRtcOAuth href="", href="https://h/t", grant_type="urn:microsoft.rtc:windows",'
        'grant_type="urn:microsoft.rtc:anonmeeting,password"',
        'href="https://h/t", grant_type="urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password',
    ],
)
def test_other_spellings(value: str) -> None:
    (found,) = parse_challenges([value])
    assert found.href == "https://h/t"
    assert found.grant_types == GRANTS
    assert token_challenge([found]) is found


def test_an_online_challenge() -> None:
    found = parse_challenges(['Bearer authorization_uri="https://login.example/common/oauth2/authorize"', TOKENS])
    assert found[0].authorization_uri == "https://login.example/common/oauth2/authorize"


def test_what_negotiate_carries_is_not_kept() -> None:
    found = parse_challenges(
        ["Negotiate TlRMTVNTUAACAAAA==, NTLM TlRMTVNTUAACAAAA, Basic realm=x", "Negotiate", "NTLM"]
    )
    assert [c.scheme for c in found] == ["Negotiate", "NTLM", "Basic", "Negotiate", "NTLM"]
    assert "TlRM" not in repr(found)
    assert found[2].parameters == (("realm", "x"),)


def test_escapes_and_odd_ends() -> None:
    assert parse_challenges([r'Basic realm="a \"b\" \\c"'])[0].parameter("REALM") == r'a "b" \c'
    assert parse_challenges(['Basic realm="open, end']) == (Challenge("Basic", (("realm", "open, end"),)),)
    assert parse_challenges(["", " , ,", "=", '"', "Bearer,,"]) == (Challenge("Bearer"),)
    assert token_challenge(()) is None
    assert token_challenge(parse_challenges([BEARER])) is None


_TOKEN = st.text("abcXYZ019-_", min_size=1, max_size=8).filter(lambda t: t.lower() not in {"negotiate", "ntlm"})
_VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
_CHALLENGES = st.lists(
    st.tuples(
        _TOKEN.filter(lambda t: t.lower() not in {"kerberos", "password"}),
        st.lists(st.tuples(_TOKEN, _VALUE), min_size=1, max_size=4),
    ),
    max_size=3,
)


def _written(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(_CHALLENGES)
@settings(max_examples=80)
def test_written_challenges_are_read(challenges: list[tuple[str, list[tuple[str, str]]]]) -> None:
    lines = [f"{scheme} " + ", ".join(f"{k}={_written(v)}" for k, v in ps) for scheme, ps in challenges]
    expected = tuple(Challenge(scheme, tuple(parameters)) for scheme, parameters in challenges)
    assert parse_challenges(lines) == expected
    assert parse_challenges([", ".join(lines)]) == expected


@given(st.lists(st.text() | st.text('abN =,"\\;:', max_size=40), max_size=3))
@settings(max_examples=80)
def test_anything_is_taken(values: list[str]) -> None:
    found = parse_challenges(values)
    token_challenge(found)
    for challenge in found:
        assert len(set(challenge.grant_types)) == len(challenge.grant_types)
        assert challenge.scheme or challenge.parameters
    for value in values:
        parsed = parse_diagnostics(value)
        assert (parsed is None) == (not value.strip())
        if parsed is not None:
            assert isinstance(parsed.text, str)


def test_long_hostile_values_take_linear_time() -> None:
    for unit in ('"', '\\"', "a=", ", ", 'a="', "Negotiate "):
        parse_challenges([unit * 20_000])
        parse_diagnostics(unit * 20_000)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            '28055;source="fe1.contoso.com";reason="The OAuth; token is \\"bad\\".";'
            'faultcode="wsse:FailedAuthentication"',
            Diagnostics(
                28055,
                (
                    ("source", "fe1.contoso.com"),
                    ("reason", 'The OAuth; token is "bad".'),
                    ("faultcode", "wsse:FailedAuthentication"),
                ),
            ),
        ),
        ("28020", Diagnostics(28020)),
        (" 28000 ; Source = fe1 ; Reason=no", Diagnostics(28000, (("Source", "fe1"), ("Reason", "no")))),
        ('reason="Service does not allow this."', Diagnostics(None, (("reason", "Service does not allow this."),))),
        ("just words", Diagnostics(None, (("reason", "just words"),))),
        ('1;reason="open', Diagnostics(1, (("reason", "open"),))),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_diagnostics(value: str | None, expected: Diagnostics | None) -> None:
    assert parse_diagnostics(value) == expected


def test_diagnostics_in_words() -> None:
    full = parse_diagnostics('28055;source="fe1";reason="The OAuth token is invalid.";faultcode="x"')
    assert full is not None
    assert full.text == "28055: The OAuth token is invalid. (fe1)"
    assert full.fault_code == "x"
    assert "another host" in (full.meaning or "")
    bare = parse_diagnostics("28000")
    assert bare is not None
    assert bare.text == "28000: This user is not enabled for SIP on this server."
    unknown = parse_diagnostics("99")
    assert unknown is not None
    assert (unknown.text, unknown.meaning, unknown.source) == ("99", None, None)
