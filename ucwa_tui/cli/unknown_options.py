"""Options that do not exist: told by their names, as the word after one may be a secret."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

_OPTION = re.compile(r"(--?[A-Za-z][^\s=]*)(?:=.*)?", re.DOTALL)
_WAYS = {
    "password": "set UCWA_TUI_PASSWORD, give --password-file FILE, or let the program ask for it on a terminal",
    "token": "set UCWA_TUI_TOKEN, give --token-file FILE, or let the program ask for it on a terminal "
    "(with --auth bearer)",
}
_OTHERS = {
    "proxy": "set UCWA_TUI_PROXY_PASSWORD and give --proxy-user NAME, or let a profile say where it is",
    "key": "set UCWA_TUI_KEY_PASSWORD, or let a profile say where it is",
    "cert": "set UCWA_TUI_KEY_PASSWORD, or let a profile say where it is",
}
"""Passwords that are not the user's, by a part of the option's name."""
_SECRET = re.compile(r"pass|\bpw|pwd|secret|credential|^-p", re.IGNORECASE)
_TOKEN = re.compile(r"token|bearer|ticket|\bjwt", re.IGNORECASE)


def unknown_options(argv: Sequence[str], known: Collection[str], with_value: Collection[str]) -> list[str]:
    """Names of the options in a command line that no command has, in order, once each.

    Args:
        argv: the words of the command line.
        known: every option that there may be.
        with_value: those of them that take the following word.
    """
    found: list[str] = []
    previous = ""
    for word in argv:
        if word == "--":
            break
        match = _OPTION.fullmatch(word)
        is_value = previous in with_value and any(c.isspace() for c in word)
        if match and match[1] not in known and not is_value:
            found.append(name_of(word))
        previous = word
    return list(dict.fromkeys(found))


def name_of(word: str) -> str:
    """The option's name alone: what is glued to it may be a secret."""
    name = word.partition("=")[0]
    return name if name.startswith("--") else name[:2]


def problems(names: Iterable[str], command: str, known: Collection[str]) -> Iterator[str]:
    """A sentence for each unknown option, with the way out.

    Args:
        names: of the options, without their values.
        command: as it is typed, such as `ucwa-tui join`.
        known: the command's options.
    """
    from difflib import get_close_matches

    for name in names:
        kind = "token" if _TOKEN.search(name) else "password" if _SECRET.search(name) else None
        if kind:
            way = next((way for part, way in _OTHERS.items() if part in name.lower()), _WAYS[kind])
            yield (
                f"{name}: a secret is never an option, as other users of the machine could read it; for a {kind} {way}."
            )
            continue
        near = get_close_matches(name, sorted(known), 1, 0.75)
        hint = f"Did you mean {near[0]}?" if near else f"See {command} --help."
        yield f"{name} is no option of {command}. {hint}"
