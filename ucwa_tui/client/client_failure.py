"""The one exception that carries a `Failure` through the client."""

from __future__ import annotations

from dataclasses import replace

from ucwa_tui.wire.reports import Failure, FailureKind


class ClientFailure(Exception):
    """Something ended without the answer that was wanted. Holds no secret."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.headline)
        self.failure = failure

    def during(self, step: str) -> ClientFailure:
        """The same failure, its headline beginning with the step of sign-in that it happened in."""
        return ClientFailure(replace(self.failure, headline=f"{step}: {self.failure.headline}"))

    def at(self, exchange: int, status: int | None) -> ClientFailure:
        """The same failure with the exchange that it happened in."""
        return ClientFailure(replace(self.failure, exchange=exchange, status=status))


def sign_in_failure(headline: str, way_out: str = "", exchange: int | None = None) -> ClientFailure:
    """Sign-in cannot go on."""
    return ClientFailure(Failure(FailureKind.SIGN_IN, headline, way_out, exchange))


def refused(headline: str, way_out: str = "") -> ClientFailure:
    """The client itself refuses to send something."""
    return ClientFailure(Failure(FailureKind.REFUSED, headline, way_out))


def unexpected(error: BaseException) -> Failure:
    """A fault of this program, told like any other failure instead of leaving the owner to wait."""
    return Failure(
        FailureKind.NETWORK,
        f"the client stumbled: {type(error).__name__}: {error}",
        "This is a fault of ucwa-tui: please report it.",
    )
