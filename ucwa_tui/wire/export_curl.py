"""A request as a curl command for POSIX shells. Nothing of a server's is run, and no token is in an argument.

Source: curl's manual for the options; POSIX, "Shell Command Language", for the quoting.
"""

from __future__ import annotations

import re

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.export_request import TOKEN_VARIABLE, SentRequest, sent_request
from ucwa_tui.wire.safe_text import has_control

_PLAIN_WORD = re.compile(r"[A-Za-z0-9_@%+=:,./\-]+\Z")
_ESCAPED = {"'": "'\\''", "\\": "\\\\", "%": "%%", "!": "\\041", "\n": "\\n"}


def as_curl(exchange: Exchange) -> str:
    """A command for any POSIX shell that sends the same request again.

    The token goes from the environment to curl's standard input, so that it never is in an argument list. What was
    masked elsewhere stays masked, and a comment says so. A `#` line is a comment; nothing of a server is ever run.

    Args:
        exchange: whose request to send; its answer does not matter.
    """
    sent = sent_request(exchange)
    notes = [f"# {note}" for note in sent.notes()]
    arguments = ["curl --include --globoff --path-as-is --compressed"]
    if sent.bearer:
        printf = f'printf \'header = "Authorization: Bearer %s"\\n\' "${TOKEN_VARIABLE}"'
        arguments[0] = f"{printf} |\n{arguments[0]} --config -"
    if sent.method.upper() == "HEAD":
        arguments.append("--head")
    elif sent.method != ("POST" if sent.body else "GET"):
        arguments.append(f"--request {_quoted(sent.method)}")
    arguments += [f"--header {_quoted(header)}" for header in _headers(sent)]
    if sent.body:
        arguments += _body(sent, notes)
    arguments.append(f"--url {_quoted(sent.url)}")
    return "\n".join([*notes, " \\\n  ".join(arguments)]) + "\n"


def _headers(sent: SentRequest) -> list[str]:
    """Header arguments; curl spells an empty value with a semicolon.

    Bytes that are no UTF-8 become lone surrogates, which `_quoted` writes as bytes.
    """
    headers = [
        f"{name}: {value.decode('utf-8', 'surrogateescape')}" if value else f"{name};" for name, value in sent.headers
    ]
    if sent.body and sent.content_type is None:
        headers.append("Content-Type:")
    return headers


def _body(sent: SentRequest, notes: list[str]) -> list[str]:
    if b"\0" in sent.body:
        notes.append("# the body holds a zero byte, which no argument can: save it as body.bin first")
        return ["--data-binary @body.bin"]
    return [f"--data-raw {_quoted(sent.body.decode('utf-8', 'surrogateescape'))}"]


def _quoted(text: str) -> str:
    """A shell word: bare, in single quotes, or out of `printf` where something in it is better not seen raw.

    Not as `$'…'`, which dash and others take for a dollar sign before a text.
    """
    if _PLAIN_WORD.match(text):
        return text
    # An interactive shell may take an exclamation mark on a later line for a word of its history.
    if not has_control(text.replace("\n", "")) and not ("!" in text and "\n" in text):
        return _in_quotes(text)
    plain = text.rstrip("\n")
    ends = text[len(plain) :]  # the shell drops those of a command's output
    first = "\\055" if plain.startswith("-") else ""  # no option of printf
    format_ = first + "".join(map(_escaped, plain[len(first) > 0 :]))
    return f"\"$(printf '{format_}')\"" + (_in_quotes(ends) if ends else "")


def _in_quotes(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _escaped(character: str) -> str:
    """A character in a format of printf in single quotes."""
    if character in _ESCAPED:
        return _ESCAPED[character]
    if not has_control(character):
        return character
    # Three octal digits: they cannot swallow a digit that follows.
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
