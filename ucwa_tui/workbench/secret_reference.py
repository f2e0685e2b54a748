"""Where a secret is to be had: a profile names the place, never the secret itself.

password = { env = "LAB_PASSWORD" }
password = { file = "~/.lab-password" }
password = { command = ["pass", "show", "lab"] }
password = { keyring = "ucwa-lab" }
password = "prompt"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.workbench.value_rules import RuleBroken

WAYS = '{ env = "NAME" }, { file = "PATH" }, { command = ["PROGRAM", "ARGUMENT"] }, { keyring = "SERVICE" } or "prompt"'
PROMPT_WORD = "prompt"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class SecretPlace(StrEnum):
    """The kinds of places."""

    ENVIRONMENT = "env"
    FILE = "file"
    COMMAND = "command"
    KEYRING = "keyring"
    PROMPT = PROMPT_WORD


@dataclass(frozen=True, slots=True)
class SecretReference:
    """One place. Holds no secret."""

    place: SecretPlace
    words: tuple[str, ...] = ()
    """The variable, the file, the service, or the command with its arguments; nothing for a prompt."""

    @property
    def told(self) -> str:
        """For a list or an error text. Arguments of a command are left out: nobody knows what people put there."""
        match self.place:
            case SecretPlace.ENVIRONMENT:
                return f"variable {self.words[0]}"
            case SecretPlace.FILE:
                return f"file {self.words[0]}"
            case SecretPlace.COMMAND:
                return f"command {self.words[0]}"
            case SecretPlace.KEYRING:
                return f"keyring entry {self.words[0]}"
            case SecretPlace.PROMPT:
                return "asked for"


def read_reference(value: object) -> SecretReference:
    """A reference from its TOML form.

    Raises:
        RuleBroken: it is none; what stands there is not repeated, as it may be the secret.
    """
    if value == PROMPT_WORD:
        return SecretReference(SecretPlace.PROMPT)
    if isinstance(value, str):
        raise _broken("has to be a reference to the secret, not the secret itself")
    if not isinstance(value, dict) or len(value) != 1:
        raise _broken("has to be a reference of one key")
    (name, words), *_ = value.items()
    match name:
        case "env" | "file" | "keyring":
            return SecretReference(SecretPlace(name), (_word(name, words),))
        case "command":
            return SecretReference(SecretPlace.COMMAND, _command(words))
    raise _broken("is a reference of a kind that is not known")


def _word(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise _broken(f"names no place: {name} has to be a text that is not empty")
    if name == "env" and not _VARIABLE.match(value):
        raise _broken("names no variable: letters, digits and _ only, without $")
    return value


def _command(value: object) -> tuple[str, ...]:
    words = value if isinstance(value, list) else []
    if not words or not all(isinstance(word, str) and "\0" not in word for word in words) or not words[0].strip():
        raise _broken("names no command: a list of texts, the program first; no shell reads it")
    return tuple(words)


def _broken(rule: str) -> RuleBroken:
    return RuleBroken(rule, f"Write one of {WAYS}.")
