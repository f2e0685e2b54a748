"""The commands of the terminal interface as data: one list for key bindings, footer, palette and help."""

from __future__ import annotations

from collections.abc import Iterable

from ucwa_tui.workbench.capture_commands import CAPTURE_COMMANDS, offline_aware
from ucwa_tui.workbench.command import (
    Command,
    Place,
    Situation,
    can_do,
    can_keep_active,
    can_send,
    has_captured,
    has_directory,
    has_places,
    has_question,
    has_repair,
    is_printable,
    key_label,
)
from ucwa_tui.workbench.incoming_commands import INCOMING_COMMANDS
from ucwa_tui.workbench.inspect_commands import INSPECT_COMMANDS
from ucwa_tui.workbench.pane_commands import PANE_COMMANDS
from ucwa_tui.workbench.sandbox_commands import SANDBOX_COMMANDS

_ALL: tuple[Command, ...] = (
    Command(
        "send",
        "Send the request",
        "Sends what the preview shows. Where a field is in error it asks first and says what the server will answer.",
        ("f5", "ctrl+r"),
        footer="send",
        why_not=can_send,
        spoken=("post", "join", "run"),
    ),
    Command(
        "format",
        "JSON or XML",
        "Changes Accept, Content-Type and the body together; nothing typed is lost.",
        ("f2", "ctrl+t"),
        footer="json/xml",
        spoken=("format", "toggle"),
    ),
    Command(
        "meetings",
        "Meetings of the sandbox",
        "A list of meetings, each with what a join will show. Enter puts one into the form.",
        ("f4", "ctrl+o"),
        footer="meetings",
        why_not=has_directory,
        spoken=("directory", "lobby", "errors"),
    ),
    Command(
        "body",
        "Edit the body as text",
        "Each key is read back into the form; a mistake is shown with line and column. The same key returns.",
        ("f3", "ctrl+underscore"),
        footer="body",
        spoken=("raw",),
    ),
    Command(
        "next-pane",
        "Next pane",
        "Request, Exchanges, Exchange, Events, Meeting, and round again.",
        ("f6", "ctrl+n"),
        footer="pane",
    ),
    Command("previous-pane", "Previous pane", "The same way back.", ("shift+f6", "ctrl+l")),
    Command("pane-request", "Go to the request", "Where no text is edited.", ("1", "alt+1")),
    Command("pane-exchanges", "Go to the list of exchanges", "Where no text is edited.", ("2", "alt+2")),
    Command("pane-exchange", "Go to the exchange", "Where no text is edited.", ("3", "alt+3")),
    Command("pane-events", "Go to the events", "Where no text is edited.", ("4", "alt+4")),
    Command("pane-meeting", "Go to the meeting", "Where no text is edited.", ("5", "alt+5")),
    Command(
        "tree",
        "Tree of resources",
        "Every resource seen so far with its links, and documented links that are not there with what they wait for.",
        ("T",),
        spoken=("resources", "links", "browse"),
    ),
    Command(
        "admit",
        "Let in who waits in the lobby",
        "With the server's admit link, or with the organizer's hand in the embedded sandbox.",
        ("f8", "alt+a"),
        why_not=can_do("admit"),
    ),
    Command(
        "reject",
        "Turn away who waits in the lobby",
        "With the server's reject link, or with the organizer's hand in the embedded sandbox.",
        ("shift+f8", "alt+r"),
        why_not=can_do("reject"),
    ),
    Command(
        "cancel",
        "Cancel the invitation",
        "POST to the cancel link that the invitation carries while it is connecting.",
        ("f11", "alt+x"),
        why_not=can_do("cancel"),
    ),
    Command(
        "leave",
        "Leave the meeting",
        "DELETE on the conversation.",
        ("f12", "alt+l"),
        why_not=can_do("leave"),
    ),
    Command(
        "messaging",
        "Add messaging",
        "POST to the addMessaging link of the conversation.",
        ("alt+m",),
        why_not=can_do("addMessaging"),
    ),
    Command(
        "available",
        "Make me available",
        "POST to makeMeAvailable: presence and invitations from now on. Alt+Z then keeps it from Away.",
        ("alt+w",),
        why_not=can_do("makeMeAvailable"),
        spoken=("presence", "online"),
    ),
    Command(
        "keep-active",
        "Stay active, or stop it",
        "Reports activity every few minutes, so that presence does not go to Away. Off until this key turns it on.",
        ("alt+z",),
        why_not=can_keep_active,
        spoken=("keep alive", "reportMyActivity", "away"),
    ),
    Command(
        "profiles",
        "Profiles",
        "A list of the profiles in profiles.toml: where, who, how. Enter signs in with one.",
        ("alt+j", "shift+f4"),
        spoken=("server", "sign in", "switch"),
    ),
    Command(
        "sign-in",
        "How we signed in",
        "Every step: hosts, addresses, certificates, grants on offer, what was chosen. Enter shows an exchange.",
        ("alt+h", "shift+f3"),
        spoken=("discovery", "token", "challenge", "certificate"),
    ),
    Command(
        "answer",
        "Answer the question that waits",
        "A question about a host comes up by itself only where no text is edited and no key was pressed for a moment.",
        ("alt+q",),
        why_not=has_question,
        spoken=("trust", "approve", "host"),
    ),
    Command(
        "reconnect",
        "Connect again",
        "Opens the event channel again, takes it back from somebody else, or signs in again.",
        ("alt+c",),
        spoken=("sign in", "channel", "take over"),
    ),
    Command(
        "theme", "Next theme", "Goes round the themes; --theme NAME starts with one.", ("alt+t",), spoken=("colour",)
    ),
    Command(
        "save-session",
        "Save the session as HAR",
        "Everything captured, secrets masked, for this and other tools; asks where.",
        ("S",),
        why_not=has_captured,
        spoken=("export", "share", "file"),
    ),
    Command(
        "help", "Keys", "All keys, those of the focused pane first.", ("f1", "question_mark", "ctrl+g"), footer="keys"
    ),
    Command(
        "palette",
        "Find a command",
        "Every command by name, also those without a key.",
        ("ctrl+p", "f9"),
        footer="commands",
    ),
    Command(
        "quit",
        "Quit",
        "Deletes the application on the server, then leaves.",
        ("ctrl+q", "f10"),
        footer="quit",
        spoken=("exit", "leave"),
    ),
    # The request pane
    Command(
        "place",
        "Meeting URI in body, query or both",
        "The reference allows the body and the query parameter.",
        ("alt+u",),
        why_not=has_places,
    ),
    Command(
        "new-id",
        "New operation id",
        "A fresh operationId; the events of the invitation are found by it.",
        ("f7", "ctrl+y"),
        spoken=("operationId",),
    ),
    Command(
        "repair",
        "Repair the meeting URI",
        "Takes out blanks and prefixes, or asks the server of a join URL for the conference URI.",
        ("alt+f",),
        why_not=has_repair,
        spoken=("fix", "resolve", "join url"),
    ),
    Command("add-property", "Add a property", "A line name=value that goes into the body as it is.", ("alt+p",)),
    Command(
        "operation",
        "Choose the operation",
        "What the form builds: join, start, cancel, leave, admit, reject, messaging, or GET of any link.",
        ("alt+o",),
    ),
    *INCOMING_COMMANDS,
    *SANDBOX_COMMANDS,
    *CAPTURE_COMMANDS,
    *INSPECT_COMMANDS,
    *PANE_COMMANDS,
)
COMMANDS: tuple[Command, ...] = tuple(map(offline_aware, _ALL))

FRONT = ("send", "accept", "decline")
"""What the footer has before the pane's own commands."""
_BY_ID = {command.id: command for command in COMMANDS}


def command(name: str) -> Command:
    """The command of that id. Raises KeyError."""
    return _BY_ID[name]


def commands_in(place: Place) -> tuple[Command, ...]:
    """The commands of one place, in order."""
    return tuple(c for c in COMMANDS if c.place is place)


def footer_commands(now: Situation) -> list[tuple[str, str]]:
    """Key and word of what works now: the focused pane's own commands first, in front of them what answers others.

    Send always comes first.

    In a line that is typed into below a pane its two keys stand in place of the pane's.
    """
    asked = now.editing and now.pane is not Place.REQUEST
    chosen: list[tuple[str, str]] = [("Enter", "done"), ("Esc", "back")] if asked else []
    own = commands_in(now.pane) if now.pane is not Place.REQUEST and not asked else ()
    general = commands_in(Place.APP)
    front = [c for c in general if c.id in FRONT]
    for entry in (*front, *own, *(c for c in general if c.id not in FRONT)):
        key = next((k for k in entry.keys if not (now.editing and is_printable(k))), None)
        if entry.footer and key and not entry.why_not(now):
            if entry.id == "follow" and now.following:
                continue
            if entry.id == ("meetings" if now.raw else "body") and (now.raw or now.pane is not Place.REQUEST):
                continue
            chosen.append((key_label(key), "form" if entry.id == "body" and now.raw else entry.footer))
    return chosen


def find_commands(words: str, among: Iterable[Command] = COMMANDS) -> list[Command]:
    """Commands whose title, id or further words hold every given word."""
    wanted = words.casefold().split()
    return [c for c in among if all(w in f"{c.title} {c.id} {' '.join(c.spoken)}".casefold() for w in wanted)]
