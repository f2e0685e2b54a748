"""From the autodiscover root to the URL where applications are created.

Source: UCWA reference, "Autodiscovery" and "Authentication in UCWA". Every hop is an exchange of its own; the servers'
real sequences have `redirect` in place of `user`, and in place of `applications` after authentication.
"""

from __future__ import annotations

from collections.abc import Callable

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import sign_in_failure
from ucwa_tui.client.refusals import not_ucwa, refusal
from ucwa_tui.client.sender import Order, Sender
from ucwa_tui.client.token_desk import TokenDesk
from ucwa_tui.client.trust import Trust, check_redirect
from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.links import host_of, resolve
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.reports import FailureKind
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

REDIRECTS = 5
"""HTTP redirects (30x) followed for one URL."""
HOPS = 8
"""Resources visited on the way: root, redirected roots, user, redirected users."""
StepReporter = Callable[..., None]
"""`(name, state, detail="", exchange=None)`."""


class Discovery:
    """Walks from resource to resource.

    Args:
        sender: carries the requests.
        desk: where tokens come from.
        trust: which hops are allowed.
        target: grant, format, root URL.
        step: told about each step.
    """

    def __init__(self, sender: Sender, desk: TokenDesk, trust: Trust, target: SignInTarget, step: StepReporter) -> None:
        self._sender = sender
        self._desk = desk
        self._trust = trust
        self._target = target
        self._step = step
        self.origins: set[str] = set()
        """Every origin that sign-in led to."""

    async def applications_url(self) -> str:
        """Walk until a resource links `applications`.

        Raises:
            ClientFailure: SIGN_IN naming what is missing or refused, or NETWORK.
        """
        name, url = Purpose.ROOT, self._target.root_url.strip()
        visited: set[str] = set()
        for _ in range(HOPS):
            if url in visited:
                raise sign_in_failure(f"{host_of(url)}: discovery goes round in a circle: {url} was there before")
            visited.add(url)
            answer, resource = await self._look(name, url)
            visited.add(answer.url)
            way, href = _way_on(name, resource)
            if way is None:
                wanted = "applications" if name is Purpose.USER else "user"
                raise not_ucwa(answer, f"the {name.value} resource has neither a `{wanted}` nor a `redirect` link")
            following = resolve(answer.url, href)
            self._trust.check_hop(answer.url, following, f"`{way}` link")
            if way == "applications":
                self.origins.add(place_of(following).origin)
                return following
            url, name = following, Purpose.USER if way == "user" else name
        raise sign_in_failure(f"{host_of(url)}: discovery led through {HOPS} resources without an end")

    async def _look(self, name: Purpose, url: str) -> tuple[Answer, Resource]:
        """GET a resource, with a token where it asks for one."""
        if name is Purpose.USER and self._target.grant is Grant.BEARER and self._target.secret:
            self._desk.give(url, self._target.secret)
        self._step(name.value, "started")
        answer = await self._get(name, url)
        if answer.status in (401, 403) and self._desk.token_for(answer.url) is None:
            answer = await self._authenticated(name, answer)
        if answer.status != 200:
            raise refusal(answer, FailureKind.SIGN_IN, way_out=_stale_token_hint(answer, self._target))
        try:
            resource = answer.resource()
        except PayloadError as error:
            raise not_ucwa(answer, f"this is not the {name.value} resource: {error.text}") from None
        self._step(name.value, "done", exchange=answer.exchange.n)
        return answer, resource

    async def _authenticated(self, name: Purpose, challenged: Answer) -> Answer:
        self._step(name.value, "done", f"{challenged.status} challenge", challenged.exchange.n)
        self._step("challenge", "started", exchange=challenged.exchange.n)
        offer = self._desk.choose(challenged)
        self._step("challenge", "done", offer.grant_type, challenged.exchange.n)
        self._step("token", "started", host_of(offer.token_url))
        await self._desk.obtain(offer)
        self._step("token", "done", host_of(offer.token_url))
        self._step(name.value, "started")
        return await self._get(name, challenged.url)

    async def _get(self, name: Purpose, url: str) -> Answer:
        """GET, following redirects on the same host."""
        for _ in range(REDIRECTS + 1):
            token = None
            try:
                self.origins.add(place_of(url).origin)
                token = self._desk.token_for(url)
            except ValueError as error:
                raise sign_in_failure(f"{url}: {error}", "Give a root URL such as https://lyncdiscover…") from None
            plan = get_plan(url, self._target.payload_format)
            plan = RequestPlan("GET", url, plan.headers, purpose=name)
            answer = await self._sender.send(Order(plan, url, token.secret if token else None))
            location = answer.message.header("Location")
            if answer.status not in (301, 302, 303, 307, 308) or not location:
                return answer
            following = resolve(url, location)
            not_followed = check_redirect(url, following)
            if not_followed:
                raise not_followed.at(answer.exchange.n, answer.status)
            url = following
        raise sign_in_failure(f"{host_of(url)} redirects again and again ({REDIRECTS} times)")


def _way_on(name: Purpose, resource: Resource) -> tuple[str | None, str]:
    for rel in ("applications", "user", "redirect"):
        href = resource.href(rel)
        if href and not (rel == "applications" and name is Purpose.ROOT):
            return rel, href
    return None, ""


def _stale_token_hint(answer: Answer, target: SignInTarget) -> str:
    if answer.status in (401, 403) and target.grant is Grant.BEARER:
        return "The given token is not accepted here: it may have expired or belong to another host."
    return ""
