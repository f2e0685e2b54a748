"""One request on its way through the service: what was asked, by whom, and in which form the answer goes back."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Accepted, Answer, resource_answer
from ucwa_tui.sandbox.application import Application
from ucwa_tui.sandbox.conversation import Conversation
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.tokens import Identity
from ucwa_tui.sandbox.world import World


@dataclass(slots=True)
class Site:
    """One of the addresses that a sandbox listens at."""

    name: str = ""
    """Tokens belong to a site; empty where there is only one."""
    pool_port: int | None = None
    """Where the applications are; None: here."""

    def applications_url(self, request: Request) -> str:
        """Scheme and host of the applications, built from what the client named."""
        if self.pool_port is None:
            return request.base_url
        return f"{re.sub(r':[0-9]+$', '', request.base_url)}:{self.pool_port}"


@dataclass(slots=True)
class Call:
    """Everything that a handler needs."""

    world: World
    request: Request
    params: Mapping[str, str]
    """The variable segments of the path, spelled as received."""
    accepted: Accepted = field(default_factory=Accepted)
    site: Site = field(default_factory=Site)
    dispatch: Callable[[Request], Answer | Awaitable[Answer]] | None = None
    """Answers another request as if it had come on its own; for batches."""
    _identity: Identity | None = None
    _application: Application | None = None

    def admit(self, identity: Identity) -> None:
        """The token is good."""
        self._identity = identity

    def enter(self, application: Application) -> None:
        """The application is the caller's own."""
        self._application = application

    @property
    def identity(self) -> Identity:
        """Whose token it is."""
        assert self._identity is not None
        return self._identity

    @property
    def application(self) -> Application:
        """The application in the path."""
        assert self._application is not None
        return self._application

    @property
    def conversation(self) -> Conversation:
        """The conversation in the path. Raises Refusal 404."""
        found = self.application.conversations.get(self.params["conversation"].lower())
        if found is None:
            raise errors.conversation_not_found()
        return found

    def give(self, resource: Resource) -> Answer:
        """200 with a resource, or 304."""
        return resource_answer(resource, self.accepted, if_none_match=self.request.header("If-None-Match"))


Handler: TypeAlias = Callable[[Call], Answer | Awaitable[Answer]]
