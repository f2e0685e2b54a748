"""Ending one modality: in a meeting it ends for the client alone, between two people for both."""

from __future__ import annotations

from ucwa_tui.sandbox.behaviours import CANCELED
from ucwa_tui.sandbox.conversation import Conversation
from ucwa_tui.sandbox.modality import Modality
from ucwa_tui.sandbox.pair import Pair


def stop(seat: Conversation, modality: Modality) -> None:
    """End a modality as the client asked, or the invitation to it."""
    if isinstance(seat.room, Pair) and seat.room.private:
        seat.room.stop(seat, modality)
    else:
        modality.stop(CANCELED)
