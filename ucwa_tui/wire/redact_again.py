"""Masks anew what was masked by the rules of an earlier version; what was masked stays so, with its length and kind.

Pure. For what was kept in a file of ours; captures of others go through `unmasked`.
"""

from __future__ import annotations

from dataclasses import replace

from ucwa_tui.wire.exchange import CapturedMessage, Exchange, Mask
from ucwa_tui.wire.redact import Redactor, Withheld
from ucwa_tui.wire.redact_span import MARK

RULES = 2
"""Of masking: what carries another number, or none, is masked again. 2: all cookies, tickets, keys, assertions."""


def masked_again(exchange: Exchange) -> Exchange:
    """The exchange by the rules of today."""
    redactor = Redactor()
    request = redactor.split_request(exchange.request.data)
    response = redactor.split_response(exchange.response.data, purpose=exchange.purpose, method=exchange.method)
    return replace(
        exchange,
        url=redactor.text(exchange.url),
        request=_merged(exchange.request, request),
        response=_merged(exchange.response, response),
        error=None if exchange.error is None else redactor.text(exchange.error),
    )


def _merged(before: CapturedMessage, split: Withheld) -> CapturedMessage:
    after = split.message
    if after.data == before.data:
        return before
    old = {mask.offset: mask for mask in before.masks}
    masks: list[Mask] = []
    grown = 0
    for mask, secret in zip(after.masks, split.secrets, strict=True):
        text = secret.reveal()
        known = old.get(mask.offset - grown) if text == MARK.decode() and not after.reconstructed else None
        masks.append(mask if known is None else replace(known, offset=mask.offset))
        grown += mask.length - len(text)
    return replace(
        before, data=after.data, masks=tuple(masks), reconstructed=before.reconstructed or after.reconstructed
    )
