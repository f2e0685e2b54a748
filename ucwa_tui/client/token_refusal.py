"""A token service's refusal as a failure: its own reason first.

Source: UCWA reference, "Authentication in UCWA"; errors are OAuth's, and the cause is in `X-Ms-diagnostics`.
"""

from __future__ import annotations

import json

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.refusals import with_diagnostics
from ucwa_tui.protocol.diagnostics import parse_diagnostics
from ucwa_tui.protocol.errors import explain_token_error
from ucwa_tui.protocol.links import host_of, resolve
from ucwa_tui.protocol.media import essence
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.reports import Failure, FailureKind


def token_refusal(answer: Answer) -> ClientFailure:
    """Why there is no token."""
    error = (json_object(answer) or {}).get("error")
    diagnostics = parse_diagnostics(answer.diagnostics)
    text = diagnostics.text if diagnostics else ""  # says more than what its number means
    explained = explain_token_error(
        answer.status, error if isinstance(error, str) else None, None if text else diagnostics
    )
    told = f" The server says {text}" if text else ""
    return ClientFailure(
        Failure(
            FailureKind.SIGN_IN,
            f"{host_of(answer.url)} issued no token: {explained.headline}: {explained.meaning}{told}",
            explained.next_step,
            answer.exchange.n,
            answer.status,
            diagnostics=answer.diagnostics,
        )
    )


def passive_refusal(answer: Answer) -> ClientFailure:
    """The answer to the passive grant, which names the web page that signs a user in."""
    page = (json_object(answer) or {}).get("ms_rtc_passiveauthuri")
    url = resolve(answer.url, page) if isinstance(page, str) and page else ""
    try:
        place_of(url)
    except ValueError:
        return token_refusal(answer)  # no page
    return with_diagnostics(
        answer,
        f"{host_of(answer.url)} signs users in on a web page, which a terminal cannot do: {url}",
        "Visit that page with a browser, take the token that it ends with, and pass it with `--auth bearer`.",
    )


def json_problem(answer: Answer) -> str:
    """What is wrong with a body that should be JSON, and where; empty where it is JSON, or does not pretend to be."""
    try:
        json.loads(answer.body)
    except json.JSONDecodeError as error:
        wants_to_be = essence(answer.content_type).endswith("json") or answer.body.lstrip()[:1] in (b"{", b"[")
        return f"broken at line {error.lineno}, column {error.colno}: {error.msg}" if wants_to_be else ""
    except UnicodeDecodeError as error:
        return f"broken at byte {error.start}: not in UTF-8"
    except RecursionError:
        return "nested too deeply"
    except ValueError as error:  # a number of thousands of digits
        return f"broken: {error}"
    return ""


def json_object(answer: Answer) -> dict[str, object] | None:
    """The body where it is a JSON object, else None."""
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
