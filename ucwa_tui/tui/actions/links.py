"""Links of the exchange that is shown: mark one, follow it, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ucwa_tui.document.views import View
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.link_choice import Does, LinkChoice, choose
from ucwa_tui.workbench.trail import TrailPlace

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


def mark_link(by: int) -> Callable[[MainScreen], None]:
    """Mark the next link or the one before, and say what Enter does with it."""

    def run(screen: MainScreen) -> None:
        screen.exchange.mark_link(by)
        choice = marked(screen)
        if choice is not None:
            screen.say(choice.words, "sev-warning" if choice.doubtful or choice.does is Does.TELL else "")

    return run


def marked(screen: MainScreen) -> LinkChoice | None:
    """What following the marked link means."""
    pane = screen.exchange
    link, exchange = pane.marked_link, pane.exchange
    if link is None or exchange is None:
        return None
    return choose(pane.marked_rel, link.href, exchange.url, screen.controller.session.base_url)


def follow_link(screen: MainScreen) -> None:
    """Follow the marked link: GET it, or fill in the form for it."""
    choice = marked(screen)
    if choice is None:
        screen.say("No link is marked: ] marks the next one", "sev-warning")
        return
    take(screen, choice)


def take(screen: MainScreen, choice: LinkChoice) -> None:
    """Do what following a link means."""
    if choice.does is Does.TELL:
        screen.say(choice.words, "sev-warning")
    elif choice.does is Does.BUILD:
        _fill_in(screen, choice)
    elif screen.controller.session.signed_in is None:
        screen.say("Not followed: nobody is signed in, so there is no token to go with it", "sev-warning")
    else:
        screen.exchanges.follow()
        ticket = screen.controller.follow(choice.url)
        name = safe_line(choice.rel) or "link"
        screen.exchange.trail.go(_here(screen), TrailPlace(name, None, ticket=ticket))
        screen.asked[ticket] = name
        if choice.doubtful:
            screen.say(f"{name}: GET sent, though it is probably an operation; Alt+O has POST forms", "sev-warning")


def _fill_in(screen: MainScreen, choice: LinkChoice) -> None:
    from ucwa_tui.tui.actions.request import put

    controller = screen.controller
    own = controller.available(choice.operation).href
    draft = controller.draft.with_operation(choice.operation).with_target(choice.url if choice.url != own else None)
    if draft.operation_id in controller.context().used_operation_ids:
        draft = draft.with_value("operationId", controller.ids.for_form())
    put(screen, draft)
    here = screen.exchange.exchange if screen.pane is screen.exchange else None
    screen.request.came_from = screen.pane.place, here.n if here is not None else None
    screen.go_to(screen.request.place)
    rel = safe_line(choice.rel)
    if choice.operation == "get":
        words = "filled in, not sent: a second P-GET takes the channel from this program"
        screen.say(f"{rel}: {words}", "sev-warning")
    else:
        screen.say(f"{rel}: the form is filled in, nothing is sent yet; F5 sends it, Esc goes back")


def jump(screen: MainScreen, n: int) -> None:
    """Go to another exchange in a way that Back leads back from."""
    target = screen.controller.session.exchange(n)
    if target is None:
        screen.say(f"Exchange #{n} is no longer kept", "sev-warning")
        return
    here = _here(screen)
    if here is None or here.n != n:
        screen.exchange.trail.go(here, TrailPlace(_name_of(screen, n), n, screen.exchange.view))
    screen.exchanges.open_number(n)


def go(by: int) -> Callable[[MainScreen], None]:
    """One place back (-1) or forward (1) on the trail."""

    def run(screen: MainScreen) -> None:
        place = screen.exchange.trail.step(by, _here(screen))
        while place is not None and (place.n is None or screen.controller.session.exchange(place.n) is None):
            place = screen.exchange.trail.step(by, None)  # no longer kept
        if place is None or place.n is None:
            screen.say("The exchanges on the way are no longer kept", "sev-warning")
            return
        pane = screen.exchange
        if place.view:
            pane.view = View(place.view)
        pane.wanted_line = place.line
        screen.exchanges.open_number(place.n)

    return run


def _here(screen: MainScreen) -> TrailPlace | None:
    """The exchange that is shown, and how."""
    pane = screen.exchange
    if pane.exchange is None:
        return None
    n = pane.exchange.n
    return TrailPlace(_name_of(screen, n), n, pane.view, pane.reader.cursor)


def _name_of(screen: MainScreen, n: int) -> str:
    from ucwa_tui.workbench.capture_reading import step_of
    from ucwa_tui.workbench.explaining.kinds import kind_of
    from ucwa_tui.workbench.link_choice import READABLE

    exchange = screen.controller.session.exchange(n)
    if exchange is None:
        return f"#{n}"
    if len(exchange.response.data) > READABLE:  # a name is not worth the wait
        exchange = replace(exchange, response=replace(exchange.response, data=b"", masks=()))
    return safe_line(kind_of(step_of(exchange)).name)
