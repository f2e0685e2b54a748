"""Lines aligned, heads and bodies compared, by text and by meaning."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.ucwa_bodies import Res, application
from tests.workbench.builders import exchange
from ucwa_tui.document.compare import aligned
from ucwa_tui.document.compare.aligned import align
from ucwa_tui.document.compare.blocks import Block, Kind, joined
from ucwa_tui.document.compare.bodies import Mode
from ucwa_tui.document.compare.exchanges import Compared, compare_exchanges, summary
from ucwa_tui.document.compare.expected import plain_lines, without_volatile
from ucwa_tui.document.compare.heads import align_heads
from ucwa_tui.document.compare.inline import changes
from ucwa_tui.protocol.event_codec import encode_events
from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer, Sender
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import parse_response

LINES = st.lists(
    st.sampled_from(["{", "}", '  "a": 1', '  "a": 2', '  "b": 1', "<x>", '  "item"', "", "z", '  "é": 0'])
)


def blocks_of(left: list[str], right: list[str]) -> list[Block]:
    """All blocks of two texts."""
    return list(joined(block for blocks in align(left, right) for block in blocks))


def check_covers(left: list[str], right: list[str], blocks: list[Block]) -> None:
    """The blocks go through both sides once; applying them to the left gives the right."""
    at = bt = 0
    made: list[str] = []
    for block in blocks:
        assert (block.left, block.right) == (at, bt), "a gap between blocks"
        assert block.count > 0
        a, b = left[at : block.left_end], right[bt : block.right_end]
        if block.kind is Kind.EQUAL:
            assert a == b
            made += a
        elif block.kind is not Kind.REMOVED:
            made += b
        if block.kind is Kind.CHANGED:
            assert all(x != y for x, y in zip(a, b, strict=True))
        at, bt = block.left_end, block.right_end
    assert (at, bt) == (len(left), len(right))
    assert made == right


@given(LINES, LINES)
def test_applying_the_blocks_to_one_side_gives_the_other(left: list[str], right: list[str]) -> None:
    check_covers(left, right, blocks_of(left, right))


@given(LINES, LINES)
def test_exchanging_the_sides_exchanges_the_blocks(left: list[str], right: list[str]) -> None:
    mirrored = list(joined(block.mirrored() for block in blocks_of(left, right)))
    assert blocks_of(right, left) == mirrored


@given(LINES)
def test_equal_texts_do_not_differ(lines: list[str]) -> None:
    assert {block.kind for block in blocks_of(lines, list(lines))} <= {Kind.EQUAL}


@given(LINES, LINES, st.integers(1, 9), st.integers(0, 60))
def test_texts_longer_than_a_window_and_gaps_too_large_to_look_at(
    left: list[str], right: list[str], window: int, close: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aligned, "WHOLE", window)
        patch.setattr(aligned, "CLOSE_LOOK", close)
        check_covers(left, right, blocks_of(left, right))
        assert {block.kind for block in blocks_of(left, list(left))} <= {Kind.EQUAL}


def test_the_same_name_with_another_value_is_a_change_and_not_two_lines() -> None:
    left = ["{", '  "state": "Connecting",', '  "subject": "a"', "}"]
    right = ["{", '  "state": "Connected",', '  "importance": "Urgent",', '  "subject": "a"', "}"]
    assert [(b.kind, b.left, b.right, b.count) for b in blocks_of(left, right)] == [
        (Kind.EQUAL, 0, 0, 1),
        (Kind.CHANGED, 1, 1, 1),
        (Kind.ADDED, 2, 2, 1),
        (Kind.EQUAL, 2, 3, 2),
    ]


@given(st.text('ab1 ./"', max_size=40), st.text('ab1 ./"', max_size=40))
def test_what_is_left_of_two_lines_without_their_changes_is_the_same(left: str, right: str) -> None:
    found = changes(left, right)
    rests = []
    for text, ranges in zip((left, right), found, strict=True):
        at, rest = 0, ""
        for start, end in ranges:
            assert at <= start < end <= len(text)
            rest += text[at:start]
            at = end
        rests.append(rest + text[at:])
    if left == right:
        assert found == ((), ())
    assert is_within(rests[0], right)
    assert is_within(rests[1], left)


def is_within(rest: str, text: str) -> bool:
    """Whether the characters of one occur in the other in the same order."""
    characters = iter(text)
    return all(character in characters for character in rest)


def test_only_the_word_that_differs_is_marked() -> None:
    left, right = '  "href": "/a/conversations/55/leave"', '  "href": "/a/conversations/56/leave"'
    (one,), (other,) = changes(left, right)
    assert (left[slice(*one)], right[slice(*other)]) == ("55", "56")


def test_a_very_long_line_is_compared_by_its_ends() -> None:
    left, right = "x" * 9 + "a b " * 5000 + "end", "x" * 9 + "c d " * 5000 + "end"
    (one,), (other,) = changes(left, right)
    assert left[slice(*one)].startswith("xxxxxxxxxa")
    assert one[1] <= len(left) - 3
    assert other[1] <= len(right) - 3


EXPECTED = [
    ('"operationId": "op-1"', '"operationId": "op-2"'),
    ('"href": "/ucwa/oauth/v1/applications/10/events?ack=1"', '"href": "/ucwa/oauth/v1/applications/11/events?ack=9"'),
    ('"href": "/a/conversations/55"', '"href": "/a/conversations/8b7d"'),
    ('"t": "/Date(1400000000000)/"', '"t": "/Date(1400000009999)/"'),
    (
        "<property name='t'>2014-05-13T16:53:20.0000000Z</property>",
        "<property name='t'>2026-05-13T16:53:21Z</property>",
    ),
    ('<property name="operationId">a</property>', '<property name="operationId">b</property>'),
    ('"etag": "4711"', '"etag": "4712"'),
    ('<resource rel="me" href="/me" etag="1">', '<resource rel="me" href="/me" etag="2">'),
    ('"x": "3f2504e04f8911d39a0c0305e82c3301"', '"x": "00000000a4f8911d39a0c0305e82c330"'),
    ('"x": "a.3f2504e04f8911d3"', '"x": "a.a4f8911d39a0c0305e"'),
    ('"id": "3f2504e0-4f89-11d3-9a0c-0305e82c3301"', '"id": "00000000-4f89-11d3-9a0c-0305e82c3302"'),
]
REAL = [
    ('"state": "Connecting"', '"state": "Connected"'),
    ('"name": "Dana 1"', '"name": "Dana 2"'),
    ('"href": "/a/conversations/55"', '"href": "/a/participants/55"'),
    ('"count": 3', '"count": 4'),
    ('"t": "/Date(1400000000000)/"', '"t": null'),
    ('"x": 0.9955423062541319', '"x": 0.6794264230547811'),
    ('"x": 1.25e-3', '"x": 1.25e-4'),
    ('"x": 12345678901234567', '"x": 12345678901234568'),
    ('"x": 12345678901234567e10', '"x": 12345678901234567e11'),
    ('"x": "12345678901234567890"', '"x": "12345678901234567891"'),
]


@pytest.mark.parametrize(("left", "right"), EXPECTED)
def test_what_differs_in_every_run_is_told_apart(left: str, right: str) -> None:
    assert without_volatile(left) == without_volatile(right) == plain_lines([left])[0]


@pytest.mark.parametrize(("left", "right"), REAL)
def test_what_differs_really_is_no_noise(left: str, right: str) -> None:
    assert without_volatile(left) != without_volatile(right)


def answer(body: bytes, content_type: str = "application/json", status: str = "200 OK", more: str = "") -> bytes:
    """An answer with a body."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def made(
    left: bytes, right: bytes, mode: Mode | None = None, *, purpose: Purpose = Purpose.GET, status: int = 200
) -> tuple[list[Compared], str]:
    """The sections of two answers, and the summary."""
    one, other = (exchange(n, response=data, purpose=purpose, status=status) for n, data in ((1, left), (2, right)))
    return compared(one, other, mode)


def compared(one: Exchange, other: Exchange, mode: Mode | None) -> tuple[list[Compared], str]:
    """The same of two exchanges."""
    parts: list[Compared] = []
    for section, blocks in compare_exchanges(one, other, mode):
        if not parts or parts[-1].section is not section:
            parts.append(Compared(section))
        parts[-1].blocks += blocks
    return parts, summary(one, other, parts)


def kinds(part: Compared) -> set[Kind]:
    """Which kinds there are."""
    return {block.kind for block in part.blocks}


def body_of(parts: list[Compared]) -> Compared:
    """The answer's body."""
    return next(part for part in parts if part.section.name == "answer body")


BASE = "/ucwa/oauth/v1/applications/1077"


def test_json_and_xml_of_the_same_resource_mean_the_same() -> None:
    res = application(BASE)
    parts, said = made(answer(res.json()), answer(res.xml(), "application/xml"))
    body = body_of(parts)
    assert body.section.mode is Mode.MEANING
    assert body.section.notes == ("compared by meaning: JSON against XML",)
    assert kinds(body) == {Kind.EQUAL}
    assert "body: same" in said


def test_by_text_json_and_xml_have_nothing_in_common() -> None:
    res = application(BASE)
    parts, _ = made(answer(res.json()), answer(res.xml(), "application/xml"), Mode.TEXT)
    assert Kind.EQUAL not in kinds(body_of(parts))


def test_a_difference_between_json_and_xml_is_one_value() -> None:
    left = application(BASE, display_name="Dana Reyes")
    right = application("/ucwa/oauth/v1/applications/2088", display_name="Dana R.")
    parts, said = made(answer(left.json()), answer(right.xml(), "application/xml"))
    changed = [block for block in body_of(parts).blocks if block.kind is Kind.CHANGED]
    section = body_of(parts).section
    assert [section.left_rows[block.left].strip() for block in changed] == ['"name": "Dana Reyes",']
    assert "body: 1 value differs" in said
    assert "in every run" in said


def test_events_in_both_forms_mean_the_same() -> None:
    link = EventLink("onlineMeetingInvitation", f"{BASE}/communication/onlineMeetingInvitations/7")
    event = Event("completed", link, None, "Failure", Reason("RemoteFailure", "NotFound"))
    told = EventsAnswer(
        f"{BASE}/events?ack=2", f"{BASE}/events?ack=3", senders=(Sender("communication", BASE, (event,)),)
    )
    left = answer(encode_events(told, PayloadFormat.JSON))
    right = answer(encode_events(told, PayloadFormat.XML), "application/xml")
    parts, _ = made(left, right, purpose=Purpose.EVENTS)
    body = body_of(parts)
    assert kinds(body) == {Kind.EQUAL}
    assert any("RemoteFailure" in row for row in body.section.left_rows)


def test_dates_truth_values_and_order_are_compared_by_meaning() -> None:
    left = b'{"a":"x","t":"/Date(1400000000000)/","on":true,"n":"1","rel":"me"}'
    right = (
        b'<resource rel="me" href="/m" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><property name="n">1'
        b'</property><property name="on">True</property><property name="t">2014-05-13T16:53:20.0000000Z</property>'
        b'<property name="a">x</property></resource>'
    )
    left = left.replace(b'"rel"', b'"_links":{"self":{"href":"/m"}},"rel"')
    parts, _ = made(answer(left), answer(right, "application/xml"))
    assert kinds(body_of(parts)) == {Kind.EQUAL}


def test_errors_are_compared_by_meaning() -> None:
    left = answer(b'{"code":"Forbidden","subcode":"AnonymousNotAllowed"}', status="403 Forbidden")
    right = answer(
        b'<reason xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><code>Forbidden</code>'
        b"<subcode>AnonymousNotAllowed</subcode></reason>",
        "application/xml",
        "403 Forbidden",
    )
    parts, _ = made(left, right, status=403)
    assert kinds(body_of(parts)) == {Kind.EQUAL}


def test_a_body_that_cannot_be_understood_is_compared_by_text_and_says_so() -> None:
    parts, _ = made(answer(b'{"a":1'), answer(b"<a>", "application/xml"))
    body = body_of(parts)
    assert body.section.mode is Mode.TEXT
    assert "cannot be compared by meaning" in body.section.notes[0]


def test_a_comma_is_no_difference() -> None:
    parts, said = made(answer(b'{"a":1}'), answer(b'{"a":1,"b":2}'))
    assert [block.kind for block in body_of(parts).blocks] == [Kind.EQUAL, Kind.ADDED, Kind.EQUAL]
    assert "body: 1 line added" in said


def test_the_summary_names_what_differs() -> None:
    left = answer(b'{"a":1,"b":2}', more="X-A: 1\r\nDate: Sun, 29 Nov 2026 15:32:28 GMT\r\n")
    right = answer(b'{"a":2,"b":3,"c":4}', more="X-B: 1\r\nDate: Sun, 29 Nov 2026 15:32:33 GMT\r\n")
    _, said = made(left, right)
    assert said.startswith("status same · 2 headers differ · body: 2 values differ, 1 line added · ")
    assert said.endswith("2 lines differ in every run")


def test_lines_on_one_side_are_counted_as_those_that_differ_are() -> None:
    left = answer(b'{"a":1,"gone":[1,2,3],"z":1}')
    right = answer(b'{"a":2,"z":1,"new":{"b":1}}')
    _, said = made(left, right)
    assert "body: 1 value differs, 5 lines missing on the right, 3 lines added" in said
    assert "4 headers differ" in made(answer(b"{}", more="A: 1\r\nB: 1\r\n"), answer(b"{}", more="C: 1\r\nD: 1\r\n"))[1]


def test_the_first_line_of_a_head_is_no_header() -> None:
    requests = [
        f"GET /{path} HTTP/1.1\r\nHost: h\r\n{more}\r\n".encode() for path, more in (("a", ""), ("b", "X: 1\r\n"))
    ]
    one, other = (exchange(n, response=answer(b"{}"), request=data) for n, data in enumerate(requests, 1))
    assert compared(one, other, None)[1].endswith("request head: request line differs, 1 header added")
    assert "status same, worded otherwise · headers same" in made(answer(b"{}"), answer(b"{}", status="200 Fine"))[1]


def test_a_missing_body_is_called_that() -> None:
    for left, right, side in ((b'{"a":1}', b"", "right"), (b"", b'{"a":1}', "left")):
        parts, said = made(answer(left), answer(right))
        assert body_of(parts).section.notes == (f"{side}: no body",)
        assert "not JSON" not in said
        assert f"3 lines {'missing on the right' if left else 'added'}" in said
        words = ("JSON against no body", "no body against JSON")[left == b""]
        assert body_of(made(answer(left), answer(right), Mode.MEANING)[0]).section.notes == (
            f"compared by meaning: {words}",
        )


def test_rows_of_a_long_line_are_not_called_lines() -> None:
    text = json.dumps({"a": "x" * 10_000, "b": 1})
    parts, said = made(answer(text.encode()), answer(text.replace("x" * 10, "y" * 10, 1).encode()))
    body = body_of(parts)
    assert body.section.unit == "row"
    assert body.section.notes == ("lines longer than 4,096 characters are compared in rows of that length",)
    assert "body: 1 value differs" in said


def test_equal_exchanges_do_not_differ() -> None:
    parts, said = made(answer(application(BASE).json()), answer(application(BASE).json()))
    assert all(kinds(part) == {Kind.EQUAL} for part in parts if part.blocks)
    assert said == "status same · headers same · body: same"


HEADS = [
    ("A: 1\r\nB: 2", "A: 1\r\nB: 2", "  ", ()),
    ("A: 1\r\nB: 2", "B: 2\r\nA: 1", "  ", ("on the right in another order: A came earlier",)),
    ("A: 1", "a: 1", "~", ("A is spelled a on the right",)),
    ("A: 1\r\nA: 2", "A: 1\r\nA: 3", " ~", ()),
    ("A: 1", "B: 1", "-+", ()),
    ("Date: x", "Date: y", "≈", ()),
    ("Location: /a/conversations/1", "Location: /a/conversations/2", "≈", ()),
]


@pytest.mark.parametrize(("left", "right", "marks", "notes"), HEADS)
def test_heads_are_aligned_by_name(left: str, right: str, marks: str, notes: tuple[str, ...]) -> None:
    heads = align_heads(*(parse_response(f"HTTP/1.1 200 OK\r\n{h}\r\n\r\n".encode()) for h in (left, right)))
    found = "".join(block.kind.value * block.count for block in heads.blocks)
    assert found == " " + marks
    told = tuple(n.replace("B came", "A came") for n in heads.notes)
    assert told == notes


def test_hostile_text_is_safe_to_show() -> None:
    evil = "\x1b]52;c;aGk=\x07\u202e"
    left = answer(json.dumps({"a": evil, evil: 1}, ensure_ascii=False).encode(), more=f"X-{evil[:0]}E: {evil}\r\n")
    right = answer(
        Res("me", "/m", properties={"a": evil}).xml().replace(b"\x1b", b"").replace(b"\x07", b""), "text/xml"
    )
    for mode in (None, Mode.TEXT, Mode.MEANING):
        parts, _ = made(left, right, mode)
        for part in parts:
            for document in (part.section.left, part.section.right):
                assert all(document.line(y).text.isprintable() for y in range(document.line_count))


def test_binary_bodies_are_compared_as_hex() -> None:
    parts, _ = made(answer(b"\x89PNG\xff\x00" * 9, "image/png"), answer(b"\x89PNG\xff\x00" * 8 + b"?" * 6, "image/png"))
    body = body_of(parts)
    assert {Kind.EQUAL} < kinds(body)
    assert body.section.left_rows[0].startswith("0000")
