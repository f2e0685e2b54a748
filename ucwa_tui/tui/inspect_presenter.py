"""Carries what a sandbox's clients do into the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.tui.capture_presenter import CapturePresenter
from ucwa_tui.tui.client_rows import client_style, findings_spans
from ucwa_tui.tui.overview_rows import GLYPHS, counted, severity_style
from ucwa_tui.tui.rows import Row, cut_end, cut_middle, cut_words, plain, width_of
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.controller import Controller
from ucwa_tui.workbench.inspected import Inspected

if TYPE_CHECKING:
    from ucwa_tui.tui.inspector import Inspector

SHOWS_ALL = " · P shows all"
NOTHING_WRONG = "nothing wrong so far"


class InspectPresenter(CapturePresenter):
    """A presenter of one client, or of all.

    Args:
        controller: over the client's session.
        inspector: what is watched.
        inspected: who is looked at.
    """

    def __init__(self, controller: Controller, inspector: Inspector, inspected: Inspected) -> None:
        super().__init__(controller, inspected.capture(), lambda: inspected.last, inspector.live)
        self._inspector = inspector
        self._inspected = inspected

    def renew(self) -> None:
        """Take what is wrong as it is now."""
        self.capture = self._inspected.capture()

    def _status(self, width: int) -> Row:
        inspector, inspected = self._inspector, self._inspected
        inspection = inspector.inspection
        number = inspected.client.number if inspected.client is not None else 0
        ending = inspector.live() or ("HELD" if inspector.held else "live")
        if inspector.held and inspector.live():
            ending = f"HELD · {ending}"
        if inspection.trouble:
            ending = "NOT CONNECTED"
        style = "sev-warning" if inspector.held or inspection.trouble else "state-connected"
        right: Row = (*findings_spans(inspected.counts), ("  ", ""), (ending, style))
        left: Row = (("inspect ", "chrome-label"), (cut_middle(inspector.name, 28), "bold"))
        room = width - width_of(plain(left)) - width_of(plain(right)) - 4
        who = f"{inspected.name} of {len(inspection.clients)}" if number else counted(len(inspection.clients), "client")
        left = (*left, (" · ", ""), (cut_end(who, max(6, room)), client_style(number) if number else ""))
        gap = max(1, width - width_of(plain(left)) - width_of(plain(right)))
        return (*left, (" " * gap, ""), *right)

    def outcome_rows(self, width: int) -> list[Row]:
        """The newest mistake, of anybody."""
        if self._told[0]:
            return super().outcome_rows(width)
        inspection = self._inspector.inspection
        if inspection.trouble:
            said = f"{self._inspector.name}: {safe_line(inspection.trouble)}; asked again each second"
            return [((line, "sev-warning"),) for line in cut_words(said, width, 2)]
        newest = inspection.newest
        if newest is None:
            return [((NOTHING_WRONG, "muted"),)]
        client, finding = newest.client, newest.finding
        room = max(8, width - 3 - len(client.letter))
        short = f" #{finding.n} {finding.rule.title}"
        said = f"{short}: {safe_line(finding.sentence)}"
        if width_of(said) > room:
            said = f"{cut_end(short, room - width_of(SHOWS_ALL))}{SHOWS_ALL}"
        return [
            (
                (f"{GLYPHS[finding.severity]} ", severity_style(finding.severity)),
                (client.letter, client_style(client.number)),
                (cut_end(said, room), severity_style(finding.severity)),
            )
        ]
