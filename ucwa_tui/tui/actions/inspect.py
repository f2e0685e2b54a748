"""Commands about the clients of a sandbox: watching them, going from one to the next, holding the view still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.workbench.command import Place

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen

NO_SANDBOX = "there is no sandbox in this program: ucwa-tui inspect URL watches one of its own"
A_CAPTURE = "this is a capture; leave it first"


def why_no_inspector(screen: MainScreen) -> str:
    """Why there are no clients to watch; empty text: there are."""
    if screen.inspecting:
        return ""
    if screen.is_capture:
        return A_CAPTURE
    return NO_SANDBOX if screen.controller.sandbox is None else ""


def show_clients(screen: MainScreen) -> None:
    """Watch the embedded sandbox's clients above this screen; there already, go to the list of them."""
    from ucwa_tui.tui.actions.captures import live_words
    from ucwa_tui.tui.application import UcwaApp
    from ucwa_tui.tui.embedded_watch import EmbeddedWatch
    from ucwa_tui.tui.inspector import Inspector

    app, sandbox = screen.app, screen.controller.sandbox
    if screen.inspecting:
        screen.go_to(Place.REQUEST)
    elif isinstance(app, UcwaApp) and sandbox is not None:
        if app.inspector is None:
            app.inspector = Inspector(app, EmbeddedWatch(sandbox), "the sandbox", live=lambda: live_words(app.main))
        app.inspector.open()


def next_client(screen: MainScreen) -> None:
    """The next one, by number; after the last all of them."""
    from ucwa_tui.tui.screens.inspect import InspectScreen

    if isinstance(screen, InspectScreen):
        screen.inspector.show_next()


def toggle_hold(screen: MainScreen) -> None:
    """Hold the view still, or let it go on."""
    from ucwa_tui.tui.screens.inspect import InspectScreen

    if isinstance(screen, InspectScreen):
        screen.inspector.toggle_hold()
