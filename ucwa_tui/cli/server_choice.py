"""From options and a profile to the one profile that counts; what can be wrong is said before anything is sent."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.sandbox_scenarios import find_scenario, is_file_name
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench import value_rules
from ucwa_tui.workbench.profile import Profile
from ucwa_tui.workbench.profile_keys import KEYS
from ucwa_tui.workbench.profiles import ProfileBook
from ucwa_tui.workbench.value_rules import RuleBroken

_T = TypeVar("_T")
_PLACES = {"root": "--root", "domain": "--domain", "applications": "--applications"}
_PLACE_RULES = {"root": value_rules.url, "domain": value_rules.domain, "applications": value_rules.url}
_PLAIN = ("user", "endpoint_id", "make_available", "keep_active", "connect_timeout", "ca", "insecure", "client_key")
"""Options whose field has their name."""
_WORDS = ("meeting", "display_name", "theme")
"""The same, where an empty one counts as none."""
_CHANNEL = {"low": "low", "medium": "medium", "timeout": "channel_timeout", "priority": "priority"}


def choose(arguments: argparse.Namespace, book: Callable[[], ProfileBook]) -> Profile:
    """The profile named by the options, with the options over it.

    Args:
        arguments: as parsed.
        book: reads the profiles; called only where one is named.

    Raises:
        UsageError: something cannot be.
    """
    name = getattr(arguments, "profile", None)
    profile = _named(name, book()) if name is not None else Profile()
    chosen = with_options(profile, arguments)
    check_files(chosen)
    return chosen


def with_options(profile: Profile, arguments: argparse.Namespace) -> Profile:
    """A profile with the options that were given over it.

    Raises:
        UsageError: an option's value cannot be.
    """
    options = {name: value for name, value in vars(arguments).items() if value is not None}
    given: dict[str, Any] = {name: options[name] for name in _PLAIN if name in options}
    given |= {name: options[name] for name in _WORDS if options.get(name)}
    if given.get("user", profile.user) != profile.user:
        given["password"] = None  # it is somebody else's
    if "meeting" in given:
        given["meeting"] = _ruled("--meeting", value_rules.meeting, given["meeting"])
    if "endpoint_id" in given:
        given["endpoint_id"] = _ruled("--endpoint-id", KEYS["endpoint-id"].read, given["endpoint_id"])
    if "auth" in options:
        given["grant"] = Grant(options["auth"])
    if "format" in options:
        given["payload_format"] = PayloadFormat(options["format"])
    places = _place(options)
    if places:
        given |= {"root": "", "domain": "", "applications": "", "sandbox": False} | places
    if "scenario" in options:
        given |= _scenario(profile, places, options["scenario"])
    parameters = {name: options[option] for name, option in _CHANNEL.items() if option in options}
    given["channel"] = replace(profile.channel, **parameters)
    return _connected(replace(profile, **given), options)


def check(profile: Profile, arguments: argparse.Namespace) -> None:
    """Check what says where and as whom to sign in.

    Raises:
        UsageError: a user that is missing, an option that does not go with another.
    """
    grant = profile.grant
    if not profile.in_sandbox and grant is Grant.PASSWORD and not profile.user:
        raise UsageError("--auth password needs --user NAME: who signs in.")
    if arguments.password_file is not None and grant not in {Grant.PASSWORD, Grant.WINDOWS}:
        raise UsageError(f"--password-file does not go with --auth {grant.value}; leave it out.")
    if arguments.token_file is not None and grant is not Grant.BEARER:
        raise UsageError(f"--token-file does not go with --auth {grant.value}; write --auth bearer.")
    if grant is Grant.ANONYMOUS and not profile.meeting:
        raise UsageError("--auth anonymous needs --meeting URI: an anonymous token is for one meeting.")


def names_nothing(arguments: argparse.Namespace) -> bool:
    """Whether options leave open both the profile and the server."""
    said = ("profile", "auth", "user", "scenario", *_PLACES)
    return all(getattr(arguments, name) in (None, "") for name in said)


def _named(name: str, book: ProfileBook) -> Profile:
    profile = book.get(name)
    if profile is None:
        if book.broken:
            raise UsageError(*(problem.text for problem in book.problems))
        near = book.near(name)
        known = ", ".join(one.name for one in book.profiles)
        hint = f"Did you mean {near}?" if near else f"There are: {known}." if known else "There are none yet."
        raise UsageError(f"--profile: there is no profile of that name. {hint} Add one with ucwa-tui profiles add.")
    if profile.problems:
        raise UsageError(*(problem.text for problem in profile.problems))
    return profile


def _place(options: Mapping[str, Any]) -> dict[str, str]:
    """The one place that options name, if they do."""
    named = [place for place in _PLACES if place in options]
    if len(named) > 1:
        first, second, *_ = (_PLACES[place] for place in named)
        raise UsageError(f"{first} and {second} do not go together: each says where to sign in.")
    return {place: _ruled(_PLACES[place], rule, options[place]) for place in named for rule in [_PLACE_RULES[place]]}


def _scenario(profile: Profile, places: Mapping[str, str], name: str) -> dict[str, Any]:
    """The embedded sandbox with a scenario."""
    if places:
        raise UsageError(f"--scenario does not go with {_PLACES[next(iter(places))]}: it is for the embedded sandbox.")
    if profile.name and not profile.in_sandbox:
        raise UsageError(
            f"--scenario is for the embedded sandbox, and profile {profile.name} leads to {profile.where}; "
            "leave one of them out."
        )
    return {"scenario": name, "sandbox": True}


def _connected(profile: Profile, options: Mapping[str, Any]) -> Profile:
    """With the options about connections."""
    given: dict[str, Any] = {}
    if "client_cert" in options:
        given["client_certificate"] = options["client_cert"]
        given["client_key"] = options.get("client_key", "")
        given["key_password"] = None
    elif "client_key" in options and not profile.client_certificate:
        raise UsageError("--client-key needs --client-cert FILE: the certificate that the key is for.")
    if "proxy" in options:
        proxy = _ruled("--proxy", value_rules.proxy, options["proxy"])
        given |= {"proxy": proxy, "proxy_user": "", "proxy_password": None}  # the profile's are for its own proxy
    if "proxy_user" in options:
        given |= {"proxy_user": options["proxy_user"], "proxy_password": None}
    more = tuple(_ruled("--connect-to", value_rules.connect_to, text) for text in options.get("connect_to", ()))
    given["connect_to"] = (*more, *profile.connect_to)
    hosts = {_ruled("--trust-host", value_rules.host, text) for text in options.get("trust_host", ())}
    given["trusted_hosts"] = profile.trusted_hosts | hosts
    return replace(profile, **given)


def _ruled(option: str, rule: Callable[[str], _T], text: str) -> _T:
    try:
        return rule(text)
    except RuleBroken as error:
        raise UsageError(f"{option} {error}") from None


def check_files(profile: Profile) -> None:
    """Look at the files that connections need.

    Raises:
        UsageError: one cannot be read. The option is named, as it is the way out for a profile too.
    """
    if profile.scenario and is_file_name(profile.scenario):
        try:
            find_scenario(profile.scenario)
        except ValueError as error:
            raise UsageError(f"--scenario: {error}") from None
    for option, path in (
        ("--ca", profile.ca),
        ("--client-cert", profile.client_certificate),
        ("--client-key", profile.client_key),
    ):
        if not path:
            continue
        said = f"{option}: {path}" + (f" (profile {profile.name})" if profile.name else "")
        try:
            with Path(path).expanduser().open("rb") as stream:
                stream.read(1)
        except OSError as error:
            raise UsageError(f"{said} cannot be read: {error.strerror or error}.") from None
        except (ValueError, RuntimeError) as error:
            raise UsageError(f"{said} is no path: {error}.") from None
