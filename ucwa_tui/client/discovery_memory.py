"""The root that an earlier discovery found, and what speaks against using it again.

Source: UCWA reference, "Autodiscovery": the URL may be kept until 403, 502, repeated connection errors, or sign-out;
nothing else makes it invalid. Leaving this program is no sign-out in that sense: the next start would find nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from ucwa_tui.wire.reports import Discovered, DiscoveryForgotten, Failure, FailureKind
from ucwa_tui.wire.sign_in_target import SignInTarget

_INVALIDATING = (403, 502)
_CONNECTION_ERRORS = 2
"""As many in a row are "repeated"."""


class DiscoveryMemory:
    """What is known about a domain's root during one sign-in and the session after it.

    Args:
        target: domain and remembered root; where sign-in begins at a given URL, nothing is remembered.
        report: told about what is worth keeping, and what no longer is.
    """

    def __init__(self, target: SignInTarget, report: Callable[[Discovered | DiscoveryForgotten], None]) -> None:
        given = target.applications_url.strip() or target.root_url.strip()
        self._domain = "" if given else target.domain.strip().rstrip(".").lower()
        self._report = report
        self._errors = 0
        self.root_url = target.cached_root.strip() if self._domain else ""
        """The remembered root, while it is to be tried first; empty: look for one."""
        self._kept = self.root_url

    def found(self, root_url: str) -> None:
        """The way from this root led to `applications`."""
        if self._domain and root_url:
            self._kept = root_url
            self._errors = 0
            self._report(Discovered(self._domain, root_url))

    def pass_over(self) -> None:
        """Look for a root in this sign-in, whatever is remembered."""
        self.root_url = ""

    def blamed(self, failure: Failure) -> bool:
        """Weigh a failure; forget the root where it counts against it.

        Returns:
            Whether to begin again: the remembered root was in use, and is worth another try or has been forgotten.
        """
        was_used = bool(self.root_url)
        if failure.status in _INVALIDATING:
            self._forget(f"{failure.status}: {failure.headline}")
            return was_used
        if failure.kind is not FailureKind.NETWORK:
            return False
        self._errors += 1
        if self._errors >= _CONNECTION_ERRORS:
            self._forget(f"{self._errors} connection errors, the last one: {failure.headline}")
        return was_used

    def _forget(self, why: str) -> None:
        if self._kept:
            self._report(DiscoveryForgotten(self._domain, why))
        self._kept = self.root_url = ""
        self._errors = 0
