"""Where the user's own files live on this platform."""

from __future__ import annotations

import os
from pathlib import Path

APP_NAME = "ucwa-tui"


def shown_path(path: Path) -> str:
    """A path as it is said on the screen, in one line: the home folder as `~`. Safe to show."""
    from ucwa_tui.wire.safe_text import safe_line

    text = str(path)
    home = os.path.expanduser("~")
    if home not in ("", "/", "~") and text.startswith(home + os.sep):
        text = "~" + text[len(home) :]
    return safe_line(text)


def config_dir() -> Path:
    """The user's configuration folder; it need not exist."""
    from platformdirs import user_config_path

    return user_config_path(APP_NAME, appauthor=False)


def user_themes_dir() -> Path:
    """Folder of the user's own colour themes."""
    return config_dir() / "themes"


def profiles_file() -> Path:
    """Where the user's profiles are; it need not exist."""
    return config_dir() / "profiles.toml"


def state_dir() -> Path:
    """Folder of what the program keeps by itself; it need not exist."""
    from platformdirs import user_state_path

    return user_state_path(APP_NAME, appauthor=False)


def remembered_file() -> Path:
    """Where is kept what earlier sign-ins have found out; it need not exist."""
    return state_dir() / "remembered.json"


def saved_filters_file() -> Path:
    """The user's own filters of events; it need not exist."""
    return state_dir() / "filters.json"


def history_file() -> Path:
    """Where exchanges of earlier runs are; it need not exist."""
    return state_dir() / "history.sqlite"
