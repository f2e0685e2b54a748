"""What every command that signs in without a screen needs: narration, and a client run for its way in."""

from __future__ import annotations

from ucwa_tui.cli.client_run import ClientRun
from ucwa_tui.cli.narration import Narration
from ucwa_tui.cli.question_desk import QuestionDesk, terminal_ask
from ucwa_tui.cli.way_in import WayIn
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.wire.reports import Report
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench.ports import ClientPort


def narration_for(way: WayIn, place: Workplace) -> Narration:
    """Standard error, with every secret of the way in masked; begins with what was wrong with remembered things."""
    from ucwa_tui.wire.redact import Redactor

    narration = Narration(place.output, Redactor(way.secrets).text, way.profile.display_name)
    if way.remembered.warning:
        narration.say(f"warning: {way.remembered.warning}")
    return narration


def server_line(way: WayIn, root_url: str) -> str:
    """Where it goes, for the narration."""
    if way.sandbox is not None:
        return f"server: {root_url} (embedded sandbox)"
    profile = f" (profile {way.profile.name})" if way.profile.name else ""
    insecure = ", certificates are NOT verified" if way.target.network.tls.insecure else ""
    source = ""
    if way.profile.is_led and way.profile.sign_in_domain:
        source = " (from the meeting)" if way.profile.grant is Grant.ANONYMOUS else " (from the sign-in address)"
    return f"server: {way.where}{source}{profile}{insecure}"


def client_run(way: WayIn, place: Workplace, narration: Narration, client: ClientPort) -> ClientRun:
    """A run whose questions are asked on a terminal, and whose finds are remembered."""

    def keep(report: Report) -> None:
        way.remembered.apply(report, way.profile.name)

    desk = QuestionDesk(narration.say, way.target.trusted_hosts, way.remembered, terminal_ask())
    return ClientRun(client, desk, keep)
