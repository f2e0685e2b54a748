"""A client over real sockets that keeps a capture of itself, rightly or wrongly. Its clock is its own."""

from __future__ import annotations

import io
import itertools
import json
import socket
import threading
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
_NUMBERS = itertools.count(1)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC).timestamp()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    url: str
    status: int
    head: bytes
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str:
        lines = self.head.decode("latin-1").split("\r\n")
        return next(v.strip() for k, _, v in (line.partition(":") for line in lines) if k.lower() == name.lower())


@dataclass(frozen=True)
class Session:
    """One entry of the capture."""

    request: bytes
    response: bytes
    began: float
    ended: float


class LintClient:
    """Speaks JSON. Hosts in URLs are names only: every connection goes to the sandbox's port on loopback."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.port = urlsplit(root).port or 80
        self.now = START
        self.sessions: list[Session] = []
        self.token = ""
        self.user = ""
        self.application_url = ""
        self.application: dict[str, Any] = {}
        self.next = ""
        self.operations = 0
        self.completed = False

    # The wire -------------------------------------------------------------------------------------------------------

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> tuple[bytes, Answer]:
        """A request on a connection of its own; the request's bytes as Fiddler writes them, and the answer."""
        parts = urlsplit(url)
        lines = {"Host": parts.netloc, **headers}
        if body or method in ("POST", "PUT"):
            lines["Content-Length"] = str(len(body))
        rest = "".join(f"{k}: {v}\r\n" for k, v in lines.items()) + "\r\n"
        target = parts._replace(scheme="", netloc="").geturl()
        with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
            connection.sendall(f"{method} {target} HTTP/1.1\r\n{rest}".encode() + body)
            data = b""
            while not _is_whole(data):
                piece = connection.recv(65536)
                assert piece, data
                data += piece
        head, _, content = data.partition(b"\r\n\r\n")
        answer = Answer(url, int(head.split(b" ")[1]), head, content)
        return f"{method} {url} HTTP/1.1\r\n{rest}".encode() + body, answer

    def ask(self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """A request that goes into the capture."""
        began = self.now
        sent, answer = self.send(method, url, headers or {}, body)
        self.now += 0.05
        self.sessions.append(Session(sent, answer.head + b"\r\n\r\n" + answer.body, began, self.now))
        self.now += 0.05
        return answer

    def saz(self) -> bytes:
        """The capture."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for n, session in enumerate(self.sessions, 1):
                archive.writestr(f"raw/{n}_c.txt", session.request)
                archive.writestr(f"raw/{n}_s.txt", session.response)
                began, ended = (datetime.fromtimestamp(at, UTC).isoformat() for at in (session.began, session.ended))
                timers = f'<SessionTimers ClientBeginRequest="{began}" ServerDoneResponse="{ended}" />'
                archive.writestr(f"raw/{n}_m.xml", f'<Session SID="{n}">{timers}</Session>')
        return file.getvalue()

    # The right way --------------------------------------------------------------------------------------------------

    def get(self, url: str, **headers: str) -> Answer:
        return self.ask("GET", url, self.signed(Accept=JSON, **headers))

    def post(self, url: str, values: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        body = json.dumps(values).encode() if values is not None else b""
        kind = {"Content-Type": JSON} if body else {}
        told = {k.replace("_", "-"): v for k, v in headers.items()}
        return self.ask("POST", url, self.signed(Accept=JSON) | kind | told, body)

    def signed(self, **headers: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **headers} if self.token else dict(headers)

    def link(self, holder: Any, rel: str, base: str = "") -> str:
        return urljoin(base or self.application_url, str(holder["_links"][rel]["href"]))

    def find(self) -> str:
        """The token service, by the challenge."""
        root = self.ask("GET", self.root, {"Accept": JSON})
        self.user = self.link(root.json, "user", self.root)
        challenge = self.ask("GET", self.user, {"Accept": JSON})
        assert challenge.status == 401
        return challenge.head.decode().partition('href="')[2].partition('"')[0]

    def get_token(self, form: str, service: str, kind: str = FORM) -> Answer:
        answer = self.ask("POST", service, {"Content-Type": kind, "Accept": JSON}, form.encode())
        if answer.status == 200:
            self.token = answer.json["access_token"]
        return answer

    def create(self) -> None:
        endpoint = f"lint-{next(_NUMBERS)}"
        user = self.get(self.user)
        url = self.link(user.json, "applications", self.user)
        made = self.post(url, {"culture": "en-US", "endpointId": endpoint, "userAgent": "lint"})
        assert made.status == 201
        self.application_url = self.link(made.json, "self", url)
        self.application = made.json
        self.next = self.link(made.json, "events")

    def sign_in(self) -> None:
        self.get_token("grant_type=password&username=alice@sandbox.example&password=open-sesame-alice", self.find())
        self.create()

    def guest(self, uri: str) -> None:
        key = uri.rpartition(":")[2]
        self.get_token(
            f"grant_type=urn:microsoft.rtc:anonmeeting&password={key}&ms_rtc_conferenceuri={uri}", self.find()
        )
        self.create()

    def poll(self) -> Answer:
        answer = self.get(self.next)
        assert answer.status == 200
        self.completed = self.completed or b'"completed"' in answer.body
        links = answer.json["_links"]
        way = next(links[rel] for rel in ("next", "resync", "resume") if rel in links)
        self.next = urljoin(self.application_url, way["href"])
        return answer

    @property
    def communication(self) -> Any:
        return self.application["_embedded"]["communication"]

    @property
    def me(self) -> Any:
        return self.application["_embedded"]["me"]

    def join(self, uri: str, **values: Any) -> Answer:
        self.operations += 1
        told = {"onlineMeetingUri": uri, "operationId": f"op-{self.operations}", **values}
        return self.post(self.link(self.communication, "joinOnlineMeeting"), told)

    def follow(self) -> None:
        """P-GETs until the invitation has completed."""
        for _ in range(20):
            if self.completed:
                return
            self.poll()
        raise AssertionError("the invitation never completed")

    def read_again(self) -> None:
        self.application = self.get(self.application_url).json

    def leave(self) -> None:
        assert self.ask("DELETE", self.application_url, self.signed(Accept=JSON)).status == 204

    # Beside the way -------------------------------------------------------------------------------------------------

    def two_polls(self) -> None:
        """A second P-GET while the first one waits."""
        first_began = self.now
        caught: list[tuple[bytes, Answer]] = []
        headers = self.signed(Accept=JSON)
        waiting = threading.Thread(target=lambda: caught.append(self.send("GET", self.next, headers)))
        waiting.start()
        second_began = self.now + 0.1
        sent, answer = self.send("GET", self.next, headers)
        waiting.join(10)
        ((sent_first, answer_first),) = caught
        assert {answer.status, answer_first.status} == {200, 409}
        if answer_first.status == 200:  # the second one came first
            (sent, answer), (sent_first, answer_first) = (sent_first, answer_first), (sent, answer)
        end = second_began + 0.01
        self.sessions.append(Session(sent_first, answer_first.head + b"\r\n\r\n" + answer_first.body, first_began, end))
        self.sessions.append(Session(sent, answer.head + b"\r\n\r\n" + answer.body, second_began, end + 0.5))
        self.now = end + 1
        self.next = urljoin(self.application_url, answer.json["_links"]["next"]["href"])


def _is_whole(data: bytes) -> bool:
    head, mark, body = data.partition(b"\r\n\r\n")
    if not mark:
        return False
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    return len(body) >= length
