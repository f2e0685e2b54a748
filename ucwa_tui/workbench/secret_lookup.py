"""Goes and gets a secret from where a reference says it is."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ucwa_tui.wire.secret import Secret
from ucwa_tui.workbench.secret_command import run_command
from ucwa_tui.workbench.secret_reference import SecretPlace, SecretReference
from ucwa_tui.workbench.secret_text import MOST_BYTES, NoSecretText, SecretNotFound, checked, line_of

__all__ = ["SecretLookup", "SecretNotFound", "ask_keyring", "run_command"]

COMMAND_SECONDS = 30.0
"""A command may ask for a passphrase in a window of its own."""


def ask_keyring(service: str, user: str) -> str | None:
    """The password of the system's keyring, through the package `keyring`.

    Raises:
        SecretNotFound: the package is not there, or the keyring does not open.
    """
    try:
        import keyring  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise SecretNotFound(
            "needs the Python package keyring, which is not installed. Install it beside ucwa-tui, or name another "
            "place for the secret."
        ) from None
    from keyring.errors import KeyringError  # type: ignore[import-not-found, unused-ignore]

    try:
        found = keyring.get_password(service, user)
    except KeyringError as error:
        raise SecretNotFound(f"cannot be opened: {type(error).__name__}. Unlock the keyring and try again.") from None
    return found if isinstance(found, str) else None


@dataclass(frozen=True, slots=True)
class SecretLookup:
    """Ways to secrets, each of which a test can replace.

    `ask` gets a question and gives what was typed; None where there is nobody to ask: then `find` gives None for a
    secret that has to be asked for.
    """

    user: str = ""
    """Whose secrets: the account in the keyring."""
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    ask: Callable[[str], str] | None = None
    run: Callable[[Sequence[str], float], bytes] = run_command
    keyring: Callable[[str, str], str | None] = ask_keyring

    def find(self, reference: SecretReference, what: str) -> Secret | None:
        """Get a secret.

        Args:
            reference: where it is.
            what: what it is, for a question and for failures: `password`.

        Raises:
            SecretNotFound: it is not there.
        """
        if reference.place is SecretPlace.PROMPT and self.ask is None:
            return None
        typed = reference.place is SecretPlace.PROMPT
        source = "what was typed" if typed else reference.told
        try:
            text = checked(self._text(reference, what))
        except SecretNotFound as error:
            raise SecretNotFound(f"The {what}: {source} {error}") from None
        except NoSecretText as error:
            raise SecretNotFound(f"The {what}: {source} {error}.") from None
        if not text:
            raise SecretNotFound(f"The {what}: {source} {'is empty' if typed else 'holds nothing'}.")
        return Secret(text)

    def _text(self, reference: SecretReference, what: str) -> str:
        match reference.place:
            case SecretPlace.ENVIRONMENT:
                value = self.environment.get(reference.words[0], "")
                if not value:
                    raise SecretNotFound("is not set. Set it before the start.")
                return value
            case SecretPlace.FILE:
                return line_of(_file(reference.words[0]))
            case SecretPlace.COMMAND:
                return line_of(self.run(reference.words, COMMAND_SECONDS))
            case SecretPlace.KEYRING:
                kept = self.keyring(reference.words[0], self.user)
                if kept is None:
                    raise SecretNotFound(f"has no password for {self.user or 'an empty user name'}. Put one there.")
                return kept
            case SecretPlace.PROMPT:
                assert self.ask is not None  # looked at by `find`
                who = f" for {self.user}" if self.user and what == "password" else ""
                return self.ask(f"{what[:1].upper()}{what[1:]}{who}: ")


def _file(path: str) -> bytes:
    """The beginning of a file: a device or a pipe may be endless, or wait for somebody."""
    try:
        file = Path(path).expanduser()
        mode = file.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise SecretNotFound("is no regular file. Name a file that holds the secret alone.")
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise SecretNotFound(f"cannot be read: {error.strerror or error}. Create it, with the secret alone.") from None
    except (RuntimeError, ValueError):
        raise SecretNotFound("is no path. Write it like ~/.lab-password.") from None
