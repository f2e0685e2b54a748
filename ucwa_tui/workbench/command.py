"""What a command is, where its keys work, and what decides whether it can run.

A command that cannot run says why, in words fit for the screen. Nothing here knows a screen toolkit; keys are spelled
`f5`, `ctrl+r`, `shift+f6`, `question_mark`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a command's keys work: everywhere on the main screen, or inside one pane."""

    APP = "app"
    REQUEST = "request"
    EXCHANGES = "exchanges"
    EXCHANGE = "exchange"
    EVENTS = "events"
    MEETING = "meeting"


PANES = (Place.REQUEST, Place.EXCHANGES, Place.EXCHANGE, Place.EVENTS, Place.MEETING)
"""In the order of the keys 1 to 5."""

PLACE_TITLES = {
    Place.APP: "Everywhere",
    Place.REQUEST: "Request pane",
    Place.EXCHANGES: "Exchanges pane",
    Place.EXCHANGE: "Exchange pane",
    Place.EVENTS: "Events pane",
    Place.MEETING: "Meeting pane",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether a command can run."""

    pane: Place = Place.REQUEST
    editing: bool = False
    """The cursor is in a text field."""
    signed_in: bool = False
    not_signed_in_because: str = "not signed in yet"
    sending: bool = False
    embedded: bool = False
    """The sandbox inside this program is used."""
    directory: bool = False
    """The server has a directory of meetings (a sandbox)."""
    exchange: bool = False
    """An exchange is shown."""
    captured: bool = False
    """There is at least one exchange to save."""
    link: bool = False
    """The exchange shown has links."""
    way_back: bool = False
    """A link has been followed to here."""
    way_forward: bool = False
    """Somebody has gone back."""
    why_no_replay: str = "no exchange is selected"
    """Why the request cannot be sent again; empty text: it can."""
    why_no_reveal: str = "no exchange is shown"
    """Why secrets cannot be revealed; empty text: they can, or they are."""
    event: bool = False
    """There is at least one event."""
    repair: bool = False
    """The meeting URI can be put right mechanically."""
    places: bool = True
    """The operation can carry its URI in the query as well."""
    raw: bool = False
    """The body is edited as text."""
    following: bool = True
    why_no_operation: Callable[[str], str] = lambda name: "the server offers no such link now"
    """Why an operation (cancel, leave, admit, ...) is not possible now; empty text: it is."""
    why_not_to_person: Callable[[str], str] = lambda name: "nobody is selected"
    """Why an operation is not possible on the participant under the cursor; empty text: it is."""
    why_no_answer: Callable[[str], str] = lambda name: "nobody invites you now"
    """Why the invitation shown cannot be answered like that (accept, decline); empty text: it can."""
    invited: bool = False
    """There has been an invitation from somebody."""
    picture: bool = False
    """There is a conversation to look at."""
    several: bool = False
    """There are other conversations to look at."""
    why_no_writing: str = "there is no conversation yet"
    """Why no message can be written, not even after adding messaging; empty text: one can."""
    keeps_active: bool = False
    """Activity is being reported."""
    why_no_activity: str = "not signed in yet"
    """Why activity cannot be reported; empty text: it can, as far as is known."""
    question: bool = False
    """A question of the client's waits to be seen."""
    join_url: bool = False
    """The meeting field holds a join URL."""
    capture: str = ""
    """A capture is looked at, and this is why nothing can be sent; empty: this is the live session."""
    inspecting: bool = False
    """The clients of a sandbox are watched."""
    why_no_inspector: str = "there is no sandbox in this program: ucwa-tui inspect URL watches one of its own"
    """Why there are no clients to watch; empty text: there are."""
    why_no_history: str = "no history is kept: the program was started without one"
    """Why there is no history to look at; empty text: there is one."""


Enabled = Callable[[Situation], str]


def always(_: Situation) -> str:
    """It can always run."""
    return ""


def signed_in(now: Situation) -> str:
    """There has to be an application."""
    return "" if now.signed_in else now.not_signed_in_because


def has_question(now: Situation) -> str:
    """There has to be a question."""
    return "" if now.question else "no question waits"


def can_send(now: Situation) -> str:
    """One request at a time, and only when signed in."""
    return "the last request has not been answered yet" if now.sending else signed_in(now)


def has_embedded(now: Situation) -> str:
    """There has to be a sandbox inside this program."""
    return "" if now.embedded else "only the sandbox inside this program can be told how to behave"


def has_directory(now: Situation) -> str:
    """There has to be a directory of meetings."""
    return "" if now.directory else "only a sandbox has a directory of meetings"


def has_exchange(now: Situation) -> str:
    """There has to be an exchange to work on."""
    return "" if now.exchange else "no exchange is selected"


def has_captured(now: Situation) -> str:
    """Something has to have been captured."""
    return "" if now.captured else "nothing has been captured yet"


def can_replay(now: Situation) -> str:
    """There has to be a request."""
    return now.why_no_replay


def can_reveal(now: Situation) -> str:
    """There has to be a secret."""
    return now.why_no_reveal


def has_link(now: Situation) -> str:
    """The answer has to have links."""
    return "" if now.link else "this answer has no links"


def has_way_back(now: Situation) -> str:
    """A link has to have been followed."""
    return "" if now.way_back else "no link has been followed yet: Enter follows the marked one"


def has_way_forward(now: Situation) -> str:
    """Somebody has to have gone back."""
    return "" if now.way_forward else "this is where the trail ends: b goes back"


def has_event(now: Situation) -> str:
    """There has to be an event."""
    return "" if now.event else "no event has come yet"


def has_repair(now: Situation) -> str:
    """There has to be something to put right."""
    return "" if now.repair or now.join_url else "the meeting URI needs no repair"


def has_places(now: Situation) -> str:
    """The operation has to have a field for the query."""
    return "" if now.places else "this operation has no field that may go into the query"


def can_do(name: str) -> Enabled:
    """The server has to offer the operation now."""
    return lambda now: now.why_no_operation(name)


def can_answer(name: str) -> Enabled:
    """An invitation has to ring that offers the answer."""
    return lambda now: now.why_no_answer(name) if now.signed_in else now.not_signed_in_because


def has_been_invited(now: Situation) -> str:
    """Somebody has to have invited."""
    return "" if now.invited else "nobody has invited you in this session"


def can_do_to_person(name: str) -> Enabled:
    """The participant under the cursor has to offer the operation now."""
    return lambda now: now.why_not_to_person(name)


def has_picture(now: Situation) -> str:
    """There has to be a conversation."""
    return "" if now.picture else "there is no conversation yet"


def has_several(now: Situation) -> str:
    """There have to be at least two conversations."""
    return "" if now.several else "there is no other conversation"


def can_write(now: Situation) -> str:
    """Messaging has to be there, or to be had."""
    return now.why_no_writing


def can_keep_active(now: Situation) -> str:
    """The server has to offer it; it can always be turned off."""
    return "" if now.keeps_active else now.why_no_activity


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can make the program do."""

    id: str
    title: str
    help: str
    keys: tuple[str, ...]
    place: Place = Place.APP
    footer: str = ""
    """Word beside the key in the footer; empty: not in the footer."""
    why_not: Enabled = always
    """Empty text where the command can run, otherwise the reason."""
    spoken: tuple[str, ...] = ()
    """More words that find it in the palette."""
    refusal: str = ""
    """What is said before the reason why it cannot run; empty: the title."""

    def refused(self, why_not: str) -> str:
        """The notice that it cannot run."""
        return f"{self.refusal or self.title}: {why_not}"


_MARKS = {
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "underscore": "_",
    "enter": "Enter",
    "end": "End",
    "left": "←",
    "right": "→",
    "space": "Space",
    "escape": "Esc",
    "backspace": "Backspace",
    "colon": ":",
    "number_sign": "#",
    "vertical_line": "|",
    "equals_sign": "=",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "comma": ",",
    "asterisk": "*",
    "exclamation_mark": "!",
}
_TYPED = frozenset(_MARKS) - {"enter", "end", "left", "right", "escape", "backspace"}


def key_label(key: str) -> str:
    """How a key is written on the screen: `F5`, `^R`, `Alt+A`, `?`."""
    *modifiers, name = key.split("+")
    label = _MARKS.get(name, name)
    if name.startswith("f") and name[1:].isdigit():
        label = name.upper()
    if modifiers == ["ctrl"]:
        return f"^{label.upper()}"
    words = [m.capitalize() for m in modifiers]
    return "+".join([*words, label.upper() if words and len(label) == 1 else label])


def is_printable(key: str) -> bool:
    """True for a key that types a character: it must never work while text is edited."""
    return "+" not in key and (len(key) == 1 or key in _TYPED or key.endswith("_bracket"))
