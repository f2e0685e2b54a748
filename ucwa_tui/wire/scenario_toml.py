"""A scenario from the text of its TOML file, checked completely before anybody uses it.

The format, with everything optional but `about`:

    about = "one line: what it shows"
    lesson = '''what one should see, and what a robust client does'''
    [server]        # about the whole server: `SERVER`
    [[rule]]        # looked at in order; the first one that fits a request decides
    when = { operation = "joinOnlineMeeting", nth = 1 }     # which requests: `WHEN`; without it, all
    then = { error = "NotFound/DestinationNotFound" }       # what happens to them: `THEN`

Times are sandbox seconds; `[least, most]` draws one between the two for each request.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from ucwa_tui.wire import scenario_values as values
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.wire.scenario import Deviations, ErrorAnswer, Rule, Scenario, Then, When
from ucwa_tui.wire.scenario_error import Broken, ScenarioError, line_of
from ucwa_tui.wire.scenario_never import never_met
from ucwa_tui.wire.scenario_values import Reader

MOST_RULES: Final = 200


class _Key(NamedTuple):
    """A key of the format."""

    field: str
    read: Reader


_MANY = values.whole(1, 1_000_000)
_SECONDS = values.number(0, values.MOST_SECONDS)
_SKEW = values.number(-1e9, 1e9)

WHEN: Final[Mapping[str, _Key]] = {
    "operation": _Key("operations", values.several(values.operation)),
    "except": _Key("excepted", values.several(values.operation)),
    "rel": _Key("rels", values.several(values.text)),
    "path": _Key("path", values.pattern),
    "method": _Key("methods", values.several(values.method)),
    "user": _Key("user", values.text),
    "format": _Key("payload_format", values.form),
    "nth": _Key("nth", values.counts),
    "every": _Key("every", _MANY),
    "first": _Key("first", _MANY),
    "probability": _Key("probability", values.number(0, 1)),
    "after": _Key("after", _SECONDS),
    "until": _Key("until", _SECONDS),
}
THEN: Final[Mapping[str, _Key]] = {
    "error": _Key("error", values.error),
    "rows": _Key("rows", values.choice(("in-turn", "any"))),
    "page": _Key("page", values.choice(("proxy", "login"))),
    "delay": _Key("delay", values.span),
    "hold": _Key("hold", values.span),
    "expire": _Key("expire", values.choice(("token", "application"))),
    "lost": _Key("lost", values.choice(("unread", "before", "middle", "after"))),
    "twice": _Key("twice", values.flag),
    "channel": _Key("channel", values.choice(("resync", "resume", "replaced", "again"))),
    "wait": _Key("wait", values.span),
    "coalesce": _Key("coalesce", values.span),
    "payload": _Key("payload", values.choice(("truncated", "malformed", "bad-utf-8", "empty"))),
    "content-type": _Key("content_type", values.header),
    "text": _Key("text", values.choice(("hostile",))),
    "size": _Key("size", values.whole(1, values.MOST_MEGABYTES)),
    "gzip": _Key("gzip", values.flag),
    "chunks": _Key("chunks", values.chunking),
    "length": _Key("length", values.whole(-1_000_000, 1_000_000)),
    "trickle": _Key("trickle", values.number(1, 1e9)),
    "skew": _Key("skew", _SKEW),
    "without": _Key("without", values.several(values.token)),
    "headers": _Key("headers", values.headers),
}
_EITHER: Final = (
    ("error", "rows"),
    ("error", "page"),
    ("error", "channel"),
    ("rows", "page"),
    ("rows", "channel"),
    ("page", "channel"),
    ("chunks", "length"),
)
"""What a rule can have one of only."""
_RETRY: Final[Mapping[str, _Key]] = {
    "retry-after": _Key("retry_after", values.whole(0, values.MOST_SECONDS)),
    "retry-after-as": _Key("retry_as_date", values.choice(("seconds", "date"))),
}
SERVER: Final[Mapping[str, _Key]] = {
    "user-token": _Key("user_lifetime", values.whole(1, values.MOST_SECONDS)),
    "guest-token": _Key("guest_lifetime", values.whole(1, values.MOST_SECONDS)),
    "expiry-skew": _Key("expiry_skew", values.whole(-values.MOST_SECONDS, values.MOST_SECONDS)),
    "date-skew": _Key("date_skew", _SKEW),
    "application-life": _Key("application_life", _SECONDS),
    "takeover-after": _Key("takeover_after", _SECONDS),
    "own-pool": _Key("own_pool", values.flag),
    "redirects": _Key("redirects", values.flag),
}
_TOP: Final[Mapping[str, _Key]] = {
    "about": _Key("about", values.text),
    "lesson": _Key("lesson", values.prose),
    "server": _Key("server", values.flag),
    "rule": _Key("rules", values.flag),
}


def read_scenario(source: str, name: str, where: str = "") -> Scenario:
    """A scenario.

    Args:
        source: the TOML text.
        name: what to call it.
        where: the file, for errors; empty: the name.

    Raises:
        ScenarioError: what is wrong, where, and the way out.
    """
    place = safe_line(where or name)
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        at = f"{place}:{found[1]}:{found[2]}" if found else place
        said = safe_line(str(error)[: found.start()] if found else str(error).removesuffix("(at end of document)"))
        raise ScenarioError(at, "", f"is no TOML: {said.strip()}", "Put this line right.") from None
    except (RecursionError, ValueError) as error:
        raise ScenarioError(place, "", f"is no TOML: {safe_line(str(error))}", "Write it as TOML.") from None
    return _Reading(source, place).scenario(data, name)


class _Reading:
    """One file on its way to a scenario."""

    def __init__(self, source: str, place: str) -> None:
        self._source = source
        self._place = place

    def scenario(self, data: Mapping[str, Any], name: str) -> Scenario:
        """The whole."""
        self._known(data, _TOP, None, "")
        if "about" not in data:
            raise ScenarioError(self._place, "about", "is missing", 'Begin with about = "what it shows".')
        about = self._value(_TOP["about"], data["about"], None, "about")
        lesson = self._value(_TOP["lesson"], data["lesson"], None, "lesson") if "lesson" in data else ""
        server = Deviations(**self._table(data.get("server", {}), SERVER, None, "server"))
        rules = data.get("rule", [])
        if not isinstance(rules, list):
            raise self._error(None, "rule", "has to be a list of tables", "Write [[rule]] with two brackets.")
        if len(rules) > MOST_RULES:
            raise self._error(None, "rule", f"is there more than {MOST_RULES} times", "Make two scenarios of it.")
        return Scenario(name, about, lesson, server, tuple(self._rule(r, i) for i, r in enumerate(rules, 1)))

    def _rule(self, data: object, number: int) -> Rule:
        if not isinstance(data, dict):
            raise self._error(number, "", "has to be a table", "Write [[rule]] with two brackets.")
        unknown = [key for key in data if key not in ("when", "then")]
        if unknown:
            raise self._error(number, unknown[0], "is an unknown key", "A rule has when and then.")
        if "then" not in data or data["then"] == {}:
            raise self._error(number, "then", "is missing", 'Say what happens: then = { error = "…" }.')
        when = When(**self._table(data.get("when", {}), WHEN, number, "when"))
        given = self._table(data["then"], {**THEN, **_RETRY}, number, "then")
        wait, as_date = given.pop("retry_after", None), given.pop("retry_as_date", "seconds")
        never = never_met(when)
        if never is not None:
            raise self._error(number, f"when.{never[0]}", never[1].rule, never[1].way_out)
        return Rule(when, self._then(given, wait, as_date == "date", number))

    def _then(self, given: dict[str, Any], wait: int | None, as_date: bool, number: int) -> Then:
        then = Then(**given)
        if wait is not None and then.error is None:
            raise self._error(number, "then.retry-after", "goes with an error only", "Add error, or take it out.")
        if as_date and wait is None:
            raise self._error(number, "then.retry-after-as", "goes with retry-after only", "Add retry-after = 5.")
        for one, other in _EITHER:
            if getattr(then, one) and getattr(then, other):
                raise self._error(number, f"then.{other}", f"does not go with {one}", "Make two rules of it.")
        if isinstance(then.error, ErrorAnswer):
            return replace(then, error=replace(then.error, retry_after=wait, retry_as_date=as_date))
        return then

    def _table(self, data: object, keys: Mapping[str, _Key], number: int | None, section: str) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise self._error(number, section, "has to be a table", f"Write {section} = {{ … }}.")
        self._known(data, keys, number, section)
        return {keys[key].field: self._value(keys[key], data[key], number, f"{section}.{key}") for key in data}

    def _known(self, data: Mapping[str, Any], keys: Mapping[str, _Key], number: int | None, section: str) -> None:
        for key in data:
            if key not in keys:
                near = get_close_matches(key, list(keys), 1)
                way_out = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(keys)}."
                raise self._error(number, f"{section}.{key}" if section else key, "is an unknown key", way_out)

    def _value(self, key: _Key, value: object, number: int | None, path: str) -> Any:
        try:
            return key.read(value)
        except Broken as broken:
            raise self._error(number, path, broken.rule, broken.way_out) from None

    def _error(self, number: int | None, path: str, rule: str, way_out: str) -> ScenarioError:
        line = line_of(self._source, number, path.rpartition(".")[2] or "rule")
        where = f"{self._place}:{line}" if line else self._place
        key = safe_line(f"rule {number}: {path}".rstrip(": ") if number else path)
        return ScenarioError(where, key, safe_line(rule), safe_line(way_out))
