"""A scripted UCWA server: signs a client in faithfully by default, and lets a test replace any answer.

    with FakeUcwa() as fake:
        fake.on("POST", fake.join_path, answer(403, reason_json("Forbidden")))
        ... point a client at fake.root_url ...
        fake.wait_for("POST", fake.join_path)

Replies given to `on` are used up in order; the last one stays. Event channel answers go through `events`.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeAlias
from urllib.parse import parse_qs

from tests.support.raw_server import Connection, Handler, RawServer, Received, Reply, answer
from tests.support.ucwa_bodies import Res, application, events_json

USER = "dana@example.test"
PASSWORD = "Correct-Horse-7"
MEETING = "sip:dana@example.test;gruu;opaque=app:conf:focus:id:K7Q2M4XN"
HTML_401 = b"<!DOCTYPE html><html><head><title>401 - Unauthorized</title></head><body>No.</body></html>"


@dataclass(frozen=True)
class Dynamic:
    """A scripted answer that depends on the request."""

    answer: Handler


Script: TypeAlias = "Reply | Dynamic"


class FakeUcwa:
    """One server, or two: discovery on `host`, and applications on `pool_host` where that is given.

    Args:
        host: loopback address of discovery, token service and, by default, everything.
        pool_host: another loopback address for the applications, with a token service of its own.
        tls: serve HTTPS with this context.
        grants: what the challenge offers.
    """

    root_path = "/Autodiscover/AutodiscoverService.svc/root"
    user_path = "/Autodiscover/AutodiscoverService.svc/root/oauth/user"
    token_path = "/WebTicket/oauthtoken"
    applications_path = "/ucwa/oauth/v1/applications"

    def __init__(
        self,
        host: str = "127.0.0.1",
        *,
        pool_host: str | None = None,
        tls: ssl.SSLContext | None = None,
        grants: str = "urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password",
    ) -> None:
        self.grants = grants
        self.requests: list[Received] = []
        self.tokens: dict[str, list[str]] = {}
        """Tokens that are good, by `host:port`."""
        self.deleted: list[str] = []
        self.created = 0
        self._issued = 0
        self._scripts: dict[tuple[str, str], list[Script]] = {}
        self._events: list[Script] = []
        self._changed = threading.Condition()
        self.discovery = RawServer(self._handle, host, tls)
        self.pool = RawServer(self._handle, pool_host, tls) if pool_host else self.discovery

    def __enter__(self) -> FakeUcwa:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop every listener and thread."""
        self.discovery.stop()
        if self.pool is not self.discovery:
            self.pool.stop()

    # --- for the test ----------------------------------------------------------------------------------------------

    @property
    def root_url(self) -> str:
        """Where signing in starts."""
        return self.discovery.url + self.root_path

    @property
    def application_path(self) -> str:
        """The newest application."""
        return f"{self.applications_path}/{10390000 + max(self.created, 1)}"

    @property
    def events_path(self) -> str:
        """The newest application's event channel, without `ack`."""
        return f"{self.application_path}/events"

    @property
    def join_path(self) -> str:
        """What joinOnlineMeeting links to."""
        return f"{self.application_path}/communication/onlineMeetingInvitations"

    def on(self, method: str, path: str, *replies: Script) -> None:
        """Replace the answers of a path: used up in order, the last one stays."""
        with self._changed:
            self._scripts[method, path] = list(replies)

    def events(self, *replies: Script) -> None:
        """The next answers of the event channel, each used once; afterwards a P-GET is held in silence."""
        with self._changed:
            self._events.extend(replies)
            self._changed.notify_all()

    def seen(self, method: str, path: str) -> list[Received]:
        """The requests so far for a path (query ignored)."""
        with self._changed:
            return [r for r in self.requests if r.method == method and r.path == path]

    def wait_for(self, method: str, path: str, count: int = 1, timeout: float = 5.0) -> list[Received]:
        """Wait until that many requests have come for a path; fails the test where they do not."""
        with self._changed:

            def enough() -> bool:
                return sum(r.method == method and r.path == path for r in self.requests) >= count

            assert self._changed.wait_for(enough, timeout), (
                f"{count} x {method} {path} did not come; there were {[(r.method, r.target) for r in self.requests]}"
            )
        return self.seen(method, path)

    def faithful(self, received: Received) -> Reply:
        """What would be answered without any script: for scripts that only spoil the way it arrives."""
        return self._default(received, self.is_authorised(received))

    # --- the default behaviour --------------------------------------------------------------------------------------

    def _handle(self, received: Received) -> Reply:
        with self._changed:
            authorised = self.is_authorised(received)  # before anybody can see the request and revoke its token
            self.requests.append(received)
            script = self._scripts.get((received.method, received.path))
            scripted = (script.pop(0) if len(script) > 1 else script[0]) if script else None
            self._changed.notify_all()
        return self._default(received, authorised) if scripted is None else _play(scripted, received)

    def _default(self, received: Received, authorised: bool) -> Reply:
        match received.method, received.path:
            case "GET", self.root_path:
                return self._resource(
                    received, Res("root", self.root_url, {"user": self.discovery.url + self.user_path})
                )
            case "GET", self.user_path:
                return self._user(received, authorised)
            case "POST", self.token_path:
                return self._token(received)
            case "POST", self.applications_path:
                return self._create(received, authorised)
        if not received.path.startswith(f"{self.applications_path}/"):
            return answer(404, HTML_401, "text/html")
        if not authorised:
            return self.challenge(received)
        return self._inside(received)

    def _inside(self, received: Received) -> Reply:
        match received.method, received.path:
            case "GET", path if path.endswith("/events"):
                return self._next_events(received)
            case "GET", self.application_path:
                return self._resource(received, self.application())
            case "DELETE", self.application_path:
                with self._changed:
                    self.deleted.append(received.path)
                    self._changed.notify_all()
                return answer(204)
            case "POST", self.join_path:
                return answer(201, headers=(("Location", f"{self.join_path}/1"),))
            case "POST", _:
                return answer(204)
        return answer(404, b'{"code":"NotFound"}')

    def application(self) -> Res:
        """The newest application."""
        return application(self.application_path)

    def is_authorised(self, received: Received) -> bool:
        """Whether the request carries a token of this host."""
        scheme, _, token = (received.header("Authorization") or "").partition(" ")
        return scheme == "Bearer" and token in self.tokens.get(self._host(received), [])

    def challenge(self, received: Received, status: int = 401) -> bytes:
        """The two challenges, with an HTML body."""
        base = self._base(received)
        issuer = 'Bearer trusted_issuers="00000002-0000-0ff1-ce00-000000000000@example.test", client_id="00000004"'
        own = f'MsRtcOAuth href="{base}{self.token_path}",grant_type="{self.grants}"'
        headers = (("WWW-Authenticate", issuer), ("WWW-Authenticate", own), ("X-MS-Server-Fqdn", "fe1.example.test"))
        return answer(status, HTML_401, "text/html", headers)

    def _user(self, received: Received, authorised: bool) -> Reply:
        if not authorised:
            return self.challenge(received)
        links = {"applications": self.pool.url + self.applications_path}
        return self._resource(received, Res("user", f"{self.discovery.url}{self.root_path}/user", links))

    def _token(self, received: Received) -> Reply:
        form = {name: values[0] for name, values in parse_qs(received.body.decode(), keep_blank_values=True).items()}
        good = {
            "password": form.get("username") == USER and form.get("password") == PASSWORD,
            "urn:microsoft.rtc:anonmeeting": form.get("ms_rtc_conferenceuri") == MEETING
            and form.get("password") == "K7Q2M4XN",
        }.get(form.get("grant_type", ""), False)
        if not good:
            told = (("X-Ms-diagnostics", '28020;source="fe1.example.test";reason="No valid security token."'),)
            return answer(400, b'{"error":"invalid_grant"}', "application/json", told)
        return self.grant(received)

    def grant(self, received: Received) -> bytes:
        """A fresh token for the host that was asked."""
        issued = self.tokens.setdefault(self._host(received), [])
        self._issued += 1
        issued.append(f"cwt=AAEB{received.address[1]}xQ{self._issued}z-{'s' * 24}")
        body = {"access_token": issued[-1], "expires_in": 28364, "token_type": "Bearer"}
        return answer(200, json.dumps(body), "application/json", (("Cache-Control", "no-store"),))

    def accept(self, token: str) -> None:
        """Let a given token be good everywhere."""
        for server in (self.discovery, self.pool):
            self.tokens.setdefault(f"{server.host}:{server.port}", []).append(token)

    def revoke(self) -> None:
        """Make every token issued so far worthless."""
        self.tokens = {}

    def _create(self, received: Received, authorised: bool) -> Reply:
        if not authorised:
            return self.challenge(received)
        with self._changed:
            self.created += 1
        return self._resource(received, self.application(), 201)

    def _next_events(self, received: Received) -> Reply:
        def reply(connection: Connection) -> None:
            while (scripted := self._pop_event()) is None:
                if connection.is_gone():
                    return
            played = _play(scripted, received)
            if isinstance(played, bytes):
                connection.send(played)
            else:
                played(connection)

        return reply

    def _pop_event(self) -> Script | None:
        with self._changed:
            if not self._events:
                self._changed.wait(0.02)
            return self._events.pop(0) if self._events else None

    def events_answer(self, ack: int, senders: list[dict[str, Any]] | None = None, **more: Any) -> bytes:
        """A whole answer of the newest application's channel."""
        return answer(200, events_json(self.application_path, ack, senders, **more))

    def _resource(self, received: Received, resource: Res, status: int = 200) -> bytes:
        if "xml" in (received.header("Accept") or ""):
            return answer(status, resource.xml(), "application/xml; charset=utf-8")
        return answer(status, resource.json())

    def _base(self, received: Received) -> str:
        return f"{'https' if self.discovery.tls else 'http'}://{self._host(received)}"

    @staticmethod
    def _host(received: Received) -> str:
        return f"{received.address[0]}:{received.address[1]}"


def _play(scripted: Script, received: Received) -> Reply:
    return scripted.answer(received) if isinstance(scripted, Dynamic) else scripted


def eventually(condition: Callable[[], object], timeout: float = 5.0) -> None:
    """Wait until a condition holds; fails the test where it never does."""
    until = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < until, "the condition never held"
        time.sleep(0.005)
