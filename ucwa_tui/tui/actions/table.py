"""Which function does which command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from ucwa_tui.document.views import DEPTHS
from ucwa_tui.tui.actions import (
    application,
    compare,
    copying,
    events,
    exchange,
    links,
    meeting,
    operations,
    outside,
    query,
    request,
    resources,
    saving,
)
from ucwa_tui.tui.actions import application, captures, events, exchange, meeting, operations, request
from ucwa_tui.tui.actions import application, captures, events, exchange, history, meeting, operations, request
from ucwa_tui.workbench.command import Place

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen

ACTIONS: Mapping[str, Callable[[MainScreen], Awaitable[None] | None]] = {
    "send": request.send,
    "format": request.toggle_format,
    "place": request.next_place,
    "new-id": request.new_id,
    "repair": request.repair,
    "body": request.toggle_body,
    "add-property": request.add_property,
    "operation": request.choose_operation,
    "next-pane": application.next_pane(1),
    "previous-pane": application.next_pane(-1),
    "pane-request": application.go(Place.REQUEST),
    "pane-exchanges": application.go(Place.EXCHANGES),
    "pane-exchange": application.go(Place.EXCHANGE),
    "pane-events": application.go(Place.EVENTS),
    "pane-meeting": application.go(Place.MEETING),
    "meetings": application.show_meetings,
    "admit": application.admit,
    "reject": application.reject,
    "cancel": operations.invoke("cancel"),
    "leave": operations.invoke("leave"),
    "messaging": operations.invoke("addMessaging"),
    "available": operations.invoke(
        "makeMeAvailable", supportedModalities="Messaging", supportedMessageFormats="Plain, Html"
    ),
    "keep-active": application.keep_active,
    "profiles": application.show_profiles,
    "sign-in": application.show_sign_in,
    "answer": application.answer_question,
    "reconnect": application.reconnect,
    "theme": application.next_theme,
    "help": application.show_help,
    "palette": application.show_palette,
    "quit": application.quit_program,
    "leave-capture": captures.leave_capture,
    "problems": captures.show_problems,
    "history": history.show_history,
    "open-capture": captures.open_capture,
    "open": exchange.open_selected,
    "next-depth": exchange.next_depth,
    **{f"depth-{view}": exchange.depth(view) for view in DEPTHS},
    "next-link": links.mark_link(1),
    "previous-link": links.mark_link(-1),
    "follow-link": links.follow_link,
    "back": links.go(-1),
    "forward": links.go(1),
    "tree": resources.show_tree,
    "copy": copying.choose,
    "copy-listed": copying.choose,
    "copy-again": copying.again,
    "copy-again-listed": copying.again,
    "copy-curl": copying.as_form("curl"),
    "page": outside.page,
    "edit-body": outside.edit_body,
    "save-session": saving.ask,
    "search": exchange.search,
    "filter-body": query.ask_filter,
    "copy-matches": query.copy_matches,
    "copy-path": query.copy_path,
    "mark": compare.mark,
    "compare-listed": compare.compare_selected,
    "compare": compare.compare_shown,
    "whole-event": events.open_selected,
    "follow": events.follow,
    "pause": events.pause,
    "only-mine": events.only_mine,
    "filter": events.ask_filter,
    "times": events.toggle_times,
    "event-exchange": events.open_exchange,
    "events-of-listed": events.of_exchange,
    "events-of": events.of_exchange,
    "next-meeting": meeting.next_meeting,
    "admit-person": meeting.on_person("admit"),
    "reject-person": meeting.on_person("reject"),
    "promote": meeting.on_person("promote"),
    "demote": meeting.on_person("demote"),
    "eject": meeting.eject,
    "write": meeting.write,
    "read-resource": meeting.read_selected,
}
"""Every command of the registry has its function here; a test compares the two."""
