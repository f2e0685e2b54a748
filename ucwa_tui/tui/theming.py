"""From a checked theme to Textual's, and the variables that the style sheets rely on."""

from __future__ import annotations

from textual.theme import Theme

from ucwa_tui.workbench.themes import ThemeSpec


def variables_of(spec: ThemeSpec) -> dict[str, str]:
    """Every variable of the style sheets: the theme's own, and those of Textual's widgets."""
    own = dict(spec.variables)
    background, foreground = spec.role("background"), spec.role("foreground")
    cursor_style = "reverse" if spec.ansi else "none"
    return own | {
        "muted": spec.role("muted"),
        "cursor-text-style": cursor_style,
        "block-cursor-background": own["chrome-cursor-background"],
        "block-cursor-foreground": own["chrome-cursor-foreground"],
        "block-cursor-text-style": "bold reverse" if spec.ansi else "bold",
        "input-cursor-background": foreground if not spec.ansi else "ansi_white",
        "input-cursor-foreground": background if not spec.ansi else "ansi_black",
        "input-cursor-text-style": "none",
        "input-selection-background": own["chrome-selection-background"] if not spec.ansi else "ansi_blue",
        "input-selection-foreground": foreground if not spec.ansi else "ansi_white",
        "scrollbar": own["chrome-border"],
        "scrollbar-hover": own["chrome-border-focus"],
        "scrollbar-active": own["chrome-border-focus"],
        "scrollbar-background": background,
        "scrollbar-background-hover": background,
        "scrollbar-background-active": background,
        "scrollbar-corner-color": background,
        # Textual's own style sheets name these two, which it defines itself for other themes only.
        "ansi-background": "ansi_default" if spec.ansi else "transparent",
        "ansi-foreground": "ansi_default" if spec.ansi else foreground,
        "screen-selection-background": own["chrome-selection-background"] if not spec.ansi else "ansi_blue",
        "screen-selection-foreground": foreground if not spec.ansi else "ansi_white",
        "border": own["chrome-border-focus"],
        "border-blurred": own["chrome-border"],
    }


def textual_theme(spec: ThemeSpec) -> Theme:
    """The theme as Textual takes it; its colours have been checked, so this cannot fail later."""
    return Theme(
        name=spec.name,
        primary=spec.role("primary"),
        secondary=spec.role("secondary"),
        warning=spec.role("warning"),
        error=spec.role("error"),
        success=spec.role("success"),
        accent=spec.role("accent"),
        foreground=spec.role("foreground"),
        background=spec.role("background"),
        surface=spec.role("surface"),
        panel=spec.role("panel"),
        boost=spec.role("surface"),
        dark=spec.dark,
        ansi=spec.ansi,
        variables=variables_of(spec),
    )
