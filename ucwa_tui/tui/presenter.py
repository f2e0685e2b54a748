"""Carries what the workbench knows into the panes: looks at what changed, shows only that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.document.views import View
from ucwa_tui.tui import request_view
from ucwa_tui.tui.event_rows import event_row, gap_row
from ucwa_tui.tui.incoming_watch import IncomingWatch
from ucwa_tui.tui.invitation_rows import before_sending, failure_rows, invitation_rows, waiting_rows
from ucwa_tui.tui.message_watch import MessageWatch
from ucwa_tui.tui.replay_watch import ReplayWatch
from ucwa_tui.tui.reveal import Reveal
from ucwa_tui.tui.rows import Row, cut_end, cut_middle, cut_words
from ucwa_tui.tui.status_rows import Whereabouts, status_row
from ucwa_tui.wire.reports import Question, QuestionKind
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.controller import Controller
from ucwa_tui.workbench.invitation_view import InvitationView, Outcome

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen

LAST_EVENTS = 2
USUAL = "calm"
"""The scenario of a sandbox that nobody has told otherwise: no news."""
QUESTIONS = {
    QuestionKind.TRUST_HOST: "? Alt+Q answers: trust {}?",
    QuestionKind.JOIN_HOST: "? Alt+Q answers: follow the join URL to {}?",
}


class Presenter:
    """Between the controller and the main screen. Runs on the screen's loop.

    Args:
        controller: the workbench.
        clock: seconds since the epoch.
        sandbox: whether the server is the embedded one.
    """

    def __init__(self, controller: Controller, clock: Callable[[], float], *, sandbox: bool) -> None:
        self.controller = controller
        self.problem = ""
        """Why there is nothing to talk to; empty where there is."""
        self.problem_again: Callable[[], None] | None = None
        """Tries again what could not even begin."""
        self._told: tuple[str, str] = ("", "")
        """What stands in the place of the outcome, and its style."""
        self.profile = ""
        """Name of the profile in use."""
        self.underway = ""
        """What goes before a sign-in, and takes its time; empty: nothing."""
        self.question = ""
        """That a question waits to be seen; empty where none does."""
        self.aside = ""
        """What stands above the outcome until it has been read, whatever is sent meanwhile. Safe text."""
        self.reveal = Reveal(controller)
        self.replays = ReplayWatch(controller)
        self.incoming = IncomingWatch(controller)
        self.writing = MessageWatch()
        self._clock = clock
        self.sandbox = sandbox
        self._explained: tuple[object, list[str]] = (None, [])
        self._shown_as: tuple[object, ...] = ()
        self._folded: int | None = None
        """Ticket of the operation whose explanation has been read."""
        self._ended: int | None = None
        """Ticket of the latest operation, once that has ended."""
        self._marks: object = None
        self._links: object = None

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._clock()

    def session_changed(self, screen: MainScreen) -> None:
        """Something was reported: bring everything up to date that depends on it."""
        session = self.controller.session
        if session.signed_in is not None or session.failure is not None:
            screen.deck.attach()
        if screen.exchanges.is_attached:
            self._show_lists(screen)
        self._look_at_end(screen)
        self.show_meeting(screen)
        self.replays.look(screen)
        self.incoming.look(screen)
        self.writing.look(screen)
        if screen.asked:
            from ucwa_tui.tui.actions.operations import say_answers

            say_answers(screen)
        if screen.resolving is not None:
            from ucwa_tui.tui.actions.join_url import look

            look(screen)
        links = (session.signed_in is not None, self.controller.target_href())
        if links != self._links:
            self._links = links
            self.draft_changed(screen)
        self.show_outcome(screen)
        self.show_status(screen)

    def _look_at_end(self, screen: MainScreen) -> None:
        """What was said while an operation was under way is old once it has ended; it says more itself."""
        current = self.controller.session.current
        ended = current.ticket if current is not None and current.outcome.is_final else None
        if ended is not None and ended != self._ended:
            screen.footer.clear()
            if self._told[1] != "sev-error" and screen.resolving is None:
                self._told = "", ""
        self._ended = ended

    def _show_lists(self, screen: MainScreen) -> None:
        session = self.controller.session
        screen.exchanges.show(session.exchanges)
        self.show_exchange(screen)
        marks = tuple(view.event_seqs for view in session.invitations[-1:])
        screen.events.show(session.events, session.gaps, marks_changed=marks != self._marks)
        self._marks = marks

    def show_meeting(self, screen: MainScreen) -> None:
        """The picture of the conversation, where it can be seen; its title everywhere."""
        session = self.controller.session
        screen.meeting.show(session.picture, session.others)
        self.read_person(screen)
        screen.refresh_tabs()

    def read_person(self, screen: MainScreen) -> None:
        """Find out what can be done to the one under the cursor, where that is not known."""
        person = screen.meeting.person
        if screen.meeting.display and person is not None:
            self.controller.read_person(person)

    def draft_changed(self, screen: MainScreen) -> None:
        """The request is another one."""
        screen.request.show(request_view.look(self.controller))

    def fold_outcome(self, screen: MainScreen) -> None:
        """Leave one row of an operation that has ended: what it means has been read."""
        if self._told[0] and screen.resolving is None:
            self.tell(screen, "")
        current = self.controller.session.current
        if current is not None and current.outcome.is_final and self._folded != current.ticket:
            self._folded = current.ticket
            self.show_outcome(screen)

    def tell(self, screen: MainScreen, text: str, style: str = "") -> None:
        """Say something longer in the place of the outcome, until a request is sent or Escape has read it.

        The empty text takes it away. Safe text only.
        """
        self._told = text, style
        self.show_outcome(screen)

    def put_above(self, screen: MainScreen, text: str) -> None:
        """Say something that no answer may push away; the empty text takes it away. Safe text only."""
        if text != self.aside:
            self.aside = text
            self.show_outcome(screen)

    def ask_about(self, screen: MainScreen, question: Question | None) -> None:
        """Say that a question waits, in a row above the outcome; None: none does."""
        before, self.question = self.question, ""
        if question is not None:
            words, room = QUESTIONS[question.kind], max(20, screen.size.width - 2)
            if room < len(words) + 20:
                words = "? Alt+Q answers: {}?"
            host = cut_middle(safe_line(question.host), max(12, room - len(words) + 2))
            self.question = cut_end(words.format(host), room)
        if before != self.question:
            self.show_outcome(screen)

    def show_exchange(self, screen: MainScreen) -> None:
        """Show the selected exchange, if it is another one or has got on."""
        if not screen.exchange.display or not self.may_show_exchange():
            return  # made when it can be seen, and not for each step of a sign-in that goes well
        exchange = screen.exchanges.selected
        pane = screen.exchange
        if not pane.reader.text_width:
            return  # not laid out yet
        if exchange is not None:
            pane.filter.follow(exchange)
        reader = pane.reader
        key: tuple[object, ...] = (pane.view, reader.text_width, reader.wrap, pane.filter.wanted)
        key += (self.reveal.is_on(exchange),)
        if exchange is not None and pane.view is View.EXPLAIN:
            key += (self.controller.beside(exchange),)
        if exchange is None or (pane.exchange is exchange and self._shown_as == key):
            return
        from ucwa_tui.tui.depths import growth_at

        self._shown_as = key
        query = pane.filter.wanted
        slow = query is not None or (pane.view is View.EXPLAIN and self.controller.explains_slowly())
        before, shown = pane.revealed, self.reveal.copy_of(exchange)
        pane.revealed = shown is not None
        growth = growth_at(pane.view, exchange, self.controller, reader.text_width, query, shown, wrap=reader.wrap)
        lasting = query is None and shown is None and pane.view is not View.EXPLAIN  # and no secret in it
        pane.show(exchange, growth, slow=slow, how=key if lasting else None)
        if before != pane.revealed:
            self.show_status(screen)

    def may_show_exchange(self) -> bool:
        """Whether the first exchanges have come to something."""
        session = self.controller.session
        return session.signed_in is not None or session.failure is not None

    def show_outcome(self, screen: MainScreen) -> None:
        """Timeline, and the newest events for the small screen."""
        width = max(20, screen.size.width - 2)
        asked = [((line, "sev-warning"),) for line in cut_words(self.aside, width, 2)] if self.aside else []
        asked += [((self.question, "sev-warning"),)] if self.question else []
        screen.outcome.show_rows([*asked, *self.incoming.rows(screen, width), *self.outcome_rows(width)])
        if screen.is_small:
            screen.last_events.show_rows(self._last_events(screen.size.width - 2))
        screen.footer.show()

    def focus_moved(self, screen: MainScreen) -> None:
        """Other keys work in a text: the row of whoever rings names them."""
        if self.controller.session.incoming.ringing or self.controller.session.incoming.missed:
            self.show_outcome(screen)

    def show_status(self, screen: MainScreen) -> None:
        """The bar at the top."""
        target = self.controller.target
        where = Whereabouts(
            self.sandbox,
            (target.root_url or target.applications_url or target.domain) if target else "",
            target.user if target else "",
            self.controller.draft.payload_format,
            self._clock(),
            self.profile,
            target is not None and target.network.tls.insecure,
            screen.exchange.revealed,
            self._scenario(),
        )
        screen.status.show_rows([status_row(self.controller.session, where, screen.size.width)])

    def _scenario(self) -> str:
        """What the embedded sandbox does, where it is not the usual."""
        box = self.controller.sandbox
        return box.scenario if self.sandbox and box is not None and box.scenario != USUAL else ""

    def outcome_rows(self, width: int) -> list[Row]:
        """What came of the last request, or why there is nothing to tell."""
        session = self.controller.session
        current = session.current
        if self.problem:
            return [((line, "sev-error"),) for line in cut_words(self.problem, width, 4)]
        if self.underway:
            return [((line, "muted"),) for line in cut_words(self.underway, width, 2)]
        if self._told[0]:
            return [((line, self._told[1]),) for line in cut_words(self._told[0], width, 4)]
        if session.failure is not None and (current is None or current.outcome.is_final):
            return failure_rows(session.failure, width)
        if current is None:
            words = "nothing sent yet · F5 or ^R sends the request above" if session.signed_in else "signing in …"
            return before_sending(words, width)
        rows = invitation_rows(current, self._meaning(current), width)
        waiting = waiting_rows([link.title for link in session.find_link("admit")])
        return [*(rows[:1] if current.ticket == self._folded or waiting else rows), *waiting]

    def _last_events(self, width: int) -> list[Row]:
        session = self.controller.session
        newest = session.events[-LAST_EVENTS:]
        known = session.event_log.changes
        rows = [event_row(e, width, yours=session.owns(e) is not None, changes=known(e.seq)) for e in newest]
        if session.gaps and session.gaps[-1].after_seq >= (newest[-1].seq if newest else 0):
            rows.append(gap_row(session.gaps[-1], width))
        return rows[-LAST_EVENTS:]

    def _meaning(self, view: InvitationView) -> list[str]:
        """What the state of an operation means and what to do next; worked out once for each state."""
        known = (view.ticket, view.outcome, view.lost, view.conversation_state, view.http_status, view.reason)
        key = (known, view.sought, view.found)
        if self._explained[0] != key:
            self._explained = (key, self._explain(view))
        return self._explained[1]

    def _explain(self, view: InvitationView) -> list[str]:
        from ucwa_tui.tui.outcome_words import meaning

        controller = self.controller
        exchange = controller.session.exchange(view.exchange_n) if view.exchange_n is not None else None
        unanswered = view.outcome is Outcome.REFUSED and view.http_status is None and exchange is not None
        said = controller.explain(exchange) if unanswered and exchange is not None else []
        can_admit = controller.sandbox is not None or controller.available("admit").href is not None
        return meaning(view, said, can_admit=can_admit)
