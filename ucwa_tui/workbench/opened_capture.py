"""Opening a capture: read, told again as a session, and looked through for mistakes, step by step on some thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from ucwa_tui.wire.import_ import Imported, ImportProblem, read_capture
from ucwa_tui.workbench.capture_reading import CaptureReading, Step, read
from ucwa_tui.workbench.capture_replay import as_saved, reports_of
from ucwa_tui.workbench.lint.finding import LintFinding, Severity
from ucwa_tui.workbench.lint.run import lint_reading
from ucwa_tui.workbench.state import Session

MOST_BYTES = 512 * 1024 * 1024
_PIECE = 4 * 1024 * 1024
_OFTEN = 200
"""Reports between two words about how far it has come."""
_READ, _MADE_OUT, _UNDERSTOOD, _TOLD = 0.05, 0.65, 0.8, 0.88
"""Shares of the work that are done after each step, about."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come."""

    words: str
    """What is being done, with numbers."""
    share: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True)
class NotOpened:
    """There is nothing to show."""

    why: tuple[str, ...]
    """Sentences without their full stop. Hostile text."""


@dataclass(frozen=True, slots=True)
class OpenedCapture:
    """A capture as it can be looked at."""

    name: str
    """Of the file, or what it is. Hostile text."""
    kind: str
    """`HAR`, `SAZ`, …; `history` for what this program has kept."""
    session: Session
    problems: tuple[ImportProblem, ...]
    """What could not be read, or not as it is."""
    findings: tuple[LintFinding, ...]
    """What the client did wrong, the worst first."""
    steps: Mapping[int, Step] = field(default_factory=dict)
    """By number of the exchange: its bodies read."""
    left_out: int = 0
    """Tunnels of a proxy."""
    began: float = 0.0
    """Seconds since the epoch; 0 where the capture has no times."""
    ended: float = 0.0

    def findings_of(self, n: int) -> list[LintFinding]:
        """What is wrong with one exchange."""
        return [finding for finding in self.findings if finding.n == n]

    @property
    def worst(self) -> dict[int, Severity]:
        """Number of an exchange -> the worst that is wrong with it."""
        return worst_of(self.findings)


Opening: TypeAlias = Iterator[Progress | OpenedCapture | NotOpened]
"""Progress, and at the end what came of it."""


def worst_of(findings: tuple[LintFinding, ...] | list[LintFinding]) -> dict[int, Severity]:
    """Number of an exchange -> the worst that is wrong with it; findings come the worst first."""
    return {finding.n: finding.severity for finding in reversed(findings)}


def open_file(path: Path) -> Opening:
    """Open a file of any kind that `read_capture` knows. Nothing is raised.

    Args:
        path: of the file.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            if size > MOST_BYTES:
                yield NotOpened((f"{name} is larger than {_megabytes(MOST_BYTES)}; export a part of the capture",))
                return
            pieces: list[bytes] = []
            while piece := file.read(_PIECE):
                pieces.append(piece)
                got = sum(map(len, pieces))
                yield Progress(f"{_megabytes(got)} of {_megabytes(size)} read", _READ * got / max(got, size))
    except OSError as error:
        yield NotOpened((f"{name} cannot be read: {error.strerror or error}",))
        return
    except ValueError as error:
        yield NotOpened((f"{name!r} is no path: {error}",))
        return
    yield from open_data(b"".join(pieces), name)


def open_data(data: bytes, name: str) -> Opening:
    """Open a capture that has been read.

    Args:
        data: the whole file.
        name: what to call it.
    """
    yield Progress(f"making out the exchanges in {_megabytes(len(data))}, and masking secrets", _READ)
    imported = read_capture(data, name)
    if not imported.exchanges:
        told = [problem.text for problem in imported.problems] or [f"{name}: there is no exchange in it"]
        yield NotOpened(tuple(told[:20]))
        return
    yield from open_imported(imported, name, imported.kind.value)


def open_imported(imported: Imported, name: str, kind: str) -> Opening:
    """The rest: bodies, events, invitations, mistakes.

    Args:
        imported: at least one exchange.
        name: what to call it.
        kind: what it is.
    """
    total = len(imported.exchanges)
    yield Progress(f"reading the bodies of {total:,} exchange{'' if total == 1 else 's'}", _MADE_OUT)
    reading = read(as_saved(imported.exchanges), imported.tokens)
    session = Session(max_bytes=2 * MOST_BYTES)
    problems = list(imported.problems)
    last = 0.0
    for count, (at, report) in enumerate(reports_of(reading), 1):
        last = max(last, at)
        try:
            session.apply(report)
        except Exception as error:  # noqa: BLE001  # a fault of ours costs this report, not the capture
            problems.append(_fault(name, type(report).__name__, error))
        if count % _OFTEN == 0:
            share = min(1.0, len(session.exchanges) / total)
            words = f"telling what happened: {len(session.exchanges):,} of {total:,} exchanges"
            yield Progress(words, _UNDERSTOOD + (_TOLD - _UNDERSTOOD) * share)
    session.tick(last)
    yield Progress("looking for mistakes", _TOLD)
    findings = _findings(reading, name, problems)
    yield OpenedCapture(
        name,
        kind,
        session,
        tuple(problems),
        findings,
        {step.n: step for step in reading.steps},
        imported.left_out,
        min(step.began for step in reading.steps),
        last,
    )


def look_through(imported: Imported, told: Callable[[str], None]) -> tuple[LintFinding, ...]:
    """Only the mistakes.

    Args:
        imported: the exchanges.
        told: gets a sentence where something went wrong here.
    """
    problems: list[ImportProblem] = []
    found = _findings(read(imported.exchanges, imported.tokens), "", problems)
    for problem in problems:
        told(problem.rule)
    return found


def _findings(reading: CaptureReading, name: str, problems: list[ImportProblem]) -> tuple[LintFinding, ...]:
    try:
        return tuple(lint_reading(reading))
    except Exception as error:  # noqa: BLE001  # a fault of ours: the capture can be read all the same
        problems.append(_fault(name, "looking for mistakes", error))
        return ()


def _fault(name: str, where: str, error: Exception) -> ImportProblem:
    rule = f"a fault in this program ({type(error).__name__}) at {where}: the rest is shown"
    return ImportProblem(name, "", rule, lost=False)


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB"
