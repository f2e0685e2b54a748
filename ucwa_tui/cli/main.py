"""The command line's composition root: the one place of it that knows the client, the sandbox and the screen."""

from __future__ import annotations

import argparse
import os
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ucwa_tui.cli.arguments import parse
from ucwa_tui.cli.endings import end, refuse
from ucwa_tui.cli.output import Output
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.workbench.join_result import JoinOutcome

if TYPE_CHECKING:
    from pathlib import Path

    from ucwa_tui.cli.sandbox_options import SandboxOrder
    from ucwa_tui.wire.network_settings import TlsSettings
    from ucwa_tui.wire.secret import Secret
    from ucwa_tui.workbench.launch import LaunchOptions
    from ucwa_tui.workbench.ports import ClientPort, SandboxPort

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
    surroundings = environment if environment is not None else os.environ
    place = Workplace(argv, surroundings, output, time.time, _new_id, make_client, make_sandbox, tls_trouble)
    return output.final_code(_code(place))


def _code(place: Workplace) -> int:
    """The exit code of the job."""
    try:
        return _run(parse(place.argv), place)
    except SystemExit as leave:  # --help and --version
        return leave.code if isinstance(leave.code, int) else 0
    except UsageError as error:
        return refuse(error, place.argv, place.output)
    except KeyboardInterrupt:
        reading = next(iter(place.argv), "") in ("open", "lint")
        told = "Interrupted before all was read." if reading else "Interrupted before anything was sent."
        return end(JoinOutcome.INTERRUPTED, told, argv=place.argv, output=place.output)


def make_client() -> ClientPort:
    """The real client, not started."""
    from ucwa_tui.client.engine import Client

    return Client()


def tls_trouble(settings: TlsSettings) -> str:
    """Why a file of the TLS settings cannot be used: which one, the rule, the way out; empty: they can."""
    from ucwa_tui.client.client_failure import ClientFailure
    from ucwa_tui.client.tls import tls_context

    try:
        tls_context(settings)
    except ClientFailure as error:
        return f"{error.failure.headline}. {error.failure.way_out}"
    return ""


def make_sandbox(scenario: str) -> SandboxPort:
    """The embedded sandbox, not started."""
    from ucwa_tui.sandbox.embedded import EmbeddedSandbox

    return EmbeddedSandbox(scenario=scenario)


def _run(arguments: argparse.Namespace, place: Workplace) -> int:
    match arguments.command:
        case "sandbox":
            from ucwa_tui.cli.sandbox_options import sandbox_order

            return _serve(sandbox_order(arguments, place.environment), arguments, place.output)
        case "open":
            from ucwa_tui.cli.open_command import run_open

            return run_open(arguments, place.output, _open_capture)
        case "inspect":
            from ucwa_tui.cli.inspect_command import run_inspect

            return run_inspect(arguments, place.environment, _inspect)
        case None:
            from ucwa_tui.cli.screen_command import run_screen

            return run_screen(arguments, place, _open_screen)
    from ucwa_tui.cli.commands import HEADLESS, CannotListen

    try:
        return HEADLESS[arguments.command](arguments, place)
    except CannotListen as error:
        return end(JoinOutcome.NETWORK, str(error), argv=place.argv, output=place.output)


def _serve(order: SandboxOrder, arguments: argparse.Namespace, output: Output) -> int:
    from ucwa_tui.cli.sandbox_judge import make_judge
    from ucwa_tui.sandbox.cast_table import CastFault
    from ucwa_tui.sandbox.limits import Limits
    from ucwa_tui.sandbox.serve import serve
    from ucwa_tui.sandbox.serve_options import ServeFault, ServeOptions, make_cast
    from ucwa_tui.workbench.paths import state_dir

    if order.log == "jsonl":
        output.use_utf8()
    # who reads JSON lines wants nothing else between them
    lines = order.log == "jsonl" and arguments.findings == "text"
    judge = make_judge("jsonl" if lines else arguments.findings, arguments.report, output)
    try:
        options = ServeOptions(
            cast=make_cast(order.domain, order.users, order.meetings, secret=order.secret),
            limits=Limits(connections=order.connections, applications_per_user=order.applications),
            tls=order.tls,
            ca_folder=state_dir(),
            ready_file=order.ready_file,
            ready_passwords=order.ready_passwords,
            log=order.log,
        )
        serve(
            order.host,
            order.port,
            output.data,
            warn=output.say,
            seed=order.seed,
            clock_scale=order.clock_scale,
            scenario=order.scenario,
            options=options,
            observe=judge.hear if judge is not None else None,
        )
    except (CastFault, ServeFault) as error:
        if judge is not None:
            judge.abandon()
        raise UsageError(str(error)) from None
    except OSError as error:
        if judge is not None:
            judge.abandon()
        where = f"{order.host}:{order.port}"
        output.say(f"ucwa-tui sandbox: cannot listen on {where}: {error.strerror or error}. Try another --port.")
        return NO_NETWORK
    finally:
        if judge is not None:
            judge.finish()
    return 0


def _open_screen(options: LaunchOptions) -> int:
    from ucwa_tui.tui.app import run_app

    return run_app(options)


def _open_capture(path: Path | None, data: bytes, name: str, theme: str | None) -> tuple[str, ...]:
    from ucwa_tui.tui.app import run_capture

    return run_capture(path, data, name, theme)


def _inspect(url: str, ca_file: str | None, theme: str | None, secret: Secret | None) -> str:
    from ucwa_tui.tui.app import run_inspector

    return run_inspector(url, ca_file, theme, secret)


def _new_id() -> str:
    return uuid.uuid4().hex
