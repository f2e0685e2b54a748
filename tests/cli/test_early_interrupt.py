"""Ctrl+C while the program is still being loaded."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from ucwa_tui.__main__ import main


class Loading(ModuleType):
    """A module in whose making Ctrl+C is pressed."""

    def __getattr__(self, name: str) -> object:
        if name == "run":
            raise KeyboardInterrupt
        raise AttributeError(name)


def test_it_is_one_line_and_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "ucwa_tui.cli.main", Loading("ucwa_tui.cli.main"))
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 130
    assert capsys.readouterr().err == "ucwa-tui: Interrupted.\n"
