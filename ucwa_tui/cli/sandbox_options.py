"""The options of `ucwa-tui sandbox` besides address and scenario, and the order that they make."""

from __future__ import annotations

import argparse
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ucwa_tui.cli.secret_sources import SecretKind, given_secret
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.wire.sandbox_settings import domain_of, is_clock_scale

SANDBOX_SECRET = SecretKind("sandbox's secret", "--secret-file", "UCWA_TUI_SANDBOX_SECRET")
SANDBOX_EPILOG = """\
beyond loopback:
  With another --host than loopback a secret is required, at least 8 characters:
  UCWA_TUI_SANDBOX_SECRET, or the first line of --secret-file FILE.
  Clients stay as they are: the secret is the password of every user who has
  none of his own in the --users file. The ids of the built-in meetings come
  from it, so that only who was given a join URL can come as a guest. All paths
  below /sandbox/ (directory, controls) want it in the header X-Sandbox-Secret.

files (TOML; only name and organizer are required):
  --users     [[user]] name, display-name, password, network,
              title, department, company, office, phone
  --meetings  [[meeting]] organizer, subject, id, behaviour, expect,
              access-level, people, leaders, answers, conference-id
  A password that is left away is open-sesame-NAME.

exit codes:
  0    stopped by SIGINT or SIGTERM; waiting clients were answered
  2    bad usage, or a file in error: nothing was served
  5    the address cannot be had

examples:
  ucwa-tui sandbox --port 8080 --ready-file ready.json --log jsonl
  ucwa-tui sandbox --tls --port 8443
      prints the CA file: ucwa-tui --ca FILE …, curl --cacert FILE …
  ucwa-tui sandbox --domain lab.test --users users.toml --meetings meetings.toml
"""


@dataclass(frozen=True, slots=True)
class SandboxOrder:
    """A sandbox as it was asked for."""

    host: str
    port: int
    scenario: str
    seed: int | None
    clock_scale: float
    tls: bool
    domain: str
    users: Path | None
    meetings: Path | None
    ready_file: Path | None
    ready_passwords: bool
    log: str
    secret: str
    """Empty: none."""
    connections: int
    applications: int


def add_sandbox_options(parser: argparse.ArgumentParser) -> None:
    """Everything but --host, --port and --scenario."""
    parser.add_argument("--tls", action="store_true", help="serve HTTPS only, with a CA of its own (extra: tls)")
    parser.add_argument("--domain", metavar="NAME", help="SIP domain of users and meetings (sandbox.example)")
    parser.add_argument("--users", metavar="FILE", help="TOML file of the users who can sign in, see below")
    parser.add_argument("--meetings", metavar="FILE", help="TOML file of the meetings that can be joined, see below")
    parser.add_argument("--seed", type=_seed, metavar="NUMBER", help="same number, same ids, faults and first instant")
    parser.add_argument(
        "--clock-scale", type=_scale, default=1.0, metavar="FACTOR", help="sandbox seconds in a second (%(default)g)"
    )
    parser.add_argument("--ready-file", metavar="FILE", help="written when it listens, as JSON; removed at the end")
    parser.add_argument("--ready-passwords", action="store_true", help="the ready file holds passwords too, mode 0600")
    parser.add_argument("--log", choices=("text", "jsonl"), help="a line for each request on standard output")
    parser.add_argument("--secret-file", metavar="FILE", help="the secret for another host than loopback, see below")
    parser.add_argument(
        "--max-connections", type=_count, default=8192, metavar="N", help="open at once (%(default)s); then 503"
    )
    parser.add_argument(
        "--max-applications", type=_count, default=100, metavar="N", help="running, of one user (%(default)s)"
    )


def sandbox_order(arguments: argparse.Namespace, environment: Mapping[str, str]) -> SandboxOrder:
    """What was asked for.

    Raises:
        UsageError: it cannot be.
    """
    secret = given_secret(SANDBOX_SECRET, arguments.secret_file, environment)
    if arguments.ready_passwords and not arguments.ready_file:
        raise UsageError("--ready-passwords: there is no ready file to hold them. Give --ready-file FILE.")
    ready_file = _place("--ready-file", arguments.ready_file)
    report = _path("--report", arguments.report)
    if ready_file is not None and report is not None and os.path.realpath(ready_file) == os.path.realpath(report):
        raise UsageError("--ready-file and --report name the same file. Name two.")
    return SandboxOrder(
        host=arguments.host,
        port=arguments.port,
        scenario=arguments.scenario,
        seed=arguments.seed,
        clock_scale=arguments.clock_scale,
        tls=arguments.tls,
        domain=_domain(arguments.domain),
        users=_path("--users", arguments.users),
        meetings=_path("--meetings", arguments.meetings),
        ready_file=ready_file,
        ready_passwords=arguments.ready_passwords,
        log=arguments.log or "",
        secret="" if secret is None else secret.reveal(),
        connections=arguments.max_connections,
        applications=arguments.max_applications,
    )


def _domain(text: str | None) -> str:
    if text is None:
        return ""
    try:
        return domain_of(text)
    except ValueError as error:
        raise UsageError(f"--domain: {error}") from None


def _path(option: str, text: str | None) -> Path | None:
    if text is None:
        return None
    if not text.strip() or "\0" in text:
        raise UsageError(f"{option}: {text!r} is no path. Name a file.")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise UsageError(f"{option}: {text!r} is no path: {error}. Name a file.") from None


def _place(option: str, text: str | None) -> Path | None:
    """A file that is going to be written: its folder has to be there."""
    path = _path(option, text)
    if path is None:
        return None
    if path.is_dir():
        raise UsageError(f"{option}: {path} is a folder. Name a file in it.")
    if not path.parent.is_dir():
        raise UsageError(f"{option}: there is no folder {path.parent}. Make it first, or name another place.")
    return path


def _seed(text: str) -> int:
    if re.fullmatch(r"[+-]?[0-9]{20,}", text):
        raise argparse.ArgumentTypeError(
            f"{text[:20]}… is too big; take a whole number of at most 19 digits, such as 7"
        )
    try:
        return int(text) if len(text) <= 20 else int("x")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no whole number; take one such as 7") from None


def _scale(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not is_clock_scale(value):
        raise argparse.ArgumentTypeError(f"{text!r} is no factor from 0.001 to 10000; 60 makes a minute last a second")
    return value


def _count(text: str) -> int:
    value = int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 9999999")
    return value
