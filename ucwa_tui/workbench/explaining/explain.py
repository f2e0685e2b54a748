"""Puts the page together that explains an exchange.

Pure: it needs the exchange and those before it, no session; a capture of somebody else's traffic is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ucwa_tui.protocol.fields import FieldContext
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.explaining.answer_headers import answer_header_lines
from ucwa_tui.workbench.explaining.beside import NOTHING_BESIDE, Beside
from ucwa_tui.workbench.explaining.broken_rules import finding_lines, with_findings
from ucwa_tui.workbench.explaining.channel import channel_lines
from ucwa_tui.workbench.explaining.content import resource_lines, token_lines
from ucwa_tui.workbench.explaining.differences import difference_lines
from ucwa_tui.workbench.explaining.earlier import Earlier, Found
from ucwa_tui.workbench.explaining.kinds import Kind, kind_of
from ucwa_tui.workbench.explaining.next_step import next_lines
from ucwa_tui.workbench.explaining.outcome import outcome_lines
from ucwa_tui.workbench.explaining.page import Line, Page, line, section
from ucwa_tui.workbench.explaining.request_fields import field_lines
from ucwa_tui.workbench.explaining.request_headers import header_lines
from ucwa_tui.workbench.explaining.whence import link_lines

WRONG, WHAT, OUTCOME, NEXT = "What is wrong with it", "What it is", "What came of it", "What to do next"
HOLDS, FIELDS, DIFFERENCES = "What the answer holds", "What was sent", "Differences from the reference"
REQUEST_HEADERS, ANSWER_HEADERS = "Headers of the request", "Headers of the answer"

_WHERE_HOSTS_CHANGE = frozenset({Purpose.ROOT, Purpose.USER, Purpose.TOKEN, Purpose.APPLICATIONS, Purpose.JOIN_PAGE})


def explain_page(
    exchange: Exchange,
    others: Sequence[Exchange],
    earlier: Earlier,
    context: FieldContext,
    beside: Beside = NOTHING_BESIDE,
) -> Page:
    """Everything there is to say about an exchange; never raises.

    Args:
        exchange: running or ended.
        others: all exchanges there are, in order of their numbers.
        earlier: remembers what earlier answers offered.
        context: who sent it, as far as that is known.
        beside: what is known of it from elsewhere.
    """
    found = earlier.find(exchange, others)
    step = found.step
    kind = kind_of(step)
    parts: tuple[tuple[str, Sequence[Line]], ...] = (
        (WRONG, list(finding_lines(beside.findings))),
        (WHAT, list(_what(found, kind))),
        (OUTCOME, list(outcome_lines(step, kind, context.ticket_uri))),
        (NEXT, list(next_lines(step, kind, context.ticket_uri, beside))),
        (HOLDS, list(_holds(step, kind))),
        (FIELDS, with_findings(field_lines(step, kind, context), beside.findings)),
        (DIFFERENCES, difference_lines(step, kind)),
        (REQUEST_HEADERS, list(header_lines(step, kind))),
        (ANSWER_HEADERS, list(answer_header_lines(step, kind))),
    )
    return Page(tuple(section(heading, lines) for heading, lines in parts if lines))


def _what(found: Found, kind: Kind) -> Iterator[Line]:
    exchange = found.step.exchange
    yield line(kind.what)
    origin, slash, path = exchange.url.partition("://")[2].partition("/")
    yield line(f"{slash}{path}" or "/", exchange.method)
    if exchange.purpose in _WHERE_HOSTS_CHANGE and origin:
        yield line(origin, "host")
    yield from link_lines(found)
    if kind.page:
        yield line(kind.page, "reference")


def _holds(step: Step, kind: Kind) -> Iterator[Line]:
    if step.events is not None:
        yield from channel_lines(step.events, step.url)
    elif step.resource is not None and kind.name == "token":
        yield from token_lines(step.resource)
    elif step.resource is not None:
        yield from resource_lines(step.resource, kind.rel)
    elif step.succeeded and step.answer is not None and step.answer.body:
        yield line("no UCWA resource that can be read: m and w show what there is", "body")
