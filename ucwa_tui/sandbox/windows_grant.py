"""The Windows grant: NTLM on the token endpoint, one handshake for each connection, as web servers do it.

Source: UCWA reference, "Authentication in UCWA" (`urn:microsoft.rtc:windows`). Negotiate is not offered: behind this
server there is no domain that could issue Kerberos tickets.
"""

from __future__ import annotations

import base64
import binascii

from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.html import unauthorized_page
from ucwa_tui.sandbox.ntlm import NotNtlm, challenge_message, read_proof
from ucwa_tui.sandbox.people import Account

SCHEME = "NTLM"
_CHALLENGE = "NTLM challenge"


def prove(call: Call) -> Account | Answer:
    """Whoever has proved to be somebody, or the 401 with which the handshake goes on or begins anew."""
    scheme, _, text = (call.request.header("Authorization") or "").partition(" ")
    challenge = call.request.connection.pop(_CHALLENGE, None)
    if scheme.lower() != SCHEME.lower():
        return _unauthorized(SCHEME)
    try:
        message = base64.b64decode(text, validate=True)
        if challenge is None:
            return _challenge(call, message)
        proof = read_proof(message)
    except (NotNtlm, binascii.Error):
        return _unauthorized(SCHEME)
    account = call.world.account(proof.user)
    if account is None or not proof.fits(account.password, challenge):
        return _unauthorized(SCHEME)
    return account


def _challenge(call: Call, negotiate: bytes) -> Answer:
    challenge = call.world.ids.eight_bytes()
    told = challenge_message(negotiate, challenge, call.world.clock.now(), call.world.cast.domain)
    call.request.connection[_CHALLENGE] = challenge
    return _unauthorized(f"{SCHEME} {base64.b64encode(told).decode('ascii')}")


def _unauthorized(challenge: str) -> Answer:
    return Answer(401, (("WWW-Authenticate", challenge),), unauthorized_page(), "text/html")
