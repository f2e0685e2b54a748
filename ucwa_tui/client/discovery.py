"""From wherever the user lets sign-in begin to the URL where applications are created.

Source: UCWA reference, "Autodiscovery" and "Authentication in UCWA". Every hop is an exchange of its own; the servers'
real sequences have `redirect` in place of `user`, and in place of `applications` after authentication.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.client.discovery_memory import DiscoveryMemory
from ucwa_tui.client.discovery_stop import APPLICATIONS, USER, Stop, stop_at
from ucwa_tui.client.given_token import GivenToken
from ucwa_tui.client.grant_choice import challenged, choose_grant
from ucwa_tui.client.probing import Probing
from ucwa_tui.client.security_check import SecurityCheck
from ucwa_tui.client.sender import Sender
from ucwa_tui.client.token_desk import TokenDesk
from ucwa_tui.client.visitor import Visitor, shown
from ucwa_tui.protocol.links import host_of
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.protocol.sign_in_domain import domain_problem
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.reports import Challenged
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

HOPS = 8
"""Resources visited on the way: root, redirected roots, user, redirected users."""
StepReporter = Callable[..., None]
"""`(name, state, detail="", exchange=None)`."""


@dataclass(frozen=True, slots=True)
class DiscoveryTools:
    """What discovery works with."""

    sender: Sender
    desk: TokenDesk
    visitor: Visitor
    probing: Probing
    check: SecurityCheck
    memory: DiscoveryMemory
    given: GivenToken
    step: StepReporter
    report: Callable[[Challenged], None]


class Discovery:
    """Walks from resource to resource.

    Args:
        tools: carriers, rules, listeners.
        target: where to begin, grant, format.
    """

    def __init__(self, tools: DiscoveryTools, target: SignInTarget) -> None:
        self._tools = tools
        self._target = target
        self.origins: set[str] = set()
        """Every origin that sign-in led to."""
        self.upgraded = False
        """Whether the last link said http:// and was followed over HTTPS."""

    async def applications_url(self) -> str:
        """Walk until a resource links `applications`; no step at all where that URL is given.

        Raises:
            ClientFailure: SIGN_IN naming what is missing or refused, or NETWORK.
        """
        given = self._target.applications_url.strip()
        if given:
            return self._led_to(given)
        stop = await self._first()
        visited = {self._key(stop.answer.url)}
        root = ""
        for _ in range(HOPS):
            root = stop.answer.url if stop.way == USER else root
            self._led_to(stop.answer.url)
            signed_in = stop.name is Purpose.USER
            url = await self._tools.check.cleared(stop.answer.url, stop.url, f"`{stop.way}` link", signed_in=signed_in)
            self.upgraded = url != stop.url and stop.url.lower().startswith("http:")
            if stop.way == APPLICATIONS:
                self._tools.memory.found(root)
                return self._led_to(url)
            if self._key(url) in visited:
                raise sign_in_failure(
                    f"{host_of(url)}: discovery goes round in a circle: {shown(url)} was there before"
                )
            visited.add(self._key(url))
            stop = await self._look(stop.next_name, url)
            visited.add(self._key(stop.answer.url))
        raise sign_in_failure(f"{host_of(stop.url)}: discovery led through {HOPS} resources without an end")

    # --- the first resource ----------------------------------------------------------------------------------------

    async def _first(self) -> Stop:
        root_url = self._target.root_url.strip()
        if root_url:
            return await self._look(Purpose.ROOT, root_url)
        domain = self._target.domain.strip().rstrip(".").lower()
        problem = domain_problem(domain)
        if problem:
            raise sign_in_failure(
                f"{domain or 'the domain'}: no server can be looked for: {problem}",
                "Give a sign-in domain such as contoso.com, or the server's root URL.",
            )
        self._tools.step(Purpose.ROOT.value, "started", domain)
        stop = await self._remembered()
        if stop is None:
            stop = await self._tools.probing.find(domain, internal=self._target.grant is not Grant.ANONYMOUS)
        self._tools.step(Purpose.ROOT.value, "done", host_of(stop.answer.url), stop.answer.exchange.n)
        return stop

    async def _remembered(self) -> Stop | None:
        """The root that was found before, as long as nothing speaks against it."""
        memory = self._tools.memory
        while memory.root_url:
            try:
                return await self._tools.probing.look(memory.root_url, 0.5)  # twice at most: a name's time
            except ClientFailure as error:
                if self._tools.sender.out_of_time:
                    raise
                if not memory.blamed(error.failure):
                    memory.pass_over()
        return None

    # --- one resource ------------------------------------------------------------------------------------------------

    async def _look(self, name: Purpose, url: str) -> Stop:
        """GET a resource, with a token where it asks for one."""
        self._tools.step(name.value, "started")
        if name is Purpose.USER:
            await self._bring_token(url)
        answer = await self._tools.visitor.get(name, url)
        if answer.status in (401, 403):
            answer = await self._authenticated(name, answer)
        try:
            stop = stop_at(name, answer, _stale_token_hint(answer, self._target))
        except ClientFailure as error:
            self._tools.visitor.failed(answer.url, error)
            raise
        self._tools.visitor.arrived(stop)
        self._tools.step(name.value, "done", exchange=answer.exchange.n)
        return stop

    async def _authenticated(self, name: Purpose, refusal: Answer) -> Answer:
        """The answer with a token of this host; the refusal itself where the host has issued one already."""
        desk, step = self._tools.desk, self._tools.step
        if desk.token_for(refusal.url) is not None:
            spent = "the token that this host was given is not accepted any more"
            self._tools.report(challenged(refusal, self._target, trouble=spent))
            return refusal
        if self._target.grant is Grant.BEARER:  # a redirect has led to a host that does not have it yet
            await self._bring_token(refusal.url)
            return await self._tools.visitor.get(name, refusal.url)
        self._tools.visitor.answered(refusal, f"{refusal.status}: wants a token")
        step(name.value, "done", f"{refusal.status} challenge", refusal.exchange.n)
        step("challenge", "started", exchange=refusal.exchange.n)
        offer = choose_grant(desk, refusal, self._target, self._tools.report)
        step("challenge", "done", offer.grant_type, refusal.exchange.n)
        step("token", "started", host_of(offer.token_url))
        await desk.obtain(offer)
        step("token", "done", host_of(offer.token_url))
        step(name.value, "started")
        return await self._tools.visitor.get(name, refusal.url)

    async def _bring_token(self, url: str) -> None:
        try:
            await self._tools.given.bring(url)
        except ClientFailure as error:
            self._tools.visitor.failed(url, error, "refused")
            raise

    def _led_to(self, url: str) -> str:
        try:
            self.origins.add(place_of(url).origin)
        except ValueError as error:
            raise sign_in_failure(f"{shown(url)}: {error}", "Give an absolute URL that begins with https://.") from None
        return url

    @staticmethod
    def _key(url: str) -> str:
        """One text for every spelling of a URL's host."""
        try:
            return place_of(url).url
        except ValueError:
            return url


def _stale_token_hint(answer: Answer, target: SignInTarget) -> str:
    if answer.status in (401, 403) and target.grant is Grant.BEARER:
        return "The given token is not accepted here: it may have expired or belong to another host."
    return ""
