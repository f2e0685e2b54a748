"""A line for each request, as text or as JSON; nothing in it can move a terminal, and secrets are masked."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from ucwa_tui.sandbox.request_log import Served
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.safe_text import dumps_line, safe_line
from ucwa_tui.wire.secret import Secret

FORMS = ("text", "jsonl")
MOST_WAITING = 10_000
"""Lines that may wait for a reader; further ones are counted, not kept."""
MOST_TARGET = 2000
"""Characters of a path that are shown."""


class AccessLog:
    """Writes lines on a thread of its own, so that a reader who sleeps holds nobody up.

    Args:
        form: text or jsonl.
        out: called with each line, on that thread.
        secrets: masked wherever they appear.
    """

    def __init__(self, form: str, out: Callable[[str], None], secrets: tuple[Secret, ...] = ()) -> None:
        self._form = form
        self._out = out
        self._redactor = Redactor(secrets)
        self._waiting: queue.Queue[Served | None] = queue.Queue(MOST_WAITING)
        self._lost = 0
        self._thread = threading.Thread(target=self._write, name="ucwa-sandbox-log", daemon=True)
        self._thread.start()

    def __call__(self, served: Served) -> None:
        """Note a request. Never waits."""
        try:
            self._waiting.put_nowait(served)
        except queue.Full:
            self._lost += 1

    def close(self, patience: float = 1.0) -> None:
        """Write what is left, for so many seconds at most."""
        try:
            self._waiting.put(None, timeout=patience)
        except queue.Full:
            return
        self._thread.join(patience)

    def line(self, served: Served) -> str:
        """One request as a line."""
        target = self._redactor.text(served.target[:MOST_TARGET])
        if len(served.target) > MOST_TARGET:
            target += f"… ({len(served.target)} characters)"
        at = datetime.fromtimestamp(served.at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        ms = round(served.seconds * 1000, 1)
        if self._form == "jsonl":
            told = {"kind": "request", "time": at, "client": served.client, "method": served.method, "path": target}
            return dumps_line({**told, "status": served.status, "ms": ms, "bytes": served.size})
        status = "left" if served.status is None else str(served.status)
        line = f"{at} {served.client:<21} {status:>4} {ms:>8.1f} ms {served.size:>7} B  {served.method} {target}"
        return safe_line(line)

    def _write(self) -> None:
        while (served := self._waiting.get()) is not None:
            self._tell_lost()
            self._out(self.line(served))
        self._tell_lost()

    def _tell_lost(self) -> None:
        lost, self._lost = self._lost, 0
        if not lost:
            return
        text = f"{lost} requests are not in this log: nobody read it fast enough"
        self._out(dumps_line({"kind": "lost", "requests": lost}) if self._form == "jsonl" else text)
