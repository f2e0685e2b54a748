"""Parts of an exchange as text: heads as they were, bodies as they read, every control character visible.

What is no text is written in hexadecimal, from which its bytes can be had back.
"""

from __future__ import annotations

import re

from ucwa_tui.wire.decode import DecodedBody, DecodedText, decode_body, decode_text
from ucwa_tui.wire.exchange import CapturedMessage, Exchange
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response
from ucwa_tui.wire.http1_head import head_text
from ucwa_tui.wire.safe_text import copied_block, safe_block, safe_line

_LOST = "\ufffd"
_FEW = 3
_HEX_ROW = re.compile(r"0{8}: (?:[0-9a-f]{2} ?){1,16}\n")


def as_raw(exchange: Exchange) -> str:
    """Request and answer as text: heads as they were, bodies decompressed, every control character visible.

    Args:
        exchange: running or ended.
    """
    parts = [raw_request(exchange)]
    if exchange.response.data:
        parts.append(raw_answer(exchange))
    elif exchange.error:
        parts.append(f"(no answer: {safe_line(exchange.error)})\n")
    return "\n".join(parts)


def raw_request(exchange: Exchange) -> str:
    """Head and body of the request."""
    message = parse_request(exchange.request)
    return request_head(exchange) + _body(message)


def raw_answer(exchange: Exchange) -> str:
    """Head and body of the answer; empty where there is none."""
    return answer_head(exchange) + answer_body(exchange)


def request_head(exchange: Exchange) -> str:
    """The head of the request, with the blank line that ends it."""
    return _head(exchange.request, parse_request(exchange.request))


def answer_head(exchange: Exchange) -> str:
    """The head of the answer, interim ones before it, with the blank line that ends it."""
    if not exchange.response.data:
        return ""
    return _head(exchange.response, parse_response(exchange.response, exchange.method))


def request_body(exchange: Exchange) -> str:
    """The body of the request as text."""
    return _body(parse_request(exchange.request))


def answer_body(exchange: Exchange) -> str:
    """The body of the answer as text, without framing and compression."""
    return _body(parse_response(exchange.response, exchange.method)) if exchange.response.data else ""


def _head(captured: CapturedMessage, message: HttpMessage) -> str:
    lines = captured.data[: message.head_length].replace(b"\r\n", b"\n").split(b"\n")
    return safe_block("\n".join(map(head_text, lines)))


def _body(message: HttpMessage) -> str:
    content = decode_body(message)
    decoded = decode_text(message)
    if _is_binary(content, decoded):
        return _hexadecimal(content)
    body = decoded.text.replace("\r\n", "\n")
    return copied_block(body + ("\n" if body and not body.endswith("\n") else ""))


def _is_binary(content: DecodedBody, decoded: DecodedText) -> bool:
    """Whether a text of it would be another thing than the body: a byte or two that are wrong do not matter."""
    if content.unknown or "\0" in decoded.text:
        return True
    return bool(decoded.problems) and decoded.text.count(_LOST) > max(_FEW, len(decoded.text) // 20)


def _hexadecimal(content: DecodedBody) -> str:
    """Every byte, in a form that `xxd -r` turns into the very bytes; it takes no other line."""
    data = content.data
    return "".join(f"{at:08x}: {data[at : at + 16].hex(' ')}\n" for at in range(0, len(data), 16))


def is_hexadecimal(text: str) -> bool:
    """Whether a body was given as hexadecimal."""
    return _HEX_ROW.match(text) is not None
