"""The commands of the meeting pane as data."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command, Place, can_do_to_person, can_write, has_picture, has_several

MEETING_COMMANDS: tuple[Command, ...] = (
    Command(
        "admit-person",
        "Let in the one under the cursor",
        "POST to the admit link of a participant in the lobby. Alt+A and F8 do it too.",
        ("a",),
        Place.MEETING,
        "admit",
        can_do_to_person("admit"),
    ),
    Command(
        "reject-person",
        "Turn away the one under the cursor",
        "POST to the reject link of a participant in the lobby. Alt+R and Shift+F8 do it too.",
        ("r",),
        Place.MEETING,
        "reject",
        can_do_to_person("reject"),
    ),
    Command(
        "promote",
        "Make a leader",
        "POST to the promote link of the participant under the cursor.",
        ("o", "alt+b"),
        Place.MEETING,
        "promote",
        can_do_to_person("promote"),
    ),
    Command(
        "demote",
        "Make an attendee",
        "POST to the demote link of the participant under the cursor.",
        ("d", "alt+d"),
        Place.MEETING,
        "demote",
        can_do_to_person("demote"),
    ),
    Command(
        "eject",
        "Throw out of the meeting",
        "POST to the eject link of the participant under the cursor; asks first.",
        ("e", "alt+e"),
        Place.MEETING,
        "eject",
        can_do_to_person("eject"),
        ("remove", "kick"),
    ),
    Command(
        "write",
        "Write a message",
        "One line for everybody who has messaging. Where messaging is not connected, it offers to add it first.",
        ("m", "alt+n"),
        Place.MEETING,
        "write",
        can_write,
        ("sendMessage", "chat", "say"),
    ),
    Command(
        "next-meeting",
        "Next meeting",
        "Where one is in several: shows the next one. Leaving, writing and the rest act on the one shown.",
        ("c", "alt+k"),
        Place.MEETING,
        "next meeting",
        has_several,
        ("conversation", "other", "switch"),
    ),
    Command(
        "read-resource",
        "Read the resource under the cursor",
        "GET of the participant, modality or message; the answer becomes a new exchange.",
        ("enter",),
        Place.MEETING,
        "read",
        has_picture,
    ),
)
