"""XML laid out again: tags, attributes and text stay byte for byte, only blanks between elements change.

Content that mixes text and elements, or asks for `xml:space="preserve"`, is left exactly as it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ucwa_tui.protocol.payload_error import PayloadError

_TOKEN = re.compile(
    r"(?P<comment><!--.*?-->)"
    r"|(?P<cdata><!\[CDATA\[.*?\]\]>)"
    r"|(?P<instruction><\?.*?\?>)"
    r"|(?P<declaration><![A-Za-z][^<>\[]*(?:\[[^\]]*\]\s*)?>)"
    r"|</(?P<close>[^\s<>/=\"']+)\s*>"
    r"|<(?P<open>[^\s<>/=\"'!?]+)(?P<attributes>(?:\s+[^\s=<>/\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*+)\s*(?P<empty>/?)>"
    r"|(?P<text>[^<]+)",
    re.DOTALL,
)
_PRESERVE = re.compile(r"xml:space\s*=\s*[\"']preserve[\"']")
_INDENT = "  "
_DEEPEST_INDENT = 60
_MARKUP = ("comment", "instruction", "declaration")


class _Token(NamedTuple):
    kind: str
    text: str


def pretty_xml(text: str) -> str:
    """XML with one element to a line, indented by two; an element with nothing but text stays on one line.

    Works without recursion, at any depth; from the sixtieth level on the indentation stops growing.

    Args:
        text: one document; a byte order mark before it is dropped.

    Raises:
        PayloadError: tags do not match or something is no XML; names line and column.
    """
    tokens, verbatim = _read(text.removeprefix("\ufeff"))
    return _lay_out(tokens, verbatim)


def _error(text: str, position: int, what: str) -> PayloadError:
    line = text.count("\n", 0, position) + 1
    return PayloadError(f"not XML: {what}", line, position - text.rfind("\n", 0, position))


def _read(text: str) -> tuple[list[_Token], set[int]]:
    """Tokens, and the indexes of the opening tags whose content must stay as it is."""
    tokens: list[_Token] = []
    open_tags: list[tuple[str, int]] = []
    verbatim: set[int] = set()
    position, roots = 0, 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _error(text, position, "this tag is broken or never ends")
        kind = match.lastgroup or ""
        if match["close"]:
            kind = "close"
            if not open_tags or open_tags[-1][0] != match["close"]:
                raise _error(text, position, "this closing tag has no opening tag")
            open_tags.pop()
        elif match["open"]:
            kind = "empty" if match["empty"] else "open"
            roots += not open_tags
            if kind == "open":
                open_tags.append((match["open"], len(tokens)))
                if _PRESERVE.search(match["attributes"]):
                    verbatim.add(len(tokens))
        elif kind in ("text", "cdata") and (kind == "cdata" or not match.group().isspace()):
            if not open_tags:
                raise _error(text, position, "text outside of the root element")
            verbatim.add(open_tags[-1][1])
        if roots > 1:
            raise _error(text, position, "a second root element")
        tokens.append(_Token(kind, match.group()))
        position = match.end()
    if open_tags or not roots:
        raise _error(text, len(text), f"<{open_tags[-1][0][:80]}> is not closed" if open_tags else "no element")
    return tokens, verbatim


def _lay_out(tokens: list[_Token], verbatim: set[int]) -> str:
    out: list[str] = []
    depth = 0
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "text":
            index += 1
            continue
        depth -= token.kind == "close"
        out.append("\n" + _INDENT * min(depth, _DEEPEST_INDENT) if out else "")
        if token.kind == "open":
            if index in verbatim or _is_leaf(tokens, index):
                end = _closing(tokens, index)
                out.extend(inner.text for inner in tokens[index : end + 1])
                index = end + 1
                continue
            depth += 1
        out.append(token.text)
        index += 1
    return "".join(out)


def _is_leaf(tokens: list[_Token], index: int) -> bool:
    """True for an element with no content, or nothing but blanks."""
    return "close" in (tokens[index + 1].kind, tokens[index + 1].kind == "text" and tokens[index + 2].kind)


def _closing(tokens: list[_Token], index: int) -> int:
    """Index of the closing tag that belongs to an opening tag."""
    depth = 0
    for at in range(index, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[at].kind, 0)
        if depth == 0:
            return at
    return len(tokens) - 1
