"""`ucwa-tui inspect`: the clients of a running sandbox in the terminal interface."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from ucwa_tui.cli.sandbox_options import SANDBOX_SECRET
from ucwa_tui.cli.secret_sources import given_secret
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.protocol.links import is_loopback
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.secret import Secret

Inspect: TypeAlias = Callable[[str, str | None, str | None, Secret | None], str]
"""`(origin, CA file, theme, secret)` -> why it could not be shown; empty: it was."""


def run_inspect(arguments: argparse.Namespace, environment: Mapping[str, str], inspect: Inspect) -> int:
    """Show the clients until the user leaves.

    Raises:
        UsageError: there is no terminal, or the URL is none of a sandbox on this machine.
    """
    origin = origin_of(arguments.url)
    if arguments.ca is not None and not Path(arguments.ca).expanduser().is_file():
        raise UsageError(f"--ca: there is no file {arguments.ca}; the sandbox prints where its CA is.")
    secret = given_secret(SANDBOX_SECRET, arguments.secret_file, environment)
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        raise UsageError("inspect needs a terminal; without one use ucwa-tui sandbox --report FILE.")
    trouble = inspect(origin, arguments.ca, arguments.theme, secret)
    if trouble:
        raise UsageError(trouble)
    return 0


def origin_of(text: str) -> str:
    """Scheme, host and port of a sandbox's URL; any of its URLs will do, and `host:port` as well.

    Raises:
        UsageError: it is none on this machine.
    """
    try:
        place = place_of(text if "://" in text else f"http://{text}")
    except ValueError as error:
        raise UsageError(f"URL: {text!r} is {error}. Take the root URL that ucwa-tui sandbox prints.") from None
    if not is_loopback(place.url):
        raise UsageError(
            f"URL: {place.host} is not this machine. A sandbox tells of its clients on its own machine only:"
            " run inspect there, or forward the port (ssh -L)."
        )
    return place.origin
