"""The way to a signed-in application as a story: what was asked where, what came of it, and what was chosen why.

Pure: made anew from the session at any time. Lines that are settled stay as they are while the session goes on, so a
front end can print them one by one. Texts are a server's: hostile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange, ExchangeState, Peer
from ucwa_tui.wire.reports import UPGRADED, Challenged, ChannelPhase, DiscoveryHop, Failure, SignedIn
from ucwa_tui.workbench.state import Session

DONE, FAILED, RUNNING, NOTE = "✓", "✗", "…", " "
_WHY = {
    Purpose.JOIN_PAGE: "find the meeting",
    Purpose.ROOT: "find the server",
    Purpose.USER: "find the user's home",
    Purpose.TOKEN: "get a token",
    Purpose.APPLICATIONS: "create an application",
    Purpose.MAKE_ME_AVAILABLE: "become available",
}
"""What the exchanges of a sign-in are for."""
_LINKS = ("joinOnlineMeeting", "startOnlineMeeting", "makeMeAvailable", "reportMyActivity", "myOnlineMeetings")
_GONE_WRONG = frozenset({"failed", "refused"})
"""Verdicts of a hop."""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One step."""

    mark: str
    """✓ done, ✗ failed, … under way, or a blank: a remark."""
    text: str
    detail: tuple[str, ...] = ()
    """What else is known about it, a line each."""
    exchange: int | None = None
    """`Exchange.n`, where there is one to look at."""

    @property
    def settled(self) -> bool:
        """Whether it stays as it is."""
        return self.mark != RUNNING


def story(session: Session, *, is_open: bool | None = None, page: bool = False) -> list[StoryLine]:
    """The lines so far, in order.

    Args:
        session: what has happened.
        is_open: whether the event channel has shown that it works; None: it is open until there is trouble.
        page: whether asking the meeting's page is a part of it.
    """
    log = session.connecting
    hops = {hop.exchange: hop for hop in log.hops if hop.exchange is not None}
    challenges = {told.exchange: told for told in log.challenges if told.exchange is not None}
    upgraded = {hop.url: hop.detail for hop in log.hops if hop.verdict == UPGRADED}
    lines = [
        line
        for exchange in session.exchanges
        if exchange.purpose in _WHY and exchange.n >= session.first_exchange
        if page or exchange.purpose is not Purpose.JOIN_PAGE
        for line in _exchange_lines(exchange, hops.get(exchange.n), challenges.get(exchange.n), upgraded)
    ]
    lines += [_unasked(hop) for hop in log.hops if hop.exchange is None and hop.verdict != UPGRADED]
    if session.signed_in is not None:
        lines.append(_application(session.signed_in, _token_life(session)))
        lines += _channel(session, is_open)
    if session.failure is not None:
        lines.append(_failure(session.failure))
    return lines


def _exchange_lines(
    exchange: Exchange, hop: DiscoveryHop | None, told: Challenged | None, upgraded: Mapping[str, str]
) -> Iterator[StoryLine]:
    what = f"{_WHY[exchange.purpose]}: {exchange.method} {exchange.url}"
    n = exchange.n
    if exchange.state in (ExchangeState.RUNNING, ExchangeState.UNANSWERED):
        yield StoryLine(RUNNING, what, (), n)
        return
    took = f" in {exchange.elapsed * 1000:.0f} ms" if exchange.elapsed is not None else ""
    came = str(exchange.status) if exchange.status is not None else exchange.error or exchange.state.value
    yield StoryLine(_mark(exchange, hop, told), f"{what}: {came}{took}", tuple(_details(exchange, hop, upgraded)), n)
    if told is not None:
        yield _challenge(told)
    if exchange.purpose is Purpose.TOKEN and exchange.status == 200:
        yield _token(exchange)


def _mark(exchange: Exchange, hop: DiscoveryHop | None, told: Challenged | None) -> str:
    if hop is not None:
        return FAILED if hop.verdict in _GONE_WRONG else DONE
    if told is not None:
        return DONE  # to be asked for a token is what should happen
    if exchange.state is not ExchangeState.DONE or exchange.status is None:
        return FAILED
    return DONE if exchange.status < 400 else FAILED


def _details(exchange: Exchange, hop: DiscoveryHop | None, upgraded: Mapping[str, str]) -> Iterator[str]:
    if exchange.url in upgraded:
        yield upgraded[exchange.url]
    if exchange.peer is not None:
        yield from _peer(exchange.peer)
    if exchange.front_end:
        yield f"front end {exchange.front_end}"
    diagnostics = _header(exchange, "X-Ms-diagnostics")
    if diagnostics:
        yield f"diagnostics: {diagnostics}"
    if hop is not None and hop.detail and hop.detail != exchange.error:
        yield f"{hop.verdict}: {hop.detail}"
    elif hop is not None and hop.verdict not in {"answered", "failed"}:
        yield hop.verdict


def _peer(peer: Peer) -> Iterator[str]:
    if peer.address:  # empty: it was never reached
        proxy = f" through the proxy {peer.proxy}" if peer.proxy else ""
        yield f"connected to {_with_port(peer)}{proxy}" + (", over an open connection" if peer.reused else "")
    if peer.tls is not None:
        unsure = "" if peer.tls.verified else ", NOT verified"
        until = f", until {peer.tls.not_after}" if peer.tls.not_after else ""
        yield f"{peer.tls.version}, certificate {peer.tls.subject or 'without a name'}{until}{unsure}"


def _with_port(peer: Peer) -> str:
    """The address, which names its port itself where that is not the URL's."""
    address = peer.address
    named = address.startswith("[") or address.count(":") == 1
    return address if named else f"[{address}]:{peer.port}" if ":" in address else f"{address}:{peer.port}"


def _challenge(told: Challenged) -> StoryLine:
    chosen = f"{told.chosen} chosen" if told.chosen else "none fits"
    detail = [f"on offer: {', '.join(told.grants) or 'nothing'}"]
    if told.token_url:
        detail.append(f"token URL: {told.token_url}")
    if told.why:
        detail.append(told.why)
    return StoryLine(
        DONE if told.chosen else FAILED, f"{told.host} asks for a token: {chosen}", tuple(detail), told.exchange
    )


def _token(exchange: Exchange) -> StoryLine:
    life = _expires_in(exchange)
    good = f", good for {duration(life)}" if life is not None else ", for how long is not said"
    host = exchange.peer.host if exchange.peer is not None else ""
    return StoryLine(DONE, f"token{' of ' + host if host else ''}{good}", (), exchange.n)


def _expires_in(exchange: Exchange) -> float | None:
    from ucwa_tui.wire.decode import body_text
    from ucwa_tui.wire.http1 import parse_response

    try:
        tree = json.loads(body_text(parse_response(exchange.response, exchange.method)) or "")
        life = float(tree["expires_in"])
        return life if 0 <= life < 1e12 else None
    except (ValueError, LookupError, TypeError, RecursionError, OverflowError):
        return None


def _application(signed_in: SignedIn, life: float | None) -> StoryLine:
    offered = [name for name in _LINKS if _has_link(signed_in, name)]
    absent = [name for name in _LINKS[:2] if name not in offered]
    detail = [f"signed in as {signed_in.user or 'somebody without a name'} ({signed_in.grant})"]
    if life is not None:
        detail.append(f"its token is good for {duration(life)}")
    if offered:
        detail.append(f"offers {', '.join(offered)}")
    if absent:
        detail.append(f"does not offer {', '.join(absent)}")
    again = "a new application after the old one was lost" if signed_in.recreated else "application"
    return StoryLine(DONE, f"{again}: {signed_in.url}", tuple(detail))


def _token_life(session: Session) -> float | None:
    expires = session.signed_in.token_expires_at if session.signed_in else None
    own = (exchange for exchange in session.exchanges if exchange.n >= session.first_exchange)
    tokens = [exchange for exchange in own if exchange.purpose is Purpose.TOKEN]
    return expires - tokens[-1].started_at if expires is not None and tokens else None


def _has_link(signed_in: SignedIn, name: str) -> bool:
    waiting = [signed_in.application]
    while waiting:
        resource = waiting.pop()
        if any(group.rel.lower() == name.lower() for group in resource.links):
            return True
        waiting += [one for embedded in resource.embedded for one in embedded.resources]
    return False


def _channel(session: Session, is_open: bool | None) -> Iterator[StoryLine]:
    own = (exchange for exchange in session.exchanges if exchange.n >= session.first_exchange)
    first = next((exchange for exchange in own if exchange.purpose is Purpose.EVENTS), None)
    if first is None or session.channel is None or session.channel.phase is ChannelPhase.FAILED:
        return
    opened = is_open
    if is_open is None:
        opened = session.channel.phase is ChannelPhase.WAITING and not session.channel.trouble
    if opened:
        yield StoryLine(DONE, "event channel open", (), first.n)
    else:
        trouble = session.channel.trouble
        yield StoryLine(RUNNING, "opening the event channel", (trouble,) if trouble else (), first.n)


def _failure(failure: Failure) -> StoryLine:
    detail = [f"diagnostics: {failure.diagnostics}"] if failure.diagnostics else []
    if failure.reason is not None and failure.reason.message:
        detail.append(failure.reason.message)
    if failure.way_out:
        detail.append(f"next step: {failure.way_out}")
    return StoryLine(FAILED, failure.headline, tuple(detail), failure.exchange)


def _unasked(hop: DiscoveryHop) -> StoryLine:
    """A URL that was not asked at all: not allowed, or not reached."""
    mark = FAILED if hop.verdict in _GONE_WRONG else NOTE
    return StoryLine(mark, f"{hop.url}: {hop.verdict}" + (f": {hop.detail}" if hop.detail else ""))


def _header(exchange: Exchange, name: str) -> str:
    if exchange.status is None:
        return ""
    from ucwa_tui.wire.http1 import parse_response

    return parse_response(exchange.response, exchange.method).header(name) or ""


def duration(seconds: float) -> str:
    """A time for people: `7 h 52 min`, `59 min`, `40 s`."""
    whole = max(int(seconds), 0)
    hours, minutes = whole // 3600, whole % 3600 // 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{whole} s"
