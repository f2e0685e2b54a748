"""What a process really loads: a static import graph cannot see imports that happen inside functions."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


def loaded_after(statement: str) -> set[str]:
    """Top-level and dotted names in sys.modules after a statement in a fresh interpreter."""
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


PURE = (
    "protocol.operations",
    "protocol.channel",
    "protocol.invitation",
    "wire.http1",
    "wire.redact",
    "document.http_view",
)


@pytest.mark.parametrize("module", PURE)
def test_pure_packages_load_no_io_and_no_toolkit(module: str) -> None:
    loaded = loaded_after(f"import ucwa_tui.{module}")
    assert not loaded & {"asyncio", "socket", "ssl", "textual", "rich", "httpx", "httpcore", "h11"}


@pytest.mark.parametrize(
    "module", ["workbench.controller", "workbench.draft", "workbench.commands", "workbench.themes"]
)
def test_the_workbench_knows_no_screen_and_no_network(module: str) -> None:
    loaded = loaded_after(f"import ucwa_tui.{module}")
    assert not loaded & {"textual", "rich", "httpx", "httpcore", "h11", "ucwa_tui.client", "ucwa_tui.sandbox"}


def test_the_command_line_starts_without_the_screen_and_the_network() -> None:
    loaded = loaded_after("import ucwa_tui.cli.main")
    assert not loaded & {"textual", "rich", "httpx", "httpcore", "h11", "lxml", "pygments"}


def test_what_commands_take_is_not_read_for_the_screen() -> None:
    loaded = loaded_after("import ucwa_tui.cli.main; ucwa_tui.cli.main.parse(['--theme', 'x'])")
    assert not loaded & {f"ucwa_tui.cli.{name}" for name in ("command_parsers", "sandbox_options", "secret_sources")}


def test_the_first_screen_imports_nothing_that_it_does_not_show() -> None:
    loaded = loaded_after("import ucwa_tui.tui.app, ucwa_tui.tui.application, ucwa_tui.tui.screens.main")
    assert not loaded & {"httpx", "httpcore", "h11", "lxml", "email", "sqlite3", "ucwa_tui.sandbox.embedded"}
    assert not loaded & {"textual.widgets._text_area", "ucwa_tui.tui.widgets.body_editor", "ucwa_tui.wire.observed"}
    later = ("lint", "capture_reading", "explaining.page", "explaining.earlier", "timeline", "comparing_runs")
    assert not loaded & {f"ucwa_tui.workbench.{name}" for name in later}


def test_the_history_is_loaded_with_the_first_exchange_that_is_kept() -> None:
    loaded = loaded_after("import ucwa_tui.tui.application")
    assert not loaded & {"sqlite3", "ucwa_tui.workbench.history_file", "ucwa_tui.wire.import_har", "zipfile"}


@pytest.mark.parametrize("module", ["client.engine", "sandbox.embedded"])
def test_client_and_sandbox_know_no_toolkit(module: str) -> None:
    loaded = loaded_after(f"import ucwa_tui.{module}")
    assert not loaded & {"textual", "rich", "pygments"}
    other = {"client.engine": "ucwa_tui.sandbox", "sandbox.embedded": "ucwa_tui.client"}[module]
    assert other not in loaded


def test_the_sandbox_loads_handlers_with_the_first_request_for_one() -> None:
    loaded = loaded_after("from ucwa_tui.sandbox.sandbox import Sandbox; Sandbox()")
    later = (
        "applications",
        "call_forwarding",
        "calling",
        "conversations",
        "join",
        "meeting_page",
        "phones",
        "token_service",
    )
    assert not loaded & {f"ucwa_tui.sandbox.{name}" for name in later}
