"""The picture of a conversation as lines of a list: what it is, who waits, who is in it, what is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.tui.event_rows import clock_time, state_style
from ucwa_tui.tui.rows import ELLIPSIS, Row, Span, cut_end, cut_middle, cut_words, fit, fit_middle, width_of
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.meeting_picture import Group, MeetingPicture, Message, Modality, Person

NAME_WIDTH = 24
STATE_WIDTH = 13
WITH_ADDRESS = 60
"""Cells from which a person's address is shown."""
GROUP_WORDS = {
    Group.LOBBY: "waiting in the lobby",
    Group.LEADERS: "leaders",
    Group.ATTENDEES: "attendees",
    Group.OTHERS: "in the meeting",
}
MESSAGE_ROWS = 6
"""So many rows of a message are shown in the list."""
_ADDED_HERE = "messaging"
_IN_LOBBY = "inlobby"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list before it is laid out; two lines with the same key are about the same thing."""

    key: str
    text: str = ""
    """Of a heading or a remark; safe to show."""
    style: str = ""
    item: Person | Modality | Message | None = None


def meeting_lines(picture: MeetingPicture, others: int = 0, width: int = 76) -> list[Line]:
    """All lines, the newest message last.

    Args:
        picture: what there is to show.
        others: the number of further meetings one is in.
        width: cells, for messages that take several rows.
    """
    lines = [Line("subject", style="subject")]
    if others:
        count = others + (not picture.over)
        told = f"{count} conversation{'' if count == 1 else 's'}" if picture.over else f"one of {count} conversations"
        words = f"You are still in {told}: c shows the next." if picture.over else f"This is {told}: c shows the next."
        lines.append(Line("others", words, "sev-hint"))
    if picture.meeting_uri or picture.join_url:
        lines.append(Line("address", style="address"))
    lines += _remarks(picture)
    group: Group | None = None
    people = picture.here
    for person in people:
        if person.group is not group:
            group = person.group
            lines.append(Line(f"group {group.name}", _group_words(group, people), _group_style(group)))
        lines.append(Line(person.href, item=person))
    if picture.modalities:
        lines.append(Line("modalities", "modalities", "chrome-label"))
        lines += [Line(m.rel, item=m) for m in picture.modalities.values()]
    if picture.messages:
        lines.append(Line("messages", f"messages: {len(picture.messages)}", "chrome-label"))
        lines += [line for m in picture.messages for line in _message_lines(m, max(20, width - 4))]
    return lines


def summary(picture: MeetingPicture | None, others: Sequence[MeetingPicture] = ()) -> str:
    """For titles: state and numbers, and whether one is in other meetings as well. Safe to show."""
    if picture is None:
        return ""
    people = picture.here
    waiting = sum(p.group is Group.LOBBY for p in people)
    words = [safe_line(picture.state) or "no state yet"]
    if waiting:
        words.append(f"{waiting} wait{'s' if waiting == 1 else ''}")
    if len(people) > waiting:
        count = len(people) - waiting
        words.append(f"{count} {'person' if count == 1 else 'people'}")
    if others:
        words.append(f"c: {len(others)} more")
    return " · ".join(words)


def line_row(line: Line, picture: MeetingPicture, width: int, mark: str, *, titled: bool = False) -> Row:
    """A line in `width` cells; `mark` is the cursor's column, `titled` says that a title has the summary already."""
    inner = max(1, width - 4)
    match line.item:
        case Person() as person:
            row = _person(person, inner)
        case Modality() as modality:
            row = _modality(modality, picture, inner)
        case Message() as message:
            row = _message(message, inner) if not line.text else ((line.text, ""),)
        case _:
            return ((f"{mark} ", ""), *_heading(line, picture, max(1, width - 2), titled=titled))
    return ((f"{mark}   ", ""), *row)


def _heading(line: Line, picture: MeetingPicture, room: int, *, titled: bool) -> Row:
    if line.style == "subject":
        told = "" if titled else summary(picture)
        subject = safe_line(picture.subject) or _with_whom(picture)
        left = max(8, room - width_of(told) - 2)
        return ((fit(subject, left), "bold"), ("  ", ""), (told, state_style(picture.state)))
    if line.style == "address":
        uri, join_url = safe_line(picture.meeting_uri), safe_line(picture.join_url)
        both = f"{uri} · {join_url}" if uri and join_url else uri or join_url
        return ((cut_middle(both if width_of(both) <= room else join_url or uri, room), "muted"),)
    return ((cut_end(line.text, room), line.style),)


def _with_whom(picture: MeetingPicture) -> str:
    """What a conversation without a subject is called: by the others in it."""
    others = [safe_line(person.shown_name) for person in picture.here if not person.local]
    if not others:
        return "a conversation without a subject"
    more = f" and {len(others) - 2} more" if len(others) > 2 else ""
    return f"conversation with {', '.join(others[:2])}{more}"


def _remarks(picture: MeetingPicture) -> list[Line]:
    if picture.incoming:
        return [_invited(picture)]
    if picture.over:
        why = f": {safe_line(picture.reason)}" if picture.reason else ""
        again = "" if picture.former or not picture.meeting_uri else " F5 joins again."
        return [Line("over", f"You are not in it any more{why}.{again}", "sev-warning")]
    if picture.state.casefold() == _IN_LOBBY:
        return [Line("lobby", "You wait in the lobby: a leader has to let you in. F11 cancels.", "sev-warning")]
    if picture.reason:
        return [Line("reason", f"last change: {safe_line(picture.reason)}", "muted")]
    return []


def _invited(picture: MeetingPicture) -> Line:
    if not picture.over:
        return Line("invited", "You are invited and not in it yet: A accepts, D declines.", "sev-warning")
    why = f": {safe_line(picture.reason)}" if picture.reason else ""
    return Line("over", f"It is over, you were never in it{why}.", "sev-warning")


def _group_words(group: Group, people: list[Person]) -> str:
    count = sum(p.group is group for p in people)
    words = f"{GROUP_WORDS[group]}: {count}"
    if group is Group.LOBBY:
        may = any("admit" in p.links for p in people if p.group is group)
        words += " · a lets in, r turns away" if may else " · only a leader can let them in"
    return words


def _group_style(group: Group) -> str:
    return "sev-warning" if group is Group.LOBBY else "chrome-label"


def _person(person: Person, room: int) -> Row:
    name = safe_line(person.shown_name)
    told = [
        word
        for word, wanted in (
            ("you", person.local),
            ("organizer", person.organizer),
            ("guest", person.anonymous),
            ("typing…", person.typing),
        )
        if wanted
    ]
    told += sorted(safe_line(m).lower() for m in person.modalities)
    name_width = min(NAME_WIDTH, max(8, room // 3))
    spans: list[Span] = [
        (fit(name, name_width), "chrome-yours" if person.local else "strong" if person.links else ""),
        (" ", ""),
    ]
    left = room - name_width - 1
    words = " ".join(told)
    if room >= WITH_ADDRESS and person.uri:
        address = max(12, left * 2 // 5)
        spans += [(fit_middle(safe_line(person.uri), address), "muted"), (" ", "")]
        left -= address + 1
    can = f"can: {' '.join(person.links)}" if person.links else ""
    spans.append((cut_end(words, left), "sev-hint" if person.typing else ""))
    left -= width_of(words) + 2
    if can and left >= width_of(can):
        spans.append((("  " if words else "") + can, "muted"))
    return tuple(spans)


def _modality(modality: Modality, picture: MeetingPicture, room: int) -> Row:
    state = safe_line(modality.state) or "not told"
    waits = modality_words(modality, picture)
    used = 16 + 1 + STATE_WIDTH + 1
    return (
        (fit(modality.rel, 16), ""),
        (" ", ""),
        (fit(state, STATE_WIDTH), state_style(modality.state)),
        (" ", ""),
        (cut_end(waits, max(0, room - used)), "muted"),
    )


def modality_words(modality: Modality, picture: MeetingPicture) -> str:
    """What can be done with it, or what it waits for. Safe to show."""
    because = f"{safe_line(modality.reason)} · " if modality.reason and not modality.connected else ""
    ours = modality.rel == _ADDED_HERE
    if picture.over:
        return ""
    if modality.connected:
        return "m writes a message" if ours else "connected elsewhere"
    if modality.state.casefold() == "connecting":
        return f"{because}waits for the server to connect it"
    if modality.adding in modality.links:
        return because + ("m adds it, then writes" if ours else f"{modality.adding} is offered")
    if ours and not modality.state:
        return because + "told after the join"
    known = OPERATIONS.get(modality.adding)
    if known is not None and picture.state.casefold() != "conferenced":
        return because + "waits until you are in the meeting"
    return because + f"no {modality.adding} link now"


def _message_lines(message: Message, room: int) -> list[Line]:
    """A message: one row, or with the text in rows of its own where it is too long for that."""
    text = _said(message)
    if width_of(text) <= _room_for_text(message, room):
        return [Line(message.href, item=message)]
    rows = cut_words(text, room - 2, MESSAGE_ROWS)
    more = [Line(f"{message.href} {y}", f"  {row}", item=message) for y, row in enumerate(rows)]
    if rows[-1].endswith(ELLIPSIS):
        more.append(Line(f"{message.href} all", "  Enter shows the whole message", item=message))
    return [Line(message.href, item=message), *more]


def _room_for_text(message: Message, room: int) -> int:
    """Cells beside time, name and what became of it."""
    return room - 8 - 1 - width_of(cut_end(_who(message), NAME_WIDTH)) - 2 - 1 - max(6, width_of(message.status) + 2)


def _who(message: Message) -> str:
    return "you" if message.outgoing else safe_line(message.who) or "somebody"


def _said(message: Message) -> str:
    """The text in one line, safe to show."""
    if message.text is None:
        return "(no text told)"
    return safe_line(" ⏎ ".join(message.text.split("\n")).replace("\r", "")) or "(empty)"


def _message(message: Message, room: int) -> Row:
    time = clock_time(message.at, 0) if message.at is not None else "--:--:--"
    who = _who(message)
    text = _said(message)
    if width_of(text) > _room_for_text(message, room):
        text = ""  # it stands in the rows below
    if message.status.casefold() in {"success", "succeeded"}:
        end: Span = ("✓", "state-connected") if message.outgoing else ("", "")
    elif message.status:
        end = (f"✗ {safe_line(message.status)}", "sev-error")
    else:
        end = ("… sent", "muted") if message.outgoing else ("", "")
    who = cut_end(who, NAME_WIDTH)
    left = max(4, room - len(time) - 1 - width_of(who) - 2 - width_of(end[0]) - 1)
    return (
        (time, "muted"),
        (" ", ""),
        (f"{who}: ", "chrome-yours" if message.outgoing else "strong"),
        (fit(text, left), ""),
        (" ", ""),
        end,
    )
