"""The options of each command, and their help."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, TypeAlias

from ucwa_tui.cli.help_texts import (
    ENVIRONMENT,
    EXIT_CODES,
    INSPECT_EXIT_CODES,
    JOIN_EXAMPLES,
    LINT_EXIT_CODES,
    OPEN_EXIT_CODES,
    SERVER_EXIT_CODES,
)
from ucwa_tui.cli.judge_options import add_judge_options
from ucwa_tui.cli.parser import Parser
from ucwa_tui.cli.profile_options import add_profile_options
from ucwa_tui.cli.sandbox_options import SANDBOX_EPILOG, add_sandbox_options
from ucwa_tui.cli.scenario_option import ListScenarios, add_scenario_option
from ucwa_tui.cli.server_options import add_network_options, add_server_options, count, seconds

INSPECTED = "http://127.0.0.1:8080"
"""Where a sandbox is looked for."""

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[Parser]


def join_command(commands: Commands) -> Parser:
    parser = commands.add_parser(
        "join",
        usage="%(prog)s --meeting URI|--new [OPTIONS]",
        help="join a meeting without a screen, for scripts and CI",
        description="Sign in, POST joinOnlineMeeting, follow the invitation until it completes, sign out."
        "\nStandard output is data, standard error tells what is going on.",
        epilog="\n".join((EXIT_CODES, ENVIRONMENT, JOIN_EXAMPLES)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_server_options(parser)
    request = parser.add_argument_group("request")
    request.add_argument("--meeting", metavar="URI", help="conference URI or join URL of the meeting to join")
    request.add_argument("--new", action="store_true", help="no URI: have a new meeting made, and join that")
    request.add_argument("--subject", metavar="TEXT", help="the conversation's subject, at most 250 characters")
    request.add_argument("--importance", metavar="WORD", help="Normal, Urgent or Emergency")
    request.add_argument("--thread-id", metavar="ID", help="continue an earlier conversation")
    request.add_argument("--operation-id", metavar="ID", help="at most 50 characters; default: a fresh one")
    request.add_argument("--display-name", metavar="NAME", help="name that others see; anonymous guests must give one")
    request.add_argument("--format", choices=("json", "xml"), help="wire form of bodies (json)")
    request.add_argument(
        "--uri-in", choices=("body", "query", "both"), default="body", help="where the URI goes (%(default)s)"
    )
    request.add_argument("--no-validate", action="store_true", help="send even what the field rules call an error")
    waiting = parser.add_argument_group("waiting and output")
    waiting.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        default=60.0,
        help="from the POST until the invitation completes (%(default)g)",
    )
    waiting.add_argument("--output", choices=("text", "jsonl"), default="text", help="form of the data (%(default)s)")
    waiting.add_argument("--har", metavar="FILE", help="write all exchanges as HAR, secrets masked, mode 0600")
    waiting.add_argument(
        "--timeline",
        metavar="FILE|-",
        help="write what came of the POST step by step: Markdown, or by its ending .jsonl or .csv; -: on standard"
        " output, after the result",
    )
    return parser


def events_command(commands: Commands) -> Parser:
    parser = _command(
        commands,
        "events",
        "tail the event channel until interrupted",
        "Sign in, and print every event of the channel: until interrupted, for --seconds, or --count of them.",
        SERVER_EXIT_CODES % "somebody else keeps taking the event channel",
    )
    add_server_options(parser)
    parser.add_argument("--meeting", metavar="URI", help="the meeting that an anonymous ticket is for")
    _output_options(parser)
    parser.add_argument("--seconds", metavar="SECONDS", type=seconds, help="stop after this long with exit code 0")
    parser.add_argument("--count", metavar="N", type=count, help="stop after N events with exit code 0")
    return parser


def resolve_command(commands: Commands) -> Parser:
    parser = _command(
        commands,
        "resolve",
        "find out which conference URI a join URL stands for",
        "Ask the meeting's page; nothing secret goes there, and nobody signs in.",
        SERVER_EXIT_CODES % "the URI is only a guess",
        "URL ",
    )
    parser.add_argument("url", metavar="URL", help="join URL, such as https://meet.contoso.com/alice/7HK2QX9D")
    parser.add_argument("--profile", metavar="NAME", help="a profile of profiles.toml: its connection settings")
    parser.add_argument(
        "--trust-host", metavar="HOST", action="append", help="a host that the URL may lead to; repeatable"
    )
    add_network_options(parser)
    parser.add_argument("--output", choices=("text", "jsonl"), default="text", help="form of the data (%(default)s)")
    return parser


def doctor_command(commands: Commands) -> Parser:
    parser = _command(
        commands,
        "doctor",
        "walk the whole way to a signed-in application, and explain each step",
        "Find the server, sign in, create an application, open its event channel, sign out; each step is explained."
        "\nWithout options it takes the default profile, else the sandbox.",
        SERVER_EXIT_CODES % "somebody else keeps taking the event channel",
    )
    add_server_options(parser)
    parser.add_argument("--meeting", metavar="URI", help="the meeting that an anonymous ticket is for")
    _output_options(parser)
    return parser


def profiles_command(commands: Commands) -> Parser:
    parser = _command(
        commands,
        "profiles",
        "list profiles, or add one",
        "List the profiles of profiles.toml; add one: asked for on a terminal, tested by signing in, then written;"
        "\nor forget the servers that were found for one, without a name all of them and the hosts that you approved.",
        "examples:\n  ucwa-tui profiles\n  ucwa-tui profiles add\n"
        "  ucwa-tui profiles add lab --domain contoso.com --user bob@contoso.com --password-env LAB_PASSWORD\n",
        "[list|add|forget] [NAME] ",
    )
    parser.add_argument("action", choices=("list", "add", "forget"), nargs="?", default="list", help="(%(default)s)")
    parser.add_argument(
        "name", metavar="NAME", nargs="?", help="of the new profile, or of the one whose servers to forget"
    )
    parser.add_argument("--output", choices=("text", "jsonl"), default="text", help="form of the data (%(default)s)")
    add_server_options(parser, scenario=False)
    add_profile_options(parser)
    return parser


def lint_command(commands: Commands) -> Parser:
    parser = commands.add_parser(
        "lint",
        usage="%(prog)s FILE [OPTIONS]",
        help="find what another client does wrong, in a capture of it",
        description="Read a capture and list what the client in it did wrong, with the exchange it happened in."
        "\nFILE is a HAR, a Fiddler archive (SAZ), curl commands, or raw HTTP; - is standard input. Nothing is sent.",
        epilog=LINT_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="the capture")
    parser.add_argument("--output", choices=("text", "jsonl"), default="text", help="form of the data (%(default)s)")
    return parser


def open_command(commands: Commands) -> Parser:
    parser = commands.add_parser(
        "open",
        usage="%(prog)s FILE [OPTIONS]",
        help="look at a capture in the terminal interface, offline",
        description="Show a capture with everything that the program knows about it: exchanges at every depth, events,"
        "\ninvitations, and what its client did wrong. Nothing is sent."
        "\nFILE is a HAR, a Fiddler archive (SAZ), curl commands, or raw HTTP; - is standard input.",
        epilog=OPEN_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="the capture")
    parser.add_argument("--theme", metavar="NAME", help="colour theme: a shipped one, or one of your own")
    return parser


def _command(commands: Commands, name: str, title: str, description: str, epilog: str, words: str = "") -> Parser:
    return commands.add_parser(
        name,
        usage=f"%(prog)s {words}[OPTIONS]",  # all of them would be two dozen lines
        help=title,
        description=description,
        epilog="\n".join((epilog, ENVIRONMENT)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _output_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("json", "xml"), help="wire form of bodies (json)")
    parser.add_argument("--output", choices=("text", "jsonl"), default="text", help="form of the data (%(default)s)")


def sandbox_command(commands: Commands) -> Parser:
    parser = commands.add_parser(
        "sandbox",
        usage="%(prog)s [OPTIONS]",
        help="run the sandbox server on its own",
        description="Serve a pretended UCWA server until interrupted; prints its root URL, users and meetings, and each"
        "\nmistake that a client makes. `ucwa-tui inspect` watches the clients in the terminal interface.",
        epilog=SANDBOX_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=0, help="port to listen on (default: any free one)")
    add_scenario_option(parser, "what it does to everybody", "")
    parser.add_argument("--list-scenarios", action=ListScenarios, nargs=0, help="print all of them, and leave")
    add_sandbox_options(parser)
    add_judge_options(parser)
    return parser


def _port(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; take a number from 1 to 65535, or 0 for any")
    return value


def inspect_command(commands: Commands) -> Parser:
    parser = commands.add_parser(
        "inspect",
        usage="%(prog)s [URL] [OPTIONS]",
        help="watch the clients of a sandbox in the terminal interface, live",
        description="Show what the clients of a running sandbox do: the exchanges of each at every depth, its events"
        "\nand meetings, and what it does wrong, while it happens. Nothing is sent but the question what there is.",
        epilog=INSPECT_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "url", metavar="URL", nargs="?", default=INSPECTED, help="of the sandbox, on this machine (%(default)s)"
    )
    parser.add_argument("--ca", metavar="FILE", help="the CA file that a sandbox with --tls names")
    parser.add_argument(
        "--secret-file", metavar="FILE", help="the secret of a sandbox that has one; else UCWA_TUI_SANDBOX_SECRET"
    )
    parser.add_argument("--theme", metavar="NAME", help="colour theme: a shipped one, or one of your own")
    return parser
