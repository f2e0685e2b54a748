"""Signing in, step by step: root, user, challenge, token, user, applications, makeMeAvailable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from ucwa_tui.client.application import Application, ApplicationMaker
from ucwa_tui.client.client_failure import ClientFailure, sign_in_failure
from ucwa_tui.client.discovery import Discovery
from ucwa_tui.client.questions import Questions
from ucwa_tui.client.sender import Sender
from ucwa_tui.client.session import Session
from ucwa_tui.client.token_desk import TokenDesk
from ucwa_tui.client.trust import Trust
from ucwa_tui.protocol.conference_uri import conference_key
from ucwa_tui.protocol.links import host_of
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.reports import Failure, FailureKind, SignedIn, StepChanged
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget


@dataclass(frozen=True, slots=True)
class SignInTools:
    """What a sign-in works with."""

    sender: Sender
    redactor: Redactor
    report: Callable[[StepChanged], None]
    clock: Callable[[], float]
    """Seconds since the epoch."""
    monotonic: Callable[[], float]
    endpoint_id: str
    questions: Questions


class SignIn:
    """One sign-in. `application_url` and `creation` outlive a cancellation, so that nothing stays on the server."""

    def __init__(self, tools: SignInTools, target: SignInTarget) -> None:
        self._tools = tools
        self._target = target
        trust = Trust(target)
        self._desk = TokenDesk(tools.sender, target, trust, tools.redactor, tools.clock)
        self._discovery = Discovery(tools.sender, self._desk, trust, target, self._step)
        self._maker = ApplicationMaker(tools.sender, self._desk, target, tools.endpoint_id)
        self._current = "root"
        self._host = host_of(target.root_url)
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
            session = await self._create(await self._discovery.applications_url())
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
        session.application = await self._maker.create(session.applications_url)
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

    def _check_target(self) -> None:
        target = self._target
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
