"""What every command works with: streams, surroundings, and the factories that only the composition root can give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ucwa_tui.cli.output import Output

if TYPE_CHECKING:
    from ucwa_tui.wire.network_settings import TlsSettings
    from ucwa_tui.workbench.ports import ClientPort, SandboxPort
    from ucwa_tui.workbench.profiles import ProfileBook
    from ucwa_tui.workbench.remembered import Remembered


@dataclass(frozen=True, slots=True)
class Workplace:
    """Made once for a run."""

    argv: Sequence[str]
    environment: Mapping[str, str]
    output: Output
    clock: Callable[[], float]
    """Seconds since the epoch."""
    new_id: Callable[[], str]
    make_client: Callable[[], ClientPort]
    make_sandbox: Callable[[str], SandboxPort]
    """Takes the name of a scenario; empty: the usual one."""
    tls_trouble: Callable[[TlsSettings], str]
    """Why a file of the TLS settings cannot be used; empty: they can. Sends nothing."""

    def book(self) -> ProfileBook:
        """The user's profiles, read now."""
        from ucwa_tui.workbench.paths import profiles_file
        from ucwa_tui.workbench.profiles import load_profiles

        return load_profiles(profiles_file())

    def remembered(self) -> Remembered:
        """What earlier sign-ins have found out, read now."""
        from ucwa_tui.workbench.paths import remembered_file
        from ucwa_tui.workbench.remembered import Remembered

        return Remembered.load(remembered_file())
