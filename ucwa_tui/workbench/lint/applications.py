"""Which requests of a capture belong to which of the applications that were created in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from ucwa_tui.workbench.capture_reading import CaptureReading, Place, Step, place_of_url


def upwards(place: Place) -> Iterator[Place]:
    """A place and all that it lies below, the nearest first."""
    origin, path = place
    yield place
    end = path.rfind("/")
    while end >= 0:
        yield origin, path[:end]
        end = path.rfind("/", 0, end)


class Applications:
    """The creations in a capture, found by where a request went: the work does not grow with their number.

    Args:
        reading: of the capture.
    """

    def __init__(self, reading: CaptureReading) -> None:
        self._made: dict[Place, list[tuple[float, int, Step]]] = {}
        for order, (made, url) in enumerate(reading.created):
            self._made.setdefault(place_of_url(url), []).append((made.began, order, made))

    def first_at(self, place: Place) -> Step | None:
        """The first creation of exactly this one."""
        made = self._made.get(place)
        return made[0][2] if made else None

    def of(self, step: Step) -> Step | None:
        """The latest creation before a request of the application that it belongs to; it may be the request itself."""
        found: tuple[int, Step] | None = None
        for place in upwards(step.place):
            made = self._made.get(place, [])
            before = bisect_right(made, step.began, key=lambda each: each[0])
            if before and (found is None or made[before - 1][1] > found[0]):
                found = made[before - 1][1:]
        return found[1] if found else None

    def hold(self, step: Step) -> bool:
        """Whether a request went into an application that another one had created before."""
        return any(
            made is not step and began <= step.began
            for place in upwards(step.place)
            for began, _, made in self._made.get(place, [])[:2]
        )


def in_applications(reading: CaptureReading) -> Iterator[Step]:
    """The requests within applications whose creation is in the capture."""
    applications = Applications(reading)
    return filter(applications.hold, reading.steps)
