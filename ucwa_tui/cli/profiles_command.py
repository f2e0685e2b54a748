"""`ucwa-tui profiles`: lists profiles, adds one, and forgets what signing in with one has found out."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.wire.safe_text import dumps_line, safe_line
from ucwa_tui.workbench.join_result import EXIT_CODES, JoinOutcome, JoinResult
from ucwa_tui.workbench.paths import profiles_file
from ucwa_tui.workbench.profile import Profile
from ucwa_tui.workbench.profiles import ProfileBook

INVALID = EXIT_CODES[JoinOutcome.INVALID]


def run_profiles(arguments: argparse.Namespace, place: Workplace) -> int:
    """List, add, or forget.

    Raises:
        UsageError, CannotListen: nothing was written.
    """
    if arguments.action == "add":
        from ucwa_tui.cli.profile_add import run_add

        return run_add(arguments, place)
    if arguments.action == "forget":
        return _forget(place, arguments.name)
    if arguments.name is not None:
        raise UsageError("profiles list takes no name: it shows all of them.")
    return _list(place, profiles_file(), jsonl=arguments.output == "jsonl")


def _forget(place: Workplace, name: str | None) -> int:
    """The next sign-in looks for the server anew."""
    remembered = place.remembered()
    count = remembered.forget(name)
    if remembered.warning:
        raise UsageError(remembered.warning)
    if not count and name is not None and place.book().get(name) is None:
        raise UsageError("profiles forget: there is no profile of that name, and nothing is remembered for one.")
    place.output.say(f"Forgotten: {count}. The next sign-in looks anew." if count else "Nothing was remembered.")
    return 0


def _list(place: Workplace, path: Path, *, jsonl: bool) -> int:
    book = place.book()
    output = place.output
    code = INVALID if book.broken else 0
    if jsonl:
        output.use_utf8()
        for line in _lines(book, code):
            output.data(line)
    else:
        for row in _rows(book):
            output.data(safe_line(row))
    for problem in book.problems:
        output.say(f"ucwa-tui profiles: {problem.text}")
    if not book.profiles and not book.broken:
        output.say(f"There are no profiles in {path}. Add one with ucwa-tui profiles add.")
    return code


def _rows(book: ProfileBook) -> Iterator[str]:
    rows = [_cells(profile, book.default) for profile in book.profiles]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    for profile, row in zip(book.profiles, rows, strict=True):
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for problem in profile.problems:
            yield f"    ✗ {problem.text}"


def _cells(profile: Profile, default: str) -> list[str]:
    mark = "*" if profile.name == default else " "
    secret = profile.secret.told if profile.secret is not None else "-"
    form = profile.payload_format.value
    return [f"{mark} {profile.name}", profile.where, profile.user or "-", profile.grant.value, secret, form]


def _lines(book: ProfileBook, code: int) -> Iterator[str]:
    for profile in book.profiles:
        yield dumps_line(
            {
                "kind": "profile",
                "name": profile.name,
                "default": profile.name == book.default,
                "where": profile.where,
                "user": profile.user or None,
                "auth": profile.grant.value,
                "secret": profile.secret.told if profile.secret is not None else None,
                "format": profile.payload_format.value,
                "problems": [problem.text for problem in profile.problems],
            }
        )
    from ucwa_tui.cli.jsonl import result_line

    outcome = JoinOutcome.INVALID if code else JoinOutcome.DONE
    yield result_line(JoinResult(outcome, message=" ".join(problem.text for problem in book.problems) or None))
