"""What TLS settled on and what the certificates say, as rows; days are counted by the clock that is given."""

from __future__ import annotations

from datetime import UTC, datetime

from ucwa_tui.tui.facts import fact, heading
from ucwa_tui.tui.rows import Row
from ucwa_tui.wire.exchange import ChainLink, Exchange, ExchangeState, Peer, TlsFacts

_DAY = 86_400
SOON = 30
"""Days before its end from which a certificate is warned of."""


def certificate_rows(exchange: Exchange, peer: Peer, now: float, width: int) -> list[Row]:
    """TLS and its certificates.

    Args:
        exchange: whose.
        peer: of that exchange.
        now: seconds since the epoch.
        width: cells.
    """
    rows = heading("TLS")
    tls = peer.tls
    if tls is None:
        return [*rows, *fact("TLS", _why_no_tls(exchange), width, "muted")]
    if tls.version:
        rows += fact("version", tls.version, width)
        rows += fact("cipher", tls.cipher, width)
        rows += fact("ALPN", tls.alpn or "nothing agreed on", width)
    rows += _trust(exchange, tls, width)
    rows += heading("certificate")
    rows += fact("subject", _subject(tls), width)
    if tls.alternative_names:
        rows += fact("also for", ", ".join(tls.alternative_names), width)
    rows += fact("issuer", tls.issuer or "not told", width)
    rows += _validity(tls.not_before, tls.not_after, now, width)
    rows += fact("serial", tls.serial or "not told", width)
    rows += fact("SHA-256", tls.fingerprint or "not told", width)
    return [*rows, *_chain(exchange, tls, now, width)]


def _why_no_tls(exchange: Exchange) -> str:
    if exchange.url.lower().startswith("http:"):
        return "none: plain HTTP, which everybody on the way can read"
    if exchange.state is ExchangeState.RUNNING:
        return "not yet"
    return "nothing known: the handshake did not come so far" if exchange.error else "not recorded"


def _trust(exchange: Exchange, tls: TlsFacts, width: int) -> list[Row]:
    if tls.verified:
        return fact(
            "trust",
            "✓ verified: the chain leads to an authority that is trusted here, and the name fits",
            width,
            "status-ok",
        )
    if tls.version:
        why = "checking is off (insecure): anybody may have answered"
    else:
        why = exchange.error or "the handshake ended with it"
    return fact("trust", f"✗ NOT VERIFIED: {why}", width, "sev-error")


def _subject(tls: TlsFacts) -> str:
    """Without the alternative names, which have a row of their own."""
    return tls.subject.partition(", DNS:")[0].partition(", IP:")[0] or "without a name"


def _validity(not_before: str, not_after: str, now: float, width: int) -> list[Row]:
    rows = fact("valid from", f"{not_before} UTC" if not_before else "not told", width)
    words, style = days_left(not_before, not_after, now)
    return [*rows, *fact("until", f"{not_after} UTC · {words}" if not_after else "not told", width, style)]


def days_left(not_before: str, not_after: str, now: float) -> tuple[str, str]:
    """How long a certificate is good for, in words, and the style of these words.

    Args:
        not_before: `2031-04-01 12:00`, in UTC.
        not_after: likewise.
        now: seconds since the epoch.
    """
    begins, ends = _seconds(not_before), _seconds(not_after)
    if ends is None:
        return "nobody can tell how long that is", "muted"
    if begins is not None and now < begins:
        return f"NOT VALID YET: begins in {_days(begins - now)}", "sev-error"
    if now >= ends:
        return f"EXPIRED {_days(now - ends)} ago", "sev-error"
    left = ends - now
    return f"{_days(left)} left", "sev-warning" if left < SOON * _DAY else ""


def _days(seconds: float) -> str:
    days = int(seconds // _DAY)
    return "less than a day" if not days else f"{days} day{'s' if days != 1 else ''}"


def _seconds(text: str) -> float | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def _chain(exchange: Exchange, tls: TlsFacts, now: float, width: int) -> list[Row]:
    rows = heading("chain")
    if not tls.chain_known:
        why = "this Python does not tell it" if tls.version else "the handshake failed, or it was not recorded"
        return [*rows, *fact("chain", f"not available: {why}", width, "muted")]
    if not tls.chain:
        return [*rows, *fact("chain", "the server sent nothing but its own certificate", width, "muted")]
    rows += fact("0", f"{_subject(tls)} (the server's own)", width)
    for number, link in enumerate(tls.chain, 1):
        rows += _link(number, link, now, width)
    return rows


def _link(number: int, link: ChainLink, now: float, width: int) -> list[Row]:
    own = link.subject == link.issuer
    rows = fact(str(number), link.subject or "without a name", width)
    rows += fact(
        "", "issued by itself: a root" if own else f"issued by {link.issuer or 'nobody named'}", width, "muted"
    )
    words, style = days_left(link.not_before, link.not_after, now)
    rows += fact("", f"until {link.not_after or 'not told'} UTC · {words}", width, style or "muted")
    return [*rows, *fact("", f"SHA-256 {link.fingerprint}", width, "muted")]
