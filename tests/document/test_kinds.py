"""Every depth that shows bytes, on every kind of answer: what it has to say, and nothing that a terminal obeys."""

from __future__ import annotations

import pytest

from tests.document.kinds import KINDS, Kind
from ucwa_tui.document.badges import badges_of
from ucwa_tui.document.growing import GrowingDocument
from ucwa_tui.document.http_view import response_steps
from ucwa_tui.document.lines import TokenName
from ucwa_tui.document.source_text import LONGEST_ROW
from ucwa_tui.document.views import View
from ucwa_tui.wire.safe_text import has_control

BYTES = (View.WIRE, View.MESSAGE, View.PRETTY, View.HEX)


def _texts(document: GrowingDocument) -> list[str]:
    return [document.line(index).text for index in range(document.line_count)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("view", BYTES)
@pytest.mark.parametrize("wrap", [LONGEST_ROW, 40])
def test_a_depth_says_what_there_is(kind: Kind, view: View, wrap: int) -> None:
    exchange = kind.exchange()
    steps = list(response_steps(exchange, view, wrap=wrap))
    document = GrowingDocument(steps)
    texts = _texts(document)
    assert texts
    assert not any(has_control(text) for text in texts)
    for line in map(document.line, range(document.line_count)):
        ends = [0, *(place for span in line.spans for place in (span.start, span.end)), len(line.text)]
        assert ends == sorted(ends)
    if wrap == LONGEST_ROW:
        wanted = {View.PRETTY: kind.pretty, View.MESSAGE: kind.message}.get(view, ())
        for row in wanted:
            assert any(text.startswith(row) for text in texts), row
    found = {badge for step in steps for badge in step.badges}
    if view is View.PRETTY:
        assert found | set(badges_of(exchange)) == set(kind.badges)


def test_where_json_breaks_is_marked_and_what_comes_before_is_coloured() -> None:
    kind = next(kind for kind in KINDS if kind.name == "broken json")
    document = GrowingDocument(response_steps(kind.exchange()))
    *_, first, second = map(document.line, range(document.line_count))
    assert [(first.text[s.start : s.end], s.token) for s in first.spans][1] == ('"a"', TokenName.KEY)
    assert [second.text[s.start : s.end] for s in second.spans if s.token is TokenName.ERROR] == ["}"]
