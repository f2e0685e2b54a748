"""What a link is called and what following it means: read it, fill in the form, or leave it alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.protocol.data_uri import text_in
from ucwa_tui.protocol.links import resolve, same_host
from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.wire.decode import body_text, codings_of, decode_body
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import parse_response
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.capture_links import links_of
from ucwa_tui.workbench.capture_reading import step_of
from ucwa_tui.workbench.explaining.content import operation_at
from ucwa_tui.workbench.explaining.kinds import CHANNEL_RELS
from ucwa_tui.workbench.explaining.rel_facts import MEANINGS, acts

READABLE = 1_000_000
"""Bytes of an answer that are read as a whole to name its links: a key waits for it."""
NAMED_WITHIN = 400
"""Characters before an href among which its name stands."""
_OWNER = re.compile(r'"([^"\\]{1,100})"\s*:\s*\[?\s*\{[^{}]*$|<(?:link|resource)\b[^<>]*\brel="([^"]{1,100})"[^<>]*$')


class Does(StrEnum):
    """What Enter does with a link."""

    READ = "get"
    BUILD = "form"
    """An operation, or the event channel: the form is filled in, nothing is sent."""
    TELL = "tell"
    """Nothing that can be asked for: what it says is told."""


@dataclass(frozen=True, slots=True)
class LinkChoice:
    """A link and what following it means."""

    rel: str
    """Hostile text, as everything a server names."""
    url: str
    """Absolute."""
    does: Does
    words: str
    """What Enter does, one printable sentence."""
    operation: str = ""
    """Of the form to be filled in."""
    doubtful: bool = False
    """The name looks like an action's, and a GET may be refused."""


def choose(rel: str, href: str, answer_url: str, application_url: str) -> LinkChoice:
    """Decide what following a link means.

    Args:
        rel: what the link is called; empty where nobody knows.
        href: as the server wrote it.
        answer_url: the absolute URL of the answer that held it.
        application_url: whose host gets the token; empty before sign-in.
    """
    named = safe_line(rel) or "this link"
    if href.strip().lower().startswith("data:"):
        text = text_in(href)
        said = f"“{text[:200]}”" if text is not None else "data that is no text"
        return LinkChoice(rel, href, Does.TELL, safe_line(f"{named} holds the thing itself, no address: {said}"))
    url = resolve(answer_url, href)
    if application_url and not same_host(application_url, url):
        words = f"Not followed: {url} is on another host than the application"
        return LinkChoice(rel, url, Does.TELL, safe_line(words))
    if rel in CHANNEL_RELS:
        words = f"Enter only fills in the form: {named} is the event channel, read by this program"
        return LinkChoice(rel, url, Does.BUILD, words, "get")
    operation = operation_at(rel)
    if operation is not None:
        words = f"Enter fills in the form: {OPERATIONS[operation].method} {named}, F5 sends it"
        return LinkChoice(rel, url, Does.BUILD, words, operation)
    if acts(rel):
        sure = "an operation without a form here" if rel in MEANINGS else "probably an operation, by its name"
        words = f"Enter GETs {named}, {sure}: expect a 405"
        return LinkChoice(rel, url, Does.READ, words, doubtful=True)
    meaning = MEANINGS.get(rel)
    return LinkChoice(rel, url, Does.READ, f"Enter GETs {named}{f': {meaning}' if meaning else ''}")


class LinkNames:
    """What the links of one answer are called.

    Args:
        exchange: whose answer. Read when a name is asked for.
    """

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self._names: dict[str, list[str]] | None = None
        self._last: tuple[tuple[str, int] | None, str] = (None, "")
        self._long: bool | None = None

    def name(self, hrefs: Sequence[str], index: int, before: Callable[[], str] = str) -> str:
        """The rel of a link; empty where it cannot be told.

        Args:
            hrefs: of all links in the order of the text, as the server wrote them.
            index: of the one that is meant.
            before: gives what is shown before that href, as far as it may name it; empty where it is shown nowhere.
        """
        place = (hrefs[index], index)
        if self._last[0] != place:
            self._last = (place, self._find(hrefs, index, before))
        return self._last[1]

    def _find(self, hrefs: Sequence[str], index: int, before: Callable[[], str]) -> str:
        href = hrefs[index]
        if self._is_long():
            return _owner(before()) or self._nearby(href)
        if self._names is None:
            self._names = self._read()
        names = self._names.get(href)
        if not names:
            return self._nearby(href)
        return names[min(list(hrefs[:index]).count(href), len(names) - 1)]

    def _is_long(self) -> bool:
        """Whether a key would wait too long for the whole answer to be read; a few compressed bytes may be many."""
        if self._long is None:
            self._long = len(self.exchange.response.data) > READABLE
            if not self._long:
                message = parse_response(self.exchange.response, self.exchange.method)
                self._long = bool(codings_of(message)) and decode_body(message, READABLE).limited
        return self._long

    def _read(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for rel, href in links_of(step_of(self.exchange)):
            names.setdefault(href, []).append(rel)
        return names

    def _nearby(self, href: str) -> str:
        """By what stands before the href in the text: for what cannot be read as a whole."""
        text = body_text(parse_response(self.exchange.response, self.exchange.method))
        at = text.find(f'"{href}"')
        return _owner(text[:at]) if at >= 0 else ""


def _owner(before: str) -> str:
    """What a text that ends with the beginning of an href calls it."""
    found = _OWNER.search(before, max(0, len(before) - NAMED_WITHIN))
    return (found[1] or found[2]) if found else ""
