"""Options of `profiles add`: what a profile can say beyond where, as whom and over which connection."""

from __future__ import annotations

import argparse

from ucwa_tui.cli.scenario_option import add_scenario_option


def add_profile_options(parser: argparse.ArgumentParser) -> None:
    """Where secrets are, what else a profile holds, and whether it is tested."""
    secrets = parser.add_argument_group("where the secret is (only the place is written down)")
    for kind, owner in (("password", "--auth password or windows"), ("token", "--auth bearer")):
        secrets.add_argument(f"--{kind}-env", metavar="NAME", help=f"environment variable, for {owner}")
        secrets.add_argument(f"--{kind}-command", metavar="COMMAND", help="command that prints it; no shell reads it")
        secrets.add_argument(f"--{kind}-keyring", metavar="SERVICE", help="entry in the system's keyring")
        secrets.add_argument(f"--{kind}-prompt", action="store_true", help="it is asked for each time")
    secrets.add_argument("--key-password-env", metavar="NAME", help="variable with the password of the client key")
    secrets.add_argument("--proxy-password-env", metavar="NAME", help="variable with the password for the proxy")
    more = parser.add_argument_group("what else the profile says")
    more.add_argument("--sandbox", action="store_true", help="the embedded sandbox")
    add_scenario_option(more, "of the sandbox")
    more.add_argument("--meeting", metavar="URI", help="conference URI or join URL to fill into the form")
    more.add_argument("--display-name", metavar="NAME", help="name that others see for an anonymous guest")
    more.add_argument("--format", choices=("json", "xml"), help="wire form of bodies (json)")
    more.add_argument("--theme", metavar="NAME", help="colour theme")
    more.add_argument("--culture", metavar="TAG", help="such as de-DE (en-US)")
    parser.add_argument("--no-test", action="store_true", help="write it without signing in first")
