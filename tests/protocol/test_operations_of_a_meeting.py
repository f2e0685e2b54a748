"""Messages as bodies of their own, lists in a form, and where the operations of a meeting live."""

from __future__ import annotations

import json

import pytest

from ucwa_tui.protocol.compose import plan_request, values_from_body
from ucwa_tui.protocol.fields import check
from ucwa_tui.protocol.operations import operation
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.workbench.draft import new_draft

SEND = operation("sendMessage")
HREF = "/ucwa/oauth/v1/applications/9/communication/conversations/2/messaging/messages"


@pytest.mark.parametrize(
    ("name", "holder", "success"),
    [
        ("promote", "participant", 204),
        ("demote", "participant", 204),
        ("eject", "participant", 204),
        ("sendMessage", "messaging", 201),
        ("stopMessaging", "messaging", 204),
        ("setIsTyping", "messaging", 204),
        ("makeMeAvailable", "me", 204),
        ("reportMyActivity", "me", 204),
    ],
)
def test_where_they_live(name: str, holder: str, success: int) -> None:
    known = operation(name)
    assert (known.rel, known.rel_holder, known.method, known.success) == (name, holder, "POST", (success,))


@pytest.mark.parametrize("fmt", list(PayloadFormat))
def test_a_message_is_the_body_and_its_id_is_in_the_query(fmt: PayloadFormat) -> None:
    text = "grüezi & <hello>\nline two"
    plan = plan_request(SEND, HREF, {"message": text, "operationId": "m 1"}, fmt=fmt)
    assert plan.body == text.encode()
    assert plan.href == f"{HREF}?operationId=m%201"
    assert dict(plan.headers)["Content-Type"] == "text/plain; charset=utf-8"
    assert dict(plan.headers)["Accept"] == fmt.media_type
    assert plan.operation_id == "m 1"


def test_further_properties_of_a_message_go_into_the_query() -> None:
    plan = plan_request(SEND, HREF, {"message": "hi"}, extras=(("SessionContext", "7"),))
    assert plan.href == f"{HREF}?SessionContext=7"
    assert plan.body == b"hi"


def test_a_message_without_text_is_no_message() -> None:
    assert [f.code for f in check(SEND, {"operationId": "m1"})] == ["message-required"]
    assert check(SEND, {"message": "two\nlines", "operationId": "m1"}) == ()


def test_a_body_typed_as_text_keeps_the_id() -> None:
    draft, error = new_draft("sendMessage", message="hi", operationId="m1").with_raw_body('{"not": "json')
    assert error is None
    assert (draft.value("message"), draft.value("operationId"), draft.raw_body) == ('{"not": "json', "m1", None)


def test_a_list_goes_out_as_one_and_comes_back() -> None:
    known = operation("makeMeAvailable")
    values = {"supportedModalities": "Messaging, PhoneAudio", "signInAs": "Online"}
    for fmt in PayloadFormat:
        plan = plan_request(known, "/me/x", values, fmt=fmt)
        assert values_from_body(known, plan.body, fmt) == (values, ())
    plan = plan_request(known, "/me/x", values)
    assert json.loads(plan.body) == {"supportedModalities": ["Messaging", "PhoneAudio"], "signInAs": "Online"}


@pytest.mark.parametrize("odd", ["[1]", '["a,b"]', "[]", '"Messaging"'])
def test_what_the_form_has_no_way_to_show_is_kept_beside_it(odd: str) -> None:
    body = f'{{"supportedModalities":{odd}}}'.encode()
    values, extras = values_from_body(operation("makeMeAvailable"), body, PayloadFormat.JSON)
    assert values == {}
    assert [name for name, _ in extras] == ["supportedModalities"]
