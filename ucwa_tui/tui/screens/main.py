"""The main screen: five panes between the bars, focus, and dispatch of commands."""

from __future__ import annotations

import inspect
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from ucwa_tui.tui import request_view
from ucwa_tui.tui.compat import CalmScreen
from ucwa_tui.tui.footer_row import tab_row
from ucwa_tui.tui.invitation_watch import InvitationWatch
from ucwa_tui.tui.keys import bindings_for
from ucwa_tui.tui.pane_arrival import enter
from ucwa_tui.tui.panes.events import EventsPane
from ucwa_tui.tui.panes.exchange import ExchangePane
from ucwa_tui.tui.panes.exchanges import ExchangesPane
from ucwa_tui.tui.panes.meeting import MeetingPane
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.panes.request import RequestPane
from ucwa_tui.tui.presenter import Presenter
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.screens.deck import TALL_FROM, WIDE_FROM, Deck
from ucwa_tui.tui.situation import situation_of
from ucwa_tui.tui.status_rows import TICK
from ucwa_tui.tui.widgets.bars import FooterBar, Outcome
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.written_in import takes_text
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.command import PANES, Place, Situation
from ucwa_tui.workbench.commands import command
from ucwa_tui.workbench.elsewhere import elsewhere
from ucwa_tui.workbench.event_relations import SessionRelations

if TYPE_CHECKING:
    from ucwa_tui.tui.actions.join_url import Resolving
    from ucwa_tui.tui.terminal_app import TerminalApp
    from ucwa_tui.tui.widgets.body_editor import BodyEditor


class MainScreen(CalmScreen[None]):
    """Layout, focus and dispatch; what commands do is in `tui.actions`."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for(Place.APP),
        Binding("escape", "back", "Back", show=False),
    ]
    is_capture: ClassVar[bool] = False
    """Whether what is shown is over, or somebody else's: nothing can be sent."""
    inspecting: ClassVar[bool] = False
    """Whether the clients of a sandbox are watched."""

    def __init__(self, presenter: Presenter) -> None:
        super().__init__()
        self.presenter = presenter
        self.controller = presenter.controller
        self.request = self.make_request_pane()
        self.exchanges = ExchangesPane()
        self.exchange = ExchangePane()
        session = self.controller.session
        self.events = EventsPane(SessionRelations(session))
        self.events.on_doubt = self.exchanges.on_doubt = lambda doubt: self.footer.warn(doubt)
        self.status = Rows(id="status")
        self.tabs = Rows(id="tabs", margin=0)
        self.last_events = Rows(id="last-events")
        self.outcome = Outcome(id="outcome")
        self.footer = FooterBar(self.situation)
        self.meeting = MeetingPane()
        self.deck = Deck(self.request, self.exchanges, self.exchange, self.events, self.meeting)
        self.asked: dict[int, str] = {}
        """Operations done by key that have not been answered yet: ticket and name."""
        self.resolving: Resolving | None = None
        """A join URL that has been asked for."""
        self.last_copy = "both"
        self.unsent_message = ""
        """A message that was begun."""
        self.exchange.reader.on_width = lambda: self.presenter.show_exchange(self)
        for pane in self.panes:
            pane.on_detail = self.refresh_tabs
        self.invitation_watch = InvitationWatch(self)
        self._tall = False

    def make_request_pane(self) -> RequestPane:
        """The first pane."""
        return RequestPane(request_view.look(self.controller), self._edited)

    def compose(self) -> ComposeResult:
        """Bars above and below, panes between."""
        yield self.status
        yield self.tabs
        with Horizontal(id="panes"):
            for side in (self.deck.left, self.deck.right):
                with side:
                    yield from self.deck.parts(side, small=self.is_small)
        yield self.last_events
        yield self.outcome
        yield self.footer

    def on_mount(self) -> None:
        """Cursor into the form."""
        self._show_pane(self.request)
        self.request.focus_first_field()
        self.presenter.session_changed(self)
        self.set_interval(TICK, partial(self.presenter.show_status, self), name="status")
        self.invitation_watch.start()

    # Layout

    @property
    def is_small(self) -> bool:
        """Whether one pane fills the screen."""
        return self.has_class("-small")

    @property
    def pane(self) -> Pane:
        """The pane that has, or had last, the focus."""
        return self.deck.current

    @property
    def panes(self) -> tuple[Pane, ...]:
        """In the order of their numbers."""
        return self.deck.panes

    def on_resize(self, event: events.Resize) -> None:
        """Another size: another arrangement, on the fly."""
        self.choose_layout(event.size.width, event.size.height)
        self.refresh_tabs()
        self.presenter.show_status(self)
        self.presenter.show_outcome(self)

    def choose_layout(self, width: int, height: int) -> None:
        """Choose the layout for a size; called once before the first paint, so that nothing is laid out twice."""
        small = width < WIDE_FROM[0] or height < WIDE_FROM[1]
        if small != self.is_small:
            self.set_class(small, "-small", update=self.is_mounted)
            self._display_panes()
        elif self.is_mounted and (height >= TALL_FROM) != self._tall:
            self._display_panes()
        self._tall = height >= TALL_FROM

    def _display_panes(self) -> None:
        there = self.pane.is_attached and (self.is_small or self.exchanges.is_attached)
        if self.is_mounted and not there:
            self.deck.attach()
        if self.exchange.is_mounted:
            self.call_after_refresh(self.presenter.show_exchange, self)
        self.deck.display(small=self.is_small, tall=self.size.height >= TALL_FROM)
        self.last_events.display = self.is_small and self.pane is not self.events
        self.presenter.show_meeting(self)
        if self.meeting.display:  # laid out before it could be seen, it is told of no size when it comes into sight
            self.call_after_refresh(self.meeting.list.check_width)

    def _show_pane(self, pane: Pane) -> None:
        self.deck.current = pane
        for other in self.panes:
            other.set_marked(other is pane)
        self._display_panes()
        self.refresh_tabs()
        self.footer.show()

    def refresh_tabs(self) -> None:
        """Say anew which panes there are and what they have."""
        if self.is_small and self.is_mounted:
            self.tabs.show_rows([self.tab_row()])
        else:
            self.deck.tell_neighbours()

    def tab_row(self) -> Row:
        """The strip of panes for the small screen."""
        tabs = [(p.number, p.title_word, p.detail, p is self.pane) for p in self.panes]
        return tab_row(tabs, self.size.width, editing=self.editing)

    def go_to(self, place: Place) -> None:
        """Bring a pane to the front and put the focus into it; the next key waits until what is in it can be read."""
        pane = self.panes[PANES.index(place)]
        arrives = not pane.is_attached
        self._show_pane(pane)
        enter(self, pane, cast("TerminalApp", self.app).keys, arrives=arrives)

    def watch_focused(self, focused: Widget | None) -> None:
        """The focus says which pane is the current one. Told at once, so that all that changes is painted together."""
        if focused is None or not self.is_mounted:
            return
        pane = next((a for a in focused.ancestors if isinstance(a, Pane)), None)
        if pane is not None and pane is not self.pane:
            self._show_pane(pane)
        else:
            self.refresh_tabs()
            self.footer.show()
        self.presenter.focus_moved(self)

    # Commands

    def situation(self) -> Situation:
        """What decides whether commands can run."""
        return situation_of(self)

    async def action_run(self, name: str) -> None:
        """Run a command, or say why it cannot run."""
        from ucwa_tui.tui.actions.table import ACTIONS

        self.footer.clear()  # the key went to the command alone
        wanted = command(name)
        why_not = wanted.why_not(self.situation())
        if why_not:
            self.say(wanted.refused(why_not), "sev-warning")
            return
        result = ACTIONS[name](self)
        if inspect.isawaitable(result):
            await result

    def action_back(self) -> None:
        """One step back, never into a text; nothing typed is lost."""
        from ucwa_tui.tui.actions.back import step_back

        step_back(self)

    def say(self, text: str, style: str = "") -> None:
        """A short notice in the place of the footer, until the next key."""
        self.footer.say(text, style)

    def on_key(self, event: events.Key) -> None:
        """A key takes the notice away: just before what the key does, so that both are painted together."""
        self.app.call_later(self._before_key, event.key)

    def _before_key(self, key: str) -> None:
        self.footer.clear()
        told = elsewhere(key, self.pane.place)
        if told and key not in self.active_bindings:
            self.say(told)

    @property
    def editing(self) -> bool:
        """Whether the cursor is in a text."""
        return takes_text(self.focused)

    # What the panes say

    def _edited(self, name: str, value: str) -> None:
        from ucwa_tui.tui.actions.request import edit

        self.footer.clear()  # a text field keeps its keys to itself
        edit(self, name, value)
        self.presenter.fold_outcome(self)

    def on_body_editor_edited(self, event: BodyEditor.Edited) -> None:
        """The body was edited as text."""
        from ucwa_tui.tui.actions.request import edit_body

        event.stop()
        self.footer.clear()
        edit_body(self, event.editor.text)  # as it is now: a quick hand has typed more since

    @on(ExchangesPane.Selected)
    def _selected(self, event: ExchangesPane.Selected) -> None:
        event.stop()
        self.presenter.show_exchange(self)
        if event.opened:
            self.go_to(Place.EXCHANGE)

    @on(ExchangePane.Said)
    def _said(self, event: ExchangePane.Said) -> None:
        event.stop()
        self.say(event.words, "sev-warning")

    @on(ExchangePane.LaidOut)
    def _laid_out(self, event: ExchangePane.LaidOut) -> None:
        event.stop()
        self.footer.show()  # its links can be followed now

    @on(MeetingPane.Moved)
    def _other_line(self, event: MeetingPane.Moved) -> None:
        event.stop()
        self.presenter.read_person(self)
        self.footer.show()

    @on(MeetingPane.Left)
    def _left(self, event: MeetingPane.Left) -> None:
        event.stop()
        self.footer.show()
        self.say(f"{safe_line(event.name)} has left: the cursor is on nobody", "sev-warning")

    @on(MeetingPane.Opened)
    async def _read(self, event: MeetingPane.Opened) -> None:
        event.stop()
        await self.action_run("read-resource")

    @on(EventsPane.Opened)
    def _opened(self, event: EventsPane.Opened) -> None:
        from ucwa_tui.tui.actions.events import show_event

        event.stop()
        show_event(self, event.event)
