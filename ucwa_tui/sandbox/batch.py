"""POST batch: several requests in one, answered in their order.

Source: UCWA reference, "Batching requests" and "batch"; captured batches have no Content-Transfer-Encoding and quote
the boundary of the answer. Decisions where the documentation is silent: what cannot stand in a batch is refused in
its own part with 400, a part that is no request likewise; the parts are carried out one after the other.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import replace

from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import NEVER_CAPTURED, Answer, Refusal, refusal_answer
from ucwa_tui.sandbox.application import APPLICATIONS_PATH
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.reason_phrases import reason_phrase
from ucwa_tui.sandbox.request import BadTarget, Request, make_request

MEDIA_TYPE = "multipart/batching"
MAX_PARTS = 100
"""The user's limit of outstanding requests: a larger batch is refused whole, and nothing of it is carried out."""
_BOUNDARY = re.compile(r";\s*boundary\s*=\s*(?:\"([^\"]{1,70})\"|([^\s;\"]{1,70}))", re.IGNORECASE)
_NOT_INSIDE = ("batch", "events", "photos")
_INHERITED = ("authorization", "x-ms-requiresminresourceversion", "accept-language")
"""Headers that a part takes from the batch where it has none of its own."""


async def post_batch(call: Call) -> Answer:
    """Carry out every part. The batch succeeds whatever its parts do."""
    parts = _parts(call.request)
    if len(parts) > MAX_PARTS:
        raise errors.too_many_requests()
    answers = [await _answer(call, part) for part in parts]
    boundary = call.world.ids.guid()
    body = b"".join(_framed(boundary, answer) for answer in answers) + f"--{boundary}--\r\n".encode()
    headers = (NEVER_CAPTURED,) if any(NEVER_CAPTURED in a.headers for a in answers) else ()
    return Answer(200, headers, body, f'{MEDIA_TYPE}; boundary="{boundary}"')


def _parts(request: Request) -> list[bytes]:
    """The parts as they came. Raises Refusal 415 for another media type, 400 for a body that is no batch."""
    content_type = request.header("Content-Type") or ""
    if content_type.split(";", 1)[0].strip().lower() != MEDIA_TYPE:
        raise errors.unsupported_media_type(request.header("Content-Type"))
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise errors.deserialization_failure("Content-Type names no boundary")
    boundary = (found[1] or found[2]).encode("latin-1")
    # the closing line lacks its last hyphens in one documented sample
    pieces = re.split(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?=\r?\n|\Z)", request.body)
    parts = [piece.lstrip(b"\r\n") for piece in pieces[1:] if piece.strip()]
    if not parts:
        raise errors.deserialization_failure("there is no part between the boundaries")
    return parts


async def _answer(call: Call, part: bytes) -> Answer:
    try:
        request = _request(call.request, part)
        rest = request.segments[APPLICATIONS_PATH.count("/") + 1 :]
        if rest and rest[0].lower() in _NOT_INSIDE:
            raise _bad_part(f"{rest[0]} cannot stand in a batch.")
        assert call.dispatch is not None
        answer = call.dispatch(request)
        return await answer if inspect.isawaitable(answer) else answer
    except Refusal as refusal:
        return refusal_answer(refusal, call.accepted)


def _request(outer: Request, part: bytes) -> Request:
    """The request in a part. A captured library sends the data of a POST in a `Data` header."""
    _, _, inner = _divided(part)
    head, headers, body = _divided(inner, with_start=True)
    words = head.split()
    if len(words) != 3 or not words[2].upper().startswith("HTTP/"):
        raise _bad_part("A part holds no HTTP request.")
    given = {name.lower() for name, _ in headers}
    headers += [(n, v) for n, v in outer.headers if n.lower() in _INHERITED and n.lower() not in given]
    data = next((value for name, value in headers if name.lower() == "data"), "")
    if data and not body.strip():
        body = data.encode("latin-1")
        headers += [] if "content-type" in given else [("Content-Type", "application/json")]
    headers = [("Host", outer.host), *((n, v) for n, v in headers if n.lower() != "host")]
    try:
        request = make_request(words[0].upper(), words[1], headers, body.strip(b"\r\n"), fallback_host=outer.host)
    except BadTarget:
        raise _bad_part("The address of a part is none.") from None
    # whatever host a part names, it is answered here
    return replace(request, host=outer.host, scheme=outer.scheme)


def _divided(data: bytes, *, with_start: bool = False) -> tuple[str, list[tuple[str, str]], bytes]:
    """The start line if there is one, the header lines, and what follows the empty line."""
    head, _, rest = re.sub(rb"\A(\r?\n)+", b"", data).replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = head.decode("latin-1").split("\n")
    start = lines.pop(0) if with_start else ""
    pairs = [(name.strip(), value.strip()) for name, colon, value in (li.partition(":") for li in lines) if colon]
    return start, pairs, rest


def _framed(boundary: str, answer: Answer) -> bytes:
    """A part of the answer; no date and no server, as captured.

    The media type comes last: Microsoft's own JavaScript takes each line after it for the body.
    """
    lines = [f"--{boundary}", "Content-Type: application/http; msgtype=response", ""]
    lines += [f"HTTP/1.1 {answer.status} {reason_phrase(answer.status).decode()}", "Cache-Control: no-cache"]
    lines += [f"{name}: {value}" for name, value in answer.headers if name.lower() != "cache-control"]
    if answer.content_type is not None and answer.body:
        lines.append(f"Content-Type: {answer.content_type}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + answer.body + b"\r\n"


def _bad_part(message: str) -> Refusal:
    return Refusal(400, Reason("BadRequest", None, message), captured=False)
