"""The operations as data."""

from __future__ import annotations

import pytest

from ucwa_tui.protocol.operations import OPERATIONS, FieldKind, operation

JOIN = operation("joinOnlineMeeting")


def test_join_has_the_documented_fields_in_the_order_of_the_reference() -> None:
    assert [f.name for f in JOIN.fields] == [
        "onlineMeetingUri",
        "operationId",
        "importance",
        "subject",
        "threadId",
        "anonymousDisplayName",
    ]
    assert {f.name: f.max_length for f in JOIN.fields if f.max_length} == {
        "operationId": 50,
        "subject": 250,
        "anonymousDisplayName": 250,
    }
    assert [f.name for f in JOIN.fields if "query" in f.places] == ["onlineMeetingUri"]
    assert [f.name for f in JOIN.fields if f.choices] == ["importance"]
    assert not any(f.required for f in JOIN.fields)


def test_join_has_its_seven_answers_and_only_two_are_specific() -> None:
    assert [(a.status, a.code, a.subcode, a.specific) for a in JOIN.answers] == [
        (404, "NotFound", "DestinationNotFound", True),
        (403, "Forbidden", None, True),
        (500, "ServiceFailure", "CallbackChannelError", False),
        (409, "Conflict", "AlreadyExists", False),
        (409, "Conflict", "TooManyGroups", False),
        (409, "Conflict", None, False),
        (410, "Gone", "CannotRedirect", False),
    ]
    assert len({a.meaning for a in JOIN.answers}) == 7
    assert all(a.next_step for a in JOIN.answers)


@pytest.mark.parametrize(
    ("name", "rel", "holder", "method", "success"),
    [
        ("joinOnlineMeeting", "joinOnlineMeeting", "communication", "POST", 201),
        ("startOnlineMeeting", "startOnlineMeeting", "communication", "POST", 201),
        ("cancel", "cancel", "onlineMeetingInvitation", "POST", 204),
        ("leave", "conversation", "conversation", "DELETE", 204),
        ("admit", "admit", "participant", "POST", 204),
        ("reject", "reject", "participant", "POST", 204),
        ("addMessaging", "addMessaging", "messaging", "POST", 201),
        ("get", "", "", "GET", 200),
    ],
)
def test_where_each_operation_lives(name: str, rel: str, holder: str, method: str, success: int) -> None:
    known = operation(name)
    assert (known.rel, known.rel_holder, known.method, known.success) == (rel, holder, method, (success,))


def test_every_operation_and_field_explains_itself() -> None:
    assert next(iter(OPERATIONS)) == "joinOnlineMeeting"
    for name, known in OPERATIONS.items():
        assert known.name == name
        assert known.title
        assert known.why.endswith(".")
        assert known.absent.endswith(".")
        assert known.follows.endswith(".")
        for field in known.fields:
            assert field.why.endswith(".")
            assert field.example
            assert "\n" not in field.why
            assert field.max_length is None or len(field.example) <= field.max_length


def test_fields_are_found_without_case_and_by_kind() -> None:
    assert JOIN.field("OPERATIONID") is JOIN.fields[1]
    assert JOIN.field("nope") is None
    assert JOIN.field_of_kind(FieldKind.DISPLAY_NAME) is JOIN.fields[5]
    assert operation("cancel").field_of_kind(FieldKind.TEXT) is None


def test_answers_are_matched_by_status_code_and_subcode() -> None:
    found = JOIN.answer(404, "notfound", "destinationnotfound")
    assert found is JOIN.answers[0]
    assert JOIN.answer(None, "Conflict", "AlreadyExists") is JOIN.answers[3]
    assert JOIN.answer(409, "Conflict", "PGetReplaced") is None
    assert JOIN.answer(500, "Conflict", None) is None
    assert JOIN.answer(None, None, None) is None


def test_an_unknown_operation_is_named() -> None:
    with pytest.raises(KeyError, match=r"unknown operation 'dance'; known: joinOnlineMeeting"):
        operation("dance")
