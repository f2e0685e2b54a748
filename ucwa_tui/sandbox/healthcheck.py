"""Whether a sandbox answers: `python -m ucwa_tui.sandbox.healthcheck READY-FILE`; exit code 0 or 1, no word."""

from __future__ import annotations

import http.client
import json
import ssl
import sys
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 3.0
"""Seconds."""


def answers(ready_file: Path) -> bool:
    """Whether the sandbox that wrote a ready file serves its root.

    Args:
        ready_file: of `ucwa-tui sandbox --ready-file`; without it the sandbox does not listen.
    """
    try:
        ready = json.loads(ready_file.read_bytes())
        parts = urlsplit(ready["root"])
        connection = _connection(parts.hostname or "", parts.port or 0, ready["ca"])
        try:
            connection.request("GET", parts.path)
            return connection.getresponse().status == 200
        finally:
            connection.close()
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return False


def _connection(host: str, port: int, ca: str | None) -> http.client.HTTPConnection:
    if not ca:
        return http.client.HTTPConnection(host, port, timeout=PATIENCE)
    context = ssl.create_default_context(cafile=ca)
    return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=context)


def main() -> int:
    """The exit code."""
    return 0 if len(sys.argv) == 2 and answers(Path(sys.argv[1])) else 1


if __name__ == "__main__":
    sys.exit(main())
