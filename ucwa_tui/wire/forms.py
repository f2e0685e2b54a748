"""The fields of a posted form, as a web page or a library sends them: url-encoded, or in parts (`multipart/form-data`).

The token endpoint is an ordinary web page to its server, so it reads both kinds. Clients that hand an array to their
HTTP library send parts without knowing it.
"""

from __future__ import annotations

from email.message import Message
from email.parser import BytesParser
from urllib.parse import parse_qsl

MAX_FIELDS = 50
_URL_ENCODED = "application/x-www-form-urlencoded"
_PARTS = "multipart/form-data"


def form_fields(content_type: str | None, body: bytes) -> dict[str, str] | None:
    """The fields with their names in lower case; of a name that comes twice, the last.

    Args:
        content_type: as received; parameters other than the boundary do not count.
        body: of the request.

    Returns:
        None where the body is no form.
    """
    kind = (content_type or "").split(";")[0].strip().lower()
    try:
        if kind == _URL_ENCODED:
            pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
        elif kind == _PARTS:
            pairs = _parts(content_type or "", body)
        else:
            return None
    except ValueError:
        return None
    return {name.lower(): value for name, value in pairs}


def _parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """Name and value of each part. Raises ValueError where there are none, too many, or a part without a name."""
    head = "".join(c for c in content_type if c >= " ").encode("latin-1", "replace")
    parts = BytesParser().parsebytes(b"Content-Type: " + head + b"\r\n\r\n" + body).get_payload()
    if not isinstance(parts, list) or len(parts) > MAX_FIELDS:
        raise ValueError("no parts, or too many")
    return [_field(part) for part in parts if isinstance(part, Message)]


def _field(part: Message) -> tuple[str, str]:
    name = part.get_param("name", header="Content-Disposition")
    value = part.get_payload(decode=True)
    if not isinstance(name, str) or not isinstance(value, bytes):
        raise ValueError("a part without a name, or with parts of its own")
    return name, value.decode("utf-8")
