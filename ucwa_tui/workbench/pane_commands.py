"""The commands of single panes, in the order of the panes."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command
from ucwa_tui.workbench.events_commands import EVENTS_COMMANDS
from ucwa_tui.workbench.exchange_commands import EXCHANGE_COMMANDS
from ucwa_tui.workbench.exchanges_commands import EXCHANGES_COMMANDS
from ucwa_tui.workbench.meeting_commands import MEETING_COMMANDS
from ucwa_tui.workbench.reading_commands import READING_COMMANDS

PANE_COMMANDS: tuple[Command, ...] = (
    *EXCHANGES_COMMANDS,
    *EXCHANGE_COMMANDS,
    *READING_COMMANDS,
    *EVENTS_COMMANDS,
    *MEETING_COMMANDS,
)
