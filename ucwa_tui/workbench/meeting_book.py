"""Keeps the pictures of all conversations up to date: a reducer over reports that no order of events confuses."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.wire import reports
from ucwa_tui.workbench.bounded_text import bounded
from ucwa_tui.workbench.meeting_news import (
    read_conversation,
    read_meeting,
    read_message,
    read_modality,
    read_person,
    sent_message,
)
from ucwa_tui.workbench.meeting_picture import MAX_PEOPLE, MODALITIES, MeetingPicture, Modality, Person
from ucwa_tui.workbench.resource_index import resource_key

MAX_PICTURES = 50
COLLECTIONS = frozenset({"lobby", "leaders", "attendees"})
PEOPLE_RELS = frozenset({"participant", "localParticipant"})
PARTS_RELS = PEOPLE_RELS | {"onlineMeeting", *MODALITIES}
"""Resources that link to the conversation that they are a part of."""
TOLD_RELS = PARTS_RELS | {"message"}
_ENDED = "Disconnected"


class MeetingBook:
    """Pictures by conversation, the newest last. Changed only by `apply`."""

    def __init__(self) -> None:
        self._pictures: dict[str, MeetingPicture] = {}

    @property
    def pictures(self) -> list[MeetingPicture]:
        """In the order in which they were first heard of."""
        return list(self._pictures.values())

    @property
    def current(self) -> MeetingPicture | None:
        """The newest conversation that one is in, else the newest that one is invited to, else the newest of all."""
        pictures = self.pictures[::-1]
        inside = next((p for p in pictures if not p.over and not p.incoming), None)
        return inside or next((p for p in pictures if not p.over), pictures[0] if pictures else None)

    def get(self, url: str) -> MeetingPicture | None:
        """The picture of a conversation by its absolute URL."""
        return self._pictures.get(resource_key(url))

    def apply(self, base_url: str, report: reports.Report) -> None:
        """Take in a report; most say nothing about meetings.

        Args:
            base_url: what relative hrefs are resolved against.
            report: in order of happening.
        """
        match report:
            case reports.EventsArrived(events):
                for received in events:
                    self._event(base_url, received)
            case reports.RequestFinished():
                self._finished(base_url, report)
            case reports.SignedIn(recreated=True):
                self._end_all("the application ended, and a new one was created")
            case reports.SignedIn():
                self._pictures.clear()
            case reports.SignedOut():
                self.end_session()
            case reports.ChannelGap(kind="resume"):
                self._end_all("the server has forgotten the conversation")
            case _:
                pass

    def end_session(self) -> None:
        """Nobody is signed in any more; what was written stays to be read until somebody is again."""
        self._end_all("signed out")
        for picture in self._pictures.values():
            picture.former = True

    def _end_all(self, why: str) -> None:
        for picture in self._pictures.values():
            if not picture.over:
                _end(picture, why)

    def _event(self, base: str, received: reports.ReceivedEvent) -> None:
        event = received.event
        picture = self._picture_of(base, received)
        if picture is None:
            return
        picture.version += 1
        rel = event.link.rel
        href = resolve(base, event.link.href)
        if rel == "conversation":
            self._conversation(picture, event, base)
        elif rel in PEOPLE_RELS:
            _person(picture, event, href, base)
        elif rel == "onlineMeeting" and event.resource is not None:
            read_meeting(picture, event.resource)
        elif rel in MODALITIES:
            modality = picture.modalities.setdefault(rel, Modality(rel, href))
            read_modality(modality, event, base)
        elif rel == "message":
            read_message(picture, event, href, base, received.at)
        elif rel.startswith("participant") and len(rel) > len("participant"):
            _persons_modality(picture, event, href, base)

    def _conversation(self, picture: MeetingPicture, event: Event, base: str) -> None:
        if event.type == "deleted":
            _end(picture, event.reason.label if event.reason else "")
            return
        if event.resource is not None:
            read_conversation(picture, event.resource, base)
        elif picture.over and event.type == "added":
            picture.state = ""
        if event.reason is not None:
            picture.reason = bounded(event.reason.label)
        if picture.over:
            _empty(picture)

    def _finished(self, base: str, report: reports.RequestFinished) -> None:
        exchange = report.exchange
        if exchange.operation == "sendMessage":
            picture = self._containing(exchange.url)
            if picture is not None:
                picture.version += 1
                sent_message(picture, report)
        resource = report.resource
        if resource is None:
            return
        href = resolve(base, resource.href() or exchange.url)
        holder = resource.href("conversation")
        known = self.get(href) or (self.get(resolve(base, holder)) if holder else None) or self._containing(href)
        if known is None or known.over:
            return
        known.version += 1
        rel = resource.rel or ""
        if rel in COLLECTIONS:
            for link_href in _participants_in(resource):
                _join_collection(_somebody(known, resolve(base, link_href[0]), link_href[1]), rel)
        else:
            self._event(base, _as_event(rel, href, known.href, report))

    def _picture_of(self, base: str, received: reports.ReceivedEvent) -> MeetingPicture | None:
        """The conversation that an event tells of; one that nobody has heard of yet gets a picture."""
        event = received.event
        named = next(iter(_conversation_hrefs(received)), None)
        if named is not None:
            url = resolve(base, named)
            return self.get(url) or (self._open(url) if event.type != "deleted" else None)
        if event.link.rel not in TOLD_RELS and not event.link.rel.startswith("participant"):
            return None
        inside = self._containing(resolve(base, event.link.href))
        open_ones = [p for p in self._pictures.values() if not p.over]
        return inside or (open_ones[0] if len(open_ones) == 1 else None)

    def _open(self, url: str) -> MeetingPicture:
        picture = self._pictures[resource_key(url)] = MeetingPicture(url)
        if len(self._pictures) > MAX_PICTURES:
            oldest = next((k for k, p in self._pictures.items() if p.over), next(iter(self._pictures)))
            del self._pictures[oldest]
        return picture

    def _containing(self, url: str) -> MeetingPicture | None:
        key = resource_key(url).partition("?")[0]
        inside = [k for k in self._pictures if key.startswith(k.partition("?")[0].rstrip("/") + "/")]
        return self._pictures[max(inside, key=len)] if inside else None


def _conversation_hrefs(received: reports.ReceivedEvent) -> Iterator[str]:
    event = received.event
    if event.link.rel == "conversation":
        yield event.link.href
        return
    if received.sender_rel == "conversation":
        yield received.sender_href
    if event.in_ is not None and event.in_.rel == "conversation":
        yield event.in_.href
    held = event.resource.href("conversation") if event.resource is not None else None
    if held and event.link.rel in PARTS_RELS:
        yield held


def _person(picture: MeetingPicture, event: Event, href: str, base: str) -> None:
    where = event.in_.rel if event.in_ is not None else ""
    if event.type == "deleted":
        person = picture.people.get(resource_key(href))
        if person is None:
            return
        if where == "typingParticipants":
            person.typing = False
        elif where in COLLECTIONS:
            person.collections.discard(where)
            person.was_in_one = True
        elif where in ("", "participants", "conversation"):
            del picture.people[resource_key(href)]
        return
    person = _somebody(picture, href, event.link.title or "")
    moved = where in COLLECTIONS and person.was_in_one and where not in person.collections
    if event.resource is None and (moved or (event.type == "updated" and not where)):
        person.unread()
        if person.local:  # another role of ours changes what may be done to all the others
            for other in picture.people.values():
                other.unread()
    if event.link.rel == "localParticipant":
        person.local = True
    if event.resource is not None:
        read_person(person, event.resource, base)
    if where == "typingParticipants":
        person.typing = True
    elif where in COLLECTIONS:
        _join_collection(person, where)


def _somebody(picture: MeetingPicture, href: str, title: str) -> Person:
    """The participant, known before or not."""
    person = picture.people.setdefault(resource_key(href), Person(href))
    person.name = bounded(title) or person.name
    if len(picture.people) > MAX_PEOPLE:
        absent = next((k for k, p in picture.people.items() if not p.here), next(iter(picture.people)))
        del picture.people[absent]
    return person


def _join_collection(person: Person, rel: str) -> None:
    person.collections.add(rel)
    person.was_in_one = True
    if rel != "lobby":
        person.waits = False


def _persons_modality(picture: MeetingPicture, event: Event, href: str, base: str) -> None:
    """participantMessaging and its like: in the collection of a participant, or below one's URL."""
    if event.in_ is not None and event.in_.rel in PEOPLE_RELS:
        owner = resource_key(resolve(base, event.in_.href))
    else:
        owner = resource_key(href).rpartition("/")[0]
    person = picture.people.get(owner)
    if person is None:
        if event.in_ is None or event.type == "deleted":
            return
        person = _somebody(picture, resolve(base, event.in_.href), event.in_.title or "")
    word = event.link.rel.removeprefix("participant")
    if event.type == "deleted":
        person.modalities.discard(word)
    else:
        person.modalities.add(word)


def _end(picture: MeetingPicture, why: str) -> None:
    picture.version += 1
    picture.state = _ENDED
    picture.reason = bounded(why) or picture.reason
    _empty(picture)


def _empty(picture: MeetingPicture) -> None:
    """Who has left sees nobody; what was written stays to be read."""
    picture.people.clear()
    picture.links.clear()
    for modality in picture.modalities.values():
        modality.state = _ENDED
        modality.links.clear()


def _participants_in(resource: Resource) -> list[tuple[str, str]]:
    return [(m.href, m.title or "") for g in resource.links if g.rel == "participant" for m in g.links if m.href]


def _as_event(rel: str, href: str, conversation: str, report: reports.RequestFinished) -> reports.ReceivedEvent:
    """A resource that was read says what an event would say that embeds it."""
    told = Event("updated", EventLink(rel, href), resource=report.resource)
    return reports.ReceivedEvent(
        0, report.exchange.started_at, None, "conversation", conversation, told, report.exchange.n
    )
