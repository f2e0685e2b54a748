"""A join URL in the meeting field: the server behind it is asked for the conference URI, and only that is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ucwa_tui.protocol.join_url import guess_from_join_url, is_join_url
from ucwa_tui.protocol.operation import FieldKind
from ucwa_tui.protocol.operations import operation
from ucwa_tui.wire.safe_text import safe_line

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.wire.reports import Failure, JoinUrlResolved
    from ucwa_tui.workbench.draft import Draft

GUESS = "guess"
HOW = {
    "conf-info": "from the meeting's document",
    "page": "from the meeting's page",
    "launcher": "from the page behind the launcher",
}


@dataclass(frozen=True, slots=True)
class Resolving:
    """A join URL that has been asked for."""

    ticket: int
    field: str
    typed: str
    """What is in the field, as it was typed."""
    send: bool
    """Send the request with what comes of it."""


def join_url_in(draft: Draft) -> tuple[str, str] | None:
    """Name and text of the field that holds a join URL; None where none does."""
    field = operation(draft.operation).field_of_kind(FieldKind.MEETING_URI)
    if field is None:
        return None
    text = draft.value(field.name)
    return (field.name, text) if is_join_url(text.strip()) else None


def resolve(screen: MainScreen, *, send: bool) -> bool:
    """Ask for what the join URL in the form stands for; False where there is none."""
    found = join_url_in(screen.controller.draft)
    if found is None:
        return False
    if screen.controller.target is None:
        screen.say("Not resolved yet: the client is still being loaded", "sev-warning")
        return True
    name, typed = found
    if screen.resolving is not None:
        if screen.resolving.typed == typed:
            screen.say(f"{_host(typed)} is being asked already: Esc gives up", "sev-warning")
            return True
        screen.controller.cancel(screen.resolving.ticket)
    url = typed.strip()
    screen.exchanges.follow()
    screen.resolving = Resolving(screen.controller.resolve(url), name, typed, send)
    screen.presenter.tell(
        screen, f"asking {_host(url)} which conference this join URL stands for … Esc gives up", "muted"
    )
    return True


def give_up(screen: MainScreen) -> bool:
    """Wait no longer for what a join URL stands for; False where nobody does."""
    if screen.resolving is None:
        return False
    screen.controller.cancel(screen.resolving.ticket)
    screen.resolving = None
    screen.presenter.tell(screen, "The join URL was not resolved, and is kept: given up", "muted")
    return True


def look(screen: MainScreen) -> None:
    """Go on with what the join URL stands for, once that is known."""
    waiting = screen.resolving
    if waiting is None or waiting.ticket not in screen.controller.session.resolved:
        return
    screen.resolving = None
    _take(screen, waiting, screen.controller.session.resolved[waiting.ticket])


def _take(screen: MainScreen, waiting: Resolving, report: JoinUrlResolved) -> None:
    from ucwa_tui.tui.actions.request import put, send

    why = _words(report.failure)
    guess = guess_from_join_url(report.url) if not waiting.send else None
    if report.uri is None and guess is not None:
        report = replace(report, uri=guess, how=GUESS)
    if report.uri is None:
        screen.presenter.tell(screen, f"✗ the join URL was not resolved, and is kept: {why}", "sev-error")
        return
    draft = screen.controller.draft
    if draft.value(waiting.field) != waiting.typed:
        screen.presenter.tell(
            screen, f"The join URL stood for {safe_line(report.uri)}; the field holds something else by now", "muted"
        )
        return
    put(screen, draft.with_value(waiting.field, report.uri))
    if report.how == GUESS:
        because = f" ({why})" if why else ""
        again = "Not sent: " if waiting.send else ""
        screen.presenter.tell(
            screen,
            f"{again}this URI is only a guess from the join URL{because}. F5 sends it all the same.",
            "sev-warning",
        )
        return
    if waiting.send:
        screen.presenter.tell(screen, "")
        send(screen)
        screen.say(f"The URI {HOW.get(report.how, safe_line(report.how))}: {safe_line(report.uri)}")
    else:
        screen.presenter.tell(
            screen,
            f"✓ the conference URI, {HOW.get(report.how, safe_line(report.how))}. F5 sends it.",
            "state-connected",
        )


def _host(url: str) -> str:
    """Whom a join URL asks; without a scheme the name comes first. Safe to show."""
    url = url.strip()
    return safe_line(urlsplit(url if "://" in url else f"https://{url}").netloc)


def _words(failure: Failure | None) -> str:
    return safe_line(failure.told) if failure is not None else ""
