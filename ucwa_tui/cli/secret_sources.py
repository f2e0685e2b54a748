"""Where passwords and tokens come from: a file, an environment variable, a prompt; never an option."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.wire.secret import Secret
from ucwa_tui.workbench.secret_text import MOST_BYTES, NoSecretText, checked, line_of


@dataclass(frozen=True, slots=True)
class SecretKind:
    """One sort of secret and its ways in."""

    word: str
    option: str
    variable: str


PASSWORD = SecretKind("password", "--password-file", "UCWA_TUI_PASSWORD")
TOKEN = SecretKind("token", "--token-file", "UCWA_TUI_TOKEN")
PROXY_PASSWORD = SecretKind("proxy password", "", "UCWA_TUI_PROXY_PASSWORD")


def find_secret(
    kind: SecretKind,
    file: str | None,
    environment: Mapping[str, str],
    *,
    ask: Callable[[str], str] | None = None,
    who: str = "",
) -> Secret:
    """The secret from its file, else from its variable, else from a prompt on a terminal.

    Args:
        kind: what is wanted.
        file: the file option's value.
        environment: where the variable is looked up; an empty one counts as none.
        ask: asks without echo; the default does so only where standard input is a terminal.
        who: whose secret, for the prompt.

    Raises:
        UsageError: the file cannot be read, or there is no way to ask.
    """
    given = given_secret(kind, file, environment)
    if given is not None:
        return given
    ask = ask or prompt()
    ways = f"set {kind.variable}" + (f", or give {kind.option} FILE" if kind.option else "")
    if ask is None:
        raise UsageError(f"There is no {kind.word}: {ways}, or run this on a terminal to be asked for it.")
    typed = ask(f"{kind.word.capitalize()} for {who}: " if who else f"{kind.word.capitalize()}: ")
    if not typed:
        raise UsageError(f"The {kind.word} is empty: type it, {ways}.")
    return _sendable(kind, typed, f"The {kind.word}")


def given_secret(kind: SecretKind, file: str | None, environment: Mapping[str, str]) -> Secret | None:
    """The secret from its file or variable, None where neither is given.

    Raises:
        UsageError: the file cannot be read.
    """
    if file is not None:
        return _sendable(kind, _first_line(kind, file), f"{kind.option}: {file}")
    value = environment.get(kind.variable, "")
    return _sendable(kind, value, kind.variable) if value else None


def _sendable(kind: SecretKind, text: str, source: str) -> Secret:
    """The secret, if its request can carry it; the message names the source, never a character of it."""
    try:
        checked(text)
    except NoSecretText as error:
        raise UsageError(f"{source} {error}.") from None
    if kind is TOKEN and not (text.isascii() and text.isprintable() and " " not in text):
        raise UsageError(f"{source} holds a character that no token has: copy it again, without blanks and quotes.")
    return Secret(text)


def _first_line(kind: SecretKind, file: str) -> str:
    try:
        with Path(file).expanduser().open("rb") as stream:  # may be a pipe or a terminal: a line is enough
            line = line_of(stream.readline(MOST_BYTES + 1))
    except NoSecretText as error:
        raise UsageError(f"{kind.option}: {file} {error}.") from None
    except OSError as error:
        raise UsageError(f"{kind.option}: {file} cannot be read: {error.strerror or error}.") from None
    except (ValueError, RuntimeError) as error:
        raise UsageError(f"{kind.option}: {file} is no path: {error}.") from None
    if not line:
        raise UsageError(f"{kind.option}: the first line of {file} is empty; it has to be the {kind.word}.")
    return line


def prompt() -> Callable[[str], str] | None:
    """Asks without echo; None where standard input is no terminal."""
    return _ask if sys.stdin is not None and sys.stdin.isatty() else None


def _ask(text: str) -> str:
    try:
        return getpass.getpass(text, stream=sys.stderr)
    except EOFError:
        return ""
