"""From the options of `profiles add` to the keys of the new profile."""

from __future__ import annotations

import argparse
import os
import shlex
from typing import Any

from ucwa_tui.cli.usage_error import UsageError

_AS_THEY_ARE = {
    "domain": "domain",
    "root": "root",
    "applications": "applications",
    "auth": "auth",
    "user": "user",
    "meeting": "meeting",
    "display_name": "display-name",
    "format": "format",
    "theme": "theme",
    "culture": "culture",
    "endpoint_id": "endpoint-id",
    "insecure": "insecure",
    "proxy": "proxy",
    "proxy_user": "proxy-user",
    "connect_to": "connect-to",
    "trust_host": "trusted-hosts",
    "make_available": "make-available",
    "keep_active": "keep-active",
    "connect_timeout": "connect-timeout",
    "scenario": "scenario",
}
"""Option -> key."""
_FILES = {"ca": "ca", "client_cert": "client-certificate", "client_key": "client-key"}
_CHANNEL = {"low": "low", "medium": "medium", "channel_timeout": "timeout", "priority": "priority"}


def tree_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the options say, as TOML keys and values; rules are checked by who reads them.

    Raises:
        UsageError: two places for one secret, or a command that cannot be taken apart.
    """
    options = {name: value for name, value in vars(arguments).items() if value not in (None, False, "")}
    tree: dict[str, Any] = {"sandbox": True} if "sandbox" in options else {}
    tree |= {key: options[option] for option, key in _AS_THEY_ARE.items() if option in options}
    for option, key in _FILES.items():
        if option in options:
            tree[key] = _whole(options[option])
    for kind in ("password", "token"):
        reference = _reference(kind, options)
        if reference is not None:
            tree[kind] = reference
    for kind in ("key-password", "proxy-password"):
        variable = options.get(f"{kind}-env".replace("-", "_"))
        if variable is not None:
            tree[kind] = {"env": variable}
    channel = {key: options[option] for option, key in _CHANNEL.items() if option in options}
    return tree | ({"channel": channel} if channel else {})


def _reference(kind: str, options: dict[str, Any]) -> object:
    given = [way for way in ("env", "file", "command", "keyring", "prompt") if f"{kind}_{way}" in options]
    if not given:
        return None
    if len(given) > 1:
        raise UsageError(f"--{kind}-{given[0]} and --{kind}-{given[1]} do not go together: the {kind} is in one place.")
    way = given[0]
    value = options[f"{kind}_{way}"]
    match way:
        case "prompt":
            return "prompt"
        case "file":
            return {"file": _whole(value)}
        case "command":
            return {"command": command_words(value, f"--{kind}-command")}
    return {way: value}


def command_words(text: str, option: str) -> list[str]:
    """A command line taken apart as a shell would.

    Raises:
        UsageError: a quotation mark is missing.
    """
    try:
        return shlex.split(text)
    except ValueError:
        raise UsageError(f"{option}: there is a quotation mark without its partner; close it.") from None


def _whole(path: str) -> str:
    """A path that means the same from everywhere."""
    return path if path.startswith("~") else os.path.abspath(path)
