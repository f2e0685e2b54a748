"""Finds secrets by structure in pages, SOAP and batches: inputs of forms, assertions, lines of heads within bodies.

What a sign-in hands on stands there: an ADFS page posts `wresult` or `SAMLResponse` from hidden inputs, a web ticket
service answers with an assertion, a batch holds requests with heads of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ucwa_tui.wire.http1_head import HeadField
from ucwa_tui.wire.redact_head import field_spans
from ucwa_tui.wire.redact_names import kind_of_placed
from ucwa_tui.wire.redact_span import PASSWORD, TOKEN, Span

_INPUT = re.compile(rb"<input\b(?:[^<>\"']|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"(?<![\w:.\-])([\w:.\-]{1,100}+)\s{0,50}=\s{0,50}(?:\"([^\"]*)\"?|'([^']*)'?|([^\s\"'>]+))")
_OPENING = rb"(?:<|&(?:amp;)*(?:lt|#0*60|#x0*3c);|\\+u003c|%(?:25)*3c)"
_PREFIX = rb"(?:[\w.\-]{1,80}(?::|%(?:25)*3a))?"
_ASSERTIONS = (b"assertion", b"encryptedassertion", b"requestedsecuritytoken", b"requestedprooftoken")
_BEGINS = re.compile(
    _OPENING + _PREFIX + rb"(" + rb"|".join(_ASSERTIONS) + rb")(?![\w.\-])(?:[^<>]{0,1000}+>)?", re.IGNORECASE
)
_ENDS = {
    name: re.compile(_OPENING + rb"(?:\\*/|%(?:25)*2f)" + _PREFIX + name + rb"(?![\w.\-])", re.IGNORECASE)
    for name in _ASSERTIONS
}
_HEAD_LINE = re.compile(
    rb"(?:\A|(?<=[\r\n]))[ \t]*((?:[\w\-]{0,40}authorization|[\w\-]{0,40}cookie2?|x-[\w\-]{1,60}"
    rb"(?:token|ticket|key|secret|password)))[ \t]*:[ \t]*([^\r\n]+)",
    re.IGNORECASE,
)
_HEAD_WORDS = (b"authorization", b"cookie", b"x-")


def markup_spans(data: bytes, low: bytes) -> Iterator[Span]:
    """Secrets in pages, SOAP and heads within bodies, which may be cut off anywhere.

    Args:
        data: a decoded body.
        low: the same in lower case.
    """
    if b"<input" in low:
        yield from _inputs(data)
    if b"assertion" in low or b"requestedsecuritytoken" in low or b"requestedprooftoken" in low:
        yield from _assertions(data)
    if any(word in low for word in _HEAD_WORDS):
        yield from _head_lines(data)


def _inputs(data: bytes) -> Iterator[Span]:
    for tag in _INPUT.finditer(data):
        kind, value = None, None
        named, cut = False, tag.end() == len(data)
        for attribute in _ATTRIBUTE.finditer(data, tag.start(), tag.end()):
            name, group = attribute[1].lower(), attribute.lastindex or 1
            if name == b"name":
                named, kind = not (cut and attribute.end() == tag.end()), kind or kind_of_placed(attribute[group])
            elif name == b"type" and attribute[group].lower() == b"password":
                kind = PASSWORD
            elif name == b"value":
                value = attribute.span(group)
        if cut and not named:
            kind = TOKEN  # nobody knows what it is called
        if kind is not None and value is not None:
            yield Span(*value, kind)


def _assertions(data: bytes) -> Iterator[Span]:
    """Their content, up to the end tag of the same name; to the end of the data where there is none."""
    position = 0
    while begun := _BEGINS.search(data, position):
        position = begun.end()
        if begun.group().endswith(b"/>"):
            continue
        ended = _ENDS[begun[1].lower()].search(data, position)
        stop = ended.start() if ended else len(data)
        yield Span(position, stop, TOKEN)
        position = stop


def _head_lines(data: bytes) -> Iterator[Span]:
    for line in _HEAD_LINE.finditer(data):
        name = line[1].decode("latin-1")
        yield from field_spans(data, HeadField(name, "", line.start(1), line.start(2), line.end(2)))
