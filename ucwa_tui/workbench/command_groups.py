"""What the commands of a place are for: headings under which the help lists them, so that one finds them quickly."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command, Place
from ucwa_tui.workbench.commands import command, commands_in

GROUPS: dict[Place, tuple[tuple[str, tuple[str, ...]], ...]] = {
    Place.APP: (
        ("Build and send", ("send", "format", "meetings", "body", "operation", "place", "new-id", "repair")),
        ("", ("add-property",)),
        ("Go about", ("next-pane", "previous-pane", "pane-request", "pane-exchanges", "pane-exchange")),
        ("", ("pane-events", "pane-meeting", "tree", "problems")),
        ("In a meeting", ("admit", "reject", "cancel", "leave", "messaging", "available", "keep-active")),
        ("When others invite you", ("accept", "decline", "invitations")),
        ("Server and sign-in", ("profiles", "sign-in", "answer", "reconnect")),
        ("The sandbox", ("scenario", "inspect", "next-client", "hold")),
        ("Keep and open", ("save-session", "open-capture", "history", "leave-capture")),
        ("The program", ("help", "palette", "theme", "quit")),
    ),
    Place.EXCHANGES: (
        ("Look", ("open", "events-of-listed", "filter-listed")),
        ("Compare", ("mark", "compare-listed")),
        ("Copy and send again", ("copy-listed", "copy-again-listed", "replay-listed")),
    ),
    Place.EXCHANGE: (
        ("How deep", ("depth-wire", "depth-message", "depth-pretty", "depth-hex", "depth-timing", "depth-connection")),
        ("", ("depth-explain", "next-depth", "same-place", "reveal")),
        ("Find", ("search", "filter-body", "copy-matches", "copy-path", "go-to-line")),
        ("Links", ("next-link", "previous-link", "follow-link", "back", "forward")),
        ("Copy and send again", ("copy", "copy-again", "copy-curl", "replay", "page", "edit-body")),
        ("Related", ("events-of", "compare")),
        ("On the screen", ("fold", "fold-all", "wrap", "line-numbers", "select-lines")),
    ),
    Place.EVENTS: (
        ("Look", ("whole-event", "event-exchange", "timeline", "copy-event")),
        ("While they come", ("follow", "pause", "times")),
        ("Which events", ("filter", "saved-filters", "only-mine", "this-invitation", "this-conversation")),
    ),
    Place.MEETING: (
        ("The one under the cursor", ("admit-person", "reject-person", "promote", "demote", "eject", "read-resource")),
        ("The meeting", ("write", "next-meeting")),
    ),
}
"""Heading and ids; an empty heading goes on with the group before."""


def grouped(place: Place) -> list[tuple[str, list[Command]]]:
    """The commands of a place by purpose, each once; what no group names comes last, without a heading."""
    groups: list[tuple[str, list[Command]]] = []
    for title, ids in GROUPS.get(place, ()):
        found = [command(name) for name in ids]
        if title:
            groups.append((title, found))
        else:
            groups[-1][1].extend(found)
    named = {entry.id for _, entries in groups for entry in entries}
    rest = [entry for entry in commands_in(place) if entry.id not in named]
    return [*groups, ("", rest)] if rest else groups
