"""The terminal interface put together: client and sandbox are named here and nowhere else in this package."""

from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ucwa_tui.wire.secret import Secret
    from ucwa_tui.workbench.launch import LaunchOptions
    from ucwa_tui.workbench.ports import ClientPort, SandboxPort
    from ucwa_tui.workbench.profiles import ProfileBook

HISTORY_DEADLINE = 0.5
"""Seconds for writing the last exchanges into the history on the way out."""


def make_client() -> ClientPort:
    """The real client. Called on a thread: importing it takes time."""
    from ucwa_tui.client.engine import Client

    return Client()


def make_sandbox(scenario: str = "") -> SandboxPort:
    """The embedded sandbox. Called on a thread.

    Args:
        scenario: what it does to everybody; empty: nothing unusual.
    """
    from ucwa_tui.sandbox.embedded import EmbeddedSandbox

    return EmbeddedSandbox(scenario=scenario, recording=True)


def read_profiles() -> ProfileBook:
    """The user's profiles as they are in the file now."""
    from ucwa_tui.workbench.paths import profiles_file
    from ucwa_tui.workbench.profiles import load_profiles

    return load_profiles(profiles_file())


def run_app(options: LaunchOptions) -> int:
    """Open the terminal interface; the exit code of the program.

    Whatever ends it (a key, a signal, an error in it), the application on the server is deleted and the terminal is
    put back.
    """
    # Loading makes thousands of objects that all stay: looking for garbage among them costs a fifth of the start.
    # The application turns the collector on again once it is up.
    gc.disable()
    from ucwa_tui.tui.application import UcwaApp
    from ucwa_tui.tui.last_resort import LastResort
    from ucwa_tui.tui.terminal_input import guard_terminal_input
    from ucwa_tui.workbench.paths import (
        history_file,
        profiles_file,
        remembered_file,
        saved_filters_file,
        user_themes_dir,
    )
    from ucwa_tui.workbench.remembered import Remembered
    from ucwa_tui.workbench.saved_filters import SavedFilters
    from ucwa_tui.workbench.themes import load_themes

    guard_terminal_input()
    app = UcwaApp(
        options,
        load_themes(user_themes_dir()),
        client=make_client,
        sandbox=partial(make_sandbox, options.scenario),
        remembered=Remembered.load(remembered_file()),
        profiles=read_profiles,
        profiles_file=str(profiles_file()),
        history=history_file() if options.history_bytes else None,
        history_bytes=options.history_bytes,
        last_resort=LastResort(),
        filters=SavedFilters(saved_filters_file()),
    )
    try:
        code = app.run()
    finally:
        app.backend.stop()
        app.close_history(HISTORY_DEADLINE)
    return code if code is not None else app.return_code or 0


def run_capture(path: Path | None, data: bytes, name: str, theme: str | None) -> tuple[str, ...]:
    """Look at a capture; returns when the user leaves it.

    Args:
        path: of the file; None: it has been read already.
        data: where it has been read, the whole of it.
        name: what to call it.
        theme: the one that is wanted; None: the default.

    Raises:
        SystemExit: a signal ended it.

    Returns:
        Why it could not be opened, a sentence each without its full stop; empty where it could.
    """
    gc.disable()
    from ucwa_tui.tui.capture_app import CaptureApp
    from ucwa_tui.tui.terminal_input import guard_terminal_input
    from ucwa_tui.workbench.opened_capture import open_data, open_file
    from ucwa_tui.workbench.paths import user_themes_dir
    from ucwa_tui.workbench.themes import load_themes

    guard_terminal_input()
    opening = open_file(path) if path is not None else open_data(data, name)
    app = CaptureApp(load_themes(user_themes_dir()), theme, name, opening)
    if code := app.run():
        raise SystemExit(code)
    return app.why_not


def run_inspector(url: str, ca_file: str | None, theme: str | None, secret: Secret | None = None) -> str:
    """Watch the clients of a sandbox on this machine; returns when the user leaves.

    Args:
        url: scheme, host and port.
        ca_file: of the CA that the sandbox names, where it has TLS.
        theme: the one that is wanted; None: the default.
        secret: what guards the sandbox; None: nothing.

    Raises:
        SystemExit: a signal ended it.

    Returns:
        Why it could not be shown; empty where it was.
    """
    gc.disable()
    from ucwa_tui.client.sandbox_feed import SandboxFeed
    from ucwa_tui.tui.inspect_app import InspectApp
    from ucwa_tui.tui.terminal_input import guard_terminal_input
    from ucwa_tui.workbench.paths import user_themes_dir
    from ucwa_tui.workbench.themes import load_themes

    try:
        feed = SandboxFeed(url, ca_file, secret)
    except OSError as error:
        return f"--ca: {ca_file} cannot be read: {error.strerror or error}."
    guard_terminal_input()
    app = InspectApp(load_themes(user_themes_dir()), theme, url.partition("://")[2], lambda: feed)
    code = app.run()
    if app.inspector is not None:
        app.inspector.close()
    if code:
        raise SystemExit(code)
    return ""
