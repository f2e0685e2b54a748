"""The tree of resources: what was seen so far, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.workbench.link_choice import LinkChoice


def show_tree(screen: MainScreen) -> None:
    """Show it over the screen; what is chosen there is followed, or its exchange is shown."""
    from ucwa_tui.tui.actions.links import jump, take
    from ucwa_tui.tui.screens.tree import TreeScreen
    from ucwa_tui.workbench.command import Place
    from ucwa_tui.workbench.link_choice import Does
    from ucwa_tui.workbench.resource_tree import ResourceTree

    session = screen.controller.session

    def chosen(choice: LinkChoice | int | None) -> None:
        if isinstance(choice, int):
            jump(screen, choice)
        elif choice is not None:
            if choice.does is Does.READ:
                screen.go_to(Place.EXCHANGE)
            take(screen, choice)

    tree = ResourceTree(session.resources, session.base_url)
    screen.app.push_screen(TreeScreen(tree, session.base_url, screen.presenter.now()), chosen)
