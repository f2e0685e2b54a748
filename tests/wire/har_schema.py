"""HAR 1.2 as its specification has it, compact: a field is required unless its name ends in `?`; `_…` is anybody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

NUMBER = "number"
"""-1 where there is none."""
WHOLE = "whole number"
TEXT = "text"
TIME = "time"
PAIRS: Any = [{"name": TEXT, "value": TEXT, "comment?": TEXT}]
_COOKIE_EXTRAS = {"path?": TEXT, "domain?": TEXT, "expires?": TIME, "httpOnly?": bool, "secure?": bool}
COOKIES: Any = [{"name": TEXT, "value": TEXT, **_COOKIE_EXTRAS, "comment?": TEXT}]
_MESSAGE: dict[str, Any] = {
    "httpVersion": TEXT,
    "cookies": COOKIES,
    "headers": PAIRS,
    "headersSize": WHOLE,
    "bodySize": WHOLE,
    "comment?": TEXT,
}
_POST = {"mimeType": TEXT, "params": [{"name": TEXT, "value?": TEXT, "fileName?": TEXT}], "text": TEXT}
_CONTENT = {"size": WHOLE, "compression?": WHOLE, "mimeType": TEXT, "text?": TEXT, "encoding?": TEXT}
_TIMINGS = {"blocked?": NUMBER, "dns?": NUMBER, "connect?": NUMBER, "send": NUMBER, "wait": NUMBER, "receive": NUMBER}
ENTRY: dict[str, Any] = {
    "pageref?": TEXT,
    "startedDateTime": TIME,
    "time": NUMBER,
    "request": {"method": TEXT, "url": TEXT, "queryString": PAIRS, "postData?": _POST, **_MESSAGE},
    "response": {"status": WHOLE, "statusText": TEXT, "content": _CONTENT, "redirectURL": TEXT, **_MESSAGE},
    "cache": {"beforeRequest?": {}, "afterRequest?": {}},
    "timings": {**_TIMINGS, "ssl?": NUMBER},
    "serverIPAddress?": TEXT,
    "connection?": TEXT,
    "comment?": TEXT,
}
HAR: dict[str, Any] = {
    "log": {
        "version": TEXT,
        "creator": {"name": TEXT, "version": TEXT, "comment?": TEXT},
        "browser?": {"name": TEXT, "version": TEXT, "comment?": TEXT},
        "pages?": [],
        "entries": [ENTRY],
        "comment?": TEXT,
    }
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def violations(value: Any, schema: Any = None, where: str = "har") -> Iterator[str]:
    """What of a HAR is not as the specification says: place and rule."""
    schema = HAR if schema is None else schema
    if isinstance(schema, dict):
        yield from _object(value, schema, where)
    elif isinstance(schema, list):
        if not isinstance(value, list):
            yield f"{where}: no list"
        else:
            for place, item in enumerate(value):
                yield from violations(item, schema[0], f"{where}[{place}]") if schema else ()
    elif not _fits(value, schema):
        yield f"{where}: {value!r} is no {schema}"


def _object(value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: no object"
        return
    for name, part in schema.items():
        bare = name.removesuffix("?")
        if bare in value:
            yield from violations(value[bare], part, f"{where}.{bare}")
        elif bare == name:
            yield f"{where}.{name}: missing"
    known = {name.removesuffix("?") for name in schema}
    yield from (f"{where}.{name}: unknown" for name in value if name not in known and not name.startswith("_"))


def _fits(value: Any, kind: Any) -> bool:
    if kind is bool:
        return isinstance(value, bool)
    if kind == TEXT:
        return isinstance(value, str)
    if kind == TIME:
        return isinstance(value, str) and bool(_TIME.fullmatch(value)) and bool(datetime.fromisoformat(value))
    whole = isinstance(value, int) and not isinstance(value, bool)
    return (whole or (kind == NUMBER and isinstance(value, float))) and value >= -1
