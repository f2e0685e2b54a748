"""The status bar as a row: server, user, application, format, channel health, token, TLS."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.tui.rows import Row, Span, cut_end, cut_middle, width_of
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, FailureKind, KeepActiveChanged
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench.state import Session

REPLACED = "replaced: Alt+C takes over"
SHORT_NOTE = 24
"""Cells for a note where there is little room."""
TICK = 10.0
"""Seconds between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What the session does not know itself."""

    sandbox: bool
    """The embedded one."""
    root_url: str
    user: str
    payload_format: PayloadFormat
    now: float
    profile: str = ""
    insecure: bool = False
    """Any certificate is taken."""
    revealed: bool = False
    """Secrets are to be seen."""
    scenario: str = ""
    """How the embedded sandbox behaves; empty: as always."""


def channel_words(channel: ChannelChanged | None, now: float, *, noted: bool = True) -> str:
    """Health of the event channel; the waiting time in whole ticks, as it is looked at only that often.

    Args:
        channel: as reported; None: there is none.
        now: seconds since the epoch.
        noted: with all that was special about the last answer.
    """
    if channel is None:
        return "channel not open"
    ack = "" if channel.ack is None else f"ack {channel.ack} "
    if channel.phase is ChannelPhase.WAITING:
        waited = max(0.0, now - channel.since) if channel.since is not None else 0.0
        note = f" {short_note(channel)}" if channel.note and noted else ""
        return f"{ack}waiting {int(waited // TICK * TICK)}s/{channel.timeout:.0f}s{note}"
    if channel.failure is not None and channel.failure.kind is FailureKind.REPLACED:
        return REPLACED
    note = short_note(channel) if noted else cut_end(short_note(channel), SHORT_NOTE)
    return f"{ack}{channel.phase.value}{': ' if note else ''}{note}"


def short_note(channel: ChannelChanged) -> str:
    """The note without its cause, which the events pane and the exchange tell."""
    return safe_line(channel.note.partition(":")[0])


def activity_words(state: KeepActiveChanged | None) -> Span:
    """Whether activity is being reported, and whether that works."""
    if state is None or not state.on:
        return "", ""
    return ("active!", "sev-warning") if state.failure is not None else ("active", "state-connected")


def available_words(session: Session) -> Span:
    """Whether presence is on: the server takes reports of activity only from then on."""
    active = session.connecting.keep_active
    if (active is not None and active.on) or session.find_link("makeMeAvailable"):
        return "", ""
    return ("available", "state-connected") if session.find_link("reportMyActivity") else ("", "")


def proxy_words(session: Session) -> str:
    """The proxy of the latest connection; empty where there was none."""
    peer = next((e.peer for e in reversed(session.exchanges) if e.peer is not None), None)
    return f"proxy {safe_line(peer.proxy)}" if peer is not None and peer.proxy else ""


def token_words(expires_at: float | None, now: float, *, renewable: bool = False) -> str:
    """How long the token is good for; `renewable` where the next request gets another one by itself."""
    if expires_at is None:
        return "token ?"
    left = int(expires_at - now)
    if left <= 0:
        return "token due" if renewable else "token EXPIRED"
    if left >= 3600:
        return f"token {left // 3600}h{left % 3600 // 60:02}m"
    return f"token {left // 60}m" if left >= 60 else "token <1m"


def transport_words(session: Session) -> tuple[str, str]:
    """TLS or plain, verified or not, and the style for it."""
    peer = next((e.peer for e in reversed(session.exchanges) if e.peer is not None), None)
    if peer is None:
        return "", ""
    if peer.tls is None:
        return ("plain, loopback", "muted") if _is_loopback(peer.host) else ("PLAIN HTTP", "sev-warning")
    if peer.tls.verified:
        return safe_line(peer.tls.version), "muted"
    return f"{safe_line(peer.tls.version)} NOT VERIFIED", "sev-error"


def status_row(session: Session, where: Whereabouts, width: int) -> Row:
    """The bar in at most `width` cells: what fits, the health of the channel always."""
    signed_in = session.signed_in
    server = "sandbox" if where.sandbox else safe_line(urlsplit(where.root_url).netloc or where.root_url or "no server")
    if where.sandbox and where.scenario:
        server = f"sandbox · {safe_line(where.scenario)}"
    host = urlsplit(signed_in.url).netloc if signed_in else ""
    if host and not where.sandbox:
        server = safe_line(host)
    if where.profile:
        server = f"{cut_end(safe_line(where.profile), 20)}: {server}"
    transport, transport_style = transport_words(session)
    channel = session.channel
    healthy = channel is None or channel.phase not in {ChannelPhase.FAILED, ChannelPhase.RETRYING}
    right: list[Span] = [
        (channel_words(channel, where.now), "state-connected" if channel and healthy else "sev-warning")
    ]
    if signed_in is not None:
        renewable = signed_in.grant != Grant.BEARER
        right.append((token_words(session.connecting.token_expires_at, where.now, renewable=renewable), "muted"))
        who = safe_line(signed_in.user)
    else:
        who = f"{_progress(session)}"
    left: list[Span] = [(server, "bold"), (who, ""), (where.payload_format.value, "chrome-key")]
    if where.insecure:
        left.append(("INSECURE", "sev-error"))
    if where.revealed:
        left.append(("secrets revealed", "sev-error"))
    active = activity_words(session.connecting.keep_active)
    if active[0]:
        left.append(active)
    extra: list[Span] = []
    if signed_in is not None:
        application = safe_line(urlsplit(signed_in.url).path.rstrip("/").rpartition("/")[2])
        extra = [
            available_words(session),
            (transport, transport_style),
            (proxy_words(session), "muted"),
            (f"app {application}", "muted"),
        ]
    shown = [e for e in extra if e[0]]
    if _total(left) + _total(right) + 2 > width - 2:  # a note is told elsewhere too
        right[0] = (channel_words(channel, where.now, noted=False), right[0][1])
    return _spread(left, shown, right, width - 2)


def _progress(session: Session) -> str:
    if session.signed_out is not None:
        return "signed out"
    if session.failure is not None:
        return "not signed in"
    step = session.steps[-1] if session.steps else None
    return f"signing in: {safe_line(step.name)}" if step else "starting"


def _total(spans: list[Span]) -> int:
    return sum(width_of(text) for text, _ in spans) + 2 * max(0, len(spans) - 1)


def _spread(left: list[Span], extra: list[Span], right: list[Span], width: int) -> Row:
    while extra and _total([*left, *extra]) + _total(right) + 2 > width:
        extra.pop()
    if _total(left) + _total(right) + 2 > width and len(right) > 1:
        right = [right[0], (right[1][0].replace("token ", "tok "), right[1][1])]
    for index in (0, 1):  # the server's name first: what it is called is known by then
        over = _total(left) + _total(right) + 2 - width
        if over > 0:
            text, style = left[index]
            left[index] = (
                cut_middle(text, max(8, width_of(text) - over)) if index == 0 else _shorter(text, over),
                style,
            )
    shown = [*left, *extra]
    row: list[Span] = []
    for span in shown:
        row += [span, ("  ", "")]
    row.append((" " * max(0, width - _total(shown) - _total(right) - 2), ""))
    for index, span in enumerate(right):
        row += [span, ("  ", "")] if index < len(right) - 1 else [span]
    return tuple(row)


def _shorter(text: str, by: int) -> str:
    return cut_end(text, max(4, width_of(text) - by))


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")
