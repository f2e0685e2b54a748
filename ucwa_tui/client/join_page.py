"""From a join URL to the conference URI, by asking the page itself.

Source: the meeting page of Skype for Business Server (`conf-info`, "simplejoinconfdoc"). The best way first: the
document, the page for people, the page behind its launcher URL (both ways again), and at last a guess.
"""

from __future__ import annotations

import asyncio
import re

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure, refused
from ucwa_tui.client.join_page_hops import Hops
from ucwa_tui.client.questions import Questions
from ucwa_tui.client.sender import Order, Sender
from ucwa_tui.protocol.compose import USER_AGENT
from ucwa_tui.protocol.conference_uri import conference_key
from ucwa_tui.protocol.diagnostics import parse_diagnostics
from ucwa_tui.protocol.join_page import MEDIA_TYPE, ConfInfo, joinable_uri, read_conf_info, read_page
from ucwa_tui.protocol.join_url import guess_from_join_url, is_join_url
from ucwa_tui.protocol.links import host_of, resolve
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.decode import body_text
from ucwa_tui.wire.reports import Failure, FailureKind, JoinUrlResolved

REDIRECTS = 5
"""HTTP redirects (30x) followed for one URL."""
PATIENCE = 30.0
"""Seconds of waiting for servers, in all. The time that the user takes to answer a question does not count."""
_SHARE = 0.5
"""What one request may take at most of the seconds that are left: a silent page must leave time for another way."""
_MOMENT = 0.001
"""Seconds: the least that is left."""
_PAGE_TYPES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_ASK = "Ask the organizer for the conference URI (sip:…;gruu;opaque=app:conf:focus:id:…)."
_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?/")


class JoinPage:
    """Asks join pages; nothing secret goes to any of them.

    Args:
        sender: carries the requests.
        questions: asked before another host than the URL's own is contacted.
    """

    def __init__(self, sender: Sender, questions: Questions) -> None:
        self._sender = sender
        self._questions = questions

    async def resolve(self, ticket: int, url: str) -> JoinUrlResolved:
        """Find the conference URI, the best way first. A guess comes with the reason why it is only that.

        Args:
            ticket: of the outcome.
            url: the join URL; without a scheme it gets https.

        Raises:
            ClientFailure: there is none to be had: REFUSED by the page or by the user, or NETWORK.
        """
        link = _with_scheme(url)
        search = _Search(self._sender, Hops(self._questions, link))
        found = await search.run(link)
        if found is not None:
            uri, how, info = found
            key = (info.conference_key if info else "") or conference_key(uri) or ""
            return JoinUrlResolved(ticket, url, uri, how, key, info.ucwa_urls if info else ())
        guess = guess_from_join_url(link)
        if guess is None:
            raise ClientFailure(search.cause)
        return JoinUrlResolved(ticket, url, guess, "guess", conference_key(guess) or "", failure=search.cause)


class _Search:
    """One join URL on its way to a conference URI."""

    def __init__(self, sender: Sender, hops: Hops) -> None:
        self._sender = sender
        self._hops = hops
        self._launcher = ""
        self._left = PATIENCE
        self._denied: Failure | None = None
        """The page's own word that there is no such meeting."""
        self._last: Failure | None = None

    @property
    def cause(self) -> Failure:
        """Why nothing was found: what a page said counts more than what came after it."""
        return self._denied or self._last or refused("the page says nothing about a meeting", _ASK).failure

    async def run(self, link: str) -> tuple[str, str, ConfInfo | None] | None:
        """URI, how it was found, and the document that told it; None with a `cause`."""
        found = await self._both_ways(link)
        launcher = self._launcher
        if found is not None or not launcher:
            return found
        try:
            await self._hops.check(link, launcher)
        except ClientFailure as error:
            self._last = error.failure
            return None
        found = await self._both_ways(launcher)
        return found and (found[0], "launcher", found[2])

    async def _both_ways(self, url: str) -> tuple[str, str, ConfInfo | None] | None:
        for accept in (MEDIA_TYPE, _PAGE_TYPES):
            try:
                answer = await self._fetch(url, accept)
            except ClientFailure as error:
                self._last = error.failure
                continue
            found = self._read(answer)
            if found is not None:
                return found
        return None

    async def _fetch(self, url: str, accept: str) -> Answer:
        """The answer behind redirects. Raises ClientFailure for one that is no success."""
        for _ in range(REDIRECTS + 1):
            answer = await self._get(url, accept)
            if not 300 <= answer.status < 400:
                break
            target = answer.message.header("Location")
            if not target:
                raise _refusal(answer, f"answered {answer.status} without saying where to go")
            target = resolve(url, target)
            await self._hops.check(url, target, answer.exchange.n, answer.status)
            url = target
        else:
            raise _refusal(answer, f"redirected more than {REDIRECTS} times")
        if not 200 <= answer.status < 300:
            said = parse_diagnostics(answer.diagnostics)
            raise _refusal(answer, f"answered {answer.status}" + (f": {said.text}" if said and said.text else ""))
        return answer

    async def _get(self, url: str, accept: str) -> Answer:
        headers = (("Accept", accept), ("Accept-Encoding", "gzip"), ("User-Agent", USER_AGENT))
        plan = RequestPlan("GET", url, headers, purpose=Purpose.JOIN_PAGE, operation="get")
        now = asyncio.get_running_loop().time
        before = now()
        try:
            return await self._sender.send(Order(plan, url, total=self._left * _SHARE))
        finally:
            self._left = max(self._left - (now() - before), _MOMENT)

    def _read(self, answer: Answer) -> tuple[str, str, ConfInfo | None] | None:
        try:
            info = read_conf_info(answer.body)
        except PayloadError:
            return self._read_page(answer)
        uri = joinable_uri(info.conference_uri)
        if uri is None:
            self._last = _refusal(answer, "described a meeting without a conference URI that can be used").failure
            return None
        return uri, "conf-info", info

    def _read_page(self, answer: Answer) -> tuple[str, str, ConfInfo | None] | None:
        facts = read_page(body_text(answer.message))
        if facts.valid_meeting is False:
            code = f" (error code {facts.error_code})" if facts.error_code not in ("", "-1") else ""
            told = f"{host_of(answer.url)}: the page says the meeting does not exist{code}"
            self._denied = Failure(FailureKind.REFUSED, told, _ASK, answer.exchange.n, answer.status)
        elif facts.conference_uri is not None:
            return facts.conference_uri, "page", facts.conf_info
        else:
            self._last = _refusal(answer, "answered with a page that says nothing about a meeting").failure
        if facts.launcher_url:
            self._launcher = self._launcher or resolve(answer.url, facts.launcher_url)
        return None


def _refusal(answer: Answer, told: str) -> ClientFailure:
    headline = f"{host_of(answer.url)} {told}"
    return ClientFailure(
        Failure(FailureKind.REFUSED, headline, _ASK, answer.exchange.n, answer.status, diagnostics=answer.diagnostics)
    )


def _with_scheme(text: str) -> str:
    link = text.strip()
    if "://" not in link:
        if not is_join_url(link) and not _BARE.match(link):
            raise refused(f"{link or 'nothing'} is no join URL", "A join URL reads https://meet.contoso.com/alice/ID.")
        link = f"https://{link}"
    return resolve(link, link)
