"""From a request to its answer: find the route, check token and application, negotiate, call the handler."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from dataclasses import replace

from ucwa_tui import __version__
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Accepted, Answer, Refusal, refusal_answer
from ucwa_tui.sandbox.autodiscover import DIRECTORY_PATH, challenge, diagnostics, server_fqdn
from ucwa_tui.sandbox.call import Call, Site
from ucwa_tui.sandbox.control import Control
from ucwa_tui.sandbox.faults import Fault
from ucwa_tui.sandbox.html import error_page
from ucwa_tui.sandbox.negotiation import accepted_form
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.response_head import http_date
from ucwa_tui.sandbox.router import Guard, Route, Router
from ucwa_tui.sandbox.routes import ROUTES
from ucwa_tui.sandbox.trouble import Setting, facts_of, suffer
from ucwa_tui.sandbox.world import World
from ucwa_tui.wire.observed_json import SECRET_HEADER

UCWA_VERSION = "2.0"
MAX_RESOURCE_VERSION = 2.0
BACKSTAGE = "sandbox"
"""First segment of the paths that only a sandbox has: its directory, its controls."""
_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_HOST = re.compile(r"[A-Za-z0-9._~-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class Service:
    """The UCWA service over a world.

    Args:
        world: shared by all sites.
        site: which address this is.
        control: takes requests that are about the sandbox itself; None: there is no such thing here.
    """

    def __init__(self, world: World, site: Site | None = None, control: Control | None = None) -> None:
        self._world = world
        self._site = site or Site()
        self._control = control
        self._router = Router(ROUTES)
        self._domain = world.cast.domain
        self._front = (
            ("Server", f"ucwa-tui-sandbox/{__version__}"),
            ("X-MS-Server-Fqdn", server_fqdn(self._domain)),
        )

    def handle(self, request: Request) -> Answer | Awaitable[Answer]:
        """Answer a request; awaitable where the answer takes its time."""
        if not (_HOST.fullmatch(request.host) and _HOST.fullmatch(request.header("Host") or request.host)):
            return Answer(
                400,
                body=error_page(400, "Bad Request", "The Host header is not valid."),
                content_type="text/html",
                close=True,
            )
        if self._control is not None and self._control.takes(request):
            return self._control.answer(request)
        return self._answer(request)

    def _answer_part(self, request: Request) -> Answer | Awaitable[Answer]:
        return self._answer(request, inside=True)

    def _answer(self, request: Request, *, inside: bool = False) -> Answer | Awaitable[Answer]:
        """Answer what is meant for the service: a request of its own, or one inside a batch."""
        accepted = accepted_form(request.header("Accept"))
        form = accepted or Accepted()
        fault = self._fault(request, form)
        if fault is None:
            return self._carry_out(request, accepted)
        setting = Setting(self._world, request, form, inside)
        return suffer(fault, setting, lambda: self._carry_out(request, accepted, fault))

    def finish(self, request: Request, answer: Answer) -> Answer:
        """Add the headers by which a front end makes itself known."""
        skew = self._world.scenario.server.date_skew + (answer.delivery.skew if answer.delivery is not None else 0)
        headers = [("Date", http_date(self._world.clock.now() + skew)), *answer.headers, *self._front]
        headers.append(("X-MS-Correlation-Id", self._world.ids.guid()))
        client_id = request.header("client-request-id")
        if client_id is not None:
            headers.append(("client-request-id", client_id))
        if request.under("ucwa"):
            headers.append(("X-MS-UcwaVersion", UCWA_VERSION))
        headers.append(("X-Content-Type-Options", "nosniff"))
        return replace(answer, headers=tuple(headers))

    def _fault(self, request: Request, accepted: Accepted) -> Fault | None:
        """What the scenario has in store for a request."""
        if request.under(BACKSTAGE) or not self._world.scenario.rules:
            return None
        found = self._router.find(request.segments)
        words = [s for s in found[0].segments if not s.startswith("{")] if found is not None else []
        facts = facts_of(self._world, request, accepted, words[-1] if words else "")
        return self._world.faults.meet(facts, self._world.clock.now())

    def _carry_out(
        self, request: Request, accepted: Accepted | None, fault: Fault | None = None
    ) -> Answer | Awaitable[Answer]:
        try:
            answer = self._dispatch(request, accepted, fault)
        except Refusal as refusal:
            return refusal_answer(refusal, accepted or Accepted())
        return answer if isinstance(answer, Answer) else _late(answer, accepted or Accepted())

    def _dispatch(self, request: Request, accepted: Accepted | None, fault: Fault | None) -> Answer | Awaitable[Answer]:
        if not self._may_look(request):
            return challenge(request.base_url, None, self._domain)
        found = self._router.find(request.segments)
        if found is None:
            return self._nowhere(request)
        route, variables = found
        call = Call(self._world, request, variables, accepted or Accepted(), self._site, fault, self._answer_part)
        if route.guard is not Guard.OPEN:
            refused = self._check_token(call, route)
            if refused is not None:
                return refused
        handler = route.methods.get(_method(request, route))
        if handler is None:
            raise errors.method_not_allowed(route.methods)
        if route.formats and accepted is None:
            raise errors.not_acceptable()
        call.accepted = replace(call.accepted, revision=_revision(request))
        return handler(call)

    def _check_token(self, call: Call, route: Route) -> Answer | None:
        """The challenge where the token is missing, unknown or somebody else's; raises 404 for an application gone."""
        base = call.request.base_url
        scheme, _, token = (call.request.header("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer":
            return challenge(base, None, self._domain)
        tickets = self._world.tickets
        identity = tickets.identity(token.strip(), self._site.name)
        if identity is None:
            gone = tickets.expired(token.strip())
            text = "The web ticket has expired." if gone else "The OAuth token is invalid."
            return challenge(base, diagnostics(28033 if gone else 28055, text, self._domain), self._domain)
        call.admit(identity)
        if route.guard is Guard.OWNER:
            application = self._world.application(call.params["application"])
            if application is None:
                raise errors.application_not_found()
            if application.owner.person != identity.person:
                text = "The OAuth token was issued to another user."
                return challenge(base, diagnostics(28055, text, self._domain), self._domain)
            application.touch()
            call.enter(application)
        return None

    def _may_look(self, request: Request) -> bool:
        """Whether somebody may see the sandbox's own resources: everybody where it has no secret, else whoever says
        it in a header. The directory of meetings is open to its users, too."""
        cast = self._world.cast
        if cast.secret is None or not request.under(BACKSTAGE):
            return True
        path = [s.lower() for s in request.segments[:2]]
        if path == [s for s in DIRECTORY_PATH.split("/") if s]:
            scheme, _, token = (request.header("Authorization") or "").partition(" ")
            identity = self._world.tickets.identity(token.strip(), self._site.name)
            if scheme.lower() == "bearer" and identity is not None and not identity.anonymous:
                return True
        return cast.knows(request.header(SECRET_HEADER))

    def _nowhere(self, request: Request) -> Answer:
        """Under `/ucwa` the service says it, elsewhere the web server does."""
        if request.under("ucwa"):
            raise errors.resource_not_found()
        return Answer(404, body=error_page(404, "File or directory not found."), content_type="text/html")


def _method(request: Request, route: Route) -> str:
    """The method to look for. The reference says that UCWA's own resources know no HEAD; pages and pictures do."""
    return "GET" if request.method == "HEAD" and not route.formats else request.method


def _revision(request: Request) -> float:
    """What resources have to be at least; raises 404 for more than there is."""
    asked = request.header("X-MS-RequiresMinResourceVersion")
    if asked is None:
        return 1.0
    if not _VERSION.fullmatch(asked):
        raise errors.parameter_validation([("X-MS-RequiresMinResourceVersion", "This is no number.")])
    demanded = float(asked)
    if demanded > MAX_RESOURCE_VERSION:
        raise errors.version_not_supported(asked)
    return demanded


async def _late(work: Awaitable[Answer], accepted: Accepted) -> Answer:
    try:
        return await work
    except Refusal as refusal:
        return refusal_answer(refusal, accepted)
