"""An application in one of our themes, with the variables that the style sheets need."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from rich.console import RenderableType
from textual.app import App
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

from ucwa_tui.tui.compat import lean_update, quiet
from ucwa_tui.tui.paint import Paint
from ucwa_tui.tui.theming import textual_theme, variables_of
from ucwa_tui.workbench.themes import ThemeShelf, ThemeSpec, choose_theme


class ThemedApp(App[int]):
    """Knows the themes; everything else is up to the subclass."""

    CSS_PATH: ClassVar = "css/main.tcss"
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, shelf: ThemeShelf, theme: str | None) -> None:
        no_color = "NO_COLOR" in os.environ
        without_colour = tuple(t for t in shelf.themes if t.ansi)
        self._shelf = ThemeShelf(without_colour) if no_color and without_colour else shelf
        self._spec, self.theme_note = choose_theme(shelf, theme, no_color=no_color)
        self._own_themes = {spec.name: textual_theme(spec) for spec in shelf.themes}
        # Textual picks its NO_COLOR filter here, before it knows the theme: without this hint it takes the wrong one.
        super().__init__(ansi_color=True if self._spec.ansi else None)
        quiet(self)
        for own in self._own_themes.values():
            self.register_theme(own)
        self.theme = self._spec.name
        self.ansi_color = None  # from here on the theme decides
        self.paint = Paint(self._spec)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The style sheets' variables, also before a theme is set."""
        return variables_of(self._spec)

    def get_theme(self, theme_name: str) -> Theme | None:
        """A theme by its name. Asked for with every widget that is painted, for which Textual's own is too slow."""
        return self._own_themes.get(theme_name) or super().get_theme(theme_name)

    @property
    def theme_spec(self) -> ThemeSpec:
        """The theme in use."""
        return self._spec

    def next_theme(self) -> str:
        """Go to the next theme; its title."""
        themes = self._shelf.themes
        names = [spec.name for spec in themes]
        return self._wear(themes[(names.index(self._spec.name) + 1) % len(themes)])

    def use_theme(self, name: str) -> None:
        """Take a theme by its name; one that there is not, or not without colour, changes nothing."""
        spec = next((spec for spec in self._shelf.themes if spec.name == name), None)
        if spec is not None and spec is not self._spec:
            self._wear(spec)

    def refresh_css(self, animate: bool = True) -> None:
        """Style anew; before there is a screen only the variables change: nothing has been parsed that had them."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, lean_update(renderable))

    def _wear(self, spec: ThemeSpec) -> str:
        self._spec = spec
        self.paint = Paint(self._spec)
        self.theme = self._spec.name
        for widget in self.screen.walk_children(Widget):
            widget.notify_style_update()
            widget.refresh()
        return self._spec.title


def paint_of(app: App[Any]) -> Paint:
    """The styles of the application's theme. Raises TypeError for an application without our themes."""
    if not isinstance(app, ThemedApp):
        raise TypeError("these widgets need an application with our themes")
    return app.paint
