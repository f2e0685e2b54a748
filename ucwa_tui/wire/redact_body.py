"""Finds secrets by structure in decoded bodies and other text: forms, JSON, XML, URLs, tokens by their look.

Nothing is parsed as a whole: each pattern is anchored at a secret's name, so broken and truncated bodies work too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ucwa_tui.wire.redact_known import unescaped
from ucwa_tui.wire.redact_markup import markup_spans
from ucwa_tui.wire.redact_names import (
    SECRET_NAMES,
    NamePatterns,
    kind_of_name,
    kind_of_placed,
    may_place,
    member_named,
    patterns_for,
    roots_in,
)
from ucwa_tui.wire.redact_parts import part_spans
from ucwa_tui.wire.redact_span import COOKIE, NEGOTIATE, PASSWORD, TOKEN, Span

_PARAMETER = re.compile(rb"(?:\A|(?<=[&?;#\s\"'])|(?<=u0026))([^=&?;#\s\"'<>\\]{1,150})\s*=")
_ESCAPED_LETTER = re.compile(rb"%(?:25)*(?:[46][1-9a-f]|5[0-9af]|7[0-9a])", re.IGNORECASE)
"""A percent-escape in a name of letters and underscores; nothing that writes URLs escapes these."""
_URL_VALUE_END = re.compile(rb"[&#\s\"'<>]")
_JSON_STRING = re.compile(rb"\\*[\"']")
_JSON_SCALAR = re.compile(rb"[^\s,}\]\"'{\[\\]+")
_JSON_TOKEN = re.compile(rb"\"((?:[^\"\\]|\\.)*+)(\"|\\?\Z)|[\[\]{}]|[^\s,:\"\[\]{}]+", re.DOTALL)
_XML_CONTENT = re.compile(rb"(?:<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(?!/)[^>]*>?|[^<])*+", re.DOTALL)
_CWT = re.compile(
    rb"(?<![A-Za-z0-9])cwt(?:=|%(?:25)*3d|\\+u003d|&#x0*3d;|&#0*61;)(?:[\w+/.~%=\-]|\\+/|\\+u00[0-9a-f]{2})+",
    re.IGNORECASE,
)
_CWT_COOKIE = re.compile(rb"cwt_ucwa\s{0,20}=\s{0,20}(\"[^\"]*|[^;,\s\"'<>\\]+)", re.IGNORECASE)
_NTLM_MESSAGE = re.compile(rb"TlRMTVNTUA[A-Za-z0-9+/=_\-]*")
_USERINFO = re.compile(rb"://[^/\s:@\"'<>?#]{0,200}:([^/\s@\"'<>?#]+)@")
_JWT = re.compile(rb"(?<![\w\-])eyJ[\w\-]{8,}+(?:\.[\w\-]*+){2,4}+")
_PLACE = re.compile(rb"(?:[?&#]|&amp;|&#38;|u0026)\Z", re.IGNORECASE)
"""What stands before a parameter of a URL."""
_CODE_GRANT = (b"authorization_code", b"code_verifier")
_BEARER = re.compile(rb"(?<![\w])bearer[ \t]+([\w.~+/%=\-]{12,}+)(?![\"'])", re.IGNORECASE)


def text_spans(data: bytes) -> list[Span]:
    """Secrets in any text: parameters in URLs, JSON members, XML properties, tokens by their look."""
    low = data.lower()
    return _text_spans(data, low, roots_in(low))


def _text_spans(data: bytes, low: bytes, roots: tuple[bytes, ...]) -> list[Span]:
    found = [*_parameters(data, low, roots), *_looks(data, low)]
    for patterns in patterns_for(low, roots):
        found += [*_json_members(data, patterns.json_member), *_xml_values(data, patterns)]
    if any(word in low for word in _CODE_GRANT):
        found += _json_members(data, member_named(b"code"))
    return found


def body_spans(data: bytes, content_type: str | None) -> list[Span]:
    """Secrets in a decoded body.

    Args:
        data: without framing and compression, in a charset that contains ASCII.
        content_type: as the head has it; a body that does not look like JSON or XML is read as a form all the same.
    """
    low = data.lower()
    roots = roots_in(low)
    found = [*_text_spans(data, low, roots), *markup_spans(data, low), *part_spans(data, low)]
    is_form = "form-urlencoded" in (content_type or "").lower()
    if is_form or data.lstrip()[:1] not in (b"{", b"[", b"<", b'"'):
        found += _form_values(data, low, roots, is_form=is_form)
    return found


def bearer_spans(data: bytes) -> list[Span]:
    """Tokens after the word Bearer, in prose; a challenge's parameters are not taken for one."""
    return [Span(match.start(1), match.end(1), TOKEN) for match in _BEARER.finditer(data)]


def _parameters(data: bytes, low: bytes, roots: tuple[bytes, ...]) -> Iterator[Span]:
    """In URLs, wherever they stand."""
    for match in _named(data, low, roots):
        kind = kind_of_name(match[1])
        start = match.end()
        if data[start : start + 1] in (b'"', b"'"):
            continue
        stop = _URL_VALUE_END.search(data, start)
        end = stop.start() if stop else len(data)
        if kind is None and _PLACE.search(data, max(match.start() - 6, 0), match.start()):
            kind = None if data[start:end].isdigit() else kind_of_placed(match[1])  # `?code=404` says what happened
        if kind is not None:
            yield Span(start, end, kind)


def _form_values(data: bytes, low: bytes, roots: tuple[bytes, ...], *, is_form: bool) -> Iterator[Span]:
    """In a form, or in what may be one."""
    for match in _named(data, low, roots):
        begins = is_form and data[max(match.start() - 1, 0) : match.start()] in (b"", b"&")
        kind = kind_of_placed(match[1]) if begins else kind_of_name(match[1])
        if kind is not None:
            end = data.find(b"&", match.end())
            yield Span(match.end(), end if end >= 0 else len(data), kind)


def _named(data: bytes, low: bytes, roots: tuple[bytes, ...]) -> Iterator[re.Match[bytes]]:
    """Names before a `=`; none at all where none can be a secret's."""
    if b"=" in data and (may_place(low, roots) or _ESCAPED_LETTER.search(data)):
        yield from _PARAMETER.finditer(data)  # slow with long bodies


def _looks(data: bytes, low: bytes) -> Iterator[Span]:
    if b"cwt" in low:
        for match in _CWT.finditer(data):
            yield Span(match.start(), match.end(), TOKEN)
        for match in _CWT_COOKIE.finditer(data):
            yield Span(match.start(1), match.end(1), COOKIE)
    if b"eyJ" in data:
        for match in _JWT.finditer(data):
            yield Span(match.start(), match.end(), TOKEN)
    if b"TlRMTVNTUA" in data:
        for match in _NTLM_MESSAGE.finditer(data):
            yield Span(match.start(), match.end(), NEGOTIATE)
    if b"://" in data and b"@" in data:
        for match in _USERINFO.finditer(data):
            yield Span(match.start(1), match.end(1), PASSWORD)


def _kind_of_escaped(name: bytes) -> str | None:
    return SECRET_NAMES.get(unescaped(name).strip().lower())


def _json_members(data: bytes, member: re.Pattern[bytes]) -> Iterator[Span]:
    for match in member.finditer(data):
        kind = TOKEN if match["name"].lower() == b"code" else _kind_of_escaped(match["name"])
        if kind is None:
            continue
        opening = _JSON_STRING.match(data, match.end())
        if opening:
            end = _string_end(data, opening.end(), data[opening.end() - 1 : opening.end()], len(opening.group()) - 1)
            yield Span(opening.end(), end, kind)
        elif data[match.end() : match.end() + 1] in (b"[", b"{"):
            yield from _leaves(data, match.end(), kind)
        else:
            scalar = _JSON_SCALAR.match(data, match.end())
            if scalar and scalar.group().lower() not in (b"null", b"true", b"false"):
                yield Span(scalar.start(), scalar.end(), kind)


def _string_end(data: bytes, start: int, quote: bytes, backslashes: int) -> int:
    """Where a string ends that may itself sit in a string: `backslashes` were before its opening quote."""
    at = data.find(quote, start)
    while at >= 0:
        first = at
        while first > start and data[first - 1] == 0x5C:
            first -= 1
        if _terminates(at - first, backslashes):
            return first if backslashes else at
        at = data.find(quote, at + 1)
    return len(data)


def _terminates(count: int, opening: int) -> bool:
    """Whether a quote after `count` backslashes ends a string whose opening quote had `opening` of them."""
    while True:
        if count % 2 == 0:
            return True
        if opening == 0:
            return False
        count, opening = (count - 1) // 2, (opening - 1) // 2


def _leaves(data: bytes, start: int, kind: str) -> Iterator[Span]:
    """Every string and number in a JSON array or object, as far as it is closed."""
    depth = 0
    for token in _JSON_TOKEN.finditer(data, start):
        text = token.group()
        if text in (b"[", b"{"):
            depth += 1
        elif text in (b"]", b"}"):
            depth -= 1
            if depth == 0:
                return
        elif token[1] is not None:
            if not data[token.end() : token.end() + 20].lstrip().startswith(b":"):
                yield Span(token.start(1), token.end(1), kind)
        elif text not in (b"null", b"true", b"false"):
            yield Span(token.start(), token.end(), kind)


def _xml_values(data: bytes, patterns: NamePatterns) -> Iterator[Span]:
    for pattern in (patterns.xml_property, patterns.xml_element):
        for match in pattern.finditer(data):
            kind = None if match.group().endswith(b"/>") else _kind_of_escaped(match["name"])
            content = _XML_CONTENT.match(data, match.end())
            if kind is not None and content:
                yield Span(match.end(), content.end(), kind)
    for match in patterns.xml_attribute.finditer(data):
        end = data.find(match["quote"], match.end())
        kind = _kind_of_escaped(match["name"])
        if kind is not None:
            yield Span(match.end(), end if end >= 0 else len(data), kind)
