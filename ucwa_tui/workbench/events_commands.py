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
        "whole event",
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
        "mine/all",
    ),
    Command(
        "filter",
        "Filter events",
        "While you type: type: rel: sender: text: state: href: request: exchange: mine invitation conversation, or"
        " any words; - in front turns one round, Esc shows all again.",
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
)
