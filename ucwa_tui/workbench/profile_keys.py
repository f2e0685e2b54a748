"""The keys of a profile: which field each one fills, and what it may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.sandbox_scenarios import SCENARIOS, is_file_name
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench import value_rules
from ucwa_tui.workbench.secret_reference import SecretPlace, SecretReference, read_reference
from ucwa_tui.workbench.value_rules import RuleBroken

_MOST_TEXT = 2000
_MOST_NAME = 100
_MOST_SECONDS = 1_000_000


class Key(NamedTuple):
    """A key of a profile."""

    field: str
    """Of `Profile`."""
    read: Callable[[object], Any]
    """The field's value from the TOML value; raises RuleBroken."""


def text(value: object) -> str:
    """Any printable text."""
    if not isinstance(value, str):
        raise RuleBroken("has to be a text", 'Put it in quotes: "…".')
    if not value.strip():
        raise RuleBroken("is empty", "Leave the key out, or give it a value.")
    if not value.isprintable():
        raise RuleBroken("holds a character that cannot be seen", "Type it anew.")
    if len(value) > _MOST_TEXT:
        raise RuleBroken(f"is longer than {_MOST_TEXT} characters", "Shorten it.")
    return value


def _name(value: object) -> str:
    given = text(value)
    if len(given) > _MOST_NAME:
        raise RuleBroken(f"is longer than {_MOST_NAME} characters, which servers refuse", "Shorten it.")
    if not given.isascii():
        raise RuleBroken("holds a character that is not ASCII, which servers refuse", "Write it without.")
    return given


def _path(value: object) -> str:
    path = text(value)
    if not path.startswith(("/", "~")) and path[1:2] != ":":
        raise RuleBroken("has to be a whole path", "Begin it with / or ~/.")
    return path


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise RuleBroken("has to be true or false", "Write it without quotes.")
    return value


def _grant(value: object) -> Grant:
    return Grant(_choice(value, [grant.value for grant in Grant]))


def _format(value: object) -> PayloadFormat:
    return PayloadFormat(_choice(value, [form.value for form in PayloadFormat]))


def _choice(value: object, words: list[str]) -> str:
    if value in words:
        return str(value)
    from difflib import get_close_matches

    near = get_close_matches(value.lower(), words, 1) if isinstance(value, str) else []
    raise RuleBroken(f"has to be one of {', '.join(words)}", f'Did you mean "{near[0]}"?' if near else "")


def _secret(value: object) -> SecretReference:
    reference = read_reference(value)
    if reference.place is SecretPlace.FILE:
        _path(reference.words[0])
    return reference


def _scenario(value: object) -> str:
    """A name, or a file, which is read when the sandbox starts."""
    if isinstance(value, str) and is_file_name(value):
        return _path(value)
    return _choice(value, list(SCENARIOS))


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _MOST_SECONDS:
        raise RuleBroken(f"has to be a number of seconds above 0, at most {_MOST_SECONDS}", "Write 30 or 2.5.")
    return float(value)


def _each(read: Callable[[str], Any]) -> Callable[[object], list[Any]]:
    def read_all(value: object) -> list[Any]:
        if not isinstance(value, list):
            raise RuleBroken("has to be a list of texts", 'Write it like ["…", "…"].')
        return [read(text(one)) for one in value]

    return read_all


def _url(value: object) -> str:
    return value_rules.url(text(value))


def _channel(name: str) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise RuleBroken("has to be a whole number", "Write it without quotes.")
        return value_rules.channel_parameter(name, value)

    return read


KEYS: Mapping[str, Key] = {
    "domain": Key("domain", lambda value: value_rules.domain(text(value))),
    "root": Key("root", _url),
    "applications": Key("applications", _url),
    "sandbox": Key("sandbox", _flag),
    "auth": Key("grant", _grant),
    "user": Key("user", text),
    "password": Key("password", _secret),
    "token": Key("token", _secret),
    "meeting": Key("meeting", lambda value: value_rules.meeting(text(value))),
    "display-name": Key("display_name", text),
    "format": Key("payload_format", _format),
    "theme": Key("theme", text),
    "user-agent": Key("user_agent", _name),
    "culture": Key("culture", _name),
    "endpoint-id": Key("endpoint_id", _name),
    "ca": Key("ca", _path),
    "insecure": Key("insecure", _flag),
    "client-certificate": Key("client_certificate", _path),
    "client-key": Key("client_key", _path),
    "key-password": Key("key_password", _secret),
    "proxy": Key("proxy", lambda value: value_rules.proxy(text(value))),
    "proxy-user": Key("proxy_user", text),
    "proxy-password": Key("proxy_password", _secret),
    "connect-to": Key("connect_to", lambda value: tuple(_each(value_rules.connect_to)(value))),
    "trusted-hosts": Key("trusted_hosts", lambda value: frozenset(_each(value_rules.host)(value))),
    "make-available": Key("make_available", _flag),
    "keep-active": Key("keep_active", _flag),
    "history": Key("history", _flag),
    "scenario": Key("scenario", _scenario),
    "connect-timeout": Key("connect_timeout", _seconds),
}
"""By their spelling in the file; `channel` is a table of its own."""
CHANNEL = "channel"
CHANNEL_KEYS: Mapping[str, Key] = {name: Key(name, _channel(name)) for name in value_rules.CHANNEL_RANGES}
PLACES = ("domain", "root", "applications", "sandbox")
"""A profile has exactly one of them."""
