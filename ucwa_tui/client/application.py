"""Creates an application, and makes sure that it can do the job: events and `communication`.

Source: UCWA reference, "applications", "application", "communication", "makeMeAvailable".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.given_token import GivenToken
from ucwa_tui.client.grant_choice import challenged, choose_grant
from ucwa_tui.client.refusals import not_ucwa, refusal
from ucwa_tui.client.sender import Order, Sender
from ucwa_tui.client.token_desk import TokenDesk, given_token_refused
from ucwa_tui.protocol.body_codec import encode_input
from ucwa_tui.protocol.challenge import parse_challenges, token_challenge
from ucwa_tui.protocol.compose import USER_AGENT, get_plan
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.payload import EmbeddedGroup, Property, Resource
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose, RequestPlan
from ucwa_tui.wire.reports import Challenged, FailureKind
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget


@dataclass(frozen=True, slots=True)
class Application:
    """An application that exists on the server."""

    url: str
    resource: Resource
    answer: Answer
    """The answer that the resource came from."""

    @property
    def events_url(self) -> str:
        """Where the event channel begins, absolute."""
        return resolve(self.url, self.resource.href("events") or "")

    @property
    def user(self) -> str:
        """Who the server says we are."""
        me = next(iter(self.resource.embeds("me")), None)
        return (me.text("name") or me.text("uri") or "") if me else ""

    @property
    def make_me_available_url(self) -> str | None:
        """Where to make oneself available, absolute; None where the server does not offer it (any more)."""
        me = next(iter(self.resource.embeds("me")), None)
        href = (me.href("makeMeAvailable") if me else None) or self.resource.href("makeMeAvailable")
        return resolve(self.url, href) if href else None


class ApplicationMaker:
    """Talks to `applications` and to what it creates.

    Args:
        sender: carries the requests.
        desk: tokens, by host.
        target: names and format.
        endpoint_id: the same for every application of a run.
        report: told about challenges.
        given: the token that the user has given, if any.
    """

    def __init__(
        self,
        sender: Sender,
        desk: TokenDesk,
        target: SignInTarget,
        endpoint_id: str,
        report: Callable[[Challenged], None],
        given: GivenToken,
    ) -> None:
        self._sender = sender
        self._desk = desk
        self._target = target
        self._endpoint_id = endpoint_id
        self._report = report
        self._given = given

    async def create(self, applications_url: str) -> Application:
        """POST `applications`; a host that has not issued our token is asked for one of its own, once.

        Raises:
            ClientFailure: SIGN_IN or NETWORK.
        """
        await self._given.bring(applications_url)
        plan = post_plan(applications_url, self._input(), self._target.payload_format, Purpose.APPLICATIONS)
        answer = await self._send(plan)
        if answer.status in (401, 403):
            answer = await self._with_own_token(plan, answer)
        if answer.status == 401 and self._target.grant is Grant.BEARER:
            raise given_token_refused(answer)
        if answer.status not in (200, 201):
            raise refusal(answer, FailureKind.SIGN_IN)
        return _application(answer, "applications")

    async def read_again(self, application: Application) -> Application:
        """GET the application: links come and go.

        Raises:
            ClientFailure: SIGN_IN or NETWORK.
        """
        answer = await self._get(application.url, Purpose.APPLICATIONS)
        return replace(_application(answer, "application"), url=application.url)

    async def make_available(self, url: str) -> ClientFailure | None:
        """POST `makeMeAvailable`; why it was refused, or None. Joining a meeting does not need it.

        Raises:
            ClientFailure: NETWORK.
        """
        body = Resource(properties=(Property("supportedModalities", ("Messaging",)),))
        answer = await self._send(post_plan(url, body, self._target.payload_format, Purpose.MAKE_ME_AVAILABLE))
        reason = answer.reason()
        if answer.status < 300 or (reason is not None and (reason.subcode or "").lower() == "alreadyexists"):
            return None
        return refusal(answer, FailureKind.REFUSED)

    async def complete(self, application: Application) -> Application:
        """The application with `communication` in it, checked for what every use of it needs.

        A link that only some users have, `joinOnlineMeeting` too, is for whoever wants to follow it.

        Raises:
            ClientFailure: SIGN_IN naming the link that is missing, or NETWORK.
        """
        resource = application.resource
        if not resource.href("events"):
            raise not_ucwa(application.answer, "the application has no `events` link")
        if not resource.embeds("communication"):
            href = resource.href("communication")
            if not href:
                raise not_ucwa(application.answer, "the application has no `communication`, embedded or linked")
            answer = await self._get(resolve(application.url, href), Purpose.GET)
            group = EmbeddedGroup("communication", (_resource(answer, "communication"),))
            resource = replace(resource, embedded=(*resource.embedded, group))
        return replace(application, resource=resource)

    async def _with_own_token(self, plan: RequestPlan, refusal: Answer) -> Answer:
        """The answer with a token of this very host; the refusal itself where it names no token service."""
        challenges = parse_challenges(refusal.message.headers_named("WWW-Authenticate"))
        if token_challenge(challenges) is None or self._target.grant is Grant.BEARER:
            if challenges:
                self._report(challenged(refusal, self._target))
            return refusal
        await self._desk.obtain(choose_grant(self._desk, refusal, self._target, self._report))
        return await self._send(plan)

    async def _get(self, url: str, purpose: Purpose) -> Answer:
        plan = get_plan(url, self._target.payload_format)
        answer = await self._send(RequestPlan("GET", url, plan.headers, purpose=purpose))
        if answer.status != 200:
            raise refusal(answer, FailureKind.SIGN_IN)
        return answer

    async def _send(self, plan: RequestPlan) -> Answer:
        token = self._desk.token_for(plan.href)
        return await self._sender.send(Order(plan, plan.href, token.secret if token else None))

    def _input(self) -> Resource:
        return Resource(
            properties=(
                Property("culture", self._target.culture),
                Property("endpointId", self._endpoint_id),
                Property("userAgent", self._target.user_agent),
            )
        )


def post_plan(url: str, body: Resource, form: PayloadFormat, purpose: Purpose) -> RequestPlan:
    """A POST of the client's own, with the headers that a composed operation has.

    Raises:
        PayloadError: the wire form cannot carry a value.
    """
    headers = (
        ("Accept", form.media_type),
        ("Accept-Encoding", "gzip"),
        ("User-Agent", USER_AGENT),
        ("Content-Type", form.media_type),
    )
    return RequestPlan("POST", url, headers, encode_input(body, form), purpose)


def _application(answer: Answer, what: str) -> Application:
    resource = _resource(answer, what)
    href = resource.href("self") or answer.message.header("Location")
    if not href:
        raise not_ucwa(answer, "the application has no `self` link, so that it could not be deleted again")
    return Application(resolve(answer.url, href), resource, answer)


def _resource(answer: Answer, what: str) -> Resource:
    try:
        return answer.resource()
    except PayloadError as error:
        raise not_ucwa(answer, f"its {what} cannot be read: {error.text}") from None
