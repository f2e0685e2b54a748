"""The sandbox on its own: listen, say what there is, run until a signal comes."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ucwa_tui.sandbox.access_log import AccessLog
from ucwa_tui.sandbox.announcement import announcement, is_ready_file, ready_bytes, ready_text
from ucwa_tui.sandbox.certificates import Certificates, NoTls, is_authority, make_certificates, names_of
from ucwa_tui.sandbox.open_files import room_for
from ucwa_tui.sandbox.own_file import OwnFile
from ucwa_tui.sandbox.rare_collections import rare_collections
from ucwa_tui.sandbox.sandbox import Sandbox
from ucwa_tui.sandbox.serve_options import ServeFault, ServeOptions
from ucwa_tui.sandbox.strangers import strangers
from ucwa_tui.wire.observed import ObservationSink
from ucwa_tui.wire.safe_text import dumps_line, safe_line
from ucwa_tui.wire.secret import Secret


@dataclass(frozen=True, slots=True)
class _Place:
    """Where it listens, and where it speaks."""

    host: str
    port: int
    scenario: str
    out: Callable[[str], None]
    warn: Callable[[str], None]
    options: ServeOptions


def serve(
    host: str,
    port: int,
    out: Callable[[str], None],
    *,
    warn: Callable[[str], None] | None = None,
    seed: int | None = None,
    clock_scale: float = 1.0,
    stop: threading.Event | None = None,
    scenario: str = "",
    options: ServeOptions | None = None,
    observe: ObservationSink | None = None,
) -> None:
    """Run a sandbox until SIGINT or SIGTERM, then end it cleanly.

    Args:
        host: address to listen on.
        port: 0 takes a free one.
        out: called with each line to print: root URL, users with public passwords, meetings, a line for each request;
            these come from another thread.
        warn: called with each warning; None sends warnings to `out`.
        seed: the same seed gives the same identifiers.
        clock_scale: sandbox seconds per real second.
        scenario: what the server does to everybody, by name or file; empty: nothing unusual.
        options: everything else.
        stop: another way to end it, for callers off the main thread, where signals cannot be caught.
        observe: told of what clients do, on a thread; None: nothing is recorded until somebody watches.

    Raises:
        OSError: the address cannot be had.
        ServeFault: there is no secret where others reach it, no library for TLS, or a file cannot be written.
        ValueError: no scenario has that name, or its file cannot be used.
    """
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host  # as an address is written in a URL
    place = _Place(host, port, scenario, out, warn or out, options or ServeOptions())
    place = replace(place, options=_with_room(place))
    cast = place.options.cast
    if not is_loopback(host) and cast.secret is None:
        raise ServeFault(
            f"--host: {host or 'every address'} is not loopback, and everybody knows the passwords. "
            "Set UCWA_TUI_SANDBOX_SECRET, or give --secret-file FILE."
        )
    _check_files(place.options)
    certificates = _certificates(place) if place.options.tls else None
    with ExitStack() as leaving:
        log = _log(place)
        if log is not None:
            leaving.callback(log.close)
        sandbox = Sandbox(
            seed=seed,
            clock_scale=clock_scale,
            scenario=scenario,
            cast=cast,
            limits=place.options.limits,
            tls=certificates.context if certificates else None,
            log=log,
        )
        if observe is not None:
            sandbox.observer.watch(observe)
        leaving.enter_context(rare_collections())
        asyncio.run(_serve(place, sandbox, certificates, stop))
    if place.options.log == "jsonl":
        out(dumps_line({"kind": "stopped"}))


async def _serve(
    place: _Place, sandbox: Sandbox, certificates: Certificates | None, stop: threading.Event | None
) -> None:
    ended = asyncio.Event()
    _catch_signals(ended)
    asyncio.get_running_loop().set_exception_handler(lambda _, fault: place.warn(_fault_line(fault)))
    url = await sandbox.start(place.host, place.port)
    with ExitStack() as leaving:
        try:
            ca = _put_ca(place, certificates, url, leaving)
            for line in strangers(sandbox.scenario, place.options.cast):
                place.warn(line)
            _tell(place, url, ca, leaving)
            while not ended.is_set() and not (stop is not None and stop.is_set()):
                try:
                    await asyncio.wait_for(ended.wait(), None if stop is None else 0.05)
                except TimeoutError:
                    continue
        finally:
            await sandbox.stop()


def _tell(place: _Place, url: str, ca: str, leaving: ExitStack) -> None:
    """Say that it listens: warnings, lines, and last the ready file, for which somebody may wait."""
    options, cast = place.options, place.options.cast
    if not is_loopback(place.host):
        told = "in clear text; give --tls" if not options.tls else "encrypted"
        place.warn(
            f"warning: {place.host or 'every address'} is not loopback: everybody who reaches it and has the secret "
            f"or a join URL can come in, {told}"
        )
    told_to = place.warn if options.log == "jsonl" else place.out
    for line in announcement(url, place.scenario, cast, ca):
        told_to(line)
    ready = ready_text(url, place.scenario, cast, ca, passwords=options.ready_passwords)
    if options.log == "jsonl":
        place.out(dumps_line({"kind": "listening"} | {k: ready[k] for k in ("root", "port", "ca", "domain", "pid")}))
    if options.ready_file is not None:
        _write(_ready_file(options, options.ready_file), ready_bytes(ready), leaving)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _with_room(place: _Place) -> ServeOptions:
    """The options with as many connections as the system gives."""
    wanted = place.options.limits.connections
    given = room_for(wanted)
    if given == wanted:
        return place.options
    place.warn(
        f"warning: the system lets this process have {given} connections open, {wanted} were asked for; "
        "raise the hard limit with ulimit -Hn"
    )
    return replace(place.options, limits=replace(place.options.limits, connections=given))


def _certificates(place: _Place) -> Certificates:
    everywhere = place.host.strip("[]") in ("", "0.0.0.0", "::")
    machine = socket.gethostname() if everywhere else ""
    try:
        return make_certificates(names_of(place.options.cast.domain, place.host, machine))
    except NoTls as error:
        raise ServeFault(f"--tls: {error}") from None
    except ValueError as error:
        raise ServeFault(f"--tls: there can be no certificate for these names: {error}") from None


def _put_ca(place: _Place, certificates: Certificates | None, url: str, leaving: ExitStack) -> str:
    """Leave the authority's certificate where clients find it; its path, empty without TLS."""
    if certificates is None:
        return ""
    ready, folder = place.options.ready_file, place.options.ca_folder or Path()
    port = url.split("/")[2].rsplit(":", 1)[1]
    path = _ca_beside(ready) if ready is not None else folder / f"sandbox-ca-{port}.pem"
    try:
        if ready is None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ServeFault(f"{folder} cannot be made: {error.strerror or error}.") from None
    _write(OwnFile(path, 0o644, is_authority), certificates.ca_pem, leaving)
    return str(path.absolute())


def _ca_beside(ready: Path) -> Path:
    return ready.with_name(f"{ready.stem}-ca.pem")


def _ready_file(options: ServeOptions, path: Path) -> OwnFile:
    private = options.ready_passwords or options.cast.secret is not None  # then join URLs are for the invited only
    return OwnFile(path, 0o600 if private else 0o644, is_ready_file)


def _check_files(options: ServeOptions) -> None:
    """Before it listens: nothing that is not its own may be lost."""
    ready = options.ready_file
    if ready is None:
        return
    files = [_ready_file(options, ready), *([OwnFile(_ca_beside(ready), 0o644, is_authority)] if options.tls else [])]
    for file in files:
        with _complaining(file):
            file.check()


@contextmanager
def _complaining(file: OwnFile) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ServeFault(f"{file.path} cannot be written: {error.strerror or error}. Name another place.") from None


def _write(file: OwnFile, data: bytes, leaving: ExitStack) -> None:
    with _complaining(file):
        file.write(data)
    leaving.callback(file.remove)


def _log(place: _Place) -> AccessLog | None:
    if not place.options.log:
        return None
    cast = place.options.cast
    own = {a.password for a in cast.accounts if not a.has_usual_password}
    secrets = [Secret(password) for password in sorted(own)]
    return AccessLog(place.options.log, place.out, (*secrets, *([cast.secret] if cast.secret else [])))


def _fault_line(fault: dict[str, object]) -> str:
    """A bug of the server in one line: a traceback helps nobody who only uses it."""
    what = f"{fault.get('message')}: {fault.get('exception')!r}"
    return safe_line(f"ucwa-tui sandbox: something went wrong inside: {what}")


def _catch_signals(ended: asyncio.Event) -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, ended.set)
        except NotImplementedError:  # Windows has no signal handlers on a loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(ended.set))
