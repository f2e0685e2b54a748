"""Reads `profiles.toml`: pure, complete, and without ever showing a value that may be a secret.

    default = "lab"                      # first in the chooser; what `doctor` takes without options

    [profiles.lab]
    domain = "contoso.com"               # or root = "https://…", or applications = "https://…", or sandbox = true
    auth = "password"                    # password, windows, anonymous, passive, bearer
    user = "bob@contoso.com"
    password = { env = "LAB_PASSWORD" }  # or { file = "~/.lab" }, { command = ["pass", "show", "lab"] },
                                         # { keyring = "ucwa-lab" }, "prompt"; token = … likewise
    meeting = "https://meet.contoso.com/alice/7HK2QX9D"
    display-name = "Bob"
    format = "xml"
    theme = "high-contrast"
    user-agent = "lab-probe/1"
    culture = "de-DE"
    endpoint-id = "lab-1"
    ca = "~/lab-ca.pem"
    insecure = false
    client-certificate = "~/bob.pem"
    client-key = "~/bob.key"
    key-password = { env = "LAB_KEY_PASSWORD" }
    proxy = "http://proxy.contoso.com:3128"   # or "none": no proxy, whatever the environment says
    proxy-user = "bob"
    proxy-password = { env = "LAB_PROXY_PASSWORD" }
    connect-to = ["lyncdiscover.contoso.com:443:127.0.0.1:8443"]
    trusted-hosts = ["pool.fabrikam.com"]
    make-available = true
    keep-active = false
    history = true                       # false: its exchanges are not kept for later
    connect-timeout = 30
    scenario = "calm"                    # of the sandbox: a name, or a TOML file by its whole path

    [profiles.lab.channel]               # seconds, but for priority
    low = 15
    medium = 5
    timeout = 180
    priority = 0

A profile in error has its problems with it and cannot be used; the others can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ucwa_tui.wire.sign_in_target import ChannelParameters, Grant
from ucwa_tui.workbench.profile import Profile, ProfileProblem
from ucwa_tui.workbench.profile_keys import CHANNEL, CHANNEL_KEYS, KEYS, PLACES, Key
from ucwa_tui.workbench.toml_lines import key_lines, line_of
from ucwa_tui.workbench.value_rules import RuleBroken
from ucwa_tui.workbench.whereabouts import implied_domain, is_led_by_link

__all__ = ["Profile", "ProfileBook", "ProfileProblem", "load_profiles", "read_profiles"]

_AT = re.compile(r"(.*?) \((?:at line (\d+), column (\d+)|at end of document)\)\Z", re.DOTALL)
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_MOST_BYTES = 1_000_000
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9](?:_?[0-9]){4000}")


@dataclass(frozen=True, slots=True)
class ProfileBook:
    """All profiles, in the order of the file."""

    profiles: tuple[Profile, ...] = ()
    problems: tuple[ProfileProblem, ...] = ()
    """Of the file as a whole; each profile has its own ones."""
    default: str = ""
    broken: bool = False
    """The file cannot be read at all."""

    @property
    def all_problems(self) -> tuple[ProfileProblem, ...]:
        """Those of the file and of every profile."""
        return self.problems + tuple(problem for profile in self.profiles for problem in profile.problems)

    def get(self, name: str) -> Profile | None:
        """The profile of that name, in error or not."""
        return next((profile for profile in self.profiles if profile.name == name), None)

    def near(self, name: str) -> str:
        """A name that was perhaps meant; empty: none."""
        from difflib import get_close_matches

        return next(iter(get_close_matches(name, [profile.name for profile in self.profiles], 1)), "")


def load_profiles(path: Path) -> ProfileBook:
    """Read the file; one that is not there holds no profiles. Never raises."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            return _unreadable(str(path), None, f"is larger than {_MOST_BYTES} bytes", "Nobody has that many profiles.")
        return read_profiles(data.decode("utf-8-sig"), str(path))
    except FileNotFoundError:
        return ProfileBook()
    except OSError as error:
        return _unreadable(str(path), None, f"cannot be read: {error.strerror or error}", "Put its permissions right.")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _unreadable(str(path), line, "is not UTF-8 text", "Save it as UTF-8.")


def read_profiles(text: str, source: str) -> ProfileBook:
    """Read the text of a file.

    Args:
        text: TOML.
        source: the file's name, for problems.

    Returns:
        What can be read, and everything that cannot. Never raises.
    """
    import tomllib

    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _syntax(text, source, str(error))
    except ValueError:  # a number of more digits than Python reads
        return _unreadable(source, _line_of_long_number(text), "holds a number that is too long", "Shorten it.")
    except RecursionError:
        return _unreadable(source, None, "holds a value that is nested too deeply", "Take it out.")
    return _Reader(source, key_lines(text)).book(tree)


class _Reader:
    """Turns the tree into profiles; collects problems."""

    def __init__(self, source: str, lines: Mapping[tuple[str, ...], int]) -> None:
        self._source = source
        self._lines = lines

    def book(self, tree: dict[str, Any]) -> ProfileBook:
        """The whole file."""
        problems = [
            self._unknown((key,), ("default", "profiles")) for key in tree if key not in {"default", "profiles"}
        ]
        tables = tree.get("profiles", {})
        if not isinstance(tables, dict):
            rule = RuleBroken("has to hold tables", "Begin each profile with a line like [profiles.lab].")
            return ProfileBook((), (*problems, self._problem(("profiles",), rule)), broken=True)
        profiles = tuple(self._profile(name, table) for name, table in tables.items())
        default = tree.get("default", "")
        if not isinstance(default, str) or (default and default not in tables):
            rule = RuleBroken("names no profile of this file", "Write the name of one in quotes, or take the line out.")
            problems.append(self._problem(("default",), rule))
            default = ""
        return ProfileBook(profiles, tuple(problems), default)

    def _profile(self, name: str, table: object) -> Profile:
        path = ("profiles", name)
        if not isinstance(table, dict):
            rule = RuleBroken("has to be a table", "Begin the profile with a line like [profiles.lab].")
            return Profile(name, problems=(self._problem(path, rule),))
        problems: list[ProfileProblem] = []
        if not name.strip() or not name.isprintable() or name.startswith("-"):
            rule = RuleBroken("is no name for a profile", "Take letters, digits, - and _, a letter first.")
            problems.append(self._problem(path, rule))
        given = {key: value for key, value in table.items() if key != CHANNEL}
        fields = self._fields(path, given, KEYS, (*KEYS, CHANNEL), problems)
        channel = table.get(CHANNEL, {})
        if not isinstance(channel, dict):
            rule = RuleBroken("has to be a table", f"Begin it with a line like [profiles.lab.{CHANNEL}].")
            problems.append(self._problem((*path, CHANNEL), rule))
            channel = {}
        parameters = self._fields((*path, CHANNEL), channel, CHANNEL_KEYS, tuple(CHANNEL_KEYS), problems)
        problems += [self._problem((*path, *keys), rule) for keys, rule in _disagreements(table, fields)]
        return Profile(name, **fields, channel=ChannelParameters(**parameters), problems=tuple(problems))

    def _fields(
        self,
        path: tuple[str, ...],
        table: dict[str, Any],
        keys: Mapping[str, Key],
        known: tuple[str, ...],
        problems: list[ProfileProblem],
    ) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, value in table.items():
            key = keys.get(name)
            if key is None:
                problems.append(self._unknown((*path, name), known))
                continue
            try:
                fields[key.field] = key.read(value)
            except RuleBroken as error:
                problems.append(self._problem((*path, name), error))
        return fields

    def _unknown(self, path: tuple[str, ...], known: tuple[str, ...]) -> ProfileProblem:
        from difflib import get_close_matches

        near = get_close_matches(path[-1].replace("_", "-").lower(), known, 1)
        way_out = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
        return self._problem(path, RuleBroken("is no key that is known", way_out))

    def _problem(self, path: tuple[str, ...], error: RuleBroken) -> ProfileProblem:
        return ProfileProblem(self._source, line_of(self._lines, path), _spelled(path), error.rule, error.way_out)


def _disagreements(table: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], RuleBroken]]:
    """Keys that do not go together, or are missing: where, and what."""
    places = [place for place in PLACES if place in table and table[place] is not False]
    grant = fields.get("grant", Grant.PASSWORD)
    user, meeting = fields.get("user", ""), fields.get("meeting", "")
    if not places and not (implied_domain(grant, user, meeting) or is_led_by_link(grant, meeting)):
        yield (), RuleBroken("names no server", f"Give it one of {', '.join(PLACES)}, or a sign-in address as user.")
    for place in places[1:]:
        yield (place,), RuleBroken(f"does not go together with {places[0]}", "Leave one of them out.")
    if (
        "sandbox" not in table
        and "user" not in table
        and grant is Grant.PASSWORD
        and "auth" not in _failed(table, fields)
    ):
        yield (), RuleBroken("names no user", "Add user, or another auth than password.")
    if "client-key" in table and "client-certificate" not in table:
        yield ("client-key",), RuleBroken("needs client-certificate", "Name the certificate that the key is for.")
    if table.get("insecure") is True and "ca" in table:
        yield ("insecure",), RuleBroken("makes ca pointless: every certificate is taken", "Leave one of them out.")


def _failed(table: Mapping[str, Any], fields: Mapping[str, Any]) -> set[str]:
    """Keys whose values are in error."""
    return {name for name, key in KEYS.items() if name in table and key.field not in fields}


def _spelled(path: tuple[str, ...]) -> str:
    return ".".join(part if _BARE.match(part) else f'"{part}"' for part in path)


def _syntax(text: str, source: str, told: str) -> ProfileBook:
    """The file is no TOML. What the reader says names a rule and a place, and no value."""
    match = _AT.match(told)
    line = int(match[2]) if match and match[2] else text.count("\n") + 1
    column = f", column {match[3]}" if match and match[3] else ""
    rule = match[1] if match else "cannot be read"
    return _unreadable(
        source,
        line,
        f"is no TOML{column}: {rule[:1].lower()}{rule[1:]}",
        'Texts stand in quotes, as in user = "bob@contoso.com". Nothing of the file is changed or lost.',
    )


def _line_of_long_number(text: str) -> int | None:
    found = _LONG_NUMBER.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def _unreadable(source: str, line: int | None, rule: str, way_out: str) -> ProfileBook:
    return ProfileBook((), (ProfileProblem(source, line, "", f"the file {rule}", way_out),), broken=True)
