"""How a sandbox can behave: the scenarios that come with the program, by name, and those in files of one's own.

For command lines, profiles and choosers, which do not know the sandbox itself. The shipped files are package data
(`ucwa_tui/sandbox/scenarios/*.toml`); each is read when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ucwa_tui.wire.scenario import Scenario

USUAL: Final = "calm"
_FOLDER: Final = Path(__file__).resolve().parent.parent / "sandbox" / "scenarios"
_FIRST: Final = (
    "calm",
    "short-tokens",
    "forgetful",
    "throttled",
    "stormy",
    "takeover",
    "two-hosts",
    "http-redirect",
)
"""The order of the old acquaintances; the others follow by name."""
MOST_BYTES: Final = 1_000_000


class _Shipped(Mapping[str, str]):
    """Names with what each shows, one line; a file is read when its line is asked for."""

    def __getitem__(self, name: str) -> str:
        if name not in _names():
            raise KeyError(name)
        return shipped(name).about

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())

    def __contains__(self, name: object) -> bool:
        return name in _names()


SCENARIOS: Final[Mapping[str, str]] = _Shipped()
"""What each shows, one line. Times are sandbox seconds."""


@cache
def _names() -> tuple[str, ...]:
    found = sorted(path.stem for path in _FOLDER.glob("*.toml"))
    return (*(name for name in _FIRST if name in found), *(name for name in found if name not in _FIRST))


@cache
def shipped(name: str) -> Scenario:
    """A scenario that comes with the program. `name` is one of `SCENARIOS`."""
    from ucwa_tui.wire.scenario_toml import read_scenario

    return read_scenario((_FOLDER / f"{name}.toml").read_text("utf-8"), name)


def is_file_name(text: str) -> bool:
    """Whether a text means a file, not a name."""
    return text.lower().endswith(".toml") or "/" in text or "\\" in text


def find_scenario(text: str) -> Scenario:
    """A scenario by its name, in any case, or by its file; empty means the usual one.

    Raises:
        ValueError: there is none, or its file cannot be used; the text says why, and the way out.
    """
    word = text.strip().lower() or USUAL
    if word in SCENARIOS:
        return shipped(word)
    if is_file_name(text):
        return _from_file(text.strip())
    near = get_close_matches(word, list(SCENARIOS), 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(SCENARIOS)}; or a file that ends in .toml"
    raise ValueError(f"there is no scenario {text!r:.100}; {hint}")


def _from_file(text: str) -> Scenario:
    from ucwa_tui.wire.safe_text import safe_line
    from ucwa_tui.wire.scenario_error import ScenarioError
    from ucwa_tui.wire.scenario_toml import read_scenario

    try:
        path = Path(text).expanduser()
        if path.exists() and not path.is_file():  # reading a pipe would wait for ever
            raise ScenarioError(safe_line(text), "", "is not a file", "Name a scenario's TOML file.")
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise ScenarioError(safe_line(text), "", f"is longer than {MOST_BYTES} bytes", "Make it shorter.")
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError(safe_line(text), "", "is not UTF-8", "Save it as UTF-8.") from None
    except OSError as error:
        raise ScenarioError(safe_line(text), "", f"cannot be read: {error.strerror}", "Look at its path.") from None
    except (RuntimeError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise ScenarioError(safe_line(text), "", f"is no path: {safe_line(str(error))}", "Write it anew.") from None
    return read_scenario(source, safe_line(path.stem), text)
