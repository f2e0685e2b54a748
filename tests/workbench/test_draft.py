"""The request under construction: values, formats, places, raw text and what the rules say."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.builders import MEETING
from ucwa_tui.protocol.fields import FieldContext
from ucwa_tui.protocol.finding import Severity
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat, UriPlace
from ucwa_tui.workbench.draft import TAKEN_APART_MOST, Draft, new_draft

NOBODY = FieldContext()


def test_values_keep_the_order_of_the_operations_fields() -> None:
    draft = new_draft(subject="Plan", operationId="1", onlineMeetingUri=MEETING)
    assert [name for name, _ in draft.values] == ["onlineMeetingUri", "operationId", "subject"]
    assert draft.value("subject") == "Plan"
    assert draft.value("threadId") == ""
    assert draft.operation_id == "1"


def test_an_empty_value_is_not_sent() -> None:
    draft = new_draft(subject="Plan", importance="Urgent").with_value("subject", "")
    assert json.loads(draft.body_text()) == {"importance": "Urgent"}


def test_a_draft_never_changes() -> None:
    draft = new_draft(subject="Plan")
    assert draft.with_value("subject", "Other").value("subject") == "Other"
    assert draft.value("subject") == "Plan"
    assert draft.with_value("subject", "Plan") is draft


def test_extras_go_in_and_out() -> None:
    draft = new_draft(subject="Plan").with_extra("team", "red").with_extra("team", "blue").with_extra("size", "4")
    assert draft.extras == (("team", "blue"), ("size", "4"))
    assert draft.without_extra("team").extras == (("size", "4"),)


@pytest.mark.parametrize(
    ("place", "in_body", "in_query"),
    [(UriPlace.BODY, True, False), (UriPlace.QUERY, False, True), (UriPlace.BOTH, True, True)],
)
def test_the_uri_goes_where_it_is_wanted(place: UriPlace, in_body: bool, in_query: bool) -> None:
    plan = new_draft(onlineMeetingUri=MEETING, subject="Plan").with_uri_place(place).plan("/x?own=1")
    assert (b"onlineMeetingUri" in plan.body) is in_body
    assert ("onlineMeetingUri=sip%3A" in plan.href) is in_query
    assert plan.href.startswith("/x?own=1")


def test_the_plan_carries_the_format_in_accept_and_content_type() -> None:
    plan = new_draft(subject="Plan").with_format(PayloadFormat.XML).plan("/x")
    assert dict(plan.headers)["Accept"] == "application/xml"
    assert dict(plan.headers)["Content-Type"] == "application/xml"
    assert plan.body.startswith(b"<?xml")


def test_a_raw_body_changes_the_values() -> None:
    draft = new_draft(onlineMeetingUri=MEETING, subject="Old", threadId="t")
    changed, error = draft.with_raw_body('{"subject":"New","color":"red"}')
    assert error is None
    assert changed.values == (("subject", "New"),)
    assert changed.extras == (("color", "red"),)
    assert changed.raw_body == '{"subject":"New","color":"red"}'


def test_a_raw_body_that_the_fields_would_make_is_not_kept_apart() -> None:
    draft = new_draft(subject="Plan")
    changed, error = draft.with_raw_body(draft.body_text())
    assert error is None
    assert changed == draft


def test_what_is_typed_goes_out_as_it_stands() -> None:
    text = '{"subject" : "x"   }'
    changed, _ = new_draft().with_raw_body(text)
    assert changed.plan("/x").body == text.encode()


def test_a_broken_raw_body_is_kept_with_the_place_of_the_mistake() -> None:
    draft = new_draft(subject="Old")
    broken, error = draft.with_raw_body('{"subject": "New"\n  oops}')
    assert isinstance(error, PayloadError)
    assert (error.line, error.column) == (2, 3)
    assert broken.raw_body == '{"subject": "New"\n  oops}'
    assert broken.value("subject") == "Old"
    found = [f for f in broken.findings(NOBODY) if f.code == "body-syntax"]
    assert [f.severity for f in found] == [Severity.ERROR]
    assert "line 2, column 3" in found[0].text
    assert broken.plan("/x").body == broken.raw_body.encode()


def test_a_broken_raw_body_survives_a_change_of_format_and_a_good_one_is_written_anew() -> None:
    broken, _ = new_draft(subject="Old").with_raw_body("{")
    assert broken.with_format(PayloadFormat.XML).raw_body == "{"
    good, _ = new_draft().with_raw_body('{ "subject":"x"}')
    assert good.with_format(PayloadFormat.XML).body_text().startswith("<?xml")


def test_the_query_keeps_its_uri_when_the_body_is_typed() -> None:
    draft = new_draft(onlineMeetingUri=MEETING, subject="Old").with_uri_place(UriPlace.QUERY)
    changed, _ = draft.with_raw_body('{"subject":"New"}')
    assert changed.value("onlineMeetingUri") == MEETING
    assert changed.value("subject") == "New"


def test_a_field_that_changes_writes_the_body_anew() -> None:
    raw, _ = new_draft().with_raw_body('{ "subject":"x"}')
    assert raw.with_value("subject", "y").raw_body is None


def test_another_operation_keeps_what_it_does_not_know() -> None:
    draft = new_draft(onlineMeetingUri=MEETING, subject="Plan").with_operation("startOnlineMeeting")
    assert b"onlineMeetingUri" not in draft.plan("/x").body
    assert draft.with_operation("joinOnlineMeeting").value("onlineMeetingUri") == MEETING


def test_findings_name_what_xml_cannot_carry() -> None:
    draft = new_draft(onlineMeetingUri=MEETING, operationId="1", subject="a\x01b").with_format(PayloadFormat.XML)
    assert "xml-character" in {f.code for f in draft.findings(NOBODY)}
    with pytest.raises(PayloadError):
        draft.plan("/x")
    assert draft.body_text() == ""


def test_a_clean_draft_has_no_errors() -> None:
    draft = new_draft(onlineMeetingUri=MEETING, operationId="1", subject="Plan", importance="Normal")
    assert [f for f in draft.findings(NOBODY) if f.severity is Severity.ERROR] == []


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30)


@given(subject=PLAIN, thread=PLAIN, payload_format=st.sampled_from(list(PayloadFormat)))
def test_the_body_read_back_gives_the_same_draft(subject: str, thread: str, payload_format: PayloadFormat) -> None:
    draft = new_draft(subject=subject, threadId=thread).with_format(payload_format)
    again, error = Draft(payload_format=payload_format).with_raw_body(draft.body_text())
    assert error is None
    assert again == draft


@pytest.mark.parametrize(
    ("form", "severity"), [(PayloadFormat.JSON, Severity.WARNING), (PayloadFormat.XML, Severity.ERROR)]
)
@pytest.mark.parametrize("name", ["subject", "threadId"])
def test_a_control_character_is_told_once(name: str, form: PayloadFormat, severity: Severity) -> None:
    draft = replace(new_draft(onlineMeetingUri=MEETING, operationId="1", **{name: "a\x1bb"}), payload_format=form)
    (finding,) = (f for f in draft.findings(FieldContext(payload_format=form)) if f.severity is not Severity.HINT)
    assert (finding.severity, finding.field, finding.position) == (severity, name, 1)
    assert "U+001B" in finding.text
    assert "at character 2" in finding.text


LARGE = '{"operationId": "in-it", "subject": "' + "s" * TAKEN_APART_MOST + '", "more": 1}'


def test_a_large_body_is_sent_as_typed_and_read_only_where_there_is_time() -> None:
    draft, error = new_draft(operationId="form", importance="Normal").with_raw_body(LARGE)
    assert (draft.is_large, draft.is_unread, error, draft.broken()) == (True, True, None, None)
    assert draft.values == new_draft(operationId="form", importance="Normal").values
    assert draft.plan("/").body == LARGE.encode()
    assert [finding.code for finding in draft.findings(FieldContext())] == ["body-large"]
    read, error = new_draft(operationId="form", importance="Normal").with_body_at_length(LARGE)
    assert error is None
    assert dict(read.values) == {"operationId": "in-it", "importance": "Normal"}  # what is long stays out of the form
    assert (read.extras, read.raw_body) == ((), LARGE)
    assert read.plan("/").operation_id == "in-it"


def test_no_change_of_form_or_place_loses_a_large_body() -> None:
    draft, _ = new_draft().with_raw_body(LARGE)
    assert draft.with_format(PayloadFormat.XML).raw_body == LARGE
    assert draft.with_uri_place(UriPlace.QUERY).raw_body == LARGE


def test_a_broken_large_body_is_told_where_there_is_time() -> None:
    draft, error = new_draft(operationId="form").with_body_at_length(LARGE[:-1])
    assert error is not None
    assert (draft.raw_body, draft.value("operationId")) == (LARGE[:-1], "form")
    small, error = new_draft().with_body_at_length("{")
    assert error is not None
    assert small.raw_body == "{"
