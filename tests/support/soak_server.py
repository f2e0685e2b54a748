"""An event channel without a network: numbers packages, repeats them until they are acknowledged, ends applications.

Its events are counted from 0 over all applications, and it keeps no more than the last few packages, so that it can run
for as long as one likes.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

ORIGIN = "http://soak.example.test"
EXPIRY = 15 * 60.0
"""Seconds without a P-GET after which an application ends."""
_KEPT = 4
Place: TypeAlias = tuple[int, int]
"""Numbering and ack."""


@dataclass
class Package:
    """What is answered at a place, and the place whose request acknowledges it."""

    at: Place
    first: int
    stop: int
    follow: Place
    resumes: bool = False


class SoakServer:
    """One application at a time; `get` is a P-GET that was received and answered.

    Args:
        base: where applications are; the links of answers are relative to the host.
    """

    def __init__(self, base: str = "/ucwa/v1/applications") -> None:
        self._base = base
        self.application = 0
        self.emitted = 0
        """How many events there have been so far."""
        self.away = False
        """The next new package says that the client was away for too long."""
        self.without_parameters = 0
        """How many numberings began without the channel parameters."""
        self._packages: deque[Package] = deque()
        self._unacknowledged = 0
        self._packed = 0
        self._gone = True
        self._begun: set[int] = set()
        self._numberings = 0
        self.heard_at = 0.0
        """When the last P-GET came, seconds."""

    def create(self, now: float) -> str:
        """A new application in place of the old one; its events URL."""
        self.application += 1
        self._numberings += 1
        self._packages.clear()
        self._unacknowledged, self._packed, self._gone, self.heard_at = 0, self.emitted, False, now
        return self._url((self._numberings, 1))

    def end_application(self) -> None:
        """From now on it is not found."""
        self._gone = True

    def is_gone(self, now: float) -> bool:
        """Whether the application has ended."""
        self._gone = self._gone or now - self.heard_at > EXPIRY
        return self._gone

    @property
    def acknowledged(self) -> int:
        """How many events a client has confirmed, lost applications included."""
        return self._packages[self._unacknowledged].first if self._packages else self._packed

    @property
    def is_idle(self) -> bool:
        """Whether the last package was delivered and confirmed."""
        return self._packed == self.emitted and bool(self._packages) and self.acknowledged == self.emitted

    def forget(self) -> None:
        """Lose the last acknowledgement, as after a move to another front end; never across a new numbering."""
        before = self._unacknowledged - 1
        if before >= 0 and not any(self._packages[i].resumes for i in (before, before + 1)):
            self._unacknowledged = before

    def get(self, url: str, now: float) -> bytes:
        """The body of the answer, in JSON."""
        self.heard_at = now
        query = parse_qs(urlsplit(url).query)
        asked = int(query.get("key", ["1"])[0]), int(query["ack"][0])
        if asked[0] not in self._begun:
            self._begun = {asked[0]}
            self.without_parameters += "low" not in query
        if not self._packages:
            return self._released(asked)
        current = self._packages[self._unacknowledged]
        if asked == current.follow:
            return self._acknowledge(asked)
        if asked != current.at:
            return self._body(asked, "resync", current.at, 0, 0)
        if current is self._packages[-1] and not current.resumes:
            current.stop = self._packed = self.emitted
        return self._answer(current)

    def _acknowledge(self, asked: Place) -> bytes:
        self._unacknowledged += 1
        if self._unacknowledged == len(self._packages):
            return self._released(asked)
        return self._answer(self._packages[self._unacknowledged])

    def _released(self, at: Place) -> bytes:
        resumes, self.away = self.away, False
        self._numberings += resumes
        follow = (self._numberings, 1) if resumes else (at[0], at[1] + 1)
        self._packages.append(Package(at, self._packed, self.emitted, follow, resumes))
        self._packed = self.emitted
        while self._unacknowledged > _KEPT:
            self._packages.popleft()
            self._unacknowledged -= 1
        return self._answer(self._packages[-1])

    def _answer(self, package: Package) -> bytes:
        way = "resume" if package.resumes else "next"
        return self._body(package.at, way, package.follow, package.first, package.stop)

    def _body(self, at: Place, way: str, to: Place, first: int, stop: int) -> bytes:
        events = ",".join(
            f'{{"link":{{"rel":"conversation","href":"/c/{n}"}},"type":"updated","_embedded":{{"conversation":'
            f'{{"state":"Connected","subject":"Number {n}","_links":{{"self":{{"href":"/c/{n}"}}}}}}}}}}'
            for n in range(first, stop)
        )
        sender = f'{{"rel":"communication","href":"/communication","events":[{events}]}}' if events else ""
        return (
            f'{{"_links":{{"self":{{"href":"{self._url(at, "")}"}},"{way}":{{"href":"{self._url(to, "")}"}}}},'
            f'"sender":[{sender}]}}'
        ).encode()

    def _url(self, place: Place, origin: str = ORIGIN) -> str:
        return f"{origin}{self._base}/{self.application}/events?key={place[0]}&ack={place[1]}"
