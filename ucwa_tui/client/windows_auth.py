"""Windows sign-in at a token service: Negotiate or NTLM, by HTTP's own authentication, on one connection.

Source: UCWA reference, "Authentication in UCWA" (`urn:microsoft.rtc:windows`); RFC 4559; [MS-NTHT]. The messages
themselves are pyspnego's, which comes with the extra `windows`.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.background import on_daemon_thread
from ucwa_tui.client.certificate import end_point_binding
from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.client.refusals import with_diagnostics
from ucwa_tui.client.sender import Order, Sender
from ucwa_tui.protocol.challenge import handshake_message, parse_challenges
from ucwa_tui.protocol.links import host_of
from ucwa_tui.wire.secret import Secret

if TYPE_CHECKING:
    import spnego

_SCHEMES = ("Negotiate", "NTLM")
"""Best first."""
_MOST_LEGS = 6
"""Kerberos takes one request, NTLM two; more than this is no handshake."""
_NOT_INSTALLED = "pip install 'ucwa-tui[windows]'"


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs in."""

    user: str = ""
    r"""`DOMAIN\user` or `user@domain`; empty: whoever has logged in to this computer (a Kerberos ticket)."""
    password: Secret | None = None


async def check_installed() -> None:
    """Make sure that there is somebody who knows the messages.

    Raises:
        ClientFailure: SIGN_IN; pyspnego is not installed.
    """
    try:
        await on_daemon_thread("ucwa-windows", _import)
    except ImportError:
        raise sign_in_failure(
            "Windows sign-in (Negotiate, NTLM) needs pyspnego, which is not installed", f"Install it: {_NOT_INSTALLED}"
        ) from None


async def windows_sign_in(line: Sender, order: Order, account: Account) -> Answer:
    """Send a request, and prove who one is when asked. The proof is given once.

    Args:
        line: sends over one connection that nobody else uses.
        order: the request; its URL's host is the one to prove it to.
        account: who signs in.

    Returns:
        The answer at the end of the handshake, whatever its status.

    Raises:
        ClientFailure: SIGN_IN where no proof can be given, or it is not accepted; NETWORK.
    """
    await check_installed()
    answer = await line.send(order)
    if answer.status != 401:
        return answer
    offered = {challenge.scheme.lower() for challenge in parse_challenges(_challenges(answer))}
    schemes = [scheme for scheme in _SCHEMES if scheme.lower() in offered]
    if not schemes:
        raise with_diagnostics(
            answer,
            f"{host_of(answer.url)} offers the Windows grant, but its token service neither Negotiate nor NTLM",
            "Sign in another way, or have Windows authentication turned on there.",
        )
    trouble = ""
    for scheme in schemes:
        try:
            context, message = await on_daemon_thread("ucwa-windows", _beginning(scheme, answer, account))
        except _CannotTellError as error:
            trouble = f"{trouble}; {scheme}: {error}" if trouble else f"{scheme}: {error}"
            continue
        return await _Handshake(line, order, scheme, context).run(message)
    raise _cannot_start(answer, account, trouble)


class _Handshake:
    """The legs of one scheme."""

    def __init__(self, line: Sender, order: Order, scheme: str, context: spnego.ContextProxy) -> None:
        self._line = line
        self._order = order
        self._scheme = scheme
        self._context = context

    async def run(self, message: bytes) -> Answer:
        for leg in range(1, _MOST_LEGS + 1):
            proof = Secret(f"{self._scheme} {base64.b64encode(message).decode('ascii')}")
            answer = await self._line.send(replace(self._order, authorization=proof))
            if answer.status != 401:
                return answer
            told = handshake_message(_challenges(answer), self._scheme)
            if leg > 1:
                self._check_connection(answer)
            if leg == 1 and not self._context.complete and told is None:
                raise _not_taken_up(answer, self._scheme)
            if told is None or self._context.complete:
                raise _not_accepted(answer)
            message = await self._answer_to(told, answer, leg)
        raise sign_in_failure(
            f"{host_of(answer.url)}: the {self._scheme} handshake does not end",
            "Sign in another way.",
            answer.exchange.n,
        )

    async def _answer_to(self, told: str, answer: Answer, leg: int) -> bytes:
        try:
            message = await on_daemon_thread("ucwa-windows", lambda: _step(self._context, told))
        except _CannotTellError as error:
            if leg > 1:
                raise _not_accepted(answer) from None
            raise sign_in_failure(
                f"{host_of(answer.url)}: its {self._scheme} challenge cannot be answered: {error}",
                "A proxy in between may have changed it. Sign in another way.",
                answer.exchange.n,
            ) from None
        if not message:
            raise _not_accepted(answer)
        return message

    def _check_connection(self, answer: Answer) -> None:
        """The proof counts only on the connection that the challenge came on."""
        peer = answer.exchange.peer
        if peer is None or not peer.reused:
            raise sign_in_failure(
                f"{host_of(answer.url)}: the connection was closed in the middle of the {self._scheme} handshake",
                "A proxy or load balancer in between may not keep connections: Windows sign-in needs one that does.",
                answer.exchange.n,
            )


class _CannotTellError(Exception):
    """pyspnego has no message to send."""


def _beginning(scheme: str, answer: Answer, account: Account) -> Callable[[], tuple[spnego.ContextProxy, bytes]]:
    def begin() -> tuple[spnego.ContextProxy, bytes]:
        import spnego
        from spnego.channel_bindings import GssChannelBindings

        binding = None
        if answer.certificate:
            binding = GssChannelBindings(application_data=end_point_binding(answer.certificate))
        password = account.password.reveal() if account.password else None
        with _Translated():
            context = spnego.client(
                account.user or None,
                password,
                hostname=host_of(answer.url),
                service="HTTP",
                channel_bindings=binding,
                protocol=scheme.lower(),
            )
            return context, context.step() or b""

    return begin


def _step(context: spnego.ContextProxy, told: str) -> bytes:
    with _Translated():
        return context.step(base64.b64decode(told, validate=True)) or b""


class _Translated:
    """Turns everything that pyspnego raises for odd credentials and odd messages into one exception."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from spnego.exceptions import FeatureMissingError, NativeError, SpnegoError

        known = (SpnegoError, NativeError, FeatureMissingError, OSError, ImportError)
        odd = (ValueError, struct.error, TypeError, LookupError, AttributeError, ArithmeticError, NotImplementedError)
        if isinstance(error, known + odd):
            told = " ".join(str(error).split()) or type(error).__name__
            raise _CannotTellError(told if isinstance(error, known) else f"not understood: {told}") from None


def _import() -> None:
    import spnego  # noqa: F401  # slow: not on the event loop


def _challenges(answer: Answer) -> tuple[str, ...]:
    return answer.message.headers_named("WWW-Authenticate")


def _not_accepted(answer: Answer) -> ClientFailure:
    return with_diagnostics(
        answer,
        f"{host_of(answer.url)} issued no token: wrong user or password",
        r"Check both; the user is DOMAIN\user or user@domain.",
    )


def _not_taken_up(answer: Answer, scheme: str) -> ClientFailure:
    """The handshake was begun, and the server has said nothing to it: no password was sent yet."""
    offered = [c.scheme.lower() for c in parse_challenges(_challenges(answer))]
    unreadable = any(re.match(rf"\s*{scheme}\s+\S", value, re.IGNORECASE) for value in _challenges(answer))
    host = host_of(answer.url)
    if unreadable:
        told = f"{host}: its {scheme} challenge cannot be read"
    elif scheme.lower() in offered:
        told = f"{host} did not go on with the {scheme} handshake: it answered the beginning by asking for one again"
    else:
        told = f"{host} did not go on with the {scheme} handshake: it does not offer {scheme} any more"
    return with_diagnostics(
        answer,
        f"{told}; no password was sent",
        f"{scheme} may be refused there, or a proxy or load balancer in between changes the headers or does not keep "
        "the connection. Sign in another way, or connect without it.",
    )


def _cannot_start(answer: Answer, account: Account, trouble: str) -> ClientFailure:
    host = host_of(answer.url)
    if not account.user:
        return sign_in_failure(
            f"{host}: no Kerberos ticket of a login to sign in with ({trouble})",
            "Get one (kinit), or give a user and a password.",
            answer.exchange.n,
        )
    return sign_in_failure(
        f"{host}: Windows sign-in cannot begin ({trouble})",
        r"Check the user (DOMAIN\user or user@domain), or sign in another way.",
        answer.exchange.n,
    )
