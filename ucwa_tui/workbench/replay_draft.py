"""A recorded request as a draft for the builder: it would send what was sent, to the byte of target and body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from ucwa_tui.protocol.media import payload_format_of
from ucwa_tui.protocol.operation import Operation
from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat, UriPlace
from ucwa_tui.wire.decode import codings_of
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import HttpMessage, parse_request
from ucwa_tui.wire.place import place_of
from ucwa_tui.workbench.draft import URI_FIELD, Draft

_OURS = frozenset({"host", "authorization", "content-length", "proxy-authorization"})
"""Fields that the client writes for every request."""
_GET = "get"


def draft_of(exchange: Exchange) -> Draft:
    """The request in the form of its operation; a GET of anything in that of `get`.

    Raises:
        ValueError: the form cannot say it; the text says why.
    """
    message = parse_request(exchange.request)
    operation = _operation_of(exchange, message)
    form = payload_format_of(message.header("Content-Type")) or payload_format_of(message.header("Accept"))
    blank = Draft(operation.name, payload_format=form or PayloadFormat.JSON)
    try:
        text = message.body.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("its body is no UTF-8 text") from None
    went_to = place_of(exchange.url)
    href = f"{went_to.scheme}://{went_to.host_header}" + _path(message.target or "/")
    good = [draft for draft in _candidates(blank, operation, href, text) if _says(draft, href, message.body)]
    if good:
        return next((draft for draft in good if draft.raw_body is None), good[0])
    return replace(blank, target_href=href).with_raw_body(text)[0]


def why_no_form(exchange: Exchange) -> str:
    """Why the form cannot say it; empty: it can."""
    try:
        draft_of(exchange)
    except ValueError as error:
        return str(error)
    return ""


def other_headers(exchange: Exchange, draft: Draft) -> tuple[str, ...]:
    """Names of the recorded headers that the form's request would not have, or has with another value."""
    try:
        own = {name.lower(): value for name, value in draft.plan(exchange.url).headers}
    except PayloadError:
        own = {}
    message = parse_request(exchange.request)
    return tuple(
        name for name, value in message.headers if name.lower() not in _OURS and own.get(name.lower()) != value
    )


def _operation_of(exchange: Exchange, message: HttpMessage) -> Operation:
    if not message.method:
        raise ValueError("nothing of it has been sent")
    operation = OPERATIONS.get(exchange.operation or "")
    if operation is None and message.method == "GET":
        operation = OPERATIONS[_GET]
    if operation is None or operation.method != message.method:
        raise ValueError(f"the builder knows no such {message.method}: t edits it as a text")
    if any(mask.offset >= message.head_length for mask in exchange.request.masks):
        raise ValueError("a secret in its body is masked")
    target_end = exchange.request.data.find(b"\n", message.head_start)
    if any(mask.offset < target_end for mask in exchange.request.masks):
        raise ValueError("a secret in its target is masked")
    if message.chunked or codings_of(message):
        raise ValueError("its body is chunked or compressed, which the builder does not do")
    return operation


def _path(target: str) -> str:
    return target if target.startswith("/") else place_of(target).target if "://" in target else "/"


def _candidates(blank: Draft, operation: Operation, href: str, text: str) -> Iterator[Draft]:
    """Drafts that may say it: with the fields of the query in the form, else with the target as it stands."""
    names = [field.name for field in operation.fields if "query" in field.places or not operation.has_body]
    kept, values = _split(href, names)
    if values:
        places = (UriPlace.QUERY, UriPlace.BOTH) if URI_FIELD in values else (UriPlace.BODY,)
        for place in places:
            draft = replace(blank, uri_place=place, target_href=kept)
            for name, value in values.items():
                draft = draft.with_value(name, value)
            yield _with_text(draft, text)
    yield _with_text(replace(blank, target_href=href), text)


def _with_text(draft: Draft, text: str) -> Draft:
    return draft.with_raw_body(text)[0] if text else draft


def _says(draft: Draft, href: str, body: bytes) -> bool:
    """Whether sending the draft sends this."""
    try:
        plan = draft.plan(draft.target_href or "")
    except PayloadError:
        return False
    return plan.href == href and plan.body == body


def _split(href: str, names: list[str]) -> tuple[str, dict[str, str]]:
    path, mark, query = href.partition("?")
    kept: list[str] = []
    values: dict[str, str] = {}
    for pair in query.split("&") if mark else []:
        name, _, text = pair.partition("=")
        if name in names and name not in values and text:
            values[name] = unquote(text)
        else:
            kept.append(pair)
    return path + (f"?{'&'.join(kept)}" if kept else ""), values
