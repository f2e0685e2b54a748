"""Texts of an exchange that are laid out already: one comes back to a depth at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ucwa_tui.tui.exchange_text import ExchangeText
    from ucwa_tui.wire.exchange import Exchange

MOST = 32_000_000
"""Characters in texts that are kept beside the one that is shown."""


@dataclass(frozen=True, slots=True)
class KeptText:
    """A whole text."""

    text: ExchangeText
    is_cut: bool
    """None of its rows is wider than the view."""


class LaidOutTexts:
    """Texts of the exchange that is shown, each by how it was laid out; those of another exchange are forgotten."""

    def __init__(self) -> None:
        self._exchange: Exchange | None = None
        self._kept: OrderedDict[Hashable, KeptText] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, exchange: Exchange, how: Hashable) -> KeptText | None:
        """A text that was kept."""
        if exchange is not self._exchange or how not in self._kept:
            return None
        self._kept.move_to_end(how)
        return self._kept[how]

    def keep(self, exchange: Exchange, how: Hashable, kept: KeptText) -> None:
        """Keep the text that is shown now; where it all takes too much, those seen longest ago are given up."""
        if exchange is not self._exchange:
            self.clear()
            self._exchange = exchange
        self._kept[how] = kept
        self._kept.move_to_end(how)
        room = MOST
        for known in [*reversed(self._kept)][1:]:
            room -= self._kept[known].text.size
            if room < 0:
                del self._kept[known]

    def clear(self) -> None:
        """Keep nothing."""
        self._exchange = None
        self._kept.clear()
