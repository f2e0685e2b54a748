"""Secrets put back into a message that was masked at capture. Pure: who keeps the secrets decides whether."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ucwa_tui.wire.exchange import CapturedMessage, Mask
from ucwa_tui.wire.http1_head import scan_head
from ucwa_tui.wire.secret import Secret

_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")


def unmasked(message: CapturedMessage, secrets: Sequence[Secret]) -> CapturedMessage:
    """The message with its secrets in place; its masks say where they are.

    Args:
        message: as it was masked.
        secrets: one for each mask, in their order, bytes read as Latin-1.

    Raises:
        ValueError: there are more or fewer secrets than masks.
    """
    pieces: list[bytes] = []
    masks: list[Mask] = []
    position = size = 0
    for mask, secret in zip(message.masks, secrets, strict=True):
        plain, text = message.data[position : mask.offset], secret.reveal().encode("latin-1")
        masks.append(Mask(size + len(plain), len(text), len(text), mask.kind))
        pieces += [plain, text]
        size += len(plain) + len(text)
        position = mask.offset + mask.length
    pieces.append(message.data[position:])
    whole = CapturedMessage(b"".join(pieces), tuple(masks), message.reconstructed, revealed=bool(masks))
    return _with_chunk_size(message, whole) if message.reconstructed and masks else whole


def _with_chunk_size(masked: CapturedMessage, whole: CapturedMessage) -> CapturedMessage:
    """A body that was written anew is one chunk, whose size told the length with the masks in it."""
    start = scan_head(masked.data).end
    before = sum(mask.offset < start for mask in masked.masks)
    grown = sum(mask.original_length - mask.length for mask in masked.masks[:before])
    matched = _CHUNK_SIZE.match(whole.data, start + grown)
    if matched is None:
        return whole  # it was compressed only
    inside = int(matched[1], 16)
    end = start + len(matched.group()) + inside
    in_chunk = [m for m in masked.masks[before:] if m.offset < end]
    size = b"%x\r\n" % (inside + sum(m.original_length - m.length for m in in_chunk))
    by = len(size) - len(matched.group())
    data = whole.data[: matched.start()] + size + whole.data[matched.end() :]
    masks = [*whole.masks[:before], *(replace(m, offset=m.offset + by) for m in whole.masks[before:])]
    return replace(whole, data=data, masks=tuple(masks))
