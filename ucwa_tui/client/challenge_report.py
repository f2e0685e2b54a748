"""What a challenge offers, and why a grant was chosen, for a person.

Source: UCWA reference, "Authentication in UCWA".
"""

from __future__ import annotations

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.token_desk import Offer
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
"""Which grant of ours asks for a grant type."""


def challenged(answer: Answer, target: SignInTarget, offer: Offer | None) -> Challenged:
    """The report for a challenge.

    Args:
        answer: the 401 or 403.
        target: what the user asked for.
        offer: what was chosen; None where nothing fits.
    """
    challenges = parse_challenges(answer.message.headers_named("WWW-Authenticate"))
    challenge = token_challenge(challenges)
    grants = challenge.grant_types if challenge else ()
    token_url = resolve(answer.url, challenge.href) if challenge and challenge.href else ""
    if offer is not None:
        why = f"asked for by --auth {target.grant.value}" + (
            ", and the only grant on offer" if len(grants) == 1 else ""
        )
    else:
        azure = any(c.authorization_uri for c in challenges)
        why = _why_none(target.grant, challenge, azure=azure)
    chosen = offer.grant_type if offer else ""
    return Challenged(host_of(answer.url), grants, token_url, chosen, why, answer.exchange.n)


def _why_none(grant: Grant, challenge: Challenge | None, *, azure: bool) -> str:
    if challenge is None:
        wants = "it wants an Azure AD token (--auth bearer)" if azure else "it names no token service"
        return f"nothing to choose from: {wants}"
    offered = ", ".join(_with_option(name) for name in challenge.grant_types) or "no grant at all"
    if grant is Grant.BEARER:
        return f"the given token is not accepted here; on offer: {offered}"
    if any(_ASKED_FOR.get(name.lower()) is grant for name in challenge.grant_types):
        return f"--auth {grant.value} is on offer, but was not accepted here"
    return f"--auth {grant.value} is not on offer; on offer: {offered}"


def _with_option(grant_type: str) -> str:
    grant = _ASKED_FOR.get(grant_type.lower())
    return f"{grant_type} (--auth {grant.value})" if grant else f"{grant_type} (not known to this program)"
