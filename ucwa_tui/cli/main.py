"""The command line's composition root: the one place of it that knows the client, the sandbox and the screen."""

from __future__ import annotations

import argparse
import os
import sys
import time
import uuid
from collections.abc import Mapping, Sequence

from ucwa_tui import __version__
from ucwa_tui.cli.arguments import parse
from ucwa_tui.cli.output import Output
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.wire.meeting_directory import SandboxUser
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget
from ucwa_tui.workbench.join_result import JoinOutcome, JoinResult
from ucwa_tui.workbench.ports import SandboxPort

NO_NETWORK = 5


def run(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run the program.

    Args:
        argv: the arguments, without the program's name.
        environment: where secrets may be; the process's own by default.

    Returns:
        The exit code.
    """
    output = Output(sys.stdout, sys.stderr)
    try:
        arguments = parse(argv)
        match arguments.command:
            case "join":
                return _join(arguments, environment if environment is not None else os.environ, output, argv)
            case "sandbox":
                return _sandbox(arguments, output)
            case _:
                return _screen(arguments, environment if environment is not None else os.environ)
    except SystemExit as leave:  # --help and --version
        return leave.code if isinstance(leave.code, int) else 0
    except UsageError as error:
        return _refuse(error, argv, output)
    except KeyboardInterrupt:
        return _end(JoinOutcome.INTERRUPTED, "Interrupted before anything was sent.", argv=argv, output=output)


def _join(arguments: argparse.Namespace, environment: Mapping[str, str], output: Output, argv: Sequence[str]) -> int:
    from ucwa_tui.cli.join_options import check_server, read_join_options

    options = read_join_options(arguments, _new_id)
    check_server(arguments)
    sandbox = _embedded_sandbox() if arguments.root is None else None
    secret = _secret(arguments, environment, sandbox.users if sandbox else ())

    from ucwa_tui.cli.join import JoinRun
    from ucwa_tui.cli.narration import Narration
    from ucwa_tui.cli.reporter import JsonlReporter, Reporter, TextReporter
    from ucwa_tui.client.engine import Client
    from ucwa_tui.wire.redact import Redactor

    narration = Narration(output, Redactor([secret] if secret else []).text)
    for warning in options.warnings:
        narration.say(f"warning: {warning}")
    reporter: Reporter = JsonlReporter(output) if arguments.output == "jsonl" else TextReporter(output)
    try:
        root_url = arguments.root if sandbox is None else sandbox.start()
    except OSError as error:
        told = f"The embedded sandbox cannot listen: {error.strerror or error}."
        return _end(JoinOutcome.NETWORK, told, argv=argv, output=output)
    try:
        narration.say(f"server: {root_url}" + ("" if sandbox is None else " (embedded sandbox)"))
        target = _target(arguments, root_url, secret, _user(arguments, sandbox))
        return JoinRun(options, Client(), reporter, narration, time.time).run(target).exit_code
    finally:
        if sandbox is not None:
            sandbox.stop()


def _sandbox(arguments: argparse.Namespace, output: Output) -> int:
    from ucwa_tui.sandbox.serve import serve

    try:
        serve(arguments.host, arguments.port, output.data, warn=output.say)
    except OSError as error:
        where = f"{arguments.host}:{arguments.port}"
        output.say(f"ucwa-tui sandbox: cannot listen on {where}: {error.strerror or error}. Try another --port.")
        return NO_NETWORK
    return 0


def _screen(arguments: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from ucwa_tui.cli.join_options import check_server
    from ucwa_tui.protocol.request_plan import PayloadFormat
    from ucwa_tui.workbench.launch import LaunchOptions

    check_server(arguments)
    _check_terminal()
    users = _embedded_sandbox().users if arguments.root is None and arguments.user else ()
    given = arguments.root is not None or arguments.user or arguments.auth != "password"
    signing = SignInTarget(
        root_url=arguments.root or "",
        grant=Grant(arguments.auth),
        user=_named(arguments.user, users),
        secret=_secret(arguments, environment, users) if given else None,
        meeting_uri=arguments.meeting or None,
        payload_format=PayloadFormat(arguments.format),
        connect_timeout=arguments.connect_timeout,
    )
    options = LaunchOptions(signing, theme=arguments.theme, display_name=arguments.display_name)

    from ucwa_tui.tui.app import run_app

    return run_app(options)


def _check_terminal() -> None:
    """Keys come from standard input, and the screen goes to standard error."""
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        raise UsageError("The terminal interface needs a terminal; without one use ucwa-tui join (see join --help).")


def _embedded_sandbox() -> SandboxPort:
    from ucwa_tui.sandbox.embedded import EmbeddedSandbox

    return EmbeddedSandbox()


def _user(arguments: argparse.Namespace, sandbox: SandboxPort | None) -> str:
    if sandbox is None or Grant(arguments.auth) is not Grant.PASSWORD:
        return str(arguments.user)
    return _named(arguments.user or sandbox.users[0].name, sandbox.users)


def _named(name: str, users: Sequence[SandboxUser]) -> str:
    """The full name of a sandbox user who was named in short; any other name as it is."""
    return next((user.name for user in users if _is(user, name)), name)


def _is(user: SandboxUser, name: str) -> bool:
    wanted = name.lower()
    return wanted in {user.name.lower(), user.uri.lower(), user.name.lower().partition("@")[0]}


def _secret(
    arguments: argparse.Namespace, environment: Mapping[str, str], sandbox_users: Sequence[SandboxUser]
) -> Secret | None:
    """The password or token to sign in with. A sandbox user's own password is public and serves where none is given."""
    from ucwa_tui.cli.secret_sources import PASSWORD, TOKEN, find_secret, given_secret

    grant = Grant(arguments.auth)
    if grant is Grant.ANONYMOUS:
        return None
    if grant is Grant.BEARER:
        return find_secret(TOKEN, arguments.token_file, environment)
    if sandbox_users:
        variables = environment if arguments.user else {}  # a variable meant for a real server is not alice's
        given = given_secret(PASSWORD, arguments.password_file, variables)
        known = next((u for u in sandbox_users if not arguments.user or _is(u, arguments.user)), None)
        if given is not None or known is not None:
            return given or Secret(known.password if known else "")
    return find_secret(PASSWORD, arguments.password_file, environment, who=arguments.user)


def _target(arguments: argparse.Namespace, root_url: str, secret: Secret | None, user: str) -> SignInTarget:
    from ucwa_tui.protocol.request_plan import PayloadFormat

    return SignInTarget(
        root_url=root_url,
        grant=Grant(arguments.auth),
        user=user,
        secret=secret,
        meeting_uri=arguments.meeting,
        payload_format=PayloadFormat(arguments.format),
        user_agent=f"ucwa-tui/{__version__}",
        endpoint_id=_new_id(),
        connect_timeout=arguments.connect_timeout,
    )


def _refuse(error: UsageError, argv: Sequence[str], output: Output) -> int:
    for line in error.usage.splitlines():
        output.say(line)
    operation_id = getattr(error, "operation_id", None) or None
    return _end(JoinOutcome.INVALID, *error.problems, argv=argv, output=output, operation_id=operation_id)


def _end(
    outcome: JoinOutcome, *problems: str, argv: Sequence[str], output: Output, operation_id: str | None = None
) -> int:
    """Say why nothing was started, in the form that was asked for; the exit code."""
    for problem in problems:
        output.say(f"{'ucwa-tui join' if 'join' in argv else 'ucwa-tui'}: {problem}")
    result = JoinResult(outcome, operation_id, message=" ".join(problems))
    if _wants_jsonl(argv):
        from ucwa_tui.cli.jsonl import result_line

        output.use_utf8()
        output.data(result_line(result))
    return result.exit_code


def _wants_jsonl(argv: Sequence[str]) -> bool:
    """Whether JSON Lines were asked for, even where the command line as a whole cannot be read."""
    if "join" not in argv:
        return False
    pairs = list(zip(argv, [*argv[1:], ""], strict=True))
    return any(a == "--output=jsonl" or (a == "--output" and b == "jsonl") for a, b in pairs)


def _new_id() -> str:
    return uuid.uuid4().hex
