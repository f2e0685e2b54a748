"""The styles of spans by name, worked out from a theme once.

Textual's component classes would do the same for each widget apart, at a cost that is felt at the start: dozens of
names times dozens of widgets.
"""

from __future__ import annotations

from rich.style import Style
from textual.color import Color

from ucwa_tui.workbench.themes import ThemeSpec

_CURSOR = "chrome-cursor-background"
_BLURRED = "chrome-field-background"


class Paint:
    """Styles of one theme. Names are those of the theme's variables, and a few weights:

    `bold`, `strong` and `tab-current` (bold, in the title's colour), `muted`, `cursor`, `cursor-blurred`,
    `reading-cursor`, `hit`, `hit-other`, `folded`, `link-marked`, `token-revealed` (reversed: to be told without
    colour), and of a comparison `diff-removed`, `diff-added`, `diff-mark` for marks and `diff-old`, `diff-new`,
    `diff-expected` for what differs inside a line.
    """

    def __init__(self, spec: ThemeSpec) -> None:
        self._colours = dict(spec.variables) | {"muted": spec.role("muted")}
        self._ansi = spec.ansi
        self._styles: dict[str, Style] = {
            "": Style(),
            "bold": Style(bold=True),
            "strong": Style(bold=True),
            "hit": Style(reverse=True, bold=True),
            "hit-other": Style(underline=True, bold=True),
            "folded": Style(italic=True),
            "reading-cursor": Style(bold=True) if spec.ansi else self._background(_CURSOR),
            "link-marked": Style(reverse=True, bold=True),
            "diff-old": self._foreground("sev-error") + Style(reverse=True),
            "diff-new": self._foreground("state-connected") + Style(reverse=True),
            "diff-expected": self._foreground("muted") + Style(underline=True),
            "diff-removed": self._foreground("sev-error") + Style(bold=True),
            "diff-added": self._foreground("state-connected") + Style(bold=True),
            "diff-mark": self._foreground("sev-warning") + Style(bold=True),
            "diff-current": self._foreground("chrome-key"),
            "token-revealed": self._foreground("token-revealed") + Style(reverse=True, bold=True),
            "tab-current": self._foreground("chrome-title-focus") + Style(bold=True),
            "cursor": Style(reverse=True) if spec.ansi else self._background(_CURSOR),
            "cursor-blurred": Style(bold=True) if spec.ansi else self._background(_BLURRED),
        }

    def style(self, name: str) -> Style:
        """The style of that name, to be laid over a widget's own. Raises KeyError."""
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._foreground(name)
        return style

    def _foreground(self, name: str) -> Style:
        return Style(color=Color.parse(self._colours[name]).rich_color)

    def _background(self, name: str) -> Style:
        return Style(bgcolor=Color.parse(self._colours[name]).rich_color)
