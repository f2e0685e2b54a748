"""Where sign-in may go, and where secrets may go.

Source: UCWA reference, "Autodiscovery" (the security check of a redirect) and "Authentication in UCWA". Loopback may
always be plain HTTP; so may the very host that the user gave with `http://`.
"""

from __future__ import annotations

import ipaddress

from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.protocol.conference_uri import parse
from ucwa_tui.protocol.links import host_of, is_loopback, same_host
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.sign_in_target import SignInTarget


class Trust:
    """The rules for one sign-in.

    Args:
        target: its root URL, user and meeting say which domain is the user's own.
    """

    def __init__(self, target: SignInTarget) -> None:
        self._root_url = target.root_url
        self.domain = _sign_in_domain(target)

    def check_hop(self, came_from: str, leads_to: str, what: str) -> None:
        """Refuse to follow a link of discovery that may lead into a trap.

        Args:
            came_from: URL of the answer that held the link.
            leads_to: where the link points, absolute.
            what: the link's name, for the failure.

        Raises:
            ClientFailure: SIGN_IN, naming both hosts.
        """
        try:
            place = place_of(leads_to)
        except ValueError as error:
            raise sign_in_failure(f"{host_of(came_from)} links {what} to something that is no URL: {error}") from None
        if self._is_own(leads_to):
            return
        route = f"{host_of(came_from)} leads to {place.host}"
        if place.scheme == "http":
            raise sign_in_failure(
                f"{what} refused: {route} over plain HTTP, outside the sign-in domain {self.domain}",
                "Only HTTPS may leave the sign-in domain.",
            )
        if not came_from.lower().startswith("https:") and not is_loopback(came_from):
            raise sign_in_failure(
                f"{what} refused: {route}, outside the sign-in domain {self.domain}, and says so over plain HTTP",
                "Begin with an https:// root URL.",
            )

    def may_carry_secrets(self, url: str) -> bool:
        """Whether a password or token may go there: HTTPS, loopback, or the host that the user gave as http."""
        if url.lower().startswith("https:") or is_loopback(url):
            return True
        return self._root_url.lower().startswith("http:") and same_host(self._root_url, url)

    def _is_own(self, url: str) -> bool:
        host = host_of(url)
        if is_loopback(url) or same_host(url, self._root_url):
            return True
        return bool(self.domain) and (host == self.domain or host.endswith(f".{self.domain}"))


def check_redirect(came_from: str, leads_to: str) -> ClientFailure | None:
    """Why an HTTP redirect is not followed; None where it stays on its host (and on HTTPS, if it was there)."""
    hosts = f"{host_of(came_from)} redirects to {host_of(leads_to) or leads_to}"
    if not same_host(came_from, leads_to):
        return sign_in_failure(
            f"{hosts}: a redirect to another host is not followed", "If you trust it, give that root URL instead."
        )
    if came_from.lower().startswith("https:") and not leads_to.lower().startswith("https:"):
        return sign_in_failure(f"{hosts}: a redirect from HTTPS to plain HTTP is not followed")
    return None


def _sign_in_domain(target: SignInTarget) -> str:
    conference = parse(target.meeting_uri) if target.meeting_uri else None
    if conference is not None and not target.user:
        return conference.domain.lower()
    _, at, domain = target.user.rpartition("@")
    if at and domain:
        return domain.strip().lower()
    host = host_of(target.root_url)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.split(".")
        return ".".join(labels[1:]) if len(labels) > 2 else host
    return host
