"""Asks on a terminal what a new profile needs; each answer is checked before the next question."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from ucwa_tui.cli.profile_tree import command_words
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench import value_rules
from ucwa_tui.workbench.profile_file import NAME_WAY_OUT, is_name
from ucwa_tui.workbench.profile_keys import KEYS
from ucwa_tui.workbench.value_rules import RuleBroken
from ucwa_tui.workbench.whereabouts import implied_domain, is_led_by_link

_T = TypeVar("_T")
Ask = Callable[[str], str]
"""Shows a question, gives the answer's line; raises EOFError where there is none."""
_SECRET_WAYS = "prompt, env NAME, file PATH, command PROGRAM ARGUMENTS, keyring SERVICE"


class ProfileDialog:
    """One round of questions; what options have said already is not asked.

    Args:
        ask: shows a question and gives the answer.
        say: shows a sentence.
    """

    def __init__(self, ask: Ask, say: Callable[[str], None]) -> None:
        self._ask = ask
        self._say = say

    def name(self) -> str:
        """The profile's name."""
        return self._until("Name of the profile: ", _plain)

    def complete(self, tree: dict[str, Any]) -> dict[str, Any]:
        """The tree with what was missing in it.

        Raises:
            UsageError: the answers end before the questions.
        """
        asked: dict[str, Any] = {}
        if not {"domain", "root", "applications", "sandbox"} & tree.keys() and not _is_led(tree):
            asked |= self._until(
                "Server: a domain, the URL of an autodiscover root, or nothing for the sandbox: ", _place
            )
        sandbox = (tree | asked).get("sandbox") is True
        if "auth" not in tree and not sandbox:
            words = "password, windows, anonymous, passive, bearer"
            asked["auth"] = self._key("auth", f"How to sign in ({words}) [password]: ", "password")
        auth = (tree | asked).get("auth", "password")
        if "user" not in tree and auth in {"password", "windows"} and not sandbox:
            user = self._key("user", "User, such as bob@contoso.com: ", "" if auth == "windows" else None)
            asked |= {"user": user} if user else {}
        secret = {"password": "password", "windows": "password", "bearer": "token"}.get(auth, "")
        if secret == "password" and auth == "windows" and "user" not in tree | asked:
            secret = ""  # the ticket of the login serves
        if secret and secret not in tree and not sandbox:
            asked[secret] = self._until(f"Where is the {secret}? ({_SECRET_WAYS}) [prompt]: ", _reference)
        if "format" not in tree:
            asked["format"] = self._key("format", "Format of bodies (json, xml) [json]: ", "json")
        return tree | asked

    def another_place(self, tree: dict[str, Any]) -> dict[str, Any] | None:
        """The tree with another place for its secret, after the first has given none.

        Returns:
            None: it is to be written untested.

        Raises:
            UsageError: the answers have ended.
        """
        secret = "token" if "token" in tree else "password"
        question = f"Where is the {secret}? ({_SECRET_WAYS}, or untested to write the profile as it is): "

        def read(answer: str) -> object:
            if not answer:
                raise RuleBroken("is needed", "Type the place again to try it once more, or untested.")
            return None if answer == "untested" else _reference(answer)

        place = self._until(question, read)
        return None if place is None else tree | {secret: place}

    def yes(self, question: str) -> bool:
        """Whether the answer is yes."""
        return self._line(f"{question} [y/N] ").lower() in {"y", "yes"}

    def _key(self, key: str, question: str, default: str | None) -> str:
        def read(answer: str) -> str:
            text = answer if answer or default is None else default
            if text:
                KEYS[key].read(text)
            elif default is None:
                raise RuleBroken("is needed")
            return text

        return self._until(question, read)

    def _until(self, question: str, read: Callable[[str], _T]) -> _T:
        """Ask until the answer can be read."""
        while True:
            answer = self._line(question)
            try:
                return read(answer)
            except RuleBroken as error:
                self._say(f"This {error.rule}. {error.way_out}".strip())
            except UsageError as error:
                self._say(str(error))

    def _line(self, question: str) -> str:
        try:
            return self._ask(question).strip()
        except EOFError:
            raise UsageError("The answers ended before the profile was complete; nothing was written.") from None


def terminal_line() -> Ask | None:
    """Asks on standard error and reads a line of standard input; None unless both are a terminal."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        return None

    def ask(question: str) -> str:
        sys.stderr.write(question)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line

    return ask


def _plain(answer: str) -> str:
    if not is_name(answer):
        raise RuleBroken("is no name for a profile", NAME_WAY_OUT)
    return answer


def _is_led(tree: dict[str, Any]) -> bool:
    """Whether what options have said leads to a server."""
    grant, meeting = Grant(tree.get("auth", Grant.PASSWORD)), tree.get("meeting", "")
    return bool(implied_domain(grant, tree.get("user", ""), meeting)) or is_led_by_link(grant, meeting)


def _place(answer: str) -> dict[str, Any]:
    if not answer:
        return {"sandbox": True}
    if "://" in answer:
        return {"root": value_rules.url(answer)}
    return {"domain": value_rules.domain(answer)}


def _reference(answer: str) -> object:
    way, _, value = answer.partition(" ")
    reference: object = "prompt"
    if way == "command":
        reference = {"command": command_words(value, "command")}
    elif answer not in {"", "prompt"}:
        if way not in {"env", "file", "keyring"}:  # what was typed may be the secret itself: it is not kept
            raise RuleBroken("names no place for a secret", f"Write one of: {_SECRET_WAYS}.")
        reference = {way: value.strip()}
    KEYS["password"].read(reference)
    return reference
