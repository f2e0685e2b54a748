"""Completing the name of a file, as a shell does."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import NamedTuple

MOST_NAMES = 2000
"""Names of a folder that are looked at."""


class Completed(NamedTuple):
    """The text as far as it is certain, and the names that it could go on with."""

    text: str
    names: tuple[str, ...]
    """Hostile text; folders end in a slash."""
    found: bool = True
    """Whether there is any name like this."""


def complete(text: str) -> Completed:
    """Go on with a path as far as there is only one way. Never raises.

    Args:
        text: what was typed; `~` is the home folder, other paths are relative to the current one.
    """
    head, slash, start = text.rpartition("/")
    try:
        folder = Path(head + slash or ".").expanduser()
        with os.scandir(folder) as entries:
            found = [entry.name + ("/" if entry.is_dir() else "") for entry in islice(entries, MOST_NAMES)]
    except (OSError, ValueError, RuntimeError):
        return Completed(text, (), found=False)
    names = sorted(name for name in found if name.startswith(start) and (start or not name.startswith(".")))
    certain = _common(names[0], names[-1]) if names else start
    return Completed(head + slash + certain, tuple(names) if len(names) > 1 else (), found=bool(names))


def _common(first: str, last: str) -> str:
    """What two names begin with; of sorted names that is what all of them begin with."""
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:length]
