"""Commands on invitations that others send: accept, decline, look at all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ucwa_tui.protocol.operations import operation
from ucwa_tui.tui.actions.operations import invoke_on
from ucwa_tui.workbench.command import Place
from ucwa_tui.workbench.incoming_words import how_it_stands, way, who

if TYPE_CHECKING:
    from ucwa_tui.protocol.incoming import Incoming
    from ucwa_tui.tui.screens.main import MainScreen

EVERYWHERE = "Global"
"""The reason that declines for all clients of the user."""


def accept(screen: MainScreen) -> None:
    """Take the invitation that rings."""
    item = screen.presenter.incoming.meant(screen, "accept")
    if item is not None:
        answer(screen, item, "accept")


def decline(screen: MainScreen) -> None:
    """Turn the invitation that rings down."""
    item = screen.presenter.incoming.meant(screen, "decline")
    if item is not None:
        answer(screen, item, "decline")


def answer(screen: MainScreen, item: Incoming, name: str) -> None:
    """Answer an invitation as it stands now; say why where that is not possible any more.

    Args:
        screen: says what comes of it.
        item: the invitation as it was looked at.
        name: accept or decline.
    """
    now = screen.controller.session.incoming.get(item.href)
    href = now.links.get(name) if now is not None else None
    if now is None or href is None:
        stands = how_it_stands(now) if now is not None else "the session that it came in is over"
        screen.say(f"{name} ({who(item)}): not sent, it cannot be answered any more: {stands}", "sev-warning")
        return
    values = {"reason": EVERYWHERE} if name == "decline" else {}
    if invoke_on(screen, name, href, about=now.shown_name, **values) is None:
        return
    if name == "accept" and now.conversation:
        screen.controller.session.show_conversation(now.conversation)
        screen.go_to(Place.MEETING)
        screen.presenter.session_changed(screen)


def show_list(screen: MainScreen) -> None:
    """All invitations of this session; what has ended is no news afterwards."""
    from ucwa_tui.tui.screens.incoming import IncomingScreen, Wish

    book = screen.controller.session.incoming

    def chosen(wish: Wish | None) -> None:
        if wish is None:
            return
        if wish.what == "form":
            _fill_in(screen, wish.item)
        elif wish.what == "read":
            screen.exchanges.follow()
            screen.controller.follow(wish.item.href)
            screen.go_to(Place.EXCHANGE)
        else:
            answer(screen, wish.item, wish.what)

    book.look_over()
    screen.presenter.show_outcome(screen)
    screen.app.push_screen(IncomingScreen(book), chosen)


def why_no_answer(screen: MainScreen, name: str) -> str:
    """Why the invitation shown cannot be answered like that; empty: it can."""
    controller = screen.controller
    ringing = controller.session.incoming.ringing
    if not ringing:
        nobody = "nobody invites you now"
        if controller.available("makeMeAvailable").href is not None:
            return f"{nobody}, and nobody can: Alt+W makes you available first"
        return nobody
    if name in ringing[0].links:
        return ""
    return f"{who(ringing[0])} invites you to {way(ringing[0])}, which offers no {name} link"


def _fill_in(screen: MainScreen, item: Incoming) -> None:
    """Decline by the form, which knows the reasons."""
    from ucwa_tui.tui.actions.request import put

    href = item.links.get("decline")
    if href is None:
        screen.say(f"decline ({who(item)}): {operation('decline').absent}", "sev-warning")
        return
    draft = screen.controller.draft.with_operation("decline").with_value("reason", "Local")
    put(screen, replace(draft, target_href=href))
    screen.go_to(Place.REQUEST)
