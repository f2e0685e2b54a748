"""A command line as people paste it, split into commands and words the way its shell would.

Three quotings: POSIX shells (with `$'…'`), PowerShell (backtick), and cmd (caret). Nothing is expanded or run.

Source: POSIX, "Shell Command Language"; Microsoft's "about_Quoting_Rules" and "cmd" pages.
"""

from __future__ import annotations

import re
from enum import StrEnum

_SEPARATORS = "|;&\n"
_ANSI_C = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_NUMBER = re.compile(r"x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|([0-7]{1,3})")


class Quoting(StrEnum):
    """Whose rules a command line follows."""

    POSIX = "POSIX"
    POWERSHELL = "PowerShell"
    CMD = "cmd"


def quoting_of(text: str) -> Quoting:
    """Which shell a command was written for, told by its marks of continuation and escaping."""
    if "^\n" in text or '^"' in text or "^%" in text:
        return Quoting.CMD
    if "`\n" in text or '`"' in text or re.match(r"\s*curl\.exe\b", text):
        return Quoting.POWERSHELL
    return Quoting.POSIX


def split_commands(text: str) -> list[list[str]]:
    """The words of each command; a pipe, a semicolon, an ampersand and a line's end part commands.

    Args:
        text: with any line ends.

    Raises:
        ValueError: a quote is not closed; the text says which.
    """
    plain = text.replace("\r\n", "\n")
    splitter = _Splitter(plain, quoting_of(plain))
    splitter.run()
    return [command for command in splitter.commands if command]


class _Splitter:
    def __init__(self, text: str, quoting: Quoting) -> None:
        self._text = text
        self._at = 0
        self._escape = {Quoting.POSIX: "\\", Quoting.POWERSHELL: "`", Quoting.CMD: "^"}[quoting]
        self._quoting = quoting
        self._word: list[str] | None = None
        self.commands: list[list[str]] = [[]]

    def run(self) -> None:
        while self._at < len(self._text):
            self._next()
        self._end_word()

    def _next(self) -> None:
        character = self._text[self._at]
        if character == self._escape:
            self._escaped()
        elif character in " \t":
            self._end_word()
            self._at += 1
        elif character in _SEPARATORS:
            self._end_word()
            self.commands.append([])
            self._at += 1
        elif character == "#" and self._word is None and self._quoting is not Quoting.CMD:
            end = self._text.find("\n", self._at)
            self._at = end if end >= 0 else len(self._text)
        elif character == "$" and self._text.startswith("$'", self._at) and self._quoting is Quoting.POSIX:
            self._at += 2
            self._ansi_c()
        elif character == "'" and self._quoting is not Quoting.CMD:
            self._at += 1
            self._single()
        elif character == '"':
            self._at += 1
            self._double()
        else:
            self._add(character)
            self._at += 1

    def _add(self, text: str) -> None:
        if self._word is None:
            self._word = []
        self._word.append(text)

    def _end_word(self) -> None:
        if self._word is not None:
            self.commands[-1].append("".join(self._word))
            self._word = None

    def _escaped(self) -> None:
        """An escape outside of quotes: before a line's end the line goes on."""
        following = self._text[self._at + 1 : self._at + 2]
        self._at += 2
        if following == "\n":
            return
        if self._quoting is Quoting.CMD and following == '"':
            self._caret_quoted()
        else:
            self._add(following)

    def _single(self) -> None:
        self._add("")
        while True:
            end = self._text.find("'", self._at)
            if end < 0:
                raise ValueError("a single quote is not closed")
            self._add(self._text[self._at : end])
            self._at = end + 1
            if self._quoting is Quoting.POWERSHELL and self._text.startswith("'", self._at):
                self._add("'")
                self._at += 1
                continue
            return

    def _double(self) -> None:
        self._add("")
        while self._at < len(self._text):
            character = self._text[self._at]
            following = self._text[self._at + 1 : self._at + 2]
            self._at += 1
            if character == '"':
                if self._quoting is Quoting.POWERSHELL and following == '"':
                    self._add('"')
                    self._at += 1
                    continue
                return
            if character == "\\" and self._quoting is not Quoting.POSIX:
                # Windows programs take \" for a quote inside quotes.
                self._add(following if following == '"' else character)
                self._at += following == '"'
            elif character == self._escape and self._quoting is not Quoting.CMD:
                self._at += 1
                if self._quoting is Quoting.POSIX and following not in '$`"\\\n':
                    self._add(character)
                self._add("" if following == "\n" else following)
            else:
                self._add(character)
        raise ValueError("a double quote is not closed")

    def _caret_quoted(self) -> None:
        """`^"…^"` of cmd, as browsers copy it: carets hide every character, `^\\^"` is a quote inside."""
        self._add("")
        while self._at < len(self._text):
            rest = self._text[self._at :]
            if rest.startswith('^"'):
                self._at += 2
                return
            if rest.startswith('^\\^"'):
                self._add('"')
                self._at += 4
            elif rest.startswith("^\n"):
                # An empty line after a caret is a line's end of the text itself.
                self._add("\n")
                self._at += 3 if rest.startswith("^\n\n") else 2
            elif rest.startswith("^") and len(rest) > 1:
                self._add(rest[1])
                self._at += 2
            elif rest.startswith('\\"'):
                self._add('"')
                self._at += 2
            else:
                self._add(rest[0])
                self._at += 1
        raise ValueError("a double quote is not closed")

    def _ansi_c(self) -> None:
        """`$'…'`: octal and hexadecimal escapes are bytes."""
        raw = bytearray()
        while self._at < len(self._text):
            character = self._text[self._at]
            self._at += 1
            if character == "'":
                self._add(raw.decode("utf-8", "surrogateescape"))
                return
            if character != "\\":
                raw += character.encode("utf-8", "surrogatepass")
                continue
            number = _NUMBER.match(self._text, self._at)
            if number:
                self._at = number.end()
                raw += _code(number)
                continue
            following = self._text[self._at : self._at + 1]
            self._at += 1
            raw += _ANSI_C.get(following, following).encode("utf-8", "surrogatepass")
        raise ValueError("a quote that begins with $' is not closed")


def _code(number: re.Match[str]) -> bytes:
    if number[2]:
        return chr(int(number[2], 16)).encode("utf-8", "surrogatepass")
    return bytes([int(number[1], 16) if number[1] else int(number[3], 8) & 0xFF])
