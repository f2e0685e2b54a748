"""Commands about the embedded sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.wire.safe_text import safe_line

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.tui.screens.scenarios import SandboxChoice


def show_scenarios(screen: MainScreen) -> None:
    """The scenarios and mishaps; the chosen one is on at once."""
    from ucwa_tui.tui.screens.scenarios import ScenariosScreen

    sandbox = screen.controller.sandbox
    if sandbox is None:
        return

    def chosen(choice: SandboxChoice | None) -> None:
        if choice is not None:
            screen.run_worker(_carry_out(screen, choice), group="scenario")

    screen.app.push_screen(ScenariosScreen(sandbox.scenario), chosen)


async def _carry_out(screen: MainScreen, choice: SandboxChoice) -> None:
    """Have the sandbox do it on its own thread, and say what came of it."""
    from ucwa_tui.tui.beside import beside

    sandbox = screen.controller.sandbox
    if sandbox is None:
        return
    try:
        if choice.mishap:
            count = await beside("mishap", lambda: sandbox.happen(choice.name))
            screen.say(f"{choice.name}: happened to {count}" if count else f"{choice.name}: there was nobody")
        else:
            await beside("scenario", lambda: sandbox.switch(choice.name))
            screen.say(f"The sandbox is {choice.name} from now on")
            screen.presenter.show_status(screen)
    except (ValueError, OSError, TimeoutError) as error:
        screen.say(safe_line(f"The sandbox could not do it: {error}"))
