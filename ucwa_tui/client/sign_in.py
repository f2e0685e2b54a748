"""Signing in, step by step: root, user, challenge, token, user, applications, makeMeAvailable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.client.application import Application, ApplicationMaker
from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.client.discovery import Discovery, DiscoveryTools
from ucwa_tui.client.discovery_memory import DiscoveryMemory
from ucwa_tui.client.given_token import GivenToken
from ucwa_tui.client.probing import Probing
from ucwa_tui.client.questions import Questions
from ucwa_tui.client.security_check import SecurityCheck
from ucwa_tui.client.sender import Sender
from ucwa_tui.client.session import Session
from ucwa_tui.client.token_desk import DeskTools, TokenDesk
from ucwa_tui.client.trust import Trust
from ucwa_tui.client.tuning import Tuning
from ucwa_tui.client.visitor import Visitor
from ucwa_tui.protocol.conference_uri import conference_key
from ucwa_tui.protocol.links import host_of
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.reports import Failure, FailureKind, QuestionKind, Report, SignedIn, StepChanged
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

_NEEDS_HTTPS = (
    "The link said http:// and was asked over HTTPS, as a token never goes over plain HTTP: the name has to serve "
    "that (where --connect-to leads its port 80 elsewhere, its port 443 needs that too)."
)


@dataclass(frozen=True, slots=True)
class SignInTools:
    """What a sign-in works with."""

    sender: Sender
    redactor: Redactor
    report: Callable[[Report], None]
    clock: Callable[[], float]
    """Seconds since the epoch."""
    monotonic: Callable[[], float]
    endpoint_id: str
    questions: Questions
    tuning: Tuning
    own_line: Callable[[], Sender]
    """Makes a sender over connections that nobody else uses."""


class SignIn:
    """One sign-in. `application_url` and `creation` outlive a cancellation, so that nothing stays on the server."""

    def __init__(self, tools: SignInTools, target: SignInTarget) -> None:
        self._tools = tools
        self._target = target
        self._trust = trust = Trust(target)
        desk_tools = DeskTools(tools.sender, tools.redactor, tools.clock, tools.tuning, tools.report, tools.own_line)
        self._desk = TokenDesk(desk_tools, target, trust)
        self._given = GivenToken(self._desk, target, trust, self._ask)
        self._memory = DiscoveryMemory(target, tools.report)
        self._discovery = self._make_discovery()
        self._maker = ApplicationMaker(tools.sender, self._desk, target, tools.endpoint_id, tools.report, self._given)
        self._current = "applications" if target.applications_url else "root"
        self.creation: asyncio.Task[Application] | None = None
        """The POST that creates the application: once sent, its answer is wanted, whatever happens."""
        self.session: Session | None = None
        """There from the moment that the application exists."""

    async def run(self) -> SignedIn:
        """Sign in.

        Raises:
            ClientFailure: SIGN_IN or NETWORK, beginning with the step.
        """
        sender = self._tools.sender
        sender.deadline = self._tools.monotonic() + self._target.connect_timeout
        try:
            self._check_target()
            session = await self._created()
            return await self.settle(session, recreated=False)
        except PayloadError as error:
            raise self._failed(sign_in_failure(f"the application cannot be asked for: {error.text}")) from None
        except ClientFailure as error:
            raise self._failed(error) from None
        finally:
            sender.deadline = None

    async def recreate(self, session: Session) -> SignedIn:
        """A new application in place of one that the server has lost.

        Raises:
            ClientFailure: SIGN_IN or NETWORK.
        """
        try:
            session.application = await self._maker.create(session.applications_url)
        except ClientFailure as error:
            self._memory.blamed(error.failure)
            raise
        return await self.settle(session, recreated=True)

    async def settle(self, session: Session, *, recreated: bool) -> SignedIn:
        """Complete a created application: availability where wanted, and the links that joining needs.

        Raises:
            ClientFailure: SIGN_IN or NETWORK.
        """
        if self._target.make_me_available and self._target.grant is not Grant.ANONYMOUS:
            await self._make_available(session)
        session.application = await self._maker.complete(session.application)
        token = session.token
        return SignedIn(
            session.application.resource,
            session.application.url,
            session.application.user,
            self._target.grant.value,
            token.expires_at if token else None,
            self._target.grant is Grant.ANONYMOUS,
            recreated,
        )

    async def _created(self) -> Session:
        """Discovery and the application; once more where a remembered root may be to blame for a failure."""
        while True:
            try:
                return await self._create(await self._discovery.applications_url())
            except ClientFailure as error:
                again = self._memory.blamed(error.failure)
                if not again or not self._may_repeat(error.failure):
                    raise self._explained(error) from None

    def _explained(self, error: ClientFailure) -> ClientFailure:
        """The failure; where HTTPS was our own choice, the way out says so."""
        if not self._discovery.upgraded or error.failure.kind is not FailureKind.NETWORK:
            return error
        return ClientFailure(replace(error.failure, way_out=f"{_NEEDS_HTTPS} {error.failure.way_out}".strip()))

    def _may_repeat(self, failure: Failure) -> bool:
        """Credentials are sent once; a POST without an answer may have been carried out."""
        lost_post = failure.kind is FailureKind.NETWORK and self._current == "applications"
        return not (self._current == "token" or lost_post or self._tools.sender.out_of_time)

    async def _create(self, applications_url: str) -> Session:
        self._step("applications", "started", host_of(applications_url))
        loop = asyncio.get_running_loop()
        self.creation = loop.create_task(self._create_session(applications_url))
        application = await asyncio.shield(self.creation)
        self._step("applications", "done", application.url, application.answer.exchange.n)
        assert self.session is not None  # made by the task
        return self.session

    async def _create_session(self, applications_url: str) -> Application:
        application = await self._maker.create(applications_url)
        self.session = Session(
            self._tools.sender,
            self._desk,
            self._target,
            self._discovery.origins,
            application,
            applications_url,
        )
        return application

    async def _make_available(self, session: Session) -> None:
        url = session.application.make_me_available_url
        if url is None:
            return
        self._step("makeMeAvailable", "started")
        refused = await self._maker.make_available(url)
        if refused is not None:
            failure = refused.failure
            self._step("makeMeAvailable", "failed", failure.headline, failure.exchange)
            return
        session.application = await self._maker.read_again(session.application)
        self._step("makeMeAvailable", "done")

    def _make_discovery(self) -> Discovery:
        tools, target = self._tools, self._target
        visitor = Visitor(tools.sender, self._desk, self._trust, target.payload_format, tools.report)
        return Discovery(
            DiscoveryTools(
                tools.sender,
                self._desk,
                visitor,
                Probing(visitor, tools.tuning),
                SecurityCheck(self._trust, self._ask, tools.report),
                self._memory,
                self._given,
                self._step,
                tools.report,
            ),
            target,
        )

    async def _ask(self, host: str, text: str) -> bool:
        """Ask whether to trust a host; the time that the user takes does not count as sign-in's."""
        sender, now = self._tools.sender, self._tools.monotonic
        left = None if sender.deadline is None else sender.deadline - now()
        sender.deadline = None
        try:
            return await self._tools.questions.ask(QuestionKind.TRUST_HOST, host, self._trust.domain, text)
        finally:
            sender.deadline = None if left is None else now() + left

    def _check_target(self) -> None:
        target = self._target
        if not (target.applications_url or target.root_url or target.domain):
            raise sign_in_failure(
                "nothing says where to sign in", "Give a sign-in domain, a root URL, or the URL of `applications`."
            )
        if target.grant is Grant.PASSWORD and not (target.user and target.secret):
            raise sign_in_failure("the password grant needs a user name and a password")
        if target.grant is Grant.BEARER and not target.secret:
            raise sign_in_failure("the bearer grant needs a token")
        if target.grant is Grant.ANONYMOUS and not conference_key(target.meeting_uri or ""):
            raise sign_in_failure(
                "an anonymous ticket is for one meeting, and this is no conference URI",
                "Give a URI such as sip:user@domain;gruu;opaque=app:conf:focus:id:…",
            )

    def _step(self, name: str, state: str, detail: str = "", exchange: int | None = None) -> None:
        self._current = name
        self._tools.report(StepChanged(name, state, detail, exchange))

    def _failed(self, error: ClientFailure) -> ClientFailure:
        step, failure = self._current, error.failure
        if failure.kind is FailureKind.NETWORK and self._tools.sender.out_of_time:
            patience = f"{self._target.connect_timeout:g} s"
            late = f"{failure.headline} (sign-in may take {patience})"
            failure = Failure(failure.kind, late, "Allow more time, or check that server.", failure.exchange)
        elif failure.kind is not FailureKind.NETWORK:
            failure = Failure(
                FailureKind.SIGN_IN,
                failure.headline,
                failure.way_out,
                failure.exchange,
                failure.status,
                failure.reason,
                failure.diagnostics,
            )
        told = ClientFailure(failure).during(step)
        self._step(step, "failed", told.failure.headline, failure.exchange)
        return told
