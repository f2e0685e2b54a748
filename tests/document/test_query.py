"""JSONPath and XPath on bodies: values as they are spelled, paths, bounds, and what is wrong with an expression."""

from __future__ import annotations

import json
from typing import Any

import jsonpath_rfc9535
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.ucwa_bodies import application
from tests.workbench.builders import exchange
from ucwa_tui.document.pretty_json import pretty_json
from ucwa_tui.document.pretty_xml import pretty_xml
from ucwa_tui.document.query import answers
from ucwa_tui.document.query.answers import Findings, QueryError, QueryStopped
from ucwa_tui.document.query.body_query import BodyQuery, Language, check, count_words
from ucwa_tui.document.query.json_places import path_of_line
from ucwa_tui.document.query.jsonpath import JsonBody
from ucwa_tui.document.query.xml_places import path_of_offset
from ucwa_tui.document.query.xpath import XmlBody

JSON_TEXT = '{"a":{"b":[1.0,1e5,{"c":"x\\u00e9","c d":null}]},"big":12345678901234567890123,"a":{"b":[]}}'
XML_TEXT = (
    '<?xml version="1.0" encoding="utf-16"?><resource rel="me" href="/me" '
    'xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa" xmlns:x="urn:x"><link rel="self" href="/me"/>'
    '<link rel="photo" href="/p?a=1&amp;b=2"/><property name="name">Dana &lt;D&gt;</property>'
    '<x:own a="1"/><propertyList name="l"><item>1</item><item>2</item></propertyList></resource>'
)


def never() -> bool:
    """Do not give up."""
    return False


def json_found(expression: str, text: str = JSON_TEXT) -> list[tuple[str, str]]:
    """Paths and values."""
    return pairs(JsonBody(pretty_json(text)).find(expression, never))


def xml_found(expression: str, text: str = XML_TEXT) -> list[tuple[str, str]]:
    """Paths and values."""
    return pairs(XmlBody(pretty_xml(text)).find(expression, never))


def pairs(findings: Findings) -> list[tuple[str, str]]:
    """Paths and values."""
    return [(match.path, match.value) for match in findings.found]


ONE = '{"a":{"b":[1.0,1e5,{"c":"x\\u00e9","c d":null}]},"big":12345678901234567890123,"e":{},"t":"/Date(1)/"}'
JSONPATHS = [
    ("$.a.b[0]", [("$.a.b[0]", "1.0")]),
    ("$.a.b[1]", [("$.a.b[1]", "1e5")]),
    ("$.big", [("$.big", "12345678901234567890123")]),
    ("$..c", [("$.a.b[2].c", '"x\\u00e9"')]),
    ("$..['c d']", [("$.a.b[2]['c d']", "null")]),
    ("$.a.b[2]", [("$.a.b[2]", '{\n  "c": "x\\u00e9",\n  "c d": null\n}')]),
    ("$.a.b[-1:].c", [("$.a.b[2].c", '"x\\u00e9"')]),
    ("$.a.b[?@ > 50]", [("$.a.b[1]", "1e5")]),
    ("$.e", [("$.e", "{}")]),
    ("$[?match(@, '/Date.*')]", [("$.t", '"/Date(1)/"')]),
    ("$.none", []),
]


@pytest.mark.parametrize(("expression", "found"), JSONPATHS)
def test_jsonpath_gives_values_as_they_are_spelled(expression: str, found: list[tuple[str, str]]) -> None:
    assert json_found(expression, ONE) == found


def test_of_a_name_that_comes_twice_the_last_is_found_and_it_is_said() -> None:
    findings = JsonBody(pretty_json(JSON_TEXT)).find("$.a", never)
    assert pairs(findings) == [("$.a", '{\n  "b": []\n}')]
    assert "a name twice in an object (a)" in findings.notes[0]


WRONG_JSONPATHS = [
    "",
    "a.b",
    "$.",
    "$.a[",
    "$..",
    "$.a[?@.b==]",
    "$[?foo(@)]",
    '$["a]',
    "$.a b",
    "$[9" + "9" * 30 + "]",
]


@pytest.mark.parametrize("expression", WRONG_JSONPATHS)
def test_a_wrong_jsonpath_is_explained(expression: str) -> None:
    said = check(expression, Language.JSONPATH)
    assert said
    assert "\n" not in said
    with pytest.raises(QueryError):
        JsonBody("{}").find(expression, never)


def test_a_mistake_is_told_with_its_place() -> None:
    assert check("$.a b", Language.JSONPATH).endswith("at character 5")


XPATHS = [
    ("/resource/property", [
        ('/resource[@rel="me"]/property[@name="name"]', '<property name="name">Dana &lt;D&gt;</property>'),
    ]),
    ("//link/@href", [
        ('/resource[@rel="me"]/link[@rel="self"]/@href', "/me"),
        ('/resource[@rel="me"]/link[@rel="photo"]/@href', "/p?a=1&b=2"),
    ]),
    ("//item[2]", [('/resource[@rel="me"]/propertyList[@name="l"]/item[2]', "<item>2</item>")]),
    ("//item[2]/text()", [('/resource[@rel="me"]/propertyList[@name="l"]/item[2]/text()', "2")]),
    ("//x:own", [('/resource[@rel="me"]/x:own', '<x:own a="1"/>')]),
    ("count(//item)", [("count(//item)", "2")]),
    ("boolean(//item)", [("boolean(//item)", "true")]),
    ("string(//property)", [("string(//property)", "Dana <D>")]),
    ("//propertyList", [(
        '/resource[@rel="me"]/propertyList[@name="l"]',
        '<propertyList name="l">\n  <item>1</item>\n  <item>2</item>\n</propertyList>',
    )]),
    ("//none", []),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "found"), XPATHS)
def test_xpath_gives_elements_as_they_are_spelled(expression: str, found: list[tuple[str, str]]) -> None:
    assert xml_found(expression) == found


@pytest.mark.parametrize("expression", ["", "//", "/a[", "//a[@b=]", "a b", "//a\x00"])
def test_a_wrong_xpath_is_explained(expression: str) -> None:
    assert check(expression, Language.XPATH)
    with pytest.raises(QueryError):
        XmlBody("<a/>").find(expression, never)


@pytest.mark.parametrize("expression", ["//y:a", "document('/etc/passwd')", "re:test('a','a')", "//a[$b]"])
def test_xpath_knows_no_other_prefix_function_or_variable(expression: str) -> None:
    with pytest.raises(QueryError):
        XmlBody("<a/>").find(expression, never)


def test_entities_are_never_read() -> None:
    with pytest.raises(QueryError, match="DOCTYPE"):
        XmlBody('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>')


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text("ab'\"\\ é\n]}", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab'\"\\ é.", max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(TREES)
def test_every_value_is_found_at_its_path(tree: Any) -> None:
    text = pretty_json(json.dumps(tree))
    found = JsonBody(text).find("$..*", never).found
    expected = jsonpath_rfc9535.find("$..*", tree)
    assert [json.loads(match.value) for match in found] == expected.values()
    for match, node in zip(found, expected, strict=True):
        assert jsonpath_rfc9535.find(match.path, tree).items() == [(node.path(), node.value)]


@given(TREES)
def test_the_path_of_a_line_leads_to_what_it_shows(tree: Any) -> None:
    lines = pretty_json(json.dumps(tree)).split("\n")
    for index in range(len(lines)):
        path = path_of_line(lines, index)
        value = JsonBody("\n".join(lines)).find(path, never).found[0].value
        assert lines[index].strip().removesuffix(",").endswith(value.split("\n")[0]) or value.endswith(
            lines[index].strip().removesuffix(",")
        )


def test_the_path_of_a_place_in_xml_finds_its_element() -> None:
    text = pretty_xml(XML_TEXT)
    lines = text.split("\n")
    at = 0
    for line in lines:
        offset = at + len(line) - len(line.lstrip())
        path = path_of_offset(text, offset)
        if "item>2" in line:
            assert path == '/resource[@rel="me"]/propertyList[@name="l"]/item[2]'
        if line.lstrip().startswith("<") and not line.startswith("<?"):
            name = line.strip("</> ").split()[0].split(">")[0].split("/")[0]
            (match,) = XmlBody(text).find(path, never).found
            assert match.value.startswith(f"<{name}")
        at += len(line) + 1


def test_the_number_of_matches_is_bounded_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    text = pretty_json(json.dumps(list(range(answers.MOST_MATCHES + 5))))
    findings = JsonBody(text).find("$[*]", never)
    assert len(findings.found) == answers.MOST_MATCHES
    assert count_words(findings) == "the first 1,000 matches"
    assert count_words(JsonBody("[\n  1\n]").find("$[0]", never)) == "1 match"


def test_an_evaluation_is_given_up_when_it_is_told_to() -> None:
    text = pretty_json(json.dumps([{"a": {"b": number}} for number in range(300)]))
    with pytest.raises(QueryStopped):
        JsonBody(text).find("$..[?@.none == 1]", lambda: True)


def test_a_regular_expression_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from ucwa_tui.document.query import jsonpath

    monkeypatch.setattr(jsonpath, "REGEX_SECONDS", 0.01)
    with pytest.raises(QueryStopped):
        JsonBody(pretty_json(json.dumps(["a" * 64 + "!"]))).find("$[?match(@, '(a|aa|a*)*(b|c)(a*)*')]", never)


def test_deep_json_is_refused_in_words() -> None:
    text = "[" * 400 + "]" * 400
    with pytest.raises(QueryError, match="levels deep"):
        JsonBody(pretty_json(text)).find("$..*", never)


def asked(body: bytes, content_type: str, request: bytes = b"") -> BodyQuery:
    """The query of an exchange with that answer."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return BodyQuery(exchange(1, response=head + body, request=request))


def test_the_language_goes_with_the_body() -> None:
    res = application("/ucwa/a")
    assert asked(res.json(), "application/json").language is Language.JSONPATH
    assert asked(res.xml(), "application/xml").language is Language.XPATH
    for query, expression in (
        (asked(res.json(), "application/json"), "$._links.*.href"),
        (asked(res.xml(), "text/xml"), "/resource/link/@href"),
    ):
        found = query.find(expression, never).found
        assert "/ucwa/a/policies" in [match.value.strip('"') for match in found]


def test_where_the_answer_has_no_body_the_request_is_looked_through() -> None:
    request = b'POST /x HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}'
    query = asked(b"", "application/json", request)
    assert query.which == "request"
    assert query.find("$.a", never).found[0].value == "1"


@pytest.mark.parametrize(
    ("body", "kind"), [(b"", "application/json"), (b"<html></html>", "text/html"), (b"hello", "text/plain")]
)
def test_a_body_without_a_language_says_so(body: bytes, kind: str) -> None:
    with pytest.raises(QueryError, match="body"):
        asked(body, kind)


@pytest.mark.parametrize(
    ("body", "kind", "expression"), [(b'{"a":', "application/json", "$.a"), (b"<a><b>", "text/xml", "//b")]
)
def test_a_broken_body_says_where(body: bytes, kind: str, expression: str) -> None:
    with pytest.raises(QueryError, match="line 1"):
        asked(body, kind).find(expression, never)


def test_what_is_found_in_hostile_text_is_safe_to_show() -> None:
    evil = {"\x1b[2J\u202e": "\x1b]0;x\x07"}
    query = asked(json.dumps(evil, ensure_ascii=False).replace("\\u001b", "\x7f").encode(), "application/json")
    steps = query.steps(query.find("$.*", never), 40)
    lines = [part.line(y).text for step in steps for part in step.parts for y in range(part.line_count)]
    assert lines
    assert all(line.isprintable() for line in lines)
