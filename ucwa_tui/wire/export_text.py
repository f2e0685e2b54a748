"""Parts of an exchange as text: heads as they were, bodies as they read, every control character visible."""

from __future__ import annotations

from ucwa_tui.wire.decode import decode_text
from ucwa_tui.wire.exchange import CapturedMessage, Exchange
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response
from ucwa_tui.wire.http1_head import head_text
from ucwa_tui.wire.safe_text import safe_block, safe_line


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
    body = decode_text(message).text.replace("\r\n", "\n")
    return safe_block(body + ("\n" if body and not body.endswith("\n") else ""))
