"""A request for PowerShell: through curl.exe, and through Invoke-WebRequest. Both run in 5.1 and in 7.

Windows PowerShell 5.1 and PowerShell up to 7.2 hand a double quote in an argument to a program unescaped, 7.3 and
later escape it: no spelling of such an argument is right for both. So nothing is an argument here: curl.exe reads
everything from its standard input, where PowerShell's own strings are what they say.

Source: about_Quoting_Rules and about_Preference_Variables ($PSNativeCommandArgumentPassing, $OutputEncoding) of
PowerShell; curl's manual, "--config"; Invoke-WebRequest's reference for 5.1 and 7.
"""

from __future__ import annotations

import base64

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.export_request import (
    TOKEN_VARIABLE,
    SentRequest,
    encoded_url,
    is_plain,
    sent_request,
)
from ucwa_tui.wire.safe_text import has_control

_QUOTES = "'\u2018\u2019\u201a\u201b"
"""PowerShell takes each of them for a single quote; doubled, it stands for itself."""
_CURL_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
_METHODS_OF_5 = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "OPTIONS", "MERGE", "PATCH"})
_RUNS_IN = "# PowerShell 5.1 and 7"


def quoted(text: str) -> str:
    """A PowerShell string with exactly this text; what acts or hides is spelled by its number.

    In parentheses where it is put together from parts, so that it may stand wherever a string may.
    """
    parts: list[str] = []
    plain = ""
    for character in text:
        if not has_control(character):
            plain += character * 2 if character in _QUOTES else character
            continue
        if plain:
            parts.append(f"'{plain}'")
            plain = ""
        # UTF-16, as PowerShell's characters are.
        units = character.encode("utf-16-be", "surrogatepass")
        parts += [f"[char]0x{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2)]
    if plain or not parts:
        parts.append(f"'{plain}'")
    if len(parts) == 1 and parts[0].startswith("'"):
        return parts[0]
    # A character and a string would add up to numbers: a string has to come first.
    return "(" + " + ".join(parts if parts[0].startswith("'") else ["''", *parts]) + ")"


def as_curl_powershell(exchange: Exchange) -> str:
    """A command for curl.exe that sends the same request again.

    Args:
        exchange: whose request to send.
    """
    sent = sent_request(exchange)
    notes = [f"{_RUNS_IN}: curl.exe reads all of it from its standard input", *(f"# {n}" for n in sent.notes())]
    before: list[str] = []
    lines = [quoted(line) for line in _config(sent, notes)]
    if sent.bearer:
        lines.append(f"('header = \"Authorization: Bearer ' + $env:{TOKEN_VARIABLE} + '\"')")
    if sent.body:
        lines.append(_curl_body(sent, before))
    return "\n".join(
        [
            *notes,
            "& {",
            "  $OutputEncoding = New-Object Text.UTF8Encoding $false",
            *(f"  {line}" for line in before),
            "  @(",
            *(f"    {line}" for line in lines),
            "  ) | curl.exe --config -",
            *(["  Remove-Item $file"] if before else []),
            "}",
            "",
        ]
    )


def _config(sent: SentRequest, notes: list[str]) -> list[str]:
    lines = ["include", "globoff", "path-as-is", "compressed"]
    if sent.method.upper() == "HEAD":
        lines.append("head")
    elif sent.method != ("POST" if sent.body else "GET"):
        lines.append(_option("request", sent.method))
    for name, value in sent.headers:
        text = _header_text(name, value, notes)
        if text is not None:
            lines.append(_option("header", f"{name}: {text}" if text else f"{name};"))
    if sent.body and sent.content_type is None:
        lines.append(_option("header", "Content-Type:"))
    return [*lines, _option("url", encoded_url(sent.url))]


def _header_text(name: str, value: bytes, notes: list[str]) -> str | None:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        notes.append(f"# header {name} is left out: its value is no UTF-8")
        return None


def _option(name: str, value: str) -> str:
    return f'{name} = "{"".join(_CURL_ESCAPES.get(c, c) for c in value)}"'


def _curl_body(sent: SentRequest, before: list[str]) -> str:
    """The body as an option; by way of a file where it is no text that can be pasted."""
    if sent.text is not None and is_plain(sent.text):
        return quoted(_option("data-raw", sent.text))
    before += [
        "$file = [IO.Path]::GetTempFileName()",
        f"[IO.File]::WriteAllBytes($file, [Convert]::FromBase64String('{_base64(sent.body)}'))",
    ]
    return "('data-binary = \"@' + $file.Replace('\\', '/') + '\"')"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def as_web_request(exchange: Exchange) -> str:
    """An `Invoke-WebRequest` that sends the same request again.

    Args:
        exchange: whose request to send.
    """
    sent = sent_request(exchange)
    notes = [_RUNS_IN, *(f"# {note}" for note in sent.notes())]
    lines = ["$more = @{}", "if ($PSVersionTable.PSVersion.Major -ge 7) {"]
    lines += ["  $more = @{ SkipHeaderValidation = $true; SkipHttpErrorCheck = $true }", "}"]
    lines += _headers(sent, notes)
    method = f"-Method {sent.method.upper()}"
    if sent.method not in _METHODS_OF_5:
        method = f"-CustomMethod {quoted(sent.method)}"
        notes.append("# this method needs PowerShell 7")
    call = [f"Invoke-WebRequest -UseBasicParsing {method}", f"-Uri {quoted(encoded_url(sent.url))}"]
    call.append("-MaximumRedirection 0 -Headers $headers")
    call += [f"-{name} {quoted(value)}" for name, value in _own_parameters(sent)]
    if sent.body:
        lines.append(f"$body = {_web_body(sent)}")
        call.append("-Body $body")
    call.append("@more")
    return "\n".join([*notes, *lines, " `\n  ".join(call)]) + "\n"


def _headers(sent: SentRequest, notes: list[str]) -> list[str]:
    """A hash table has each name once, whatever its case: values of the same name are joined, which means the same."""
    merged: dict[str, tuple[str, list[str]]] = {}
    for name, value in sent.headers:
        text = _header_text(name, value, notes)
        if text is not None and name.lower() not in ("content-type", "user-agent"):
            merged.setdefault(name.lower(), (name, []))[1].append(text)
    lines = [f"  {quoted(name)} = {quoted(', '.join(values))}" for name, values in merged.values()]
    if sent.bearer:
        lines.append(f"  'Authorization' = 'Bearer ' + $env:{TOKEN_VARIABLE}")
    return ["$headers = @{", *lines, "}"] if lines else ["$headers = @{}"]


def _own_parameters(sent: SentRequest) -> list[tuple[str, str]]:
    """Headers that 5.1 takes by a parameter only."""
    found: dict[str, str] = {}
    for parameter, header in (("UserAgent", "user-agent"), ("ContentType", "content-type")):
        for name, value in sent.headers:
            if name.lower() == header and value:
                found.setdefault(parameter, value.decode("utf-8", "replace"))
    return list(found.items())


def _web_body(sent: SentRequest) -> str:
    """Bytes, as a text would be sent in an encoding of PowerShell's choice."""
    if sent.text is not None and is_plain(sent.text):
        return f"[Text.Encoding]::UTF8.GetBytes({quoted(sent.text)})"
    return f"[Convert]::FromBase64String('{_base64(sent.body)}')"
