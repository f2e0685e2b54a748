"""The command line: options, their help, and what `--help` says about exit codes and environment variables."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from ucwa_tui import __version__
from ucwa_tui.cli.profile_options import add_profile_options
from ucwa_tui.cli.server_options import add_network_options, add_server_options, seconds
from ucwa_tui.cli.unknown_options import name_of, problems, unknown_options
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.wire.sandbox_scenarios import SCENARIOS

PROGRAM = "ucwa-tui"
ENVIRONMENT = """\
environment:
  UCWA_TUI_PASSWORD        the password, unless --password-file is given or a profile says where it is
  UCWA_TUI_TOKEN           the token for --auth bearer, unless --token-file is given or a profile says where it is
  UCWA_TUI_KEY_PASSWORD    the password of the key for --client-cert
  UCWA_TUI_PROXY_PASSWORD  the password for --proxy-user
  HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY
                           the proxy, unless --proxy is given; never for loopback
  NO_COLOR                 set to anything: no colours in the terminal interface
A secret is never an option of its own: other users of the machine could read it. Without a file and a variable it is
asked for, if standard input is a terminal.
"""
EXIT_CODES = """\
exit codes:
  0    joined
  1    the invitation completed without success, or can no longer complete
  2    bad usage, or a field in error: nothing was sent
  3    the join POST was refused
  4    sign-in failed: discovery, token, application, or a link that is missing
  5    network or TLS
  6    not completed within --timeout
  74   standard output could not be written; the job itself succeeded
  130  interrupted; the application was deleted first
"""
SERVER_EXIT_CODES = """\
exit codes:
  0    it works, as far as this command goes
  1    %s
  2    bad usage: nothing was sent
  4    sign-in failed, or the server refused
  5    network or TLS
  74   standard output could not be written; the job itself succeeded
  130  interrupted; the application was deleted first
"""
LINT_EXIT_CODES = """\
exit codes:
  0    nothing is wrong; there may be hints
  1    errors or warnings were found
  2    bad usage, or a file that cannot be read
"""
JOIN_EXAMPLES = """\
examples:
  ucwa-tui join --meeting 'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:7HK2QX9D'
  ucwa-tui join --profile lab --meeting https://meet.contoso.com/alice/7HK2QX9D
  ucwa-tui join --domain contoso.com --user bob@contoso.com --password-file ~/.pw \\
                --meeting 'sip:…' --output jsonl --har join.har
"""


class _Parser(argparse.ArgumentParser):
    """Raises instead of leaving the process, so that the caller can say it in the output format that was asked for."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, usage=self.format_usage())

    @property
    def option_names(self) -> frozenset[str]:
        """Every spelling of every option."""
        return frozenset(name for action in self._actions for name in action.option_strings)

    @property
    def has_words(self) -> bool:
        """Whether it takes words that are no options."""
        return any(not action.option_strings for action in self._actions)

    @property
    def options_with_value(self) -> frozenset[str]:
        """Those that take the following word."""
        return frozenset(n for action in self._actions if action.nargs is None for n in action.option_strings)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line; `command` is None where no command is named.

    Raises:
        UsageError: it cannot be read.
        SystemExit: `--help` or `--version` was given, and printed.
    """
    parsers = _parsers()
    command = next((word for word in argv if word in parsers), "")
    known = parsers[""].option_names | parsers[command].option_names
    with_value = parsers[""].options_with_value | parsers[command].options_with_value
    _refuse_unknown(unknown_options(argv, known, with_value), parsers[command])
    arguments, left = parsers[""].parse_known_args(argv)
    if arguments.command is not None and argv[0] != arguments.command:
        raise UsageError(f"Options go after the command: write ucwa-tui {arguments.command} {name_of(argv[0])} …")
    if left:
        parser = parsers[arguments.command or ""]
        _refuse_unknown([name_of(word) for word in left if word.startswith("-")], parser)
        only = "" if parser.has_words else " options only"
        raise UsageError(
            f"{parser.prog} takes{only or ' fewer words'}: there is a word too many.", usage=parser.format_usage()
        )
    return arguments


def _refuse_unknown(names: Sequence[str], parser: _Parser) -> None:
    if names:
        command = parser.prog
        raise UsageError(*problems(names, command, parser.option_names), usage=parser.format_usage())


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    return _parsers()[""]


def _parsers() -> dict[str, _Parser]:
    """The parser of each command; the one without a command has the empty name."""
    parser = _Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [OPTIONS]\n       {PROGRAM} COMMAND [OPTIONS]",
        description="Explore UCWA: build a joinOnlineMeeting request, send it, and watch its invitation.\n"
        "Without a command the terminal interface opens; without a server it brings its own sandbox.",
        epilog=ENVIRONMENT + "\n" + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    add_server_options(parser)
    parser.add_argument("--meeting", metavar="URI", help="conference URI or join URL to fill into the form")
    parser.add_argument("--display-name", metavar="NAME", help="name that others see for an anonymous guest")
    parser.add_argument("--format", choices=("json", "xml"), help="wire form of bodies (json)")
    parser.add_argument("--theme", metavar="NAME", help="colour theme: a shipped one, or one of your own")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser, prog=PROGRAM)
    return {
        "": parser,
        "join": _join_command(commands),
        "events": _events_command(commands),
        "resolve": _resolve_command(commands),
        "doctor": _doctor_command(commands),
        "profiles": _profiles_command(commands),
        "lint": _lint_command(commands),
        "sandbox": _sandbox_command(commands),
    }


def _join_command(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
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
    return parser


def _events_command(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
    parser = _command(
        commands,
        "events",
        "tail the event channel until interrupted",
        "Sign in, and print every event of the channel until interrupted, or for --seconds.",
        SERVER_EXIT_CODES % "somebody else keeps taking the event channel",
    )
    add_server_options(parser)
    parser.add_argument("--meeting", metavar="URI", help="the meeting that an anonymous ticket is for")
    _output_options(parser)
    parser.add_argument("--seconds", metavar="SECONDS", type=seconds, help="stop after this long with exit code 0")
    return parser


def _resolve_command(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
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


def _doctor_command(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
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


def _profiles_command(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
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


def _lint_command(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
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


def _command(
    commands: argparse._SubParsersAction[_Parser], name: str, title: str, description: str, epilog: str, words: str = ""
) -> _Parser:
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


def _sandbox_command(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
    parser = commands.add_parser(
        "sandbox",
        help="run the sandbox server on its own",
        description="Serve a pretended UCWA server until interrupted; prints its root URL, users and meetings.",
        allow_abbrev=False,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=0, help="port to listen on (default: any free one)")
    shown = ", ".join(SCENARIOS)
    parser.add_argument(
        "--scenario", choices=tuple(SCENARIOS), default="", metavar="NAME", help=f"what it does to everybody: {shown}"
    )
    return parser


def _port(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; take a number from 1 to 65535, or 0 for any")
    return value
