"""What can be made to happen to the clients of a sandbox at once; for choosers and for orders over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MISHAPS: Final[Mapping[str, str]] = {
    "expire-tokens": "every token that was given out ends now: 401 on the next request",
    "end-applications": "every application ends now: 404 ApplicationNotFound, also for the P-GET that waits",
    "resync": "every event channel answers with resync now",
    "replace": "another client takes every event channel now: 409 PGetReplaced",
    "drop-connections": "every connection is reset now",
}
"""The words of an order, and what each does."""
