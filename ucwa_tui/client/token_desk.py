"""Gets tokens and remembers them: one for each host, never shown to another.

Source: UCWA reference, "Authentication in UCWA".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.client.refusals import not_ucwa, refusal
from ucwa_tui.client.sender import Order, Sender
from ucwa_tui.client.trust import Trust
from ucwa_tui.protocol.challenge import parse_challenges, token_challenge
from ucwa_tui.protocol.compose import USER_AGENT
from ucwa_tui.protocol.conference_uri import conference_key
from ucwa_tui.protocol.diagnostics import parse_diagnostics
from ucwa_tui.protocol.errors import explain_token_error
from ucwa_tui.protocol.links import host_of, resolve
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.reports import Failure, FailureKind
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

GRANT_TYPES = {Grant.PASSWORD: "password", Grant.ANONYMOUS: "urn:microsoft.rtc:anonmeeting"}
_FORM = "application/x-www-form-urlencoded;charset=UTF-8"
_HEADER_TOKEN = re.compile(r"[!-~]+\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A token of one host."""

    secret: Secret
    expires_at: float | None
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A token service that issues what is wanted."""

    resource_url: str
    """What the token will be for."""
    token_url: str
    grant_type: str


class TokenDesk:
    """The only place that handles tokens.

    Args:
        sender: carries the requests.
        target: as whom to sign in.
        trust: where secrets may go.
        redactor: learns each new token.
        clock: seconds since the epoch.
    """

    def __init__(
        self, sender: Sender, target: SignInTarget, trust: Trust, redactor: Redactor, clock: Callable[[], float]
    ) -> None:
        self._sender = sender
        self._target = target
        self._trust = trust
        self._redactor = redactor
        self._clock = clock
        self._tokens: dict[str, Token] = {}

    def token_for(self, url: str) -> Token | None:
        """The token of the URL's host, or None."""
        return self._tokens.get(place_of(url).origin)

    def give(self, url: str, secret: Secret) -> None:
        """Use a token that the user has given.

        Raises:
            ClientFailure: it must not go there, or no header can hold it.
        """
        self._check_channel(url)
        self._keep(url, secret.reveal(), None)

    def choose(self, answer: Answer) -> Offer:
        """The token service that an answer's challenge names.

        Raises:
            ClientFailure: SIGN_IN; there is none, or it does not issue what is wanted.
        """
        challenges = parse_challenges(answer.message.headers_named("WWW-Authenticate"))
        challenge = token_challenge(challenges)
        if challenge is None or challenge.href is None:
            if any(c.authorization_uri for c in challenges):
                raise refusal(
                    answer, FailureKind.SIGN_IN, way_out="It wants an Azure AD token: pass one with `bearer`."
                )
            raise refusal(answer, FailureKind.SIGN_IN)
        wanted = GRANT_TYPES.get(self._target.grant)
        if wanted is None or not challenge.offers(wanted):
            raise sign_in_failure(
                f"{host_of(answer.url)} does not offer {wanted or 'to renew a given token'}; "
                f"it offers {', '.join(challenge.grant_types) or 'no grant at all'}",
                "Sign in another way (password, anonymous, bearer).",
                answer.exchange.n,
            )
        token_url = resolve(answer.url, challenge.href)
        self._trust.check_hop(answer.url, token_url, "token service")
        self._check_channel(token_url)
        return Offer(answer.url, token_url, wanted)

    async def obtain(self, offer: Offer) -> Token:
        """Get a token, and keep it. Credentials are sent once.

        Raises:
            ClientFailure: SIGN_IN with the token service's reason, or NETWORK.
        """
        answer = await self._sender.send(Order(self._plan(offer), offer.token_url))
        if answer.status != 200:
            raise _token_refusal(answer)
        return self._accept(answer, offer)

    def _plan(self, offer: Offer) -> RequestPlan:
        form = urlencode(self._fields(offer), quote_via=quote, safe="")
        headers = (
            ("Accept", "application/json"),
            ("Accept-Encoding", "gzip"),
            ("User-Agent", USER_AGENT),
            ("Content-Type", _FORM),
        )
        return RequestPlan("POST", offer.token_url, headers, form.encode("ascii"), Purpose.TOKEN)

    def _fields(self, offer: Offer) -> list[tuple[str, str]]:
        target = self._target
        fields = [("grant_type", offer.grant_type)]
        if target.grant is Grant.PASSWORD:
            password = target.secret.reveal() if target.secret else ""
            return [*fields, ("username", target.user), ("password", password)]
        meeting = (target.meeting_uri or "").strip()
        fields += [("password", conference_key(meeting) or ""), ("ms_rtc_conferenceuri", meeting)]
        old = self.token_for(offer.resource_url)
        # Without the old token an anonymous participant would come back as somebody else in mid-meeting.
        return [*fields, ("ms_rtc_renew", old.secret.reveal())] if old else fields

    def _accept(self, answer: Answer, offer: Offer) -> Token:
        body = _json_object(answer)
        if body is None:
            raise not_ucwa(answer, f"its token service's body is {answer.kind}, not a JSON token")
        text = body.get("access_token")
        if not isinstance(text, str) or not text:
            raise not_ucwa(answer, "there is no access_token in it")
        return self._keep(offer.resource_url, text, _expiry(body.get("expires_in"), self._clock()))

    def _keep(self, url: str, text: str, expires_at: float | None) -> Token:
        secret = Secret(text)
        self._redactor.add(secret, "token")
        if not _HEADER_TOKEN.match(text):
            raise sign_in_failure(
                f"the token for {host_of(url)} holds a blank or another character that no header can carry"
            )
        self._tokens[place_of(url).origin] = Token(secret, expires_at)
        return self._tokens[place_of(url).origin]

    def _check_channel(self, url: str) -> None:
        if not self._trust.may_carry_secrets(url):
            raise sign_in_failure(
                f"credentials are not sent to {host_of(url)} over plain HTTP", "Use a server that offers HTTPS."
            )


def _token_refusal(answer: Answer) -> ClientFailure:
    body = _json_object(answer) or {}
    error = body.get("error")
    diagnostics = parse_diagnostics(answer.diagnostics)
    text = diagnostics.text if diagnostics else ""  # says more than what its number means
    explained = explain_token_error(
        answer.status, error if isinstance(error, str) else None, None if text else diagnostics
    )
    told = f" The server says {text}" if text else ""
    return ClientFailure(
        Failure(
            FailureKind.SIGN_IN,
            f"{host_of(answer.url)} issued no token: {explained.headline}: {explained.meaning}{told}",
            explained.next_step,
            answer.exchange.n,
            answer.status,
            diagnostics=answer.diagnostics,
        )
    )


def _json_object(answer: Answer) -> dict[str, object] | None:
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _expiry(expires_in: object, now: float) -> float | None:
    if isinstance(expires_in, bool) or not isinstance(expires_in, int | float | str):
        return None
    try:
        seconds = float(expires_in)
    except (ValueError, OverflowError):
        return None
    return now + seconds if 0 < seconds < 1e9 else None
