"""Copying over a terminal: OSC 52, wrapped where a multiplexer sits between, a private file where it is too large."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 74_994
"""What terminals take: 100,000 bytes of base64 with its frame (xterm's and others' limit)."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was done: the sequence to write to the terminal, or the file; and a sentence about it."""

    sequence: str
    said: str


def copy(text: str, what: str, environment: Mapping[str, str], folder: Path) -> Copied:
    """Prepare copying a text.

    Args:
        text: what to copy; secrets are masked already.
        what: what it is, for the sentence.
        environment: tells of tmux and screen.
        folder: where a text goes that is too large for a terminal.
    """
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MOST_BYTES:
        return _to_file(data, what, folder)
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07"
    route, needs = "OSC 52", ""
    if environment.get("TMUX"):
        # Plain for `set-clipboard on`, wrapped for `allow-passthrough on`: tmux drops the one it does not allow.
        sequence += "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
        route = "OSC 52, tmux"
        needs = "; tmux passes it on with set-clipboard on"
    elif environment.get("STY"):
        sequence = "".join(f"\x1bP{sequence[at : at + 700]}\x1b\\" for at in range(0, len(sequence), 700))
        route = "OSC 52, screen"
    return Copied(sequence, f"copied {what} to the clipboard ({route}): {len(data)} bytes, unconfirmed{needs}")


def _to_file(data: bytes, what: str, folder: Path) -> Copied:
    path = folder / "copied.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError as error:
        return Copied("", f"{what}: {len(data)} bytes are too many for a terminal, and {path} failed: {error}")
    return Copied("", f"{what}: {len(data)} bytes are too many for a terminal; written to {path}")


def state_folder() -> Path:
    """Where the program keeps what it leaves behind, on this platform; it need not exist."""
    from platformdirs import user_state_path

    from ucwa_tui.workbench.paths import APP_NAME

    return user_state_path(APP_NAME, appauthor=False)
