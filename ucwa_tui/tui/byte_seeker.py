"""Takes the reader to bytes of an exchange, as soon as the text that shows them is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ucwa_tui.tui.beside import beside
from ucwa_tui.tui.current_line import go_to_place, is_at
from ucwa_tui.tui.widgets.cursor_reader import CursorReader

if TYPE_CHECKING:
    from ucwa_tui.tui.byte_place import BytePlace
    from ucwa_tui.tui.exchange_text import ExchangeText
    from ucwa_tui.wire.exchange import Exchange


class ByteSeeker:
    """Knows which bytes are wanted, and for which ones one has come.

    Args:
        reader: what is read.
    """

    def __init__(self, reader: CursorReader) -> None:
        self._reader = reader
        self._wanted: BytePlace | None = None
        self._arrived: tuple[tuple[int, int], BytePlace] | None = None
        self._text: ExchangeText | None = None

    def seek(self, place: BytePlace) -> None:
        """Go to these bytes as soon as the next text is there."""
        self._wanted = place

    @property
    def seeking(self) -> bool:
        """Whether somebody wants to go somewhere."""
        return self._wanted is not None

    def begin(self, *, same: bool) -> None:
        """Another text is being laid out, of the `same` exchange or of another one."""
        self._arrived = None
        self._text = None
        if not same:
            self._wanted = None

    def go(self, exchange: Exchange, text: ExchangeText) -> None:
        """Go where one wanted to be, as the text is whole; in a long one that takes a thread."""
        wanted = self._wanted
        self._text = text
        if wanted is None:
            return
        from ucwa_tui.tui.byte_place import place_of_bytes, shown_at_once

        find = partial(place_of_bytes, text, exchange, wanted)
        if shown_at_once(text, wanted):
            self._arrive(find(), wanted)
        else:
            self._reader.run_worker(self._go_beside(text, find, wanted), group="same-place", exclusive=True)

    async def _go_beside(self, text: ExchangeText, find: Callable[[], tuple[int, int]], wanted: BytePlace) -> None:
        place = await beside("same-place", find)
        if self._text is text:
            self._arrive(place, wanted)

    def _arrive(self, place: tuple[int, int], wanted: BytePlace) -> None:
        self._wanted = None
        go_to_place(self._reader, place)
        self._arrived = (place, wanted)

    @property
    def came_for(self) -> BytePlace | None:
        """The bytes that one comes for, or came for while nobody has moved away from them."""
        if self._wanted is not None:
            return self._wanted
        if self._arrived is None or not is_at(self._reader, self._arrived[0]):
            return None
        return self._arrived[1]
