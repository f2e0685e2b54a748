"""The command line: all commands, and what cannot be read."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ucwa_tui import __version__
from ucwa_tui.cli.help_texts import ENVIRONMENT, EXIT_CODES
from ucwa_tui.cli.history_options import add_history_options
from ucwa_tui.cli.parser import Parser
from ucwa_tui.cli.server_options import add_server_options
from ucwa_tui.cli.unknown_options import name_of, problems, unknown_options
from ucwa_tui.cli.usage_error import UsageError

PROGRAM = "ucwa-tui"
COMMANDS = ("join", "events", "resolve", "doctor", "profiles", "open", "lint", "sandbox", "inspect")
_TELLS_OF_COMMANDS = frozenset((*COMMANDS, "-h", "--help", "--version"))


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line; `command` is None where no command is named.

    Raises:
        UsageError: it cannot be read.
        SystemExit: `--help` or `--version` was given, and printed.
    """
    return _screen_arguments(argv) or _arguments(argv)


def _screen_arguments(argv: Sequence[str]) -> argparse.Namespace | None:
    """The arguments where they are for the terminal interface; None where somebody named a command or wants help.

    What the commands take need not be known for it: making their parsers takes a while. None also where something is
    wrong, as they are known to whoever says what.
    """
    if not _TELLS_OF_COMMANDS.isdisjoint(argv):
        return None
    parser = _screen_parser()
    if unknown_options(argv, parser.option_names, parser.options_with_value):
        return None
    arguments, left = parser.parse_known_args(argv)
    arguments.command = None
    return arguments if not left else None


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of any command line."""
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


def _refuse_unknown(names: Sequence[str], parser: Parser) -> None:
    if names:
        command = parser.prog
        raise UsageError(*problems(names, command, parser.option_names), usage=parser.format_usage())


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    return _parsers()[""]


def _parsers() -> dict[str, Parser]:
    """The parser of each command; the one without a command has the empty name."""
    from ucwa_tui.cli import command_parsers

    parser = _screen_parser()
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser, prog=PROGRAM)
    return {
        "": parser,
        "join": command_parsers.join_command(commands),
        "events": command_parsers.events_command(commands),
        "resolve": command_parsers.resolve_command(commands),
        "doctor": command_parsers.doctor_command(commands),
        "profiles": command_parsers.profiles_command(commands),
        "open": command_parsers.open_command(commands),
        "lint": command_parsers.lint_command(commands),
        "sandbox": command_parsers.sandbox_command(commands),
        "inspect": command_parsers.inspect_command(commands),
    }


def _screen_parser() -> Parser:
    """The one without a command."""
    parser = Parser(
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
    add_history_options(parser)
    return parser
