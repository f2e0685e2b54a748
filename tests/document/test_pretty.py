"""Laying out JSON and XML changes blanks and nothing else."""

from __future__ import annotations

import contextlib
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.document.pretty_json import pretty_json
from ucwa_tui.document.pretty_xml import pretty_xml
from ucwa_tui.protocol.payload_error import PayloadError


def test_json_keeps_order_numbers_duplicates_and_escapes() -> None:
    text = '\ufeff{"b":1.0,"a":1e5,"a":12345678901234567890.10,"s":"\\u00e9\\/","e":[],"o":{ },"l":[true,[null]]}'
    assert pretty_json(text) == (
        '{\n  "b": 1.0,\n  "a": 1e5,\n  "a": 12345678901234567890.10,\n  "s": "\\u00e9\\/",\n  "e": [],\n  "o": {},\n'
        '  "l": [\n    true,\n    [\n      null\n    ]\n  ]\n}'
    )


JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON_VALUES, st.booleans(), st.sampled_from([None, 0, 3]))
def test_any_json_means_the_same_afterwards(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    pretty = pretty_json(text)
    assert json.loads(pretty) == value
    assert pretty_json(pretty) == pretty
    blanks = re.compile(r'("(?:[^"\\]|\\.)*")|[ \n]')
    assert blanks.sub(r"\1", pretty) == blanks.sub(r"\1", text)


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("", 1, 1, "a value"),
        ("{", 1, 2, "a name in double quotes or }"),
        ('{"a"', 1, 5, "a colon"),
        ('{"a":1,}', 1, 8, "a name in double quotes"),
        ("[1,]", 1, 4, "a value"),
        ("[1}", 1, 3, "a comma or the end"),
        ("1 2", 1, 3, "nothing more"),
        ('{\n  "a": nul\n}', 2, 8, "a value"),
        ("[01]", 1, 3, "a comma"),
        ('["\x01"]', 1, 2, "a value or ]"),
        ("]", 1, 1, "a value"),
    ],
)
def test_broken_json_names_the_place(text: str, line: int, column: int, expected: str) -> None:
    with pytest.raises(PayloadError) as caught:
        pretty_json(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"expected {expected}" in caught.value.text


def test_depth_is_no_danger() -> None:
    deep = 20_000
    assert pretty_json("[" * deep + "]" * deep).count("[") == deep
    assert pretty_xml("<a>" * deep + "</a>" * deep).count("<a>") == deep
    with pytest.raises(PayloadError):
        pretty_json("[" * deep)


def test_xml_is_indented_and_its_texts_are_left_alone() -> None:
    text = (
        "<?xml version='1.0'?><!-- c --><input xmlns=\"u\"  a = '1'><property name=\"s\"> a &amp; b </property>\n"
        "<link/><empty></empty><blank> </blank><mixed>x<b>y</b> z</mixed><c><![CDATA[ ]] ]]></c>"
        '<keep xml:space="preserve"> <b/> </keep><!-- d --></input>\n'
    )
    assert pretty_xml(text) == (
        "<?xml version='1.0'?>\n<!-- c -->\n"
        '<input xmlns="u"  a = \'1\'>\n  <property name="s"> a &amp; b </property>\n'
        "  <link/>\n  <empty></empty>\n  <blank> </blank>\n  <mixed>x<b>y</b> z</mixed>\n  <c><![CDATA[ ]] ]]></c>\n"
        '  <keep xml:space="preserve"> <b/> </keep>\n  <!-- d -->\n</input>'
    )


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("<a><b></a>", 1, 7, "no opening tag"),
        ("<a>\n<b", 2, 1, "broken or never ends"),
        ("<a>", 1, 4, "<a> is not closed"),
        ("<a/><b/>", 1, 5, "second root"),
        ("x<a/>", 1, 1, "outside of the root"),
        ("", 1, 1, "no element"),
        ("<a b=c/>", 1, 1, "broken"),
    ],
)
def test_broken_xml_names_the_place(text: str, line: int, column: int, what: str) -> None:
    with pytest.raises(PayloadError, match=what) as caught:
        pretty_xml(text)
    assert (caught.value.line, caught.value.column) == (line, column)


NAMES = st.sampled_from(["a", "b:c", "property"])
TEXTS = st.sampled_from(["", " ", "t", " &amp; ", "<![CDATA[<x>]]>", "<!-- n -->"])
ELEMENTS = st.recursive(
    st.builds(lambda n, t: f"<{n}>{t}</{n}>", NAMES, TEXTS)
    | st.builds(lambda n: f"<{n} x='<'/>".replace("<'", "'"), NAMES),
    lambda inner: st.builds(
        lambda n, each, t: f"<{n}>{t}{''.join(each)}{t}</{n}>", NAMES, st.lists(inner, max_size=3), TEXTS
    ),
    max_leaves=8,
)


@given(ELEMENTS)
def test_only_blanks_between_tags_change(text: str) -> None:
    pretty = pretty_xml(text)
    assert pretty_xml(pretty) == pretty
    assert re.sub(r"\s", "", pretty) == re.sub(r"\s", "", text)


@given(st.text("<>/!-[]CDATA?ab ='\"&;", max_size=60))
def test_no_text_makes_the_layout_fail_otherwise(text: str) -> None:
    for lay_out in (pretty_xml, pretty_json):
        with contextlib.suppress(PayloadError):
            assert "".join(lay_out(text).split()) == "".join(text.split())
