"""The commands of single panes, in the order of the panes; what the footer has no room for goes from the end."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command
from ucwa_tui.workbench.depth_commands import DEPTH_COMMANDS
from ucwa_tui.workbench.events_commands import EVENTS_COMMANDS
from ucwa_tui.workbench.exchange_commands import EXCHANGE_COMMANDS
from ucwa_tui.workbench.exchanges_commands import EXCHANGES_COMMANDS
from ucwa_tui.workbench.meeting_commands import MEETING_COMMANDS
from ucwa_tui.workbench.path_commands import PATH_COMMANDS
from ucwa_tui.workbench.reading_commands import READING_COMMANDS

PANE_COMMANDS: tuple[Command, ...] = (
    *EXCHANGES_COMMANDS,
    *DEPTH_COMMANDS,
    *READING_COMMANDS,
    *EXCHANGE_COMMANDS,
    *PATH_COMMANDS,
    *EVENTS_COMMANDS,
    *MEETING_COMMANDS,
)
