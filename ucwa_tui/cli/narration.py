"""Standard error of a run without a screen: what is going on, for the person in front of the terminal."""

from __future__ import annotations

from collections.abc import Callable

from ucwa_tui.cli.output import Output
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire import reports
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, Report
from ucwa_tui.wire.safe_text import safe_line

_DISCOVERY = frozenset({Purpose.ROOT, Purpose.USER})
_HOW = {
    "conf-info": "the meeting's own document",
    "page": "the meeting's page",
    "launcher": "the page behind the launcher",
}


def how_told(resolved: reports.JoinUrlResolved) -> str:
    """Where the conference URI comes from."""
    if resolved.how == "guess":
        return "guess" + (f": {resolved.failure.headline}" if resolved.failure else ": rebuilt from the URL")
    return _HOW.get(resolved.how, resolved.how)


class Narration:
    """Turns reports into sentences, each thing once.

    Args:
        output: standard error.
        mask: takes secrets out of what comes from the command line; reports hold none.
        display_name: of a guest, whom the server calls nothing before the join.
    """

    def __init__(self, output: Output, mask: Callable[[str], str] = str, display_name: str = "") -> None:
        self._output = output
        self._mask = mask
        self._display_name = safe_line(display_name)
        self._phase: ChannelPhase | None = None
        self._conversation = ""
        self._signed_in = False
        self._asked: dict[int, Exchange] = {}
        """Exchanges of discovery whose outcome has not been told."""

    def say(self, text: str) -> None:
        """Anything else."""
        self._output.say(self._mask(text))

    def report(self, report: Report) -> None:
        """Tell about a report if it is worth telling."""
        match report:
            case reports.StepChanged(name, state, detail) if state != "started":
                told = detail.removeprefix(f"{name}: ")  # a failure begins with its step
                self.say(f"sign-in: {name} {state}" + (f": {told}" if told else ""))
            case reports.JoinUrlResolved(uri=str(uri)):
                self.say(f"meeting: {uri} ({how_told(report)})")
            case reports.ExchangeChanged(exchange) if exchange.purpose in _DISCOVERY:
                self._asked[exchange.n] = exchange
            case reports.DiscoveryHop():
                self._hop(report)
            case reports.Challenged():
                why = f": {report.why}" if report.why else ""
                self.say(f"{report.host} asks for a token: {report.chosen or 'no grant fits'}{why}")
            case reports.TokenRenewed(host):
                self.say(f"a new token of {host}")
            case reports.ChannelGap():
                self.say(f"events may be missing here: {report.why}")
            case reports.SignedIn():
                self._signed_in = True
                again = " again, in a new application" if report.recreated else ""
                named = report.anonymous and self._display_name
                who = f"{self._display_name}, a guest" if named else report.user
                self.say(f"signed in{again} as {who} ({report.grant})")
            case ChannelChanged():
                self._channel(report)
            case reports.RequestFinished(exchange=exchange):
                self._request(exchange)
            case reports.SignedOut(left_alive=True):
                self.say("signed out; the application is left alive: another client uses it")
            case reports.SignedOut(clean=False):
                self.say("signed out without an answer: the application may live on")
            case reports.SignedOut() if self._signed_in:
                self.say("signed out")
            case _:
                pass

    def conversation(self, state: str) -> None:
        """The conversation's state, where it is news."""
        if state and state != self._conversation:
            lobby = ": waiting to be admitted" if state.lower() == "inlobby" else ""
            self.say(f"conversation {state}{lobby}")
        self._conversation = state

    def _hop(self, hop: reports.DiscoveryHop) -> None:
        """URL, address, certificate, status, and what came of it."""
        exchange = self._asked.pop(hop.exchange, None) if hop.exchange is not None else None
        peer = exchange.peer if exchange is not None else None
        known = [f"at {peer.address}" if peer is not None and peer.address else ""]
        known.append(f"certificate {peer.tls.subject}" if peer is not None and peer.tls is not None else "")
        known.append(f"status {exchange.status}" if exchange is not None and exchange.status is not None else "")
        where = ", ".join(part for part in known if part)
        detail = f": {hop.detail}" if hop.detail else ""
        self.say(f"discovery: {hop.url}{f' ({where})' if where else ''} {hop.verdict}{detail}")

    def _channel(self, changed: ChannelChanged) -> None:
        if changed.phase is self._phase and changed.phase is not ChannelPhase.RETRYING:
            return
        self._phase = changed.phase
        note = f": {changed.note}" if changed.note else ""
        match changed.phase:
            case ChannelPhase.WAITING:
                self.say(f"event channel waiting for events{note}")
            case ChannelPhase.RETRYING:
                self.say(f"event channel lost{note}")
            case ChannelPhase.FAILED:
                self.say(f"event channel failed{note}")
            case ChannelPhase.OPENING | ChannelPhase.CLOSED:
                pass

    def _request(self, exchange: Exchange) -> None:
        took = f" in {exchange.elapsed * 1000:.0f} ms" if exchange.elapsed is not None else ""
        what = exchange.operation or exchange.method
        if exchange.state is ExchangeState.DONE:
            self.say(f"{what}: {exchange.status}{took}")
        else:
            self.say(f"{what}: {exchange.error or exchange.state.value}{took}")
