"""The sandbox on its own: listen, say what there is, run until a signal comes."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import threading
from collections.abc import Callable, Iterator

from ucwa_tui.sandbox.directory import meetings, users
from ucwa_tui.sandbox.sandbox import Sandbox
from ucwa_tui.wire.observed import ObservationSink
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.wire.sandbox_scenarios import SCENARIOS


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
    observe: ObservationSink | None = None,
) -> None:
    """Run a sandbox until SIGINT or SIGTERM, then end it cleanly.

    Args:
        host: address to listen on.
        port: 0 takes a free one.
        out: called with each line to print: root URL, users with passwords, meetings.
        warn: called with each warning; None sends warnings to `out`.
        seed: the same seed gives the same identifiers.
        clock_scale: sandbox seconds per real second.
        scenario: name of what the server does to everybody; empty: nothing unusual.
        stop: another way to end it, for callers off the main thread, where signals cannot be caught.
        observe: told of what clients do, on a thread; None: nothing is recorded until somebody watches.

    Raises:
        OSError: the address cannot be had.
        ValueError: no scenario has that name.
    """
    sandbox = Sandbox(seed=seed, clock_scale=clock_scale, scenario=scenario)
    if observe is not None:
        sandbox.observer.watch(observe)
    asyncio.run(_serve(host, port, out, warn or out, sandbox, stop, scenario))


async def _serve(
    host: str,
    port: int,
    out: Callable[[str], None],
    warn: Callable[[str], None],
    sandbox: Sandbox,
    stop: threading.Event | None,
    scenario: str,
) -> None:
    ended = asyncio.Event()
    _catch_signals(ended)
    url = await sandbox.start(host, port)
    try:
        if not is_loopback(host):
            warn(f"warning: {host} is not loopback: everybody who reaches it can sign in, the passwords are public")
        for line in announcement(url, scenario):
            out(line)
        while not ended.is_set() and not (stop is not None and stop.is_set()):
            try:
                await asyncio.wait_for(ended.wait(), None if stop is None else 0.05)
            except TimeoutError:
                continue
    finally:
        await sandbox.stop()


def announcement(url: str, scenario: str = "") -> Iterator[str]:
    """What is printed when the sandbox listens at an autodiscover root URL, with a scenario if there is one."""
    yield f"root: {url}"
    if scenario:
        yield f"scenario: {scenario}: {SCENARIOS.get(scenario.lower(), '')}"
    yield ""
    yield "users:"
    for user in users():
        yield f"  {user.name}  password {user.password}"
    yield ""
    yield "meetings:"
    for meeting in meetings("/".join(url.split("/", 3)[:3])):
        yield f"  {safe_line(meeting.subject)}"
        yield f"    {meeting.uri}"
        yield f"    {meeting.join_url}"
        yield f"    {meeting.behaviour}: {safe_line(meeting.expect)}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _catch_signals(ended: asyncio.Event) -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, ended.set)
        except NotImplementedError:  # Windows has no signal handlers on a loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(ended.set))
