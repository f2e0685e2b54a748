"""Named web sites on loopback, for what goes over several hosts: each name has its own port, certificate and tokens.

    with Names() as names:
        front = names.site("lyncdiscover.orchard.test")
        front.root_links = {"redirect": "https://pool.orchard.test/root"}
        ... point a client at names.network, with names.surroundings ...

A name that is not there cannot be looked up. The authority is made anew for each `Names`.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import trustme

from tests.support.raw_server import RawServer, Received, Reply, answer, silent
from tests.support.scripted_server import Dynamic, Script
from tests.support.ucwa_bodies import Res, application
from ucwa_tui.wire.network_settings import ConnectTo, NetworkSettings, ProxySettings

USER = "ruth@orchard.test"
PASSWORD = "Plum-Crumble-22"
MEETING = "sip:ruth@orchard.test;gruu;opaque=app:conf:focus:id:H4PX92QD"
ROOT = "/Autodiscover/AutodiscoverService.svc/root"
USER_PATH = f"{ROOT}/oauth/user"
TOKEN = "/WebTicket/oauthtoken"
APPLICATIONS = "/ucwa/oauth/v1/applications"
APPLICATION = f"{APPLICATIONS}/10457728391"
PAGE = b"<!DOCTYPE html><html><head><title>Sign-in needed</title></head><body>No entry.</body></html>"
PORTS = {"https": 443, "http": 80}


class Site:
    """One origin. By default a whole UCWA server: root, user, token service, applications.

    Args:
        url: scheme and name.
        tls: what it shows; None for plain HTTP.
        address: loopback address that it listens on.
    """

    def __init__(self, url: str, tls: ssl.SSLContext | None, address: str) -> None:
        self.url = url
        self.name = url.partition("://")[2]
        self.fqdn = f"fe7.{self.name}"
        self.requests: list[Received] = []
        self.tokens: list[str] = []
        self.root_links = {"user": url + USER_PATH}
        self.user_links = {"applications": url + APPLICATIONS}
        self.grants = "urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password"
        self._scripts: dict[tuple[str, str], list[Script]] = {}
        self._lock = threading.Lock()
        self.server = RawServer(self._handle, address, tls)

    def on(self, method: str, path: str, *replies: Script) -> None:
        """Replace the answers of a path: used up in order, the last one stays."""
        self._scripts[method, path] = list(replies)

    def seen(self, method: str, path: str) -> list[Received]:
        """The requests so far for a path, query ignored."""
        with self._lock:
            return [r for r in self.requests if (r.method, r.path) == (method, path)]

    @property
    def targets(self) -> list[tuple[str, str]]:
        """Method and path of every request so far."""
        with self._lock:
            return [(r.method, r.path) for r in self.requests]

    def challenge(self, status: int = 401, more: tuple[tuple[str, str], ...] = ()) -> bytes:
        """Two header lines and an HTML page."""
        lines = (
            f'Bearer trusted_issuers="00000002-0000-0ff1-ce00-000000000000@{self.name}", client_id="00000004"',
            f'MsRtcOAuth href="{self.url}{TOKEN}",grant_type="{self.grants}"',
        )
        headers = tuple(("WWW-Authenticate", line) for line in lines)
        return answer(status, PAGE, "text/html", (*headers, ("X-MS-Server-Fqdn", self.fqdn), *more))

    def resource(self, rel: str, links: dict[str, str]) -> bytes:
        """A resource whose `self` is of no use, as with real servers."""
        return answer(200, Res(rel, f"{self.url}{ROOT}/user", links).json(), headers=(("X-MS-Server-Fqdn", self.fqdn),))

    def _handle(self, received: Received) -> Reply:
        with self._lock:
            self.requests.append(received)
            script = self._scripts.get((received.method, received.path))
            scripted = (script.pop(0) if len(script) > 1 else script[0]) if script else None
        if scripted is None:
            return self._default(received)
        return scripted.answer(received) if isinstance(scripted, Dynamic) else scripted

    def _default(self, received: Received) -> Reply:
        match received.method, received.path:
            case "GET", "/" | "/Autodiscover/AutodiscoverService.svc/root":
                return self.resource("root", self.root_links)
            case "POST", "/WebTicket/oauthtoken":
                return self._token(received)
        if (received.header("Authorization") or "").removeprefix("Bearer ") not in self.tokens:
            return self.challenge()
        match received.method, received.path:
            case "GET", path if path == USER_PATH:
                return self.resource("user", self.user_links)
            case "POST", path if path == APPLICATIONS:
                return answer(201, application(APPLICATION, display_name="Ruth Vance").json())
            case "GET", path if path.endswith("/events"):
                return silent
            case "DELETE", _:
                return answer(204)
        return answer(404, PAGE, "text/html")

    def _token(self, received: Received) -> Reply:
        form = {name: values[0] for name, values in parse_qs(received.body.decode()).items()}
        good = {
            "password": (form.get("username"), form.get("password")) == (USER, PASSWORD),
            "urn:microsoft.rtc:anonmeeting": form.get("ms_rtc_conferenceuri") == MEETING,
        }.get(form.get("grant_type", ""), False)
        if not good:
            return answer(400, b'{"error":"invalid_grant"}')
        with self._lock:
            self.tokens.append(f"cwt={self.name.replace('.', '-')}-{len(self.tokens)}-{'q' * 20}")
        body = {"access_token": self.tokens[-1], "expires_in": 27001, "token_type": "Bearer"}
        return answer(200, json.dumps(body), "application/json", (("Cache-Control", "no-store"),))


class Names:
    """Sites by name, and the authority that vouches for them."""

    def __init__(self) -> None:
        self.authority = trustme.CA(organization_name="Orchard Test Authority")
        self.sites: dict[str, Site] = {}
        self.asked: list[str] = []
        """Names that were looked up although they are not there."""
        self._dead: list[ConnectTo] = []

    def __enter__(self) -> Names:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for site in self.sites.values():
            site.server.stop()

    def site(self, url: str, *, address: str = "127.0.0.1", shows: str | None = None) -> Site:
        """A new site.

        Args:
            url: scheme and name, or a name for https.
            address: where it listens.
            shows: name in its certificate, where that is another one.
        """
        full = url if "://" in url else f"https://{url}"
        tls = self._serving(shows or full.partition("://")[2]) if full.startswith("https:") else None
        self.sites[full] = Site(full, tls, address)
        return self.sites[full]

    def refuse(self, url: str) -> None:
        """Let connections to an origin be refused: the name is there, nothing listens."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        parts = urlsplit(url)
        self._dead.append(ConnectTo(parts.hostname or "", PORTS[parts.scheme], "127.0.0.1", port))

    @property
    def network(self) -> NetworkSettings:
        """Leads every name to its site."""
        rules = [
            ConnectTo(site.name, PORTS[url.partition(":")[0]], site.server.host, site.server.port)
            for url, site in self.sites.items()
        ]
        return NetworkSettings(proxy=ProxySettings(from_environment=False), connect_to=(*rules, *self._dead))

    @property
    def surroundings(self) -> dict[str, Any]:
        """For `driven`: the authority is trusted, and no other name exists."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return {"tls_context": lambda *_: context, "look_up": self._unknown}

    async def resolve(self, host: str, port: int) -> Sequence[Any]:
        """A resolver that knows every name by itself, in place of `network`."""
        scheme = next(scheme for scheme, usual in PORTS.items() if usual == port)
        site = self.sites.get(f"{scheme}://{host}")
        if site is None:
            return await self._unknown(host, port)
        return [(socket.AF_INET, (site.server.host, site.server.port))]

    async def _unknown(self, host: str, port: int) -> Sequence[Any]:
        self.asked.append(f"{host}:{port}")
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def _serving(self, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(name).configure_cert(context)
        return context

    def write_authority(self, folder: Path) -> str:
        """The authority's certificate as a PEM file."""
        path = folder / "authority.pem"
        self.authority.cert_pem.write_to_path(str(path))
        return str(path)
