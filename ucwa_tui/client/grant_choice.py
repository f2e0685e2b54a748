"""Which grant was chosen at a challenge, out of what, and why: told to whoever looks on.

Source: UCWA reference, "Authentication in UCWA".
"""

from __future__ import annotations

from collections.abc import Callable

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.token_desk import Offer, TokenDesk
from ucwa_tui.protocol.challenge import Challenge, parse_challenges, token_challenge
from ucwa_tui.protocol.links import host_of, resolve
from ucwa_tui.wire.reports import Challenged
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

_ASKED_FOR = {
    "password": Grant.PASSWORD,
    "urn:microsoft.rtc:windows": Grant.WINDOWS,
    "urn:microsoft.rtc:anonmeeting": Grant.ANONYMOUS,
    "urn:microsoft.rtc:passive": Grant.PASSIVE,
}
"""Which of our ways to sign in asks for a grant type."""


def choose_grant(desk: TokenDesk, refusal: Answer, target: SignInTarget, report: Callable[[Challenged], None]) -> Offer:
    """The desk's choice, reported together with what it was made from.

    Args:
        desk: chooses.
        refusal: a 401 or 403.
        target: what the user asked for.
        report: told either way.

    Raises:
        ClientFailure: SIGN_IN; nothing on offer fits.
    """
    try:
        offer = desk.choose(refusal)
    except ClientFailure as error:
        report(challenged(refusal, target, trouble=error.failure.headline))
        raise
    report(challenged(refusal, target, offer))
    return offer


def challenged(refusal: Answer, target: SignInTarget, offer: Offer | None = None, trouble: str = "") -> Challenged:
    """The report for a challenge.

    Args:
        refusal: a 401 or 403.
        target: what the user asked for.
        offer: what was chosen; None where nothing was.
        trouble: why not, where what was asked for is on offer.
    """
    challenges = parse_challenges(refusal.message.headers_named("WWW-Authenticate"))
    challenge = token_challenge(challenges)
    grants = challenge.grant_types if challenge else ()
    if offer is not None:
        only = ", and the only grant on offer" if len(grants) == 1 else ""
        why = f"asked for by --auth {target.grant.value}{only}"
    else:
        why = _why_none(target.grant, challenge, trouble, azure=any(c.authorization_uri for c in challenges))
    return Challenged(
        host_of(refusal.url),
        grants,
        resolve(refusal.url, challenge.href) if challenge and challenge.href else "",
        offer.grant_type if offer else "",
        why,
        refusal.exchange.n,
    )


def _why_none(grant: Grant, challenge: Challenge | None, trouble: str, *, azure: bool) -> str:
    if challenge is None:
        wants = "it wants an Azure AD token (--auth bearer)" if azure else "it names no token service"
        return f"nothing to choose from: {wants}"
    offered = ", ".join(_with_option(name) for name in challenge.grant_types) or "no grant at all"
    if grant is Grant.BEARER:
        return f"the given token is not accepted here; on offer: {offered}"
    if any(_ASKED_FOR.get(name.lower()) is grant for name in challenge.grant_types):
        return f"--auth {grant.value} is on offer, but: {trouble}"
    return f"--auth {grant.value} is not on offer; on offer: {offered}"


def _with_option(grant_type: str) -> str:
    grant = _ASKED_FOR.get(grant_type.lower())
    return f"{grant_type} (--auth {grant.value})" if grant else f"{grant_type} (not known to this program)"
