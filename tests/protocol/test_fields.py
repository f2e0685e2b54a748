"""Field rules: all kinds but the meeting URI's own, extra properties, counters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.fields import FieldContext, check, check_field, counter, guess, repair
from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.operations import Field, FieldKind, Operation, operation
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.protocol.text_rules import code_prefix

JOIN = operation("joinOnlineMeeting")
FIELDS = {f.name: f for f in JOIN.fields}
GUEST = FieldContext(anonymous=True)
GOOD = {
    "onlineMeetingUri": "sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:7HK2QX9D",
    "operationId": "op-1",
    "importance": "Urgent",
    "subject": "Weekly",
    "threadId": "t1",
}


def codes(found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(f.severity.value, f.code) for f in found if f.severity is not Severity.HINT]


def of(name: str, text: str, context: FieldContext | None = None) -> list[tuple[str, str]]:
    return codes(check_field(FIELDS[name], text, context or FieldContext()))


def test_a_good_request_has_no_complaints() -> None:
    assert codes(check(JOIN, GOOD)) == []


def test_findings_come_in_the_order_of_the_fields() -> None:
    found = check(JOIN, {"subject": "x" * 251, "importance": "High", "unknown": "\x00"}, GUEST)
    assert codes(found) == [
        ("warning", "meeting-uri-empty"),
        ("warning", "operation-id-empty"),
        ("error", "importance-unknown"),
        ("error", "subject-too-long"),
        ("error", "anonymous-display-name-required"),
    ]
    assert [f.field for f in found] == [
        "onlineMeetingUri",
        "operationId",
        "importance",
        "subject",
        "anonymousDisplayName",
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("operationId", "", [("warning", "operation-id-empty")]),
        ("operationId", "x" * 50, []),
        ("operationId", "x" * 51, [("error", "operation-id-too-long")]),
        ("operationId", "😀" * 26, [("warning", "operation-id-too-long-in-utf16")]),
        ("operationId", "a\x00b", [("error", "operation-id-control-character")]),
        ("operationId", " a", [("warning", "operation-id-blanks-around")]),
        ("operationId", "a  ", [("warning", "operation-id-blanks-around")]),
        ("subject", "one ", []),  # the next word is being typed
        ("operationId", "a\u200bb", [("warning", "operation-id-invisible-character")]),
        ("importance", "", []),
        ("importance", "Emergency", []),
        ("importance", "normal", [("error", "importance-unknown")]),
        ("subject", "", []),
        ("subject", "ü" * 250, []),
        ("subject", "ü" * 251, [("error", "subject-too-long")]),
        ("subject", "x" * 249 + "😀", [("warning", "subject-too-long-in-utf16")]),
        ("subject", "two\nlines", [("warning", "subject-control-character")]),
        ("threadId", "", []),
        ("threadId", "a b", [("warning", "thread-id-blank-inside")]),
        ("threadId", "x" * 1000, []),
        ("anonymousDisplayName", "", []),
        ("anonymousDisplayName", "Ann", [("warning", "anonymous-display-name-not-anonymous")]),
    ],
)
def test_each_field(name: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert of(name, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("error", "anonymous-display-name-required")]),
        (" ", [("warning", "anonymous-display-name-blanks-around"), ("error", "anonymous-display-name-required")]),
        ("Ann", []),
        ("A" * 251, [("error", "anonymous-display-name-too-long")]),
    ],
)
def test_a_guest_needs_a_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert of("anonymousDisplayName", text, GUEST) == expected


def test_a_used_operation_id_is_noticed() -> None:
    context = FieldContext(used_operation_ids=frozenset({"op-1"}))
    assert of("operationId", "op-1", context) == [("warning", "operation-id-reused")]
    assert of("operationId", "op-2", context) == []


def test_findings_say_where_and_what_to_do() -> None:
    (long,) = check_field(FIELDS["subject"], "x" * 260)
    assert long.text == "Subject has 260 characters; 250 is the limit."
    assert long.way_out == "Shorten it by 10."
    assert long.position == 250
    (control,) = check_field(FIELDS["subject"], "ab\x1b]52;\x07")
    assert control.text == "Subject holds a control character, U+001B, at character 3 (1 more follows)."
    assert control.position == 2
    (case,) = check_field(FIELDS["importance"], "urgent")
    assert case.way_out == "Use Urgent."


def test_repairs() -> None:
    assert repair(FIELDS["importance"], " urgent") == "Urgent"
    assert repair(FIELDS["importance"], "Urgent") is None
    assert repair(FIELDS["subject"], " a ") == "a"
    assert repair(FIELDS["subject"], "a") is None
    assert repair(FIELDS["onlineMeetingUri"], "sip : a@b") == "sip:a@b"
    assert guess(FIELDS["onlineMeetingUri"], "https://meet.contoso.com/alice/7HK2QX9D") == GOOD["onlineMeetingUri"]
    assert guess(FIELDS["subject"], "https://meet.contoso.com/alice/7HK2QX9D") is None


@pytest.mark.parametrize(
    ("extras", "expected"),
    [
        ([("sessionContext", "x")], []),
        ([("", "x")], [("error", "extra-name-empty")]),
        ([(" ", "x")], [("error", "extra-name-empty")]),
        ([("a", "1"), ("a", "2")], [("error", "extra-name-duplicate")]),
        ([("a", "1"), ("A", "2")], [("warning", "extra-name-case-duplicate")]),
        ([("subject", "x")], [("error", "extra-name-known")]),
        ([("Subject", "x")], [("warning", "extra-name-case-variant")]),
        ([("anonymousDisplayName", "x")], [("warning", "extra-name-known")]),
        ([("_links", "{}")], [("error", "extra-name-structure")]),
        ([("rel", "x")], [("warning", "extra-name-descriptive")]),
        ([("a\x00", "x")], [("error", "extra-name-control-character")]),
        ([("a", "x\x85")], [("warning", "extra-value-control-character")]),
    ],
)
def test_extra_properties(extras: list[tuple[str, str]], expected: list[tuple[str, str]]) -> None:
    assert codes(check(JOIN, GOOD, FieldContext(), extras)) == expected


def test_an_extra_name_with_controls_is_shown_escaped() -> None:
    found = check(JOIN, GOOD, FieldContext(), [("a\x1b[2J", "x")])
    assert all(f.text.isprintable() for f in found)


def test_counters() -> None:
    plain = counter(FIELDS["subject"], "Weekly")
    assert (plain.code_points, plain.utf16_units, plain.limit, plain.text) == (6, 6, 250, "6/250")
    astral = counter(FIELDS["subject"], "😀" * 130)
    assert (astral.code_points, astral.utf16_units, astral.remaining) == (130, 260, 120)
    assert astral.text == "130/250 (260 in UTF-16)"
    assert not astral.is_over
    assert astral.is_over_in_utf16
    over = counter(FIELDS["operationId"], "x" * 51)
    assert over.is_over
    assert over.remaining == -1
    assert counter(FIELDS["threadId"], "abc").text == "3"
    assert counter(FIELDS["threadId"], "abc").remaining is None


def test_a_required_field_is_required_whatever_its_kind() -> None:
    required = replace(FIELDS["subject"], required=True)
    assert codes(check_field(required, "")) == [("error", "subject-required")]


def test_a_new_operation_needs_data_only() -> None:
    wave = Operation(
        name="wave",
        title="Wave",
        rel="wave",
        rel_holder="me",
        method="POST",
        why="Waves.",
        fields=(
            Field("hand", "Hand", FieldKind.CHOICE, "Which one.", "Left", choices=("Left", "Right"), required=True),
            Field("shoutURI", "Shout", FieldKind.TEXT, "What to say.", "Hi", max_length=3),
        ),
    )
    assert codes(check(wave, {"hand": "left", "shoutURI": "Hello"})) == [
        ("error", "hand-unknown"),
        ("error", "shout-uri-too-long"),
    ]
    assert codes(check(wave, {})) == [("error", "hand-required")]


def test_code_prefixes() -> None:
    assert code_prefix("operationId") == "operation-id"
    assert code_prefix("") == "property"


@given(st.text(), st.text(), st.booleans())
@settings(max_examples=80)
def test_rules_take_any_text(text: str, name: str, anonymous: bool) -> None:
    values = {f.name: text for f in JOIN.fields}
    for finding in check(JOIN, values, FieldContext(anonymous=anonymous), [(name, text)]):
        assert finding.text.endswith(".")
        assert finding.code == finding.code.lower()
        assert not any(c in finding.code for c in " _")
    for field in JOIN.fields:
        once = repair(field, text)
        assert once is None or repair(field, once) is None


@pytest.mark.parametrize("name", ["subject", "threadId", "anonymousDisplayName"])
@pytest.mark.parametrize(
    ("text", "in_json", "in_xml", "position"),
    [
        ("ab\x1bc", "warning", "error", 2),
        ("a\nb\x07", "warning", "error", 3),
        ("a\nb", "warning", "warning", 1),
        ("a\ud800b", "warning", "error", 1),
    ],
)
def test_what_the_wire_form_can_carry_is_only_a_warning(
    name: str, text: str, in_json: str, in_xml: str, position: int
) -> None:
    for form, severity in ((PayloadFormat.JSON, in_json), (PayloadFormat.XML, in_xml)):
        found = check_field(FIELDS[name], text, FieldContext(anonymous=True, payload_format=form))
        (control,) = [f for f in found if f.code.endswith("control-character")]
        assert control.severity.value == severity
        if form is PayloadFormat.XML:
            assert control.position == position
            assert f"at character {position + 1}" in control.text


@pytest.mark.parametrize("form", list(PayloadFormat))
def test_a_control_character_in_an_operation_id_is_an_error_in_any_form(form: PayloadFormat) -> None:
    assert of("operationId", "a\x1b", FieldContext(payload_format=form)) == [
        ("error", "operation-id-control-character")
    ]


TICKET = "sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:7HK2QX9D"


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        (TICKET, None),
        (TICKET.upper().replace("SIP", "sip"), None),
        ("tel:+1", None),
        (TICKET.replace("7HK2QX9D", "AB12CD34"), "Sign in again for the meeting AB12CD34."),
        ("", f"Enter {TICKET}"),
        ("adhoc", f"Enter {TICKET}"),
    ],
)
def test_a_guests_ticket_is_for_one_meeting(text: str, way_out: str | None) -> None:
    for context in (GUEST, FieldContext(anonymous=True, ticket_uri=TICKET)):
        found = check_field(FIELDS["onlineMeetingUri"], text, context)
        told = [f for f in found if f.code == "meeting-uri-other-ticket"]
        assert [f.way_out for f in told] == ([way_out] if way_out and context.ticket_uri else [])
        assert all("another meeting (id 7HK2QX9D)" in f.text for f in told)
