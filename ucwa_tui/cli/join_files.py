"""What a join leaves behind beside its output: the exchanges as HAR, the timeline of its invitation."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from ucwa_tui.cli.output import Output
from ucwa_tui.cli.result_file import ResultFile
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.workbench.state import Session

STANDARD_OUTPUT = "-"


@dataclass(frozen=True, slots=True)
class JoinFiles:
    """Places that have been tried out; None: not wanted."""

    har: ResultFile | None = None
    timeline: ResultFile | None = None
    prints_timeline: bool = False
    """On standard output, after the result."""

    def write(self, session: Session, say: Callable[[str], None]) -> None:
        """Write the files. What cannot be written is said; nothing is raised.

        Args:
            session: of the run, which is over.
            say: narrates.
        """
        if self.har is not None:
            from ucwa_tui.wire.har import har_bytes

            _put(self.har, har_bytes(session.exchanges, session.events), "HAR", say)
        if self.timeline is not None:
            text = _timeline(session, self.timeline.path.suffix)
            if text:
                _put(self.timeline, text.encode("utf-8", "backslashreplace"), "timeline", say)
        if (self.timeline is not None or self.prints_timeline) and not _timeline(session, ""):
            say("--timeline: there is none, as no request was sent that could have made an invitation")

    def tell(self, session: Session, output: Output) -> None:
        """Print what is to be printed, after everything else."""
        if self.prints_timeline:
            for line in _timeline(session, "").splitlines():
                output.data(line)


def _timeline(session: Session, suffix: str) -> str:
    """The same text as the export of the terminal interface; empty where there is no invitation."""
    from ucwa_tui.workbench.timeline import timeline_of, timelines
    from ucwa_tui.workbench.timeline_export import exported

    tickets = timelines(session)
    view = session.book.view(tickets[-1]) if tickets else None
    return exported(timeline_of(session, view), suffix) if view is not None else ""


def join_files(arguments: argparse.Namespace) -> JoinFiles:
    """The places that the options name.

    Raises:
        UsageError: nothing can be written to one of them.
    """
    har = ResultFile("--har", arguments.har) if arguments.har is not None else None
    if arguments.timeline != STANDARD_OUTPUT:
        named = ResultFile("--timeline", arguments.timeline) if arguments.timeline is not None else None
        if har is not None and named is not None and har.path == named.path:
            raise UsageError("--timeline and --har name the same file; name two.")
        return JoinFiles(har, named)
    if arguments.output == "jsonl":
        raise UsageError("--timeline - does not go with --output jsonl: name a file, such as timeline.jsonl.")
    return JoinFiles(har, prints_timeline=True)


def _put(file: ResultFile, data: bytes, what: str, say: Callable[[str], None]) -> None:
    try:
        file.write(data)
    except OSError as error:
        say(f"{file.option}: {file.path} could not be written: {error.strerror or error}")
    else:
        say(f"{what} written to {file.path}")
