"""What an error means here, and what to do next.

Source: UCWA reference, "Errors and informational messages", the operations' error tables, "Application dashboard"
(lifetime), "Event channel details".
"""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.protocol.diagnostics import Diagnostics
from ucwa_tui.protocol.error_codes import CODES, PLAIN_STATUSES, STATUSES, TOKEN_ERRORS, TOKEN_STATUSES, CodeEntry
from ucwa_tui.protocol.error_subcodes import SUBCODES
from ucwa_tui.protocol.operations import OPERATIONS, Answer, Operation

_SUBCODES = {name.lower(): entry for name, entry in SUBCODES.items()}
_READ_MORE = "Read the message and X-Ms-diagnostics; new subcodes may appear at any time."
_LIFETIME = {
    ("applicationnotfound", 404),
    ("toomanyapplications", 410),
    ("inactiveapplicationexpired", 410),
    ("useragentnotallowed", 410),
}
_GENERIC = {
    ("badrequest", "deserializationfailure"),
    ("badrequest", "parametervalidationfailure"),
    ("notfound", "apiversionnotsupported"),
    ("conflict", "pgetreplaced"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error in words. The words are the program's own; the server's message is not repeated here."""

    headline: str
    """Status and label, e.g. `404 NotFound/DestinationNotFound`. Holds the server's words as they came: make them safe
    before they are shown."""
    meaning: str
    next_step: str
    """Empty where nothing needs doing."""
    documented: bool
    """Whether the documentation lists this answer for the operation, or for any."""
    specific: bool = True
    """False for rows that nearly every operation repeats."""


def explain(
    status: int | None,
    code: str | None,
    subcode: str | None = None,
    operation_name: str | None = None,
    diagnostics: Diagnostics | None = None,
) -> Explanation:
    """Explain a refusal, or the reason of an event.

    Args:
        status: the HTTP status; None for an event's reason.
        code: from the body; None where the body was not UCWA's own.
        subcode: from the body.
        operation_name: the operation that was refused, whose own table then comes first.
        diagnostics: the parsed `X-Ms-diagnostics`, which says more where there is no code.
    """
    subcode = None if (subcode or "").lower() in {"", "none"} else subcode
    headline = _headline(status, code, subcode)
    if not code:
        return _without_code(status, headline, diagnostics)
    operation = OPERATIONS.get(operation_name or "")
    row = operation.answer(status, code, subcode) if operation else None
    if row is not None:
        return Explanation(headline, row.meaning, row.next_step, documented=True, specific=row.specific)
    entry = CODES.get(code.lower())
    documented = entry is not None and _is_documented(status, entry, subcode, operation)
    if subcode and (known := _SUBCODES.get(subcode.lower())):
        return Explanation(headline, known[0], known[1] or _general_step(entry), documented)
    meaning = entry.meaning if entry else "This code is in no table."
    if subcode:
        return Explanation(headline, f"{meaning} The subcode is in no table.", _READ_MORE, documented=False)
    return Explanation(headline, meaning, _general_step(entry), documented)


def explain_token_error(status: int, error: str | None, diagnostics: Diagnostics | None = None) -> Explanation:
    """Explain a refusal by a token service.

    Args:
        status: the HTTP status, 400 when it follows the documentation.
        error: the `error` of the JSON body; None where there is none.
        diagnostics: the parsed `X-Ms-diagnostics`.
    """
    headline = " ".join(p for p in (str(status), error or "") if p)
    known = TOKEN_ERRORS.get((error or "").lower())
    cause = _cause(diagnostics)
    if known is None:
        plain = _without_code(status, headline, diagnostics)
        meaning, step = TOKEN_STATUSES.get(status, (plain.meaning, plain.next_step))
        told = f"{cause} {meaning}" if cause and status in TOKEN_STATUSES else meaning
        return Explanation(headline, told, step, documented=False)
    meaning = f"{known[0]} {cause}" if cause else known[0]
    return Explanation(headline, meaning, known[1], documented=status == 400)


def _headline(status: int | None, code: str | None, subcode: str | None) -> str:
    label = f"{code}/{subcode}" if code and subcode else code or ""
    if not label and status is not None and status in STATUSES:
        label = f"({STATUSES[status].code})"
    return " ".join(p for p in (str(status) if status is not None else "", label) if p)


def _without_code(status: int | None, headline: str, diagnostics: Diagnostics | None) -> Explanation:
    entry = STATUSES.get(status) if status is not None else None
    meaning, step = PLAIN_STATUSES.get(status or 0, ("", ""))
    if not meaning:
        if status is not None and 300 <= status < 400:
            meaning, step = "The server points elsewhere; redirects are not followed on their own.", "Check Location."
        elif entry is not None:
            meaning = f"{entry.meaning} The answer holds no UCWA error: a web server or a proxy may have given it."
            step = entry.next_step
        else:
            meaning, step = "The answer carries no error that UCWA documents.", "Look at its headers and body."
    cause = _cause(diagnostics)
    return Explanation(headline, f"{cause} {meaning}" if cause else meaning, step, documented=status == 401)


def _cause(diagnostics: Diagnostics | None) -> str:
    """Only what a known number means: the server's own words are for the caller to show."""
    return (diagnostics.meaning or "") if diagnostics else ""


def _general_step(entry: CodeEntry | None) -> str:
    return entry.next_step if entry else _READ_MORE


def _is_documented(status: int | None, entry: CodeEntry, subcode: str | None, operation: Operation | None) -> bool:
    if status is not None and status not in entry.statuses:
        return False
    if subcode is None:
        return True
    folded = subcode.lower()
    if status is None:
        return folded in _SUBCODES
    if (folded, status) in _LIFETIME or (entry.code.lower(), folded) in _GENERIC:
        return True
    return operation is None and any(
        row.status == status and (row.subcode or "").lower() == folded for row in _all_rows()
    )


def _all_rows() -> tuple[Answer, ...]:
    return tuple(row for operation in OPERATIONS.values() for row in operation.answers)
