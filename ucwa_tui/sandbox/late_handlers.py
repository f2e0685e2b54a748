"""Handlers whose modules are loaded with the first request for one of them.

A sandbox is asked for a few of its many addresses only, and a program that brings one along waits for it at its start.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ucwa_tui.sandbox.answer import Answer
    from ucwa_tui.sandbox.call import Call, Handler


@dataclass(frozen=True, slots=True)
class LateHandler:
    """A handler, by the name of its module in this package and its own."""

    module: str
    name: str

    def function(self) -> Handler:
        """The handler itself. Raises AttributeError where the module has none of that name."""
        found: Handler = getattr(import_module(f"ucwa_tui.sandbox.{self.module}"), self.name)
        return found

    def __call__(self, call: Call) -> Answer | Awaitable[Answer]:
        """Answer a request."""
        return self.function()(call)


class LateHandlers:
    """Stands for a module of handlers in a table of paths: each of its attributes is a `LateHandler`."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> LateHandler:
        return LateHandler(self._module, name)
