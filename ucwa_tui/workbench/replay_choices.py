"""The ways to send a request again, each with what it does and why it may not be possible now."""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.protocol.links import same_origin
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.controller import Controller
from ucwa_tui.workbench.replay import caution, why_no_fresh_id, why_not_verbatim
from ucwa_tui.workbench.replay_draft import draft_of, other_headers
from ucwa_tui.workbench.replay_text import why_no_text

VERBATIM = "b"
FRESH_ID = "f"
FORM = "e"
TEXT = "t"


@dataclass(frozen=True, slots=True)
class Choice:
    """One way. Texts may hold what a server wrote."""

    letter: str
    title: str
    why: str
    """What it does, a sentence or two."""
    why_not: str = ""
    """Why it is not possible; empty: it is."""


def choices(exchange: Exchange, *, trimmed: bool) -> tuple[Choice, ...]:
    """All ways, in the order of the menu.

    Args:
        exchange: what is to be sent again.
        trimmed: its bodies were dropped to save memory.
    """
    gone = why_not_verbatim(exchange, trimmed=trimmed)
    return (
        Choice(
            VERBATIM,
            "byte for byte",
            "The same bytes, header spelling and order included, to the same host. A token that was renewed since is "
            "replaced by today's, and that is said.",
            gone,
        ),
        Choice(
            FRESH_ID,
            "with a fresh operationId",
            "Only that value is another one (and Content-Length): the server takes it for a new operation, whose "
            "events follow.",
            gone or why_no_fresh_id(exchange),
        ),
        _form(exchange, gone),
        Choice(
            TEXT,
            "edit as a text",
            "Every byte of request line, headers and body can be changed; the head is checked before it is sent.",
            gone or why_no_text(exchange),
        ),
    )


def question(controller: Controller, exchange: Exchange) -> str:
    """What has to be approved before it is sent again as it is; empty: nothing."""
    words = [caution(exchange)]
    target = controller.target
    known = [controller.session.base_url, *((target.root_url, target.applications_url) if target is not None else ())]
    if not any(url and same_origin(url, exchange.url) for url in known):
        words.append(
            "It goes to a host that this session does not sign in to. It carries no token of this session; a secret "
            "that this program sent there before goes there again."
        )
    return " ".join(word for word in words if word)


def _form(exchange: Exchange, gone: str) -> Choice:
    what = "Operation, fields, body and target go into the request pane; F5 sends it from there."
    why_not = gone
    if not gone:
        try:
            others = other_headers(exchange, draft_of(exchange))
        except ValueError as error:
            why_not = str(error)
        else:
            if others:
                what += f" Its own headers are left out: {', '.join(others[:4])}{' …' if len(others) > 4 else ''}."
    return Choice(FORM, "edit in the form", what, why_not)
