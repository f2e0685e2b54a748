"""A scenario file that cannot be used: where, which rule it breaks, and the way out."""

from __future__ import annotations

import re
from typing import Final

_HEADER: Final = re.compile(r"\s*\[\[\s*rule\s*\]\]")


class ScenarioError(ValueError):
    """The text names the file, the line and key, the rule, and the way out; one line.

    Args:
        where: the file, and the line where it is known.
        key: the path of the key, such as `rule 2: then.delay`; empty where it is about the whole file.
        rule: a clause that follows the key.
        way_out: a sentence.
    """

    def __init__(self, where: str, key: str, rule: str, way_out: str = "") -> None:
        said = f"{where}: {key} {rule}" if key else f"{where}: {rule}"
        super().__init__(f"{said}. {way_out}".strip())


class Broken(ValueError):
    """A value that cannot be; who knows its place makes a ScenarioError of it."""

    def __init__(self, rule: str, way_out: str = "") -> None:
        super().__init__(rule)
        self.rule = rule
        self.way_out = way_out


def line_of(text: str, number: int | None, key: str) -> int | None:
    """The line on which a key is written, from 1; None where it cannot be found.

    Args:
        text: of the file.
        number: of the rule it is in, from 1; None: before the rules.
        key: its last word.
    """
    said = re.compile(rf"""(^|[\s{{,.\[])["']?{re.escape(key)}["']?\s*[=\].]""")
    seen = 0
    for row, line in enumerate(text.splitlines(), 1):
        if _HEADER.match(line):
            seen += 1
        if seen == (number or 0) and said.search(line):
            return row
    return None
