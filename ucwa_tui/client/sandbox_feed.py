"""Reads what a sandbox on this machine has observed of its clients: asks, waits, asks again; on a thread of its own."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from ucwa_tui.wire.har_record import RecordError
from ucwa_tui.wire.observed import Observation, ObservationSink
from ucwa_tui.wire.observed_json import OBSERVED_PATH, SECRET_HEADER, FeedHead, read_feed
from ucwa_tui.wire.secret import Secret

TIMEOUT = 40.0
"""Seconds for an answer; the sandbox lets nobody wait for longer than half of that."""
AGAIN = 1.0
"""Seconds until a sandbox that is not there is asked again."""
MOST_BYTES = 64 * 1024 * 1024


class SandboxFeed:
    """One sandbox.

    Args:
        url: scheme, host and port.
        ca_file: of the CA that a sandbox with TLS names; None: the system's.
        secret: what guards it; None: nothing.

    Raises:
        OSError: the CA file cannot be read.
    """

    def __init__(self, url: str, ca_file: str | None = None, secret: Secret | None = None) -> None:
        parts = urlsplit(url)
        self._tls = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or (443 if self._tls else 80)
        self._headers = {"Accept": "*/*"}
        if secret is not None:
            # bytes: the library would refuse other letters than those of Latin-1
            self._headers[SECRET_HEADER] = secret.reveal().encode("utf-8").decode("latin-1")
        self._after = 0
        self._run = ""
        self._at_once = True
        """Whoever answers next may be another sandbox, so it is not to wait before it says which."""
        self._ended = threading.Event()
        self._connection: http.client.HTTPConnection | None = None

    def watch(
        self, sink: ObservationSink, state: Callable[[str], None], restarted: Callable[[], None]
    ) -> Callable[[], None]:
        """Begin.

        Args:
            sink: gets observations, on the feed's thread.
            state: gets why nothing can be read at the moment, once each time; empty: it can be again.
            restarted: called when the sandbox was started anew, before its observations.

        Returns:
            Ends it.
        """
        thread = threading.Thread(target=self._work, args=(sink, state, restarted), name="sandbox-feed", daemon=True)
        thread.start()

        def stop() -> None:
            self._ended.set()
            connection = self._connection
            if connection is not None and connection.sock is not None:
                connection.sock.close()

        return stop

    def _work(self, sink: ObservationSink, state: Callable[[str], None], restarted: Callable[[], None]) -> None:
        told: str | None = None
        while not self._ended.is_set():
            trouble = ""
            try:
                head, found = self._ask()
            except RecordError as error:
                trouble = f"what answers there tells nothing: {error}"
            except (OSError, http.client.HTTPException) as error:
                trouble = _words(error)
            if self._ended.is_set():
                return
            if trouble != told:
                told = trouble
                state(trouble)
            self._at_once = bool(trouble)
            if trouble:
                self._ended.wait(AGAIN)
                continue
            self._hand_on(head, found, sink, restarted)

    def _hand_on(
        self,
        head: FeedHead,
        found: tuple[Observation, ...],
        sink: ObservationSink,
        restarted: Callable[[], None],
    ) -> None:
        if head.run != self._run:
            again, self._run = bool(self._run), head.run
            if again:
                restarted()
                self._after = 0
                return
        self._after = head.last
        if found:
            sink(found, head.lost + head.skipped)

    def _ask(self) -> tuple[FeedHead, tuple[Observation, ...]]:
        connection = self._connection or self._connect()
        self._connection = connection
        try:
            wait = "&wait=0" if self._at_once else ""
            connection.request("GET", f"{OBSERVED_PATH}?after={self._after}{wait}", headers=self._headers)
            answer = connection.getresponse()
            body = answer.read(MOST_BYTES)
        except BaseException:
            self._connection = None
            connection.close()
            raise
        if answer.status == 403:
            raise RecordError("it answers on its own machine only, under a loopback name")
        if answer.status == 401:
            raise RecordError("it wants its secret: set UCWA_TUI_SANDBOX_SECRET, or give --secret-file FILE")
        if answer.status != 200:
            raise RecordError(f"it answers {answer.status}")
        return read_feed(body)

    def _connect(self) -> http.client.HTTPConnection:
        if self._tls is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT)
        return http.client.HTTPSConnection(self._host, self._port, timeout=TIMEOUT, context=self._tls)


def _words(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there: start `ucwa-tui sandbox`"
    if isinstance(error, ConnectionError):
        return "the sandbox was stopped"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return f"the answer breaks off ({type(error).__name__})"
