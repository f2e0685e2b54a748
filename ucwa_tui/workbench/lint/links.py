"""Rules about links: followed, kept whole, and not the one that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.workbench.capture_reading import CaptureReading, Place, keeps_query, place_of_url
from ucwa_tui.workbench.lint.applications import in_applications
from ucwa_tui.workbench.lint.finding import Check, Hit, LintRule, Severity

BUILT_URL = LintRule(
    "built-url",
    Severity.ERROR,
    "URL that no answer offered",
    "Take the href from the resource that offers it; URLs differ between servers and hold for one application only.",
    "Hypermedia; Web links",
)
LOST_QUERY = LintRule(
    "lost-query",
    Severity.WARNING,
    "link without its own query parameters",
    "Add your parameters with a URL parser and keep those that the server wrote.",
    "Hypermedia; Web links",
)
USER_SELF = LintRule(
    "user-self",
    Severity.WARNING,
    "the user resource's self is followed",
    "Go on with `applications`; this `self` is another path than the one that was asked, and servers answer it 404.",
    "user",
)


def built_urls(reading: CaptureReading) -> Iterator[Hit]:
    """Requests to what nobody had offered."""
    for step in in_applications(reading):
        if step.method == "GET" and step.status == 200 and not (step.answer and step.answer.body):
            break  # a browser had thrown the body away: nobody knows what was offered in it
        if not step.offers:
            yield step.n, f"{step.method} {step.url}: no answer before it holds this URL."
    for purpose, rel in ((Purpose.USER, "user"), (Purpose.APPLICATIONS, "applications")):
        told: list[str] = []
        for step in reading.steps:
            if step.exchange.purpose is purpose and told and not step.offers:
                yield step.n, f"{step.method} {step.url}: the link `{rel}` says {told[-1]}."
            href = step.resource.href(rel) if step.resource else None
            told += [resolve(step.url, href)] if href else []


def lost_queries(reading: CaptureReading) -> Iterator[Hit]:
    """Links that were shortened."""
    for step in in_applications(reading):
        if step.is_poll or not step.offers or any(keeps_query(step.url, offer) for offer in step.offers):
            continue
        yield step.n, f"{step.method} {step.url}: the link is {step.offers[-1].url}."


def user_selves(reading: CaptureReading) -> Iterator[Hit]:
    """GET of the user resource's `self`."""
    traps: dict[Place, int] = {}
    for step in reading.steps:
        if step.method == "GET" and step.place in traps and step.exchange.purpose is Purpose.USER:
            yield step.n, f"GET {step.url} follows the `self` of exchange {traps[step.place]}."
        href = step.resource.href() if step.resource and step.exchange.purpose is Purpose.USER else None
        if href and _place(resolve(step.url, href)) != step.place:
            traps[_place(resolve(step.url, href))] = step.n


def _place(url: str) -> Place:
    return place_of_url(url)


RULES: tuple[tuple[LintRule, Check], ...] = (
    (BUILT_URL, built_urls),
    (LOST_QUERY, lost_queries),
    (USER_SELF, user_selves),
)
