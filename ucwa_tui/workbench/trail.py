"""Where somebody has been among the exchanges, like the history of a browser: back, forward, and the way as words."""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST = 200
SEPARATOR = " › "


@dataclass(frozen=True, slots=True)
class TrailPlace:
    """An exchange as it was looked at."""

    name: str
    """What leads there: a link's name. Printable."""
    n: int | None
    """`Exchange.n`; None while the request has not begun."""
    view: str = ""
    """The depth; empty: as it was."""
    line: int = 0
    """Line at the top of the view, from 0."""
    ticket: int | None = None
    """Of the request that makes the exchange."""


class Trail:
    """Places in order, and where one is among them. Bounded."""

    def __init__(self) -> None:
        self._places: list[TrailPlace] = []
        self._at = -1

    def __len__(self) -> int:
        return len(self._places)

    @property
    def current(self) -> TrailPlace | None:
        """Where the trail is; the reader may have gone elsewhere by the list."""
        return self._places[self._at] if self._places else None

    def go(self, here: TrailPlace | None, there: TrailPlace) -> None:
        """Leave a place for another one; what lay ahead is forgotten.

        Args:
            here: where the reader is now; None: nowhere.
            there: where it goes.
        """
        self._leave(here)
        del self._places[self._at + 1 :]
        self._places.append(there)
        del self._places[:-MOST]
        self._at = len(self._places) - 1

    def can_go(self, by: int, n: int | None) -> bool:
        """Whether there is a place to go to from exchange `n`; who has left the trail can go back onto it."""
        if not self._places:
            return False
        return 0 <= self._at + by < len(self._places) or (by < 0 and self._places[self._at].n != n)

    def step(self, by: int, here: TrailPlace | None) -> TrailPlace | None:
        """Go back (-1) or forward (1) and remember how it looked here; None where there is nothing."""
        strayed = here is not None and self.current is not None and self.current.n != here.n
        if strayed and by < 0:
            return self.current
        if not 0 <= self._at + by < len(self._places):
            return None
        if here is not None and not strayed:
            self._places[self._at] = replace(here, name=self._places[self._at].name)
        self._at += by
        return self.current

    def arrived(self, n: int, ticket: int | None) -> None:
        """An exchange is shown: it may be the one that a followed link makes."""
        current = self.current
        if current is not None and current.n is None and ticket is not None and current.ticket == ticket:
            self._places[self._at] = replace(current, n=n)

    def crumbs(self, n: int | None) -> tuple[str, ...]:
        """The names on the way here; empty where exchange `n` is not the trail's, or there is no way."""
        if self._at < 1 or self._places[self._at].n != n:
            return ()
        return tuple(place.name for place in self._places[: self._at + 1])

    def _leave(self, here: TrailPlace | None) -> None:
        if here is None:
            return
        if self.current is not None and self.current.n == here.n:
            self._places[self._at] = replace(here, name=self._places[self._at].name)
            return
        self._places, self._at = [here], 0  # another beginning: the way there was not by links


def cut_crumbs(crumbs: tuple[str, ...], width: int) -> str:
    """The way in at most about `width` characters: the first and the last names, with an ellipsis between.

    Args:
        crumbs: names from the first place on.
        width: characters that there are; a last name that is longer comes whole.
    """
    words = SEPARATOR.join(crumbs)
    for gone in range(1, len(crumbs) - 1):
        if len(words) <= width:
            return words
        words = SEPARATOR.join((crumbs[0], "…", *crumbs[1 + gone :]))
    if len(words) > width and len(crumbs) > 1:
        words = SEPARATOR.join(("…", crumbs[-1]))
    return words
