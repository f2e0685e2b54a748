"""JSONPath (RFC 9535) over a JSON text: the library finds locations, the text gives values as they were spelled."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import jsonpath_rfc9535
import regex
from iregexp_check import check
from jsonpath_rfc9535.exceptions import JSONPathError, JSONPathRecursionError
from jsonpath_rfc9535.function_extensions import Match, Search
from jsonpath_rfc9535.function_extensions._pattern import map_re

from ucwa_tui.document.query.answers import (
    MOST_CHARACTERS,
    MOST_MATCHES,
    Findings,
    Found,
    QueryError,
    QueryStopped,
    Stop,
)
from ucwa_tui.document.query.json_places import json_path, places_of, value_at

REGEX_SECONDS = 0.2
"""Longest time for one text and one regular expression."""
DEEPEST = 150
"""Levels that `..` goes down."""
_ASKED_EVERY = 64


class _Environment(jsonpath_rfc9535.JSONPathEnvironment):
    max_recursion_depth = DEEPEST

    def setup_function_extensions(self) -> None:
        """Regular expressions end after a while."""
        super().setup_function_extensions()
        self.function_extensions["match"] = _timed(Match())
        self.function_extensions["search"] = _timed(Search())


def _timed(function: Match | Search) -> Match | Search:
    """The same function, which gives up an expression that takes too long on a text."""
    look = regex.fullmatch if isinstance(function, Match) else regex.search

    class Timed(type(function)):  # type: ignore[misc]  # either of two classes that differ in one call
        def __call__(self, string: object, pattern: object) -> bool:
            if not isinstance(string, str) or not isinstance(pattern, str) or not check(pattern):
                return False
            try:
                return bool(look(map_re(pattern), string, timeout=REGEX_SECONDS))
            except TimeoutError:
                raise QueryStopped from None

    made: Match | Search = Timed()
    return made


_ENVIRONMENT = _Environment()


class _Object(dict[str, Any]):
    """An object that asks, while it is looked through, whether to go on."""

    budget: _Budget

    def items(self) -> Any:
        """Its members."""
        self.budget.spend()
        return super().items()


class _Budget:
    """Asks now and then whether to stop."""

    def __init__(self) -> None:
        self.stop: Stop = lambda: False
        self._left = _ASKED_EVERY

    def spend(self) -> None:
        """Something was looked at; raises QueryStopped where it is time to."""
        self._left -= 1
        if self._left <= 0:
            self._left = _ASKED_EVERY
            if self.stop():
                raise QueryStopped


def check_jsonpath(expression: str) -> str:
    """What is wrong with an expression; the empty text: nothing."""
    try:
        _ENVIRONMENT.compile(expression)
    except JSONPathError as error:
        message = str(error.args[0]) if error.args else "not understood"
        token = error.token
        if token is None or token.index >= len(expression):
            return message
        return f"{message}, at character {token.index + 1}"
    except RecursionError:
        return "nested too deeply"
    return ""


class JsonBody:
    """A laid-out JSON text to look things up in.

    Args:
        text: from `pretty_json`.

    Raises:
        QueryError: it cannot be read: nested too deeply.
    """

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self._budget = _Budget()
        self._repeated: Counter[str] = Counter()
        try:
            self._tree = json.loads(
                text, object_pairs_hook=self._object, parse_int=_number, parse_float=_number, parse_constant=float
            )
        except RecursionError:
            raise QueryError("the JSON is nested too deeply to be looked through") from None
        except ValueError as error:  # what a mask has left of a number or a literal
            raise QueryError(f"the body cannot be looked through: {error}") from None

    def _object(self, pairs: Sequence[tuple[str, Any]]) -> _Object:
        made = _Object(pairs)
        made.budget = self._budget
        if len(made) < len(pairs):
            seen = Counter(name for name, _ in pairs)
            self._repeated.update(name for name, count in seen.items() if count > 1)
        return made

    def find(self, expression: str, stop: Stop) -> Findings:
        """What an expression finds.

        Raises:
            QueryError: it cannot be used.
            QueryStopped: `stop` said so.
        """
        problem = check_jsonpath(expression)
        if problem:
            raise QueryError(problem)
        self._budget.stop = stop
        try:
            nodes = list(islice(self._asking(_ENVIRONMENT.finditer(expression, self._tree)), MOST_MATCHES + 1))
        except JSONPathRecursionError:
            raise QueryError(
                f"the body is nested more than {DEEPEST} levels deep, which `..` does not go down"
            ) from None
        except JSONPathError as error:
            raise QueryError(str(error.args[0]) if error.args else "cannot be evaluated") from None
        except RecursionError:
            raise QueryError("the body is nested too deeply for this expression") from None
        locations = [node.location for node in nodes[:MOST_MATCHES]]
        places = places_of(self.lines, set(locations))
        found: list[Found] = []
        room = MOST_CHARACTERS
        for location in locations:
            value = value_at(self.lines, *places[location])
            room -= len(value)
            if room < 0:
                break
            found.append(Found(json_path(location), value))
        return Findings(tuple(found), len(nodes) > len(found), self._notes())

    def _asking(self, nodes: Iterable[jsonpath_rfc9535.JSONPathNode]) -> Iterable[jsonpath_rfc9535.JSONPathNode]:
        for node in nodes:
            self._budget.spend()
            yield node

    def _notes(self) -> tuple[str, ...]:
        if not self._repeated:
            return ()
        names = ", ".join(list(self._repeated)[:3])
        return (f"the body has a name twice in an object ({names}): the last one is looked at",)


def _number(literal: str) -> int | float:
    """For comparing only: what is shown is the text."""
    try:
        return int(literal)
    except ValueError:
        return float(literal)
