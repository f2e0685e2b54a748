"""Elements to XML text in the reference's layout: declaration, two blanks a level, ` />` for what is empty.

Only this module writes markup, and it writes nothing that is not well-formed.
"""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.xml_chars import code_point, first_forbidden, is_name

NAMESPACE = "http://schemas.microsoft.com/rtc/2012/03/ucwa"
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


@dataclass(frozen=True, slots=True)
class Element:
    """An element with either text or children. `subject` is what an error about its text calls it."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    children: tuple[Element, ...] = ()
    subject: str = ""


def _checked(text: str, subject: str) -> str:
    position = first_forbidden(text)
    if position is not None:
        raise PayloadError(
            f"XML cannot carry the character {code_point(text[position])} in {subject} (position {position})"
        )
    return text


def _attributes(element: Element) -> str:
    names = [name for name, _ in element.attributes]
    for name in names:
        if not is_name(name) or names.count(name) > 1:
            raise PayloadError(f"XML cannot carry the attribute {_checked(name, 'an attribute name')!r}")
    subject = element.subject or f"an attribute of <{element.tag}>"
    return "".join(f' {n}="{_checked(v, subject).translate(_ATTRIBUTE)}"' for n, v in element.attributes)


def _lines(element: Element, depth: int, lines: list[str], namespace: str = "") -> None:
    if not is_name(element.tag):
        raise PayloadError(f"{element.tag[:40]!r} cannot be the name of an XML element")
    indent = "  " * depth
    head = f"{indent}<{element.tag}{_attributes(element)}{namespace}"
    if element.children:
        lines.append(f"{head}>")
        for child in element.children:
            _lines(child, depth + 1, lines)
        lines.append(f"{indent}</{element.tag}>")
    elif element.text:
        text = _checked(element.text, element.subject or f"<{element.tag}>").translate(_TEXT)
        lines.append(f"{head}>{text}</{element.tag}>")
    else:
        lines.append(f"{head} />")


def write(root: Element, namespace: str | None = NAMESPACE) -> bytes:
    """Write a document as UTF-8, lines ended by LF, none after the last. The root gets the namespace, if there is one.

    Raises:
        PayloadError: a character or a name that XML cannot hold.
    """
    lines: list[str] = []
    _lines(root, 0, lines, "" if namespace is None else f' xmlns="{namespace}"')
    return (_DECLARATION + "\n".join(lines)).encode("utf-8")
