"""Options of every command that signs in: which server, as whom, over which connection."""

from __future__ import annotations

import argparse
import math

from ucwa_tui.cli.scenario_option import add_scenario_option
from ucwa_tui.workbench.value_rules import CHANNEL_RANGES, RuleBroken, channel_parameter


def add_server_options(parser: argparse.ArgumentParser, *, scenario: bool = True) -> None:
    """Where and as whom to sign in. Every default is None: what is not given is the profile's.

    Args:
        parser: gets the options.
        scenario: whether one of the embedded sandbox can be named.
    """
    server = parser.add_argument_group("server and user")
    server.add_argument("--profile", metavar="NAME", help="a profile of profiles.toml; options win over it")
    server.add_argument("--root", metavar="URL", help="autodiscover root")
    server.add_argument("--domain", metavar="DOMAIN", help="SIP domain whose autodiscover root is looked for")
    server.add_argument("--applications", metavar="URL", help="URL that creates applications: no discovery at all")
    if scenario:
        add_scenario_option(server, "of the embedded sandbox")
    server.add_argument(
        "--auth",
        choices=("password", "windows", "anonymous", "passive", "bearer"),
        help="how to get a token (password); windows: Negotiate or NTLM; bearer: one that you have",
    )
    server.add_argument(
        "--user", metavar="NAME", help="who signs in; without another place, the server of its domain is looked for"
    )
    server.add_argument("--password-file", metavar="FILE", help="file whose first line is the password")
    server.add_argument("--token-file", metavar="FILE", help="file whose first line is the token")
    server.add_argument(
        "--trust-host",
        metavar="HOST",
        action="append",
        help="a host outside the sign-in domain that discovery or a join URL may lead to; repeatable",
    )
    server.add_argument("--connect-timeout", metavar="SECONDS", type=seconds, help="for the whole of sign-in (30)")
    server.add_argument("--endpoint-id", metavar="ID", help="endpointId of the application; default: a fresh one")
    server.add_argument(
        "--make-available", action=argparse.BooleanOptionalAction, help="appear online, where the server offers that"
    )
    server.add_argument(
        "--keep-active", action=argparse.BooleanOptionalAction, help="report activity every few minutes while available"
    )
    add_network_options(parser)
    _channel_options(parser)


def add_network_options(parser: argparse.ArgumentParser) -> None:
    """How connections come about."""
    network = parser.add_argument_group("connections")
    network.add_argument("--ca", metavar="FILE", help="further certificate authorities to trust, PEM")
    network.add_argument("--insecure", action="store_const", const=True, help="take any certificate")
    network.add_argument("--client-cert", metavar="FILE", help="certificate of your own, PEM")
    network.add_argument("--client-key", metavar="FILE", help="its key, where it is not in the same file")
    network.add_argument("--proxy", metavar="URL|none", help="HTTP proxy; none: not even that of the environment")
    network.add_argument("--proxy-user", metavar="NAME", help="who signs in to the proxy")
    network.add_argument(
        "--connect-to",
        metavar="HOST:PORT:HOST:PORT",
        action="append",
        help="connect to the second pair where a URL says the first, as curl does; repeatable",
    )


def _channel_options(parser: argparse.ArgumentParser) -> None:
    channel = parser.add_argument_group("event channel")
    least, most = CHANNEL_RANGES["low"]
    channel.add_argument(
        "--low",
        metavar="SECONDS",
        type=lambda text: _parameter("low", text),
        help=f"how long low-urgency events may wait, {least} to {most} (15)",
    )
    channel.add_argument(
        "--medium",
        metavar="SECONDS",
        type=lambda text: _parameter("medium", text),
        help=f"the same for medium urgency, {least} to {most} (5)",
    )
    least, most = CHANNEL_RANGES["timeout"]
    channel.add_argument(
        "--channel-timeout",
        metavar="SECONDS",
        type=lambda text: _parameter("timeout", text),
        help=f"after which the server answers all the same, {least} to {most} (180)",
    )
    channel.add_argument(
        "--priority",
        metavar="NUMBER",
        type=lambda text: _parameter("priority", text),
        help="which of several clients of one application keeps the channel (0)",
    )


def seconds(text: str) -> float:
    """A time-out.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and 0 < value <= 1_000_000):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0; write 30 or 2.5")
    return value


def count(text: str) -> int:
    """How many.

    Raises:
        argparse.ArgumentTypeError: it is no number from 1 on.
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on; write 1 or 20")
    return int(digits)


def _parameter(name: str, text: str) -> int:
    try:
        return channel_parameter(name, int(text[:20]))
    except RuleBroken as error:
        raise argparse.ArgumentTypeError(f"it {error}") from None
    except ValueError:
        least, most = CHANNEL_RANGES[name]
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}") from None
