"""How a command ends before anything was sent: the reason on standard error, and a result line where it is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.cli.output import Output
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.workbench.join_result import JoinOutcome, JoinResult

COMMANDS = ("join", "events", "resolve", "doctor", "profiles", "open", "lint", "sandbox")


def refuse(error: UsageError, argv: Sequence[str], output: Output) -> int:
    """The command line cannot be; the exit code."""
    for line in error.usage.splitlines():
        output.say(line)
    operation_id = getattr(error, "operation_id", None) or None
    return end(JoinOutcome.INVALID, *error.problems, argv=argv, output=output, operation_id=operation_id)


def end(
    outcome: JoinOutcome, *problems: str, argv: Sequence[str], output: Output, operation_id: str | None = None
) -> int:
    """Say why nothing was started, in the form that was asked for; the exit code."""
    command = next((word for word in argv if word in COMMANDS), "")
    for problem in problems:
        output.say(f"{f'ucwa-tui {command}'.rstrip()}: {problem}")
    result = JoinResult(outcome, operation_id, message=" ".join(problems))
    if command and _wants_jsonl(argv):
        from ucwa_tui.cli.jsonl import result_line

        output.use_utf8()
        output.data(result_line(result))
    return result.exit_code


def _wants_jsonl(argv: Sequence[str]) -> bool:
    """Whether JSON Lines were asked for, even where the command line as a whole cannot be read."""
    pairs = list(zip(argv, [*argv[1:], ""], strict=True))
    return any(a == "--output=jsonl" or (a == "--output" and b == "jsonl") for a, b in pairs)
