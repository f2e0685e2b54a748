"""The rule for onlineMeetingUri."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.finding import Severity
from ucwa_tui.protocol.meeting_uri import examine, makes_new_meeting, repair
from ucwa_tui.protocol.sip_uri import SipUri, parse_sip_uri

GOOD = "sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:7HK2QX9D"
HEAD = "sip:alice@contoso.com;gruu;opaque=app:conf:"


def codes(text: str) -> list[tuple[str, str]]:
    return [(f.severity.value, f.code.removeprefix("meeting-uri-")) for f in examine(text).findings]


def test_a_conference_uri_is_told_apart_into_its_parts() -> None:
    seen = examine(GOOD)
    (hint,) = seen.findings
    assert hint.severity is Severity.HINT
    assert hint.text == "Conference 7HK2QX9D of alice at contoso.com."
    assert hint.field == "onlineMeetingUri"
    assert seen.uri is not None
    assert seen.repaired is None
    assert seen.guess is None


@pytest.mark.parametrize("text", [GOOD.replace("sip:", "SIP:"), HEAD + "focus:id:" + "a1" * 16, HEAD + "focus:id:42"])
def test_known_forms_of_id_and_case_get_no_complaint(text: str) -> None:
    assert [severity for severity, _ in codes(text)] == ["hint"]


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), ("adhoc", "adhoc"), (" AdHoc", "adhoc"), ("   ", "only-blanks")]
)
def test_nothing_to_join_means_a_new_meeting(text: str, code: str) -> None:
    assert codes(text) == [("warning", code)]
    assert "NEW meeting will be created" in examine(text).findings[0].text
    assert makes_new_meeting(text)
    assert not makes_new_meeting(GOOD)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sip:john@contoso.com", [("warning", "plain-sip")]),
        ("sip : john@contoso.com", [("error", "blank-inside")]),
        (f" {GOOD}\t", [("error", "control-character"), ("warning", "blanks-around")]),
        (f" {GOOD}", [("warning", "blanks-around"), ("hint", "conference")]),
        (f"conf:{GOOD}", [("error", "client-prefix")]),
        (f"MEET:{GOOD}", [("error", "client-prefix")]),
        (f"{GOOD}?required-media=audio", [("error", "link-tail")]),
        (f"{GOOD}%3Frequired-media=audio", [("error", "escaped-tail")]),
        (f"conf:{GOOD}%3frequired-media=audio", [("error", "client-prefix"), ("error", "escaped-tail")]),
        (f"{GOOD}?x=1", [("warning", "headers")]),
        ("tel:+4930123456", [("error", "tel")]),
        (" TEL:1", [("warning", "blanks-around"), ("error", "tel")]),
        ("https://meet.contoso.com/alice/7HK2QX9D", [("error", "join-url")]),
        ("meet.contoso.com/alice/7HK2QX9D", [("error", "join-url")]),
        (HEAD + "audio-video:id:7HK2QX9D", [("warning", "mcu")]),
        (HEAD + "CHAT:id:7HK2QX9D", [("warning", "mcu")]),
        (HEAD + "meeting:id:7HK2QX9D", [("warning", "kind")]),
        (HEAD + "focus:id:AB", [("warning", "unusual-id")]),
        (HEAD + "focus:id:teams:2:0!19:meeting_x", [("warning", "teams")]),
        (GOOD.replace(";gruu", ""), [("warning", "no-gruu")]),
        (GOOD.removeprefix("sip:"), [("error", "not-sip")]),
        ("7HK2QX9D", [("error", "id-alone")]),
        ("hello there", [("error", "blank-inside")]),
        ("mailto:alice@contoso.com", [("error", "not-sip")]),
        ("sip:alice@", [("error", "syntax")]),
        (f"Alice <{GOOD}>", [("error", "blank-inside"), ("error", "brackets")]),
        ("sip:al\x07ice@contoso.com", [("error", "control-character")]),
    ],
)
def test_what_people_paste(text: str, expected: list[tuple[str, str]]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sip : john@contoso.com", "sip:john@contoso.com"),
        (f"\ufeff {GOOD}\n", GOOD),
        (GOOD.replace("alice", "al\u200bice"), GOOD),
        (f"conf:{GOOD}", GOOD),
        (f"conf: meet: {GOOD}", GOOD),
        (f"{GOOD}?required-media=audio", GOOD),
        (f"conf:{GOOD}%3Frequired-media=audio", GOOD),
        (f"Alice Example <{GOOD}>", GOOD),
        (GOOD.removeprefix("sip:"), GOOD),
        (HEAD + "audio-video:id:7HK2QX9D", GOOD),
        (GOOD.replace(";gruu", "; gruu"), GOOD),
        (" https://meet.contoso.com/alice/7HK2QX9D", "https://meet.contoso.com/alice/7HK2QX9D"),
    ],
)
def test_repair(text: str, expected: str) -> None:
    assert repair(text) == expected
    assert examine(text).repaired == expected
    assert any(expected in f.way_out for f in examine(text).findings) or expected.startswith("https:")


@pytest.mark.parametrize("text", ["", "adhoc", GOOD, "hello", "tel:+1", "7HK2QX9D", "sip:", f"{GOOD}?x=1"])
def test_what_cannot_or_need_not_be_repaired(text: str) -> None:
    assert repair(text) is None


def test_a_join_url_comes_with_a_guess_that_says_so() -> None:
    seen = examine("https://meet.contoso.com/alice/7HK2QX9D")
    assert seen.guess == GOOD
    assert seen.repaired is None
    assert "guess" in seen.findings[0].way_out
    assert GOOD in seen.findings[0].way_out
    other = examine("https://example.org/")
    assert other.guess is None
    assert "guess" not in other.findings[0].way_out


def test_positions_point_at_the_character() -> None:
    assert examine("  sip:a b@c").findings[1].position == 7
    control = examine("sip:a\x9bb@c").findings[0]
    assert control.position == 5
    assert "U+009B" in control.text
    assert "character 6" in control.text
    assert examine("sip:a\ud800@c").findings[0].text.count("half a surrogate pair, U+D800") == 1


@given(
    st.text()
    | st.text("sip:conf@. <>;=?%3Frequired-media=\t", max_size=40)
    | st.builds((GOOD + "{}").format, st.text())
)
@settings(max_examples=100)
def test_repair_is_idempotent_and_yields_a_sip_uri(text: str) -> None:
    seen = examine(text)
    assert seen.findings
    for finding in seen.findings:
        assert finding.code.startswith("meeting-uri-")
        assert finding.text.endswith(".")
        assert finding.position is None or 0 <= finding.position <= len(text)
    once = repair(text)
    if once is not None:
        assert once != text
        assert repair(once) is None
        assert isinstance(parse_sip_uri(once), SipUri) or once == text.strip()
