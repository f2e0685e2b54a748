"""Gets tokens and remembers them: one for each host, never shown to another.

Source: UCWA reference, "Authentication in UCWA".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.client.refusals import not_ucwa, refusal, with_diagnostics
from ucwa_tui.client.sender import Order, Sender
from ucwa_tui.client.token_refusal import json_object, json_problem, passive_refusal, token_refusal
from ucwa_tui.client.token_request import GRANT_TYPES, token_request
from ucwa_tui.client.trust import Trust
from ucwa_tui.client.tuning import Tuning
from ucwa_tui.client.windows_auth import Account, check_installed, windows_sign_in
from ucwa_tui.protocol.challenge import Challenge, parse_challenges, token_challenge
from ucwa_tui.protocol.links import host_of, resolve
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.reports import FailureKind, TokenRenewed
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

_HEADER_TOKEN = re.compile(r"[!-~]+\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A token of one host."""

    secret: Secret
    expires_at: float | None
    """Seconds since the epoch."""
    life: float | None = None
    """Seconds that it was issued for."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A token service that issues what is wanted."""

    resource_url: str
    """What the token will be for."""
    token_url: str
    grant_type: str


@dataclass(frozen=True, slots=True)
class DeskTools:
    """What the desk works with."""

    sender: Sender
    """Carries the requests."""
    redactor: Redactor
    """Learns each new token."""
    clock: Callable[[], float]
    """Seconds since the epoch."""
    tuning: Tuning
    report: Callable[[TokenRenewed], None]
    own_line: Callable[[], Sender]
    """Makes a sender over connections that nobody else uses; whoever asks for it closes it."""


class TokenDesk:
    """The only place that handles tokens.

    Args:
        tools: senders, clock, who is told.
        target: as whom to sign in.
        trust: where secrets may go.
    """

    def __init__(self, tools: DeskTools, target: SignInTarget, trust: Trust) -> None:
        self.tools = tools
        self._target = target
        self._trust = trust
        self._tokens: dict[str, Token] = {}
        self._offers: dict[str, Offer] = {}
        self.application_url = ""
        """Whose token's life the status line counts down."""

    def token_for(self, url: str) -> Token | None:
        """The token of the URL's host, or None."""
        return self._tokens.get(place_of(url).origin)

    def offer_for(self, url: str) -> Offer | None:
        """The token service that has issued the token of the URL's host, or None."""
        return self._offers.get(place_of(url).origin)

    def give(self, url: str, secret: Secret) -> None:
        """Use a token that the user has given.

        Raises:
            ClientFailure: it must not go there, or no header can hold it.
        """
        self.check_channel(url)
        self._keep(url, secret.reveal(), None, None)

    def choose(self, answer: Answer) -> Offer:
        """The token service that an answer's challenge names.

        Raises:
            ClientFailure: SIGN_IN; there is none, or it does not issue what is wanted.
        """
        challenges = parse_challenges(answer.message.headers_named("WWW-Authenticate"))
        challenge = token_challenge(challenges)
        if challenge is None or challenge.href is None:
            azure = next((c.authorization_uri for c in challenges if c.authorization_uri), None)
            raise _wants_azure(answer, azure) if azure else refusal(answer, FailureKind.SIGN_IN)
        wanted = GRANT_TYPES.get(self._target.grant)
        if wanted is None:
            raise given_token_refused(answer)
        if not challenge.offers(wanted):
            raise _not_offered(answer, challenge, wanted)
        token_url = resolve(answer.url, challenge.href)
        self._trust.check_hop(answer.url, token_url, "token service")
        self.check_channel(token_url, answer.url)
        return Offer(answer.url, token_url, wanted)

    async def obtain(self, offer: Offer) -> Token:
        """Get a token, and keep it. Credentials are sent once.

        Raises:
            ClientFailure: SIGN_IN with the token service's reason, or NETWORK.
        """
        if self._target.grant is Grant.WINDOWS:
            answer = await self._by_windows(offer)
        else:
            answer = await self.tools.sender.send(self._order(offer))
        if answer.status != 200:
            passive = self._target.grant is Grant.PASSIVE
            raise passive_refusal(answer) if passive else token_refusal(answer)
        return self._accept(answer, offer)

    async def _by_windows(self, offer: Offer) -> Answer:
        await check_installed()
        line = self.tools.own_line()
        line.deadline = self.tools.sender.deadline
        try:
            return await windows_sign_in(line, self._order(offer), Account(self._target.user, self._target.secret))
        finally:
            await line.close()

    def _order(self, offer: Offer) -> Order:
        old = self.token_for(offer.resource_url)
        plan = token_request(self._target, offer.token_url, offer.grant_type, old.secret if old else None)
        return Order(plan, offer.token_url)

    def _accept(self, answer: Answer, offer: Offer) -> Token:
        body = json_object(answer)
        if body is None:
            problem = json_problem(answer)
            if answer.body and problem:
                raise not_ucwa(answer, f"its token service's JSON is {problem}")
            raise not_ucwa(answer, f"its token service's body is {answer.kind}, not a JSON token")
        text = body.get("access_token")
        if not isinstance(text, str) or not text:
            raise not_ucwa(answer, "there is no access_token in it")
        life = _seconds(body.get("expires_in"))
        before = self.token_for(offer.resource_url)
        token = self._keep(offer.resource_url, text, None if life is None else self.tools.clock() + life, life)
        self._offers[place_of(offer.resource_url).origin] = offer
        if before is not None:
            self.tools.report(self._renewed(offer.resource_url, token))
        return token

    def _renewed(self, url: str, token: Token) -> TokenRenewed:
        application = self.application_url
        for_application = bool(application) and place_of(application).origin == place_of(url).origin
        return TokenRenewed(host_of(url), token.expires_at, for_application)

    def _keep(self, url: str, text: str, expires_at: float | None, life: float | None) -> Token:
        secret = Secret(text)
        self.tools.redactor.add(secret, "token")
        if not _HEADER_TOKEN.match(text):
            raise sign_in_failure(
                f"the token for {host_of(url)} holds a blank or another character that no header can carry"
            )
        token = self._tokens[place_of(url).origin] = Token(secret, expires_at, life)
        return token

    def check_channel(self, url: str, came_from: str = "") -> None:
        """Make sure that secrets may go to a URL; see `Trust.may_carry_secrets`.

        Raises:
            ClientFailure: SIGN_IN; they would travel in the clear.
        """
        if not self._trust.may_carry_secrets(url, came_from):
            raise sign_in_failure(
                f"credentials are not sent to {host_of(url)} over plain HTTP", "Use a server that offers HTTPS."
            )


def given_token_refused(answer: Answer) -> ClientFailure:
    """A host does not take the token that the user has given."""
    hint = "The given token is not accepted here: it may have expired or belong to another host."
    return refusal(answer, FailureKind.SIGN_IN, way_out=hint)


def _wants_azure(answer: Answer, where: str) -> ClientFailure:
    return with_diagnostics(
        answer,
        f"{host_of(answer.url)} answered {answer.status} and wants a token from Azure AD "
        f"({host_of(where) or where}), which this program cannot get",
        f"Get an Azure AD token for https://{host_of(answer.url)} by other means, and pass it with `bearer`.",
    )


def _not_offered(answer: Answer, challenge: Challenge, wanted: str) -> ClientFailure:
    others = [grant.value for grant, name in GRANT_TYPES.items() if challenge.offers(name)]
    return with_diagnostics(
        answer,
        f"{host_of(answer.url)} does not offer {wanted}; "
        f"it offers {', '.join(challenge.grant_types) or 'no grant at all'}",
        f"Sign in another way ({', '.join([*others, 'bearer'])}).",
    )


def _seconds(expires_in: object) -> float | None:
    if isinstance(expires_in, bool) or not isinstance(expires_in, int | float | str):
        return None
    try:
        seconds = float(expires_in)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < 1e9 else None
