"""JSON laid out again: order, duplicate keys and the spelling of every number and string stay as they were."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ucwa_tui.protocol.payload_error import PayloadError

_STRING = r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
_SCALAR = r"-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+\-]?\d++)?|true|false|null|\[masked\]"
_B = r"[ \t\r\n]*+"
_TOKEN = re.compile(rf"{_B}(?:({_STRING})|({_SCALAR})|([{{}}\[\]:,]))", re.ASCII)
_MEMBER = re.compile(rf"{_B}({_STRING}){_B}:{_B}(?:({_STRING}|{_SCALAR}){_B}(?:(,)|(?=}}))|([{{\[]))", re.ASCII)
"""A whole member: with a scalar up to the comma, or up to the bracket that its value begins with."""
_ITEM = re.compile(rf"{_B}(?:({_STRING}|{_SCALAR}){_B}(?:(,)|(?=\]))|([{{\[]))", re.ASCII)
"""The same of an array's item."""
_BLANK = re.compile(r"[ \t\r\n]*\Z")
_INDENT = "  "
_DEEPEST_INDENT = 60
_PIECES = 4096
"""Pieces of text that are put together before they are handed out."""
_VALUE, _FIRST_VALUE, _KEY, _FIRST_KEY, _COLON, _NEXT = range(6)
_EXPECTED = {
    _VALUE: "a value",
    _FIRST_VALUE: "a value or ]",
    _KEY: "a name in double quotes",
    _FIRST_KEY: "a name in double quotes or }",
    _COLON: "a colon",
    _NEXT: "a comma or the end of the object or array",
}


def pretty_json(text: str) -> str:
    """JSON with one member to a line, indented by two.

    Works without recursion, at any depth; from the sixtieth level on the indentation stops growing.

    Args:
        text: one JSON value; a byte order mark before it is dropped.

    Raises:
        PayloadError: the text is no JSON; names line and column.
    """
    return "".join(lay_out_json(text))


def lay_out_json(text: str) -> Iterator[str]:
    """What `pretty_json` gives, in parts: each but the last ends with a line feed.

    Args:
        text: as for `pretty_json`.

    Raises:
        PayloadError: the text is no JSON, which may be found out after many parts.
    """
    return _Layout(text.removeprefix("\ufeff")).run()


class _Layout:
    """One pass over the tokens with an explicit stack of open brackets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._out: list[str] = []
        self._open: list[str] = []
        self._expect = _VALUE
        self._breaks = ["\n" + _INDENT * depth for depth in range(_DEEPEST_INDENT + 1)]

    def run(self) -> Iterator[str]:
        match, position = _TOKEN.match, 0
        while True:
            position = self._quickly(position)
            if len(self._out) >= _PIECES:
                yield self._whole_lines()
            token = match(self._text, position)
            if token is None:
                break
            string, scalar, sign = token.groups()
            if sign:
                self._punctuate(sign, position)
            else:
                self._read(string, scalar, position)
            position = token.end()
        if self._open or self._expect != _NEXT or not _BLANK.match(self._text, position):
            raise self._error(position)
        yield "".join(self._out)

    def _quickly(self, position: int) -> int:
        """Read members and items that are as they should be, which is nearly all; where that ends."""
        text, out, opened, breaks = self._text, self._out, self._open, self._breaks
        expect = self._expect
        if not opened or (expect in (_VALUE, _FIRST_VALUE) and opened[-1] == "}"):
            return position  # a value alone, or one whose name has been read already
        while expect < _COLON and len(out) < _PIECES:
            found = (_MEMBER if expect >= _KEY else _ITEM).match(text, position)
            if found is None:
                break
            fresh = breaks[min(len(opened), _DEEPEST_INDENT)] if expect in (_FIRST_KEY, _FIRST_VALUE) else ""
            if expect >= _KEY:
                key, scalar, comma, bracket = found.groups()
                fresh = f"{fresh}{key}: "
            else:
                scalar, comma, bracket = found.groups()
            if bracket:
                out.append(fresh + bracket)
                opened.append("}" if bracket == "{" else "]")
                expect = _FIRST_KEY if bracket == "{" else _FIRST_VALUE
            elif comma:
                out.append(f"{fresh}{scalar},{breaks[min(len(opened), _DEEPEST_INDENT)]}")
                expect = _KEY if expect >= _KEY else _VALUE
            else:
                out.append(fresh + scalar)
                expect = _NEXT
            position = found.end()
        self._expect = expect
        return position

    def _whole_lines(self) -> str:
        """What there is up to the last line break; the rest is kept."""
        laid_out = "".join(self._out)
        end = laid_out.rfind("\n") + 1
        self._out[:] = [laid_out[end:]]
        return laid_out[:end]  # empty where there is no break yet: a single name, say

    def _read(self, string: str | None, scalar: str, position: int) -> None:
        if string is not None and self._expect in (_KEY, _FIRST_KEY):
            if self._expect == _FIRST_KEY:
                self._out.append(self._line_break())
            self._out.append(string)
            self._expect = _COLON
        elif self._expect in (_VALUE, _FIRST_VALUE):
            if self._expect == _FIRST_VALUE:
                self._out.append(self._line_break())
            self._out.append(string or scalar)
            self._expect = _NEXT
        else:
            raise self._error(position)

    def _line_break(self) -> str:
        return self._breaks[min(len(self._open), _DEEPEST_INDENT)]

    def _punctuate(self, sign: str, position: int) -> None:
        expect = self._expect
        if sign == "," and expect == _NEXT and self._open:
            self._out.append("," + self._line_break())
            self._expect = _KEY if self._open[-1] == "}" else _VALUE
        elif sign == ":" and expect == _COLON:
            self._out.append(": ")
            self._expect = _VALUE
        elif sign in "{[" and expect in (_VALUE, _FIRST_VALUE):
            if expect == _FIRST_VALUE:
                self._out.append(self._line_break())
            self._out.append(sign)
            self._open.append("}" if sign == "{" else "]")
            self._expect = _FIRST_KEY if sign == "{" else _FIRST_VALUE
        elif self._open and sign == self._open[-1] and expect in (_NEXT, _FIRST_KEY, _FIRST_VALUE):
            self._open.pop()
            self._out.append(sign if expect != _NEXT else self._line_break() + sign)
            self._expect = _NEXT
        else:
            raise self._error(position)

    def _error(self, position: int) -> PayloadError:
        blank = re.compile(r"[ \t\r\n]*").match(self._text, position)
        at = blank.end() if blank else position
        line = self._text.count("\n", 0, at) + 1
        column = at - self._text.rfind("\n", 0, at)
        if self._expect == _NEXT and not self._open:
            expected = "nothing more after the value"
        else:
            expected = _EXPECTED[self._expect]
        where = "the text ends" if at >= len(self._text) else "there is something else"
        return PayloadError(f"not JSON: expected {expected}, but {where}", line, column)
