"""Documented operations that this server does not carry out."""

from __future__ import annotations

from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.call import Call


def post_unsupported(call: Call) -> Answer:
    """409 without a subcode."""
    raise errors.not_supported()
