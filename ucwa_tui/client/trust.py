"""Where sign-in may go, and where secrets may go.

Source: UCWA reference, "Autodiscovery" (the security check of a redirect) and "Authentication in UCWA". Loopback may
always be plain HTTP, and so may a name that the user has connected to it: nothing leaves this machine. The very host
that the user gave with `http://` may be, too.
"""

from __future__ import annotations

import ipaddress
import re

from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.protocol.links import host_of, is_loopback, same_host
from ucwa_tui.protocol.sign_in_domain import sign_in_domain
from ucwa_tui.wire.network_settings import ConnectTo
from ucwa_tui.wire.place import Place, place_of
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

_PLAIN = re.compile(r"http:", re.IGNORECASE)

_SERVICE = re.compile(
    r"(?:lync|sfb|skype|ucwa|web|pool|fe\d|dir|sip|meet|dialin|access|autodiscover|webdir)", re.IGNORECASE
)
"""How hosts of the service are called: `pool.contoso.com` is in contoso.com, but contoso.co.uk is not in co.uk."""


class Trust:
    """The rules for one sign-in.

    Args:
        target: its URLs, domain, user and meeting say which domain is the user's own.
    """

    def __init__(self, target: SignInTarget) -> None:
        self._given_url = (target.applications_url or target.root_url).strip()
        self._trusted = {host.strip().rstrip(".").lower() for host in target.trusted_hosts}
        self._network = target.network
        self.domain = _domain_of(target, self._given_url)
        self.has_given_token = target.grant is Grant.BEARER
        """Whether approving a host lets a token go there that the user has given."""

    def check_hop(self, came_from: str, leads_to: str, what: str) -> None:
        """Refuse to follow a link of discovery that may lead into a trap.

        Args:
            came_from: URL of the answer that held the link.
            leads_to: where the link points, absolute.
            what: the link's name, for the failure.

        Raises:
            ClientFailure: SIGN_IN, naming both hosts.
        """
        self.check_channel(came_from, leads_to, what)
        if self.is_doubtful(came_from, leads_to):
            raise sign_in_failure(
                f"{what} refused: {host_of(came_from)} leads to {host_of(leads_to)}, outside the sign-in domain "
                f"{self.domain}, and says so over plain HTTP",
                "Begin with an https:// root URL.",
            )

    def check_channel(self, came_from: str, leads_to: str, what: str) -> None:
        """The part of `check_hop` that no approval can replace: plain HTTP never leaves the sign-in domain.

        Raises:
            ClientFailure: SIGN_IN, naming both hosts.
        """
        place = _place(came_from, leads_to, what)
        if place.scheme == "http" and not self._is_own(leads_to):
            raise sign_in_failure(
                f"{what} refused: {host_of(came_from)} leads to {place.host} over plain HTTP, outside the sign-in "
                f"domain {self.domain}",
                "Only HTTPS may leave the sign-in domain.",
            )

    def is_doubtful(self, came_from: str, leads_to: str) -> bool:
        """Whether only the user can say that a host is the right one: it is in no list, and anybody on the network
        could have sent us there, because the answer came over plain HTTP."""
        told_safely = not _PLAIN.match(came_from) or is_loopback(came_from)
        return not (told_safely or self._is_own(leads_to) or host_of(leads_to) in self._trusted)

    def approve(self, url: str) -> None:
        """Trust the URL's host for the rest of this sign-in."""
        self._trusted.add(host_of(url))

    def over_https(self, url: str) -> str:
        """The URL with HTTPS in place of plain HTTP, but for where secrets may go over that."""
        if self.may_carry_secrets(url):
            return url
        place = place_of(url)
        port = "" if place.port == 80 else f":{place.port}"
        host = f"[{place.host}]" if ":" in place.host else place.host
        return f"https://{host}{port}{place.target}"

    def may_carry_secrets(self, url: str, came_from: str = "") -> bool:
        """Whether a password or token may go there: HTTPS, loopback, what the user has connected to it, or the host
        that the user gave as http.

        Args:
            url: absolute.
            came_from: URL of the answer that names it, where there is one. A server elsewhere has no business with what
                listens on this machine: it may be anybody's.
        """
        at_home = self._stays_here(url) and (not came_from or self._stays_here(came_from))
        if url.lower().startswith("https:") or at_home:
            return True
        return bool(_PLAIN.match(self._given_url)) and same_host(self._given_url, url)

    def may_have_given_token(self, url: str) -> bool:
        """Whether a token that the user has given may go there unasked: to the host that was named, into the sign-in
        domain, to a trusted host. To another address of this machine only from this machine."""
        at_home = is_loopback(url) and is_loopback(self._given_url)
        named = same_host(url, self._given_url) or self._is_in_domain(url)
        return named or at_home or host_of(url) in self._trusted

    def check_redirect(self, came_from: str, leads_to: str) -> ClientFailure | None:
        """Why an HTTP redirect is not followed.

        None where it stays on its host or leads to the sign-in domain, and on HTTPS if it was there.
        """
        hosts = f"{host_of(came_from)} redirects to {host_of(leads_to) or leads_to}"
        if not same_host(came_from, leads_to) and not self._is_in_domain(leads_to):
            return sign_in_failure(
                f"{hosts}: a redirect to another host outside the sign-in domain {self.domain} is not followed",
                "If you trust it, give that root URL instead.",
            )
        if not _PLAIN.match(came_from) and not leads_to.lower().startswith("https:"):
            return sign_in_failure(f"{hosts}: a redirect from HTTPS to plain HTTP is not followed")
        return None

    def _is_own(self, url: str) -> bool:
        return is_loopback(url) or same_host(url, self._given_url) or self._is_in_domain(url)

    def _stays_here(self, url: str) -> bool:
        """Whether a plain request does not leave this machine: loopback, or a name of the sign-in domain that the user
        has connected to it, without another place for its HTTPS."""
        if is_loopback(url):
            return True
        if self._network.proxy.url or not self._network.connect_to or not self._is_in_domain(url):
            return False
        try:
            place = place_of(url)
        except ValueError:
            return False
        plain = self._rule(place.host, place.port)
        secure = self._rule(place.host, 443 if place.port == 80 else place.port)
        if plain is None or not _is_loopback_host(plain.to_host):
            return False
        return secure is None or (secure.to_host, secure.to_port) == (plain.to_host, plain.to_port)

    def _rule(self, host: str, port: int) -> ConnectTo | None:
        return next((rule for rule in self._network.connect_to if rule.matches(host, port)), None)

    def _is_in_domain(self, url: str) -> bool:
        host = _ascii(host_of(url))
        return bool(self.domain) and (host == self.domain or host.endswith(f".{self.domain}"))


def _place(came_from: str, leads_to: str, what: str) -> Place:
    try:
        return place_of(leads_to)
    except ValueError as error:
        raise sign_in_failure(f"{host_of(came_from)} links {what} to something that is no URL: {error}") from None


def _is_loopback_host(host: str) -> bool:
    return bool(host) and is_loopback(f"http://[{host}]/" if ":" in host else f"http://{host}/")


def _ascii(host: str) -> str:
    """A name as it is looked up; one that cannot be comes back as it is."""
    try:
        return place_of(f"https://{host}/").host
    except ValueError:
        return host


def _domain_of(target: SignInTarget, given_url: str) -> str:
    user = "" if target.grant is Grant.ANONYMOUS else target.user
    domain = target.domain.strip().rstrip(".").lower() or sign_in_domain(user, target.meeting_uri)
    if domain:
        return _ascii(domain)
    host = host_of(given_url)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.split(".")
        below = len(labels) > 3 or (len(labels) == 3 and _SERVICE.match(host) is not None)
        return ".".join(labels[1:]) if below else host
    return host
