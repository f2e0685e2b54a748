"""Operations that a key does without a form: sent at once, and what came of them is said where the keys are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.protocol.operations import operation
from ucwa_tui.wire.reports import RequestFinished
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.command import key_label
from ucwa_tui.workbench.commands import command
from ucwa_tui.workbench.controller import SendRefused

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


def invoke(operation_name: str, **values: str) -> Callable[[MainScreen], None]:
    """An operation on the link that the server offers for it."""

    def run(screen: MainScreen) -> None:
        invoke_on(screen, operation_name, None, **values)

    return run


def invoke_on(
    screen: MainScreen, operation_name: str, href: str | None, *, about: str = "", **values: str
) -> int | None:
    """An operation on one link.

    Args:
        screen: says what came of it.
        operation_name: as in `operations`.
        href: absolute; None: where the server offers it for the current invitation.
        about: whom or what it concerns. Hostile text.
        values: of its fields.

    Returns:
        The ticket, or None where nothing could be sent.
    """
    where = f" ({safe_line(about)})" if about else _conversation_of(screen, operation_name)
    outcome = screen.controller.invoke(operation_name, href, **values)
    if isinstance(outcome, SendRefused):
        screen.say(f"{outcome.headline} {outcome.way_out}".strip(), "sev-error")
        return None
    screen.exchanges.follow()
    screen.asked[outcome] = f"{operation_name}{where}"
    screen.say(f"{operation_name}: sent{where}")
    return outcome


def say_answers(screen: MainScreen) -> None:
    """Say what came of operations that were asked for by key, once each; of links only if it was nothing good."""
    answers = screen.controller.session.answers
    for ticket in [t for t in screen.asked if t in answers]:
        title = screen.asked.pop(ticket)
        text, style = answer_words(answers[ticket])
        if answers[ticket].exchange.method == "GET" and style != "sev-error":
            continue  # a link was followed: what it led to is shown
        screen.say(f"{title}: {text}", style)
        if answers[ticket].exchange.operation == "makeMeAvailable" and style != "sev-error":
            _say_how_to_stay(screen, f"{title}: {text}")
            screen.controller.follow(screen.controller.session.base_url)  # its links are others from now on


def _say_how_to_stay(screen: MainScreen, told: str) -> None:
    """Where activity is not reported, presence goes to Away in a few minutes."""
    state = screen.controller.session.connecting.keep_active
    if state is None or not state.on:
        key = key_label(command("keep-active").keys[0])
        screen.say(f"{told}. {key} keeps you so: without reports of activity presence goes to Away")


def answer_words(report: RequestFinished) -> tuple[str, str]:
    """What came of a request in one line, and the style for it."""
    exchange = report.exchange
    if report.failure is not None:
        return f"not answered: {safe_line(report.failure.headline)}", "sev-error"
    status = exchange.status or 0
    if status < 300:
        return f"done ({status})" if status != 201 else "accepted (201): the event channel tells how it goes on", ""
    known = operation(exchange.operation or "get")
    reason = report.reason
    row = known.answer(status, reason.code if reason else None, reason.subcode if reason else None)
    label = f" {safe_line(reason.label)}" if reason else ""
    meaning = row.meaning if row is not None else safe_line((reason.message or "") if reason else "")
    return f"refused {status}{label}. {meaning}".strip(), "sev-error"


def _conversation_of(screen: MainScreen, operation_name: str) -> str:
    """Which conversation an operation is about: by its subject, else by the end of its URL."""
    href = screen.controller.available(operation_name).href or ""
    for url, known in screen.controller.session.resources.of_rel("conversation"):
        if href == url or href.startswith(f"{url}/"):
            return f" ({safe_line(known.text('subject') or url.rstrip('/').rpartition('/')[2])})"
    return ""
