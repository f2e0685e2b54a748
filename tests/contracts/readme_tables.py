"""The tables in README that come from the program's own data.

`python -m tests.contracts.readme_tables` rewrites them.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from ucwa_tui.cli.arguments import build_parser
from ucwa_tui.sandbox.meetings import MEETINGS
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.command import PLACE_TITLES, key_label
from ucwa_tui.workbench.commands import COMMANDS

README = Path(__file__).resolve().parents[2] / "README.md"


def keys_table() -> str:
    """Every command with its keys."""
    rows = ["| where | keys | what it does |", "|---|---|---|"]
    for command in COMMANDS:
        keys = " ".join(f"`{key_label(key)}`" for key in command.keys)
        rows.append(f"| {PLACE_TITLES[command.place]} | {keys} | **{command.title}.** {command.help} |")
    return "\n".join(rows)


def meetings_table() -> str:
    """The sandbox's directory."""
    rows = ["| meeting | what joining it shows |", "|---|---|"]
    for meeting in MEETINGS:
        subject = meeting.subject.split(" ", 1)[0] if meeting.behaviour == "hostile" else meeting.subject
        rows.append(f"| {safe_line(subject)} (`{meeting.behaviour}`) | {meeting.expect} |")
    return "\n".join(rows)


def options_table() -> str:
    """The options of `ucwa-tui join`."""
    rows = ["| option | meaning |", "|---|---|"]
    for action in _join_parser()._actions:
        if action.option_strings and action.dest != "help":
            value = f" {action.metavar or '|'.join(action.choices or ())}" if action.nargs != 0 else ""
            text = (action.help or "") % {"default": action.default if action.default is not None else ""}
            value = value.replace("|", "\\|")
            rows.append(f"| `{action.option_strings[0]}{value}` | {text} |")
    return "\n".join(rows)


def _join_parser() -> argparse.ArgumentParser:
    parser = build_parser()
    commands = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    join = commands.choices["join"]
    assert isinstance(join, argparse.ArgumentParser)
    return join


TABLES = {"keys": keys_table, "meetings": meetings_table, "options": options_table}


def with_tables(text: str) -> str:
    """README's text with every generated table as it should be now."""
    for name, table in TABLES.items():
        block = f"<!-- {name} -->\n{table()}\n".replace("\\", r"\\")
        text = re.sub(rf"<!-- {name} -->\n(?:\|.*\n)*", block, text)
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
