"""The commands of the events pane as data."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command, Place, has_event

EVENTS_COMMANDS: tuple[Command, ...] = (
    Command(
        "whole-event",
        "Show the whole event",
        "With its embedded resource and reason.",
        ("enter",),
        Place.EVENTS,
        "open",
        has_event,
    ),
    Command(
        "follow", "Follow new events", "Goes to the newest one and stays there.", ("end", "G"), Place.EVENTS, "follow"
    ),
    Command(
        "pause", "Pause the view", "Keeps the list still; the channel goes on.", ("p", "space"), Place.EVENTS, "pause"
    ),
    Command(
        "only-mine",
        "Only your events",
        "Shows all events, or only those of your own invitations.",
        ("i", "alt+i"),
        Place.EVENTS,
        "",
    ),
    Command(
        "filter",
        "Filter events",
        "While you type: type: rel: sender: text: state: status: href: under: request: exchange: mine invitation"
        " conversation failed @saved, or any words; - in front turns one round, Esc shows all again.",
        ("slash", "alt+s"),
        Place.EVENTS,
        "filter",
        spoken=("find", "search"),
    ),
    Command(
        "times",
        "Relative times",
        "Seconds since the POST of the last request, or times of day.",
        ("t", "alt+d"),
        Place.EVENTS,
        "times",
        has_event,
    ),
    Command(
        "event-exchange",
        "Show the P-GET of the event",
        "The exchange whose answer brought it.",
        ("x", "alt+g"),
        Place.EVENTS,
        "P-GET",
        has_event,
    ),
    Command(
        "saved-filters",
        "Saved filters",
        "Use one, combine it with what is filtered now, save the filter typed under a name.",
        ("F",),
        Place.EVENTS,
    ),
    Command(
        "this-invitation",
        "Only this invitation",
        "The events of the invitation that the selected event tells of, or came of.",
        ("v",),
        Place.EVENTS,
        "",
        has_event,
    ),
    Command(
        "this-conversation",
        "Only this conversation",
        "The events of the conversation of the selected event, with all that is in it.",
        ("c",),
        Place.EVENTS,
        "",
        has_event,
    ),
    Command(
        "timeline",
        "Timeline of the invitation",
        "All that came of a request, with the time each state took; can be exported as Markdown, JSON Lines or CSV.",
        ("L",),
        Place.EVENTS,
        "timeline",
    ),
    Command(
        "copy-event",
        "Copy the event",
        "Its JSON or XML as received, cut out of the answer; else as written again.",
        ("y",),
        Place.EVENTS,
        "",
        has_event,
    ),
)
