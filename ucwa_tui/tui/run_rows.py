"""Two runs of an operation as rows: step, time on each side, the difference, and what else differs below."""

from __future__ import annotations

from ucwa_tui.tui.exchange_rows import duration
from ucwa_tui.tui.invitation_rows import verdict
from ucwa_tui.tui.rows import Row, cut_end, fit, wrap_words
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.comparing_runs import ComparedRuns, Run, Step, StepPair, missing, totals

_TIME = 9


def run_rows(runs: ComparedRuns, width: int) -> list[Row]:
    """Heads of both runs, a summary, then the steps.

    Args:
        runs: what was compared.
        width: cells.
    """
    room = max(12, width - 3 - 3 * (_TIME + 1))
    heading = f"{'':3}{fit('step, counted from the POST', room)}"
    columns = "".join(f" {fit(word, _TIME, right=True)}" for word in ("left", "right", "later by"))
    rows = [_head("-", runs.left), _head("+", runs.right)]
    rows += [((line, "strong"),) for line in wrap_words(_summary(runs), max(20, width))]
    rows += [(), ((heading + columns, "chrome-label"),)]
    for pair in runs.pairs:
        rows += _pair_rows(pair, room, width)
    if runs.left.cut or runs.right.cut:
        rows.append((("there are more steps than are compared", "token-note"),))
    return rows


def _head(mark: str, run: Run) -> Row:
    words, style = verdict(run.view)
    total = totals(run)
    number = f"#{run.view.exchange_n} " if run.view.exchange_n is not None else ""
    return (
        (f" {mark} ", "diff-removed" if mark == "-" else "diff-added"),
        (f"{number}{safe_line(run.view.operation)}  ", ""),
        (words, style),
        (f"  {duration(total)}" if total is not None else "", "muted"),
    )


def _summary(runs: ComparedRuns) -> str:
    only_left, only_right = missing(runs.pairs)
    differing = sum(bool(pair.differences) for pair in runs.pairs)
    words = [f"{sum(pair.slower is not None for pair in runs.pairs)} steps in both"]
    if only_left:
        words.append(f"{only_left} only on the left")
    if only_right:
        words.append(f"{only_right} only on the right")
    words.append(f"{differing} with other values" if differing else "no value differs")
    left, right = totals(runs.left), totals(runs.right)
    if left is not None and right is not None:
        words.append(f"the right one {_faster(right - left)}")
    return " · ".join(words)


def _faster(seconds: float) -> str:
    """How a run went beside the other one: `was 34 ms faster`."""
    if abs(seconds) < 0.0005:
        return "took as long"
    return f"was {duration(abs(seconds))} {'slower' if seconds > 0 else 'faster'}"


def signed(seconds: float) -> str:
    """A difference of times: `+34 ms`, `-1.2 s`, `as long` where there is none to speak of."""
    if abs(seconds) < 0.0005:
        return "as long"
    return f"{'+' if seconds > 0 else '-'}{duration(abs(seconds))}"


def _pair_rows(pair: StepPair, room: int, width: int) -> list[Row]:
    step = pair.left or pair.right
    assert step is not None
    mark, style = _mark(pair)
    state = dict(step.facts).get("state", "")
    name = safe_line(f"{step.name} {state}".rstrip())
    slower = pair.slower
    late = signed(slower) if slower is not None else "only left" if pair.right is None else "only right"
    late = "=" if late == "as long" else late
    rows: list[Row] = [
        (
            (f" {mark} ", style),
            (fit(name, room), "" if pair.left is not None and pair.right is not None else style),
            (f" {_time(pair.left)} {_time(pair.right)}", "muted"),
            (f" {fit(late, _TIME + 1, right=True)}"[1:], style if slower is None else ""),
        )
    ]
    for fact, left, right in pair.differences:
        rows.append(((cut_end(f"     ~ {safe_line(fact)}: ", width), "diff-mark"), *_values(left, right, width, fact)))
    return rows


def _values(left: str, right: str, width: int, fact: str) -> Row:
    room = max(8, (width - len(fact) - 13) // 2)
    return (
        (cut_end(safe_line(left), room) or "nothing", "diff-removed"),
        (" → ", "muted"),
        (cut_end(safe_line(right), room) or "nothing", "diff-added"),
    )


def _mark(pair: StepPair) -> tuple[str, str]:
    if pair.right is None:
        return "-", "diff-removed"
    if pair.left is None:
        return "+", "diff-added"
    return ("~", "diff-mark") if pair.differences else (" ", "")


def _time(step: Step | None) -> str:
    return fit(duration(max(0.0, step.since)) if step is not None else "—", _TIME, right=True)
