"""What README says is so."""

from __future__ import annotations

import argparse
import re
import tomllib

import pytest

from tests.contracts.readme_tables import README, TABLES, with_tables
from ucwa_tui.cli import arguments, help_texts

TEXT = README.read_text(encoding="utf-8")
ROOT = README.parent


def code_lines() -> list[str]:
    """Every line of every code block."""
    return [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S) for line in block.splitlines()]


def test_the_two_commands_are_one_line_each() -> None:
    assert "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/ucwa-tui" in code_lines()
    setting_up = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]'"
    assert f"{setting_up} && .venv/bin/pytest -n auto --dist worksteal" in code_lines()


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_those_of_the_program(name: str) -> None:
    assert f"<!-- {name} -->\n|" in TEXT
    assert with_tables(TEXT) == TEXT, "run `python -m tests.contracts.readme_tables`"


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)
    assert len(pictures) >= 5
    assert [p for p in pictures if not (ROOT / p).is_file()] == []
    assert {str(p.relative_to(ROOT)) for p in (ROOT / "screenshots").glob("*.svg")} == set(pictures)


def test_exit_codes_are_those_of_the_help() -> None:
    in_help = re.findall(r"^  (\d+) +(.+)$", help_texts.EXIT_CODES, re.M)
    in_readme = re.findall(r"^\| (\d+) \| (.+) \|$", TEXT, re.M)
    assert [(code, text.replace("`", "")) for code, text in in_readme] == in_help


def test_every_option_that_is_named_exists() -> None:
    parser = arguments.build_parser()
    commands = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    known = {name for one in (parser, *commands.choices.values()) for name in one._option_string_actions}
    assert {"join", "events", "resolve", "doctor", "profiles", "lint", "open", "inspect", "sandbox"} == set(
        commands.choices
    )
    ours = re.sub(r".*bin/pytest.*", "", TEXT)
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", ours)) <= known


def test_every_command_line_shown_can_be_read() -> None:
    import shlex

    shown = [shlex.split(line)[1:] for line in code_lines() if line.startswith("ucwa-tui ")]
    assert len(shown) >= 3
    for argv in shown:
        assert arguments.parse(argv) is not None


def test_the_profiles_shown_are_profiles() -> None:
    from ucwa_tui.workbench.profile_keys import KEYS
    from ucwa_tui.workbench.profiles import read_profiles

    (block,) = re.findall(r"```toml\n(.*?)```", TEXT, re.S)
    book = read_profiles(block, "README.md")
    assert book.all_problems == ()
    assert [profile.name for profile in book.profiles] == ["lab", "practice"]
    assert [key for key in KEYS if not re.search(rf"\b{key} =", block)] == []


def test_shipped_themes_are_named() -> None:
    for path in (ROOT / "themes").glob("*.toml"):
        with path.open("rb") as file:
            assert f"`{tomllib.load(file)['name']}`" in TEXT


def test_the_join_that_is_shown_joins(capsys: pytest.CaptureFixture[str]) -> None:
    import json
    import shlex

    from ucwa_tui.cli.main import run

    line = next(line for line in code_lines() if line.startswith("ucwa-tui join") and "--output jsonl" in line)
    assert run(shlex.split(line)[1:]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["outcome"] == "joined"
