"""What is said before something invalid is sent."""

from __future__ import annotations

import pytest

from tests.workbench.builders import MEETING
from ucwa_tui.protocol.fields import FieldContext
from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.workbench.draft import Draft, new_draft
from ucwa_tui.workbench.prediction import predict

GOOD = new_draft(onlineMeetingUri=MEETING, operationId="1")


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (GOOD, "accepts this: 201"),
        (GOOD.with_value("subject", "s" * 251), "400 BadRequest/ParameterValidationFailure naming subject."),
        (GOOD.with_value("operationId", "o" * 51), "400 BadRequest/ParameterValidationFailure naming operationId."),
        (
            GOOD.with_value("subject", "s" * 251).with_value("importance", "Huge"),
            "ParameterValidationFailure naming importance, subject.",
        ),
        (GOOD.with_value("onlineMeetingUri", "tel:+1425"), "404 NotFound/DestinationNotFound"),
        (GOOD.with_raw_body("{")[0], "400 BadRequest/DeserializationFailure"),
        (GOOD.with_value("subject", "\x01").with_format(PayloadFormat.XML), "nothing would be sent"),
        (GOOD.with_extra("_links", "x"), "ignores what is wrong here"),
    ],
)
def test_the_answer_is_predicted(draft: Draft, said: str) -> None:
    assert said in predict(draft.findings(FieldContext()), "joinOnlineMeeting")


def test_the_prediction_is_printable() -> None:
    hostile = Finding(Severity.ERROR, "x", "", field="a\x1b[31m\u202eb")
    assert predict([hostile], "joinOnlineMeeting").isprintable()


def test_warnings_do_not_count() -> None:
    warning = Finding(Severity.WARNING, "subject-too-long-in-utf16", "", field="subject")
    assert "accepts" in predict([warning], "joinOnlineMeeting")
