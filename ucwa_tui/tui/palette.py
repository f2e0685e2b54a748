"""The command palette over the command registry."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from ucwa_tui.tui.screens.main import MainScreen
from ucwa_tui.workbench.command import Command, key_label
from ucwa_tui.workbench.commands import COMMANDS, find_commands


class RegistryProvider(Provider):
    """Every command by title, id and further words; one that cannot run now says why."""

    async def discover(self) -> Hits:
        """All commands, before anything is typed."""
        for entry in COMMANDS:
            yield DiscoveryHit(Content(_title(entry)), partial(self._run, entry), entry.title, self._help(entry))

    async def search(self, query: str) -> Hits:
        """Commands that match."""
        matcher = self.matcher(query)
        exact = find_commands(query)
        for entry in COMMANDS:
            score = max(matcher.match(entry.title), 0.9 if entry in exact else 0.0)
            if score > 0:
                yield Hit(score, Content(_title(entry)), partial(self._run, entry), entry.title, self._help(entry))

    def _main(self) -> MainScreen | None:
        return self.screen if isinstance(self.screen, MainScreen) else None

    def _help(self, entry: Command) -> str:
        main = self._main()
        why_not = entry.why_not(main.situation()) if main is not None else ""
        return f"not now: {why_not}" if why_not else entry.help

    async def _run(self, entry: Command) -> None:
        main = self._main()
        if main is not None:
            await main.action_run(entry.id)


def _title(entry: Command) -> str:
    return f"{entry.title}  {' '.join(key_label(key) for key in entry.keys)}"
