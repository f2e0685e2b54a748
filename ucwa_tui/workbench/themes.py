"""Colour themes as data: TOML files that are checked completely before anybody uses them.

A theme gives roles (the colours that everything else falls back to) and, in further sections, variables for single
things: a method, a status class, an event type, a token of a highlighted text. The screen knows only the variables.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ucwa_tui.wire.safe_text import safe_line

DEFAULT_THEME = "ucwa-dark"
NO_COLOR_THEME = "sixteen"

ROLES = (
    "primary",
    "secondary",
    "accent",
    "foreground",
    "background",
    "surface",
    "panel",
    "success",
    "warning",
    "error",
    "muted",
)
"""The colours that a theme must name."""

SECTIONS: Mapping[str, Mapping[str, str]] = {
    "methods": {"get": "secondary", "post": "primary", "put": "primary", "delete": "error"},
    "statuses": {
        "ok": "success",
        "redirect": "warning",
        "client-error": "error",
        "server-error": "error",
        "running": "muted",
    },
    "events": {
        "started": "primary",
        "updated": "secondary",
        "completed": "accent",
        "added": "success",
        "deleted": "muted",
        "other": "foreground",
    },
    "states": {"connecting": "warning", "connected": "success", "failed": "error", "other": "foreground"},
    "severities": {"error": "error", "warning": "warning", "hint": "secondary"},
    "tokens": {
        "method": "primary",
        "url": "foreground",
        "version": "muted",
        "status-ok": "success",
        "status-redirect": "warning",
        "status-error": "error",
        "header-name": "secondary",
        "header-value": "foreground",
        "key": "primary",
        "string": "success",
        "number": "accent",
        "literal": "accent",
        "punctuation": "muted",
        "tag": "primary",
        "attribute": "secondary",
        "comment": "muted",
        "mask": "warning",
        "revealed": "error",
        "note": "muted",
        "error": "error",
        "text": "foreground",
        "link": "primary",
    },
    "chrome": {
        "border": "panel",
        "border-focus": "primary",
        "title": "muted",
        "title-focus": "foreground",
        "bar-background": "surface",
        "bar-foreground": "foreground",
        "cursor-background": "panel",
        "cursor-foreground": "foreground",
        "field-background": "surface",
        "field-focus-background": "panel",
        "label": "muted",
        "key": "accent",
        "yours": "accent",
        "selection-background": "panel",
    },
}
"""Per section the variables, and the role that each one takes its colour from where a theme does not set it."""

PREFIXES: Mapping[str, str] = {
    "methods": "method",
    "statuses": "status",
    "events": "event",
    "states": "state",
    "severities": "sev",
    "tokens": "token",
    "chrome": "chrome",
}

_ANSI = frozenset(
    ["ansi_default"]
    + [
        f"ansi_{bright}{name}"
        for bright in ("", "bright_")
        for name in ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
    ]
)
_HEX = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class ThemeError(ValueError):
    """A theme file that cannot be used: file, key, rule."""


@dataclass(frozen=True, slots=True)
class ThemeSpec:
    """A checked theme."""

    name: str
    title: str
    dark: bool
    ansi: bool
    """True where the colours are the terminal's own sixteen."""
    roles: tuple[tuple[str, str], ...]
    variables: tuple[tuple[str, str], ...]
    """Every variable of every section (`method-post`, `token-key`, ...) with its colour."""

    def role(self, name: str) -> str:
        """The colour of a role."""
        return dict(self.roles)[name]


@dataclass(frozen=True, slots=True)
class ThemeShelf:
    """The themes that can be used, and what was wrong with the others."""

    themes: tuple[ThemeSpec, ...]
    problems: tuple[str, ...] = ()

    def find(self, name: str) -> ThemeSpec | None:
        """The theme of that name, or None."""
        return next((t for t in self.themes if t.name == name), None)


def parse_theme(text: str, where: str) -> ThemeSpec:
    """Check a theme file.

    Args:
        text: the TOML text.
        where: file name, for the error text.

    Raises:
        ThemeError: with file, key and rule, at the first thing that is wrong.
    """
    where = safe_line(where)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(f"{where}: not TOML: {safe_line(str(error))}") from None
    except RecursionError:
        raise ThemeError(f"{where}: not a theme: brackets within brackets without end") from None
    _known_keys(where, "", data, {"name", "title", "dark", "ansi", "roles", *SECTIONS})
    name = data.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ThemeError(f"{where}: name: must be lower-case letters, digits and hyphens, at most 40")
    title = data.get("title", name)
    if not isinstance(title, str) or not title.strip():
        raise ThemeError(f"{where}: title: must be a text")
    dark, ansi = (_flag(where, data, key, default) for key, default in (("dark", True), ("ansi", False)))
    roles = _colours(where, "roles", data.get("roles"), ROLES, ansi)
    if missing := [role for role in ROLES if role not in roles]:
        raise ThemeError(f"{where}: roles.{missing[0]}: is missing; every theme names {', '.join(ROLES)}")
    variables = {}
    for section, defaults in SECTIONS.items():
        given = _colours(where, section, data.get(section, {}), defaults, ansi)
        for key, role in defaults.items():
            variables[f"{PREFIXES[section]}-{key}"] = given.get(key, roles[role])
    return ThemeSpec(name, safe_line(title), dark, ansi, tuple(roles.items()), tuple(variables.items()))


def load_themes(user_folder: Path | None = None) -> ThemeShelf:
    """Every usable theme: those that come with the program, then the user's (same name: the user's wins).

    A file that cannot be used becomes a problem text, never an exception.
    """
    found: dict[str, ThemeSpec] = {}
    problems: list[str] = []
    for where, text in (*_shipped(), *_folder(user_folder, problems)):
        try:
            theme = parse_theme(text, where)
        except ThemeError as error:
            problems.append(str(error))
        else:
            found[theme.name] = theme
    return ThemeShelf(tuple(found.values()), tuple(problems))


def choose_theme(shelf: ThemeShelf, wanted: str | None, *, no_color: bool) -> tuple[ThemeSpec, str]:
    """The theme to start with, and a sentence where it is not the wanted one (empty otherwise).

    Args:
        shelf: what there is.
        wanted: the name the user asked for, or None.
        no_color: the NO_COLOR convention is on: a theme of the terminal's own colours is needed.
    """
    default = shelf.find(DEFAULT_THEME) or shelf.themes[0]
    if wanted is not None:
        chosen = shelf.find(wanted)
        if chosen is None:
            names = ", ".join(theme.name for theme in shelf.themes)
            why = next((p for p in shelf.problems if safe_line(wanted) in p), f"themes: {names}")
            return default, f"no theme {safe_line(wanted)!r}, using {default.name} ({why})"
        if no_color and not chosen.ansi:
            return shelf.find(NO_COLOR_THEME) or default, f"NO_COLOR is set: not using {chosen.name}"
        return chosen, ""
    if no_color:
        return shelf.find(NO_COLOR_THEME) or default, ""
    return default, shelf.problems[0] if shelf.problems else ""


def _known_keys(where: str, section: str, table: Mapping[str, object], known: Iterable[str]) -> None:
    names = list(known)
    if unknown := [key for key in table if key not in names]:
        place = f"{section}." if section else ""
        raise ThemeError(f"{where}: {place}{safe_line(unknown[0])}: unknown key; known: {', '.join(sorted(names))}")


def _flag(where: str, data: Mapping[str, object], key: str, default: bool) -> bool:
    value = data.get(key, default)
    if not isinstance(value, bool):
        raise ThemeError(f"{where}: {key}: must be true or false")
    return value


def _colours(where: str, section: str, table: object, known: Iterable[str], ansi: bool) -> dict[str, str]:
    if not isinstance(table, dict):
        raise ThemeError(f"{where}: {section}: must be a table of colours")
    _known_keys(where, section, table, known)
    for key, value in table.items():
        if not isinstance(value, str) or not (_HEX.fullmatch(value) or value in _ANSI):
            raise ThemeError(
                f"{where}: {section}.{key}: {safe_line(repr(value))} is no colour; write #rgb, #rrggbb or a name such "
                "as ansi_red, ansi_bright_blue, ansi_default"
            )
        if ansi and value not in _ANSI:
            raise ThemeError(f"{where}: {section}.{key}: with ansi = true only ansi_… names are possible")
    return dict(table)


def _shipped() -> list[tuple[str, str]]:
    """Name and text of the theme files that come with the program.

    In the wheel they are package data; an editable install leaves them at the root of the repository.
    """
    inside = files("ucwa_tui").joinpath("themes")
    if inside.is_dir():
        entries = sorted((e for e in inside.iterdir() if e.name.endswith(".toml")), key=lambda e: e.name)
        return [(entry.name, entry.read_text("utf-8")) for entry in entries]
    root = Path(__file__).resolve().parents[2] / "themes"
    return [(path.name, path.read_text("utf-8")) for path in sorted(root.glob("*.toml"))]


def _folder(folder: Path | None, problems: list[str]) -> list[tuple[str, str]]:
    if folder is None or not folder.is_dir():
        return []
    result = []
    for path in sorted(folder.glob("*.toml")):
        if not path.is_file():  # reading a pipe would wait for ever
            problems.append(f"{safe_line(str(path))}: not a file; put a theme's TOML file there, or remove it")
            continue
        try:
            result.append((str(path), path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{safe_line(str(path))}: cannot be read: {safe_line(str(error))}")
    return result
