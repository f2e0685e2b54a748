"""What a refusal has to look like in each format, read here and not by the code that wrote it."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

from tests.sandbox.crowd import label_of
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.request_plan import PayloadFormat

NAMESPACE = "{http://schemas.microsoft.com/rtc/2012/03/ucwa}"
_CHILDREN = ("code", "subcode", "message", "link", "debugInfo", "parameters")


def told(who: Visitor, answer: RawAnswer) -> dict[str, Any]:
    """The body of a refusal: texts by name, and the names in the bag of a 400 as `parameters`."""
    if who.format is PayloadFormat.JSON:
        body = json.loads(answer.plain)
        assert isinstance(body, dict)
        assert set(body) <= set(_CHILDREN)
        return {name: sorted(value) if name == "parameters" else value for name, value in body.items()}
    root = etree.fromstring(answer.plain)
    assert root.tag == f"{NAMESPACE}reason"
    names = [str(child.tag).removeprefix(NAMESPACE) for child in root]
    assert names == [name for name in _CHILDREN if name in names]
    assert {"debugInfo", "parameters"} <= set(names)  # also when there is nothing in them
    found: dict[str, Any] = {
        n: c.text for n, c in zip(names, root, strict=True) if n not in ("debugInfo", "parameters")
    }
    bag = sorted(str(entry.get("name")) for entry in root.iterfind(f"{NAMESPACE}parameters/{NAMESPACE}property"))
    return found | ({"parameters": bag} if bag else {})


def check_refusal(who: Visitor, answer: RawAnswer, row: str, message: str = "") -> None:
    """Status, media type, code, subcode and message; the parameters of a bad one and of no other.

    Args:
        who: asked, in this format.
        answer: came.
        row: `status code/subcode`.
        message: the text; empty: any.
    """
    assert label_of(who, answer) == row
    assert answer.header("Content-Type") == f"{who.format.media_type}; charset=utf-8"
    body = told(who, answer)
    code, _, subcode = row.partition(" ")[2].partition("/")
    assert (body["code"], body.get("subcode")) == (code, subcode or None)
    assert body["message"] == (message or body["message"])
    assert body["message"]
    if not message:  # the world's own answer
        assert ("parameters" in body) == (subcode == "ParameterValidationFailure")
