"""Copying over a terminal: OSC 52, wrapped where a multiplexer sits between, and a private file where it cannot be.

Nobody answers an OSC 52, so what is said is what was done, never that it arrived. No helper program of the desktop is
asked: over SSH it would fill the clipboard of the wrong machine, or wait for a display that is not there.
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ucwa_tui.workbench.atomic_file import write_new
from ucwa_tui.workbench.paths import shown_path

MOST_BYTES = 74_994
"""What terminals take: 100,000 bytes of base64 with its frame (xterm's and others' limit)."""
_SCREENS_PIECE = 700
"""Bytes that GNU screen takes of one string."""
_TMUX_PATIENCE = 2.0
"""Seconds; tmux answers at once or not at all."""
_WITHOUT_CLIPBOARD = frozenset({"linux", "dumb", "vt100", "vt220", "ansi", "unknown"})
LoadBuffer = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Copied:
    """What was done: the sequence to write to the terminal, or the file; and a sentence about it."""

    sequence: str
    said: str
    path: Path | None = None
    """The file with it, where there is one."""
    failed: bool = False


def copy(
    text: str,
    what: str,
    environment: Mapping[str, str],
    folder: Path,
    *,
    name: str = "copied.txt",
    load_buffer: LoadBuffer | None = None,
) -> Copied:
    """Copy a text as far as can be without the terminal; what is left to do is in the result.

    Args:
        text: what to copy; secrets are masked already.
        what: what it is, for the sentence.
        environment: tells of tmux, screen and the terminal.
        folder: where a text goes that is too large for a terminal, or whose terminal takes none.
        name: of such a file; a number goes into it where there is one already.
        load_buffer: gives a text to tmux, True where it took it; None: `tmux_takes`.
    """
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MOST_BYTES:
        return _to_file(data, what, folder, name, f"{_size(len(data))} are too many for a terminal")
    why_not = _why_no_clipboard(environment)
    if why_not:
        return _to_file(data, what, folder, name, why_not)
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07"
    size = _size(len(data))
    if environment.get("TMUX"):
        return _through_tmux(sequence, data, what, load_buffer or tmux_takes)
    if environment.get("STY"):
        pieces = range(0, len(sequence), _SCREENS_PIECE)
        sequence = "".join(f"\x1bP{sequence[at : at + _SCREENS_PIECE]}\x1b\\" for at in pieces)
        return Copied(sequence, f"{what} copied: {size} by OSC 52 through screen, which no terminal confirms")
    return Copied(sequence, f"{what} copied: {size} by OSC 52, which no terminal confirms")


def _through_tmux(sequence: str, data: bytes, what: str, load_buffer: LoadBuffer) -> Copied:
    """Into tmux's own buffer, which passes it on unless told not to; else by sequences, which it may hold back."""
    size = _size(len(data))
    if load_buffer(data):
        return Copied("", f"{what} copied: {size} to tmux and perhaps your terminal")
    # Plain for `set-clipboard on`, wrapped for `allow-passthrough on`: tmux drops the one it does not allow.
    sequence += "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    needs = "tmux has to have set-clipboard on"
    return Copied(sequence, f"{what} copied: {size} by OSC 52 through tmux, which no terminal confirms; {needs}")


def tmux_takes(data: bytes) -> bool:
    """Give a text to the tmux around us, which hands it to the terminal outside; False where it did not."""
    command = ["tmux", "load-buffer", "-w", "-"]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TMUX_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _why_no_clipboard(environment: Mapping[str, str]) -> str:
    """Why an OSC 52 would go nowhere; empty where it may arrive."""
    terminal = environment.get("TERM", "")
    if environment.get("TMUX") or environment.get("STY"):
        return ""
    if terminal in _WITHOUT_CLIPBOARD or terminal.startswith("linux-"):
        return f"a terminal of kind {terminal} has no clipboard"
    remote = environment.get("SSH_TTY") or environment.get("SSH_CONNECTION")
    if environment.get("TERM_PROGRAM") == "Apple_Terminal" and not remote:
        return "Terminal.app takes no OSC 52"
    return ""


def _size(count: int) -> str:
    return f"{count:,} bytes" if count != 1 else "1 byte"


def _to_file(data: bytes, what: str, folder: Path, name: str, why: str) -> Copied:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = write_new(folder / name, data)
    except OSError as error:
        why += f", and {shown_path(folder)} failed: {error.strerror or error}"
        return Copied("", f"{what} was not copied: {why}", failed=True)
    return Copied("", f"{what}: {why}; written to {shown_path(path)}", path)


def state_folder() -> Path:
    """Where the program keeps what it leaves behind, on this platform; it need not exist."""
    from platformdirs import user_state_path

    from ucwa_tui.workbench.paths import APP_NAME

    return user_state_path(APP_NAME, appauthor=False)


def copies_folder() -> Path:
    """Where copies go that are too large for a terminal."""
    return state_folder() / "copies"
