"""Adds a profile to the user's file: at its end, so that everything else in it stays as it is, comments included."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from ucwa_tui.workbench.atomic_file import write_atomically
from ucwa_tui.workbench.profile import Profile
from ucwa_tui.workbench.profiles import load_profiles, read_profiles

Tree: TypeAlias = Mapping[str, Any]
"""A profile as its TOML keys and values; `channel` is a table in it."""
_NAME = re.compile(r"[^\W_][\w.-]*\Z")
NAME_WAY_OUT = "Take letters, digits, - and _, a letter first: a shell takes other characters apart."
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")


class ProfileRefused(Exception):
    """The profile cannot be added; nothing was written.

    Args:
        problems: one sentence each, with the way out.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


def profile_text(name: str, tree: Tree) -> str:
    """The TOML lines of a profile."""
    header = f"profiles.{_key(name)}"
    lines = [f"[{header}]"]
    lines += [f"{key} = {_value(value)}" for key, value in tree.items() if key != "channel"]
    channel = tree.get("channel")
    if channel:
        lines += ["", f"[{header}.channel]", *(f"{key} = {_value(value)}" for key, value in channel.items())]
    return "\n".join(lines) + "\n"


def is_name(name: str) -> bool:
    """Whether a new profile may be called so: what needs no quotes in a shell."""
    return _NAME.match(name) is not None


def check_new(path: Path, name: str) -> None:
    """Whether a profile of that name can be added.

    Raises:
        ProfileRefused: the file is broken, or the name is taken.
    """
    book = load_profiles(path)
    if book.broken:
        told = [problem.text for problem in book.problems]
        raise ProfileRefused([*told, "Put the file right first; it was left as it is."])
    if book.get(name) is not None:
        raise ProfileRefused(
            [f"There is a profile {name} already. Take another name, or change it in {path} with an editor."]
        )


def read_new(name: str, tree: Tree, path: Path) -> Profile:
    """The profile that a tree stands for.

    Raises:
        ProfileRefused: it has something in error.
    """
    book = read_profiles(profile_text(name, tree), str(path))
    profile = book.get(name)
    if profile is None or book.all_problems:
        raise ProfileRefused(
            f"{problem.key.rpartition('.')[2] or 'the profile'} {problem.rule}. {problem.way_out}".strip()
            for problem in book.all_problems
        )
    return profile


def add_profile(path: Path, name: str, tree: Tree) -> None:
    """Write a new profile behind what is in the file; a file that is not there is made, mode 0600.

    Raises:
        ProfileRefused: the file is broken or cannot be written, the name is taken, or something is in error.
    """
    check_new(path, name)
    wanted = read_new(name, tree, path)
    try:
        before = path.read_bytes() if path.exists() else b""
        gap = b"" if not before else b"\n" if before.endswith(b"\n") else b"\n\n"
        data = before + gap + profile_text(name, tree).encode("utf-8")
        if read_profiles(data.decode("utf-8-sig"), str(path)).get(name) != wanted:
            raise ProfileRefused(
                [f"{path} is written in a form that nothing can be added to. Add the lines with an editor."]
            )
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, data)
    except OSError as error:
        raise ProfileRefused([f"{path} cannot be written: {error.strerror or error}."]) from None


def _key(name: str) -> str:
    return name if _BARE.match(name) else _value(name)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
