"""A yes-or-no question before something that will be refused."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.tui.rows import Row, wrap_words
from ucwa_tui.tui.screens.confirm import WIDTH, Confirm
from ucwa_tui.wire.safe_text import safe_line


class Question(Confirm):
    """Says what is wrong and what the server will answer."""

    def __init__(self, question: str, errors: Sequence[str], prediction: str) -> None:
        rows: list[Row] = []
        for error in errors[:5]:
            lines = wrap_words(f"✗ error: {safe_line(error)}", WIDTH)
            rows += [((line, "sev-error" if i == 0 else ""),) for i, line in enumerate(lines)]
        if len(errors) > 5:
            rows.append(((f"and {len(errors) - 5} more", "muted"),))
        rows.append(())
        rows += [((line, "bold"),) for line in wrap_words(f"Prediction: {safe_line(prediction)}", WIDTH)]
        super().__init__(question, rows, yes="send it anyway", no="back to the form")
