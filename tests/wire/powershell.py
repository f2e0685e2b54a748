"""As much of PowerShell's grammar as the exports use, read by its own rules: strings, characters, sums, variables."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

QUOTES = "'\u2018\u2019\u201a\u201b"
_TOKEN = re.compile(
    r"\s*(?:(?P<char>\[char\]0x(?P<code>[0-9a-f]{4}))|(?P<env>\$env:(?P<name>\w+))"
    r"|(?P<file>\$file\.Replace\('\\', '/'\))"
    r"|(?P<plus>\+)|(?P<open>\()|(?P<close>\)))"
)


def value(expression: str, environment: Mapping[str, str], file: str = "") -> tuple[str, str]:
    """What an expression of strings is, and what follows it.

    Args:
        expression: begins with it.
        environment: for `$env:…`.
        file: the name that `$file` holds.
    """
    units: list[int] = []
    rest = expression
    depth = 0
    adding = False
    while True:
        rest = rest.lstrip(" ")
        if rest[:1] and rest[0] in QUOTES:
            text, rest = _string(rest)
            units += memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")
            adding = False
        else:
            match = _TOKEN.match(rest)
            if match is None:
                break
            if match["close"] and not depth:
                break
            rest = rest[match.end() :]
            adding = bool(match["plus"])
            depth += bool(match["open"]) - bool(match["close"])
            if match["char"]:
                assert units or expression.lstrip("( ").startswith(tuple(QUOTES)), "a sum that begins with a number"
                units.append(int(match["code"], 16))
            elif match["env"]:
                units += map(ord, environment[match["name"]])
            elif match["file"]:
                units += map(ord, file)
        if not depth and not adding and not rest.lstrip(" ").startswith("+"):
            break
    data = b"".join(unit.to_bytes(2, "little") for unit in units)
    return data.decode("utf-16-le", "surrogatepass"), rest


def _string(text: str) -> tuple[str, str]:
    found = ""
    at = 1
    while True:
        if text[at] not in QUOTES:
            found += text[at]
            at += 1
        elif at + 1 < len(text) and text[at + 1] in QUOTES:
            found += text[at + 1]
            at += 2
        else:
            return found, text[at + 1 :]


def piped(script: str, environment: Mapping[str, str], file: str) -> tuple[str, bytes | None]:
    """What a script pipes into curl.exe, and what it writes into `$file` before."""
    written = re.search(r"WriteAllBytes\(\$file, \[Convert\]::FromBase64String\('([^']*)'\)\)", script)
    start, end = script.index("  @(\n") + 5, script.index("\n  ) | curl.exe --config -")
    rest, lines = script[start:end], []
    while rest.strip():
        line, rest = value(rest.lstrip("\n "), environment, file)
        lines.append(line)
        assert rest[:1] in ("", "\n"), rest[:40]
    return "\n".join(lines) + "\n", base64.b64decode(written[1]) if written else None
