"""A request in the `.http` form of VS Code's REST Client, Visual Studio and JetBrains' IDEs.

In that form a line of a body can begin another request (`###`), a file (`<`) or a script (`>`), and `{{…}}` is a
variable: a body that holds such a thing is not written, as it would be another request.

Source: the documentation of REST Client ("Usage", "Variables") and of JetBrains' HTTP Client ("HTTP request syntax").
"""

from __future__ import annotations

import re

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.export_request import TOKEN_VARIABLE, SentRequest, encoded_url, is_plain, sent_request

_ACTS = re.compile(r"^\s*(#|//|<(\s|@|$)|>(\s|>|$)|@[\w-]+\s*=)|\{\{|\r", re.M)


def as_http(exchange: Exchange) -> str:
    """A file with one request; the token comes from the environment.

    Args:
        exchange: whose request to send.
    """
    sent = sent_request(exchange)
    notes = sent.notes()
    lines: list[str] = []
    if sent.bearer:
        lines += [
            "# JetBrains: delete the next line, and define token in http-client.private.env.json",
            f"@token = {{{{$processEnv {TOKEN_VARIABLE}}}}}",
            "",
        ]
    url = encoded_url(sent.url).replace("{{", "%7B%7B")
    lines.append(f"{sent.method} {url} HTTP/1.1")
    for name, value in sent.headers:
        text = value.decode("utf-8", "replace")
        if "\ufffd" in text or not is_plain(text) or "{{" in text:
            notes.append(f"header {name} is left out: this form has no spelling for its value")
        else:
            lines.append(f"{name}: {text}".rstrip(" "))
    if sent.bearer:
        lines.append("Authorization: Bearer {{token}}")
    if sent.body:
        lines += ["", *_body(sent, notes)]
    return "\n".join([*(f"# {note}" for note in notes), *lines]) + "\n"


def _body(sent: SentRequest, notes: list[str]) -> list[str]:
    text = sent.text
    if text is None or not is_plain(text) or _ACTS.search(text) or text != text.strip("\n"):
        notes.append("the body is left out, as this form would read it as something else: save it as body.bin")
        return ["< ./body.bin"]
    return [text]
