"""Fixtures for other people's test suites: a sandbox of its own for each test.

Installed as a pytest plugin with this package. `ucwa_sandbox` is one sandbox, `ucwa_sandbox_factory` makes several or
special ones. Both need nothing of the terminal interface.

    def test_my_bot_waits_in_the_lobby(ucwa_sandbox):
        bot = Bot(ucwa_sandbox.root, ucwa_sandbox.user("alice").name, ucwa_sandbox.user("alice").password)
        bot.join(ucwa_sandbox.meeting("never-admitted").uri)
        assert ucwa_sandbox.wait_for("POST", "/onlineMeetingInvitations").status == 201
        ucwa_sandbox.admit()

The seed is fixed, so that identifiers are the same in every run, and the clock runs fast: `@pytest.mark.ucwa_sandbox`
takes other options, the same as the factory's.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

import pytest

from ucwa_tui.sandbox.cast_table import CastFault
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.sandbox.request_log import Served
from ucwa_tui.sandbox.serve_options import make_cast
from ucwa_tui.wire.meeting_directory import SandboxMeeting, SandboxUser
from ucwa_tui.wire.sandbox_settings import domain_of, is_clock_scale

SEED = 1
CLOCK_SCALE = 20.0
"""Sandbox seconds per second: a lobby of 3 s takes 0.15 s."""
WAIT_SECONDS = 10.0


@dataclass
class _Seen:
    """The requests so far, and a bell for those who wait for one."""

    requests: list[Served] = field(default_factory=list)
    bell: threading.Condition = field(default_factory=threading.Condition)

    def note(self, served: Served) -> None:
        with self.bell:
            self.requests.append(served)
            self.bell.notify_all()


class RunningSandbox:
    """A sandbox that listens on a free port of loopback.

    Attributes:
        root: URL of the autodiscover root: where a client starts.
        users: who can sign in, with their passwords.
        meetings: what can be joined, with URI, join URL, and what will happen.
    """

    def __init__(self, embedded: EmbeddedSandbox, seen: _Seen) -> None:
        self._embedded = embedded
        self._seen = seen
        self.root = embedded.start()
        self.users = embedded.users
        self.meetings = embedded.meetings

    @property
    def base_url(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.root)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.root).port or 0

    @property
    def requests(self) -> tuple[Served, ...]:
        """Every request that has been answered or given up so far, in that order; a pending P-GET is not there yet."""
        with self._seen.bell:
            return tuple(self._seen.requests)

    @property
    def faults(self) -> tuple[str, ...]:
        """What went wrong inside the sandbox, which is a bug of it; empty."""
        return tuple(self._embedded.faults)

    def user(self, alias: str) -> SandboxUser:
        """A user by alias or address, in any case.

        Raises:
            LookupError: there is none; the text names those that there are.
        """
        wanted = alias.lower()
        found = next((u for u in self.users if wanted in (u.name.lower(), u.name.lower().split("@")[0])), None)
        if found is None:
            raise LookupError(f"there is no user {alias!r}; there are {', '.join(u.name for u in self.users)}")
        return found

    def meeting(self, behaviour: str) -> SandboxMeeting:
        """The first meeting of a behaviour: joins, lobby, rejected, never-admitted, ended, slow, error-not-found …

        Raises:
            LookupError: there is none; the text names those that there are.
        """
        found = next((m for m in self.meetings if m.behaviour == behaviour), None)
        if found is None:
            words = dict.fromkeys(m.behaviour for m in self.meetings)
            raise LookupError(f"there is no meeting {behaviour!r}; there are {', '.join(words)}")
        return found

    def admit(self) -> int:
        """Let everybody in who waits in a lobby; how many there were."""
        return self._embedded.admit_waiting()

    def reject(self) -> int:
        """Turn everybody away who waits in a lobby; how many there were."""
        return self._embedded.reject_waiting()

    def set_scenario(self, scenario: str) -> None:
        """Another scenario from now on. Raises ValueError where there is none of that name."""
        self._embedded.switch(scenario)

    def seen(self, method: str, part: str = "") -> tuple[Served, ...]:
        """The requests of a method whose path holds a text, both in any case.

        Args:
            method: such as POST.
            part: of the path, percent-decoded, such as `/onlineMeetingInvitations`.
        """
        return tuple(r for r in self.requests if _fits(r, method, part))

    def wait_for(self, method: str, part: str = "", *, count: int = 1, seconds: float = WAIT_SECONDS) -> Served:
        """Wait until so many such requests have been answered; the last of them.

        Raises:
            AssertionError: they did not come in time; the text says what came instead.
        """
        with self._seen.bell:
            came = self._seen.bell.wait_for(
                lambda: sum(_fits(r, method, part) for r in self._seen.requests) >= count, seconds
            )
        found = self.seen(method, part)
        if not came:
            lines = "".join(f"\n  {r.method} {r.target}: {r.status}" for r in self.requests[-20:])
            raise AssertionError(f"{method} …{part}…: {len(found)} of {count} came within {seconds:g} s; seen:{lines}")
        return found[count - 1]

    def stop(self) -> None:
        """End it: waiting P-GETs are answered, every connection is closed. The fixtures do it themselves."""
        self._embedded.stop()


SandboxFactory: TypeAlias = Callable[..., RunningSandbox]
"""Makes sandboxes. Keywords: `seed`, `clock_scale`, `scenario`, `domain`, `users` and `meetings` (paths of TOML files,
as `ucwa-tui sandbox` takes them). ValueError for one that the command line refuses too."""


@pytest.fixture
def ucwa_sandbox_factory() -> Iterator[SandboxFactory]:
    """Makes sandboxes, and ends them with the test."""
    made: list[RunningSandbox] = []

    def make(
        *,
        seed: int | None = SEED,
        clock_scale: float = CLOCK_SCALE,
        scenario: str = "",
        domain: str = "",
        users: str | Path | None = None,
        meetings: str | Path | None = None,
    ) -> RunningSandbox:
        _check(seed, clock_scale, scenario, domain)
        seen = _Seen()
        cast = make_cast(
            domain_of(domain) if domain else "", Path(users) if users else None, Path(meetings) if meetings else None
        )
        embedded = EmbeddedSandbox(seed=seed, clock_scale=clock_scale, scenario=scenario, cast=cast, log=seen.note)
        made.append(RunningSandbox(embedded, seen))
        return made[-1]

    yield make
    for sandbox in made:
        sandbox.stop()


@pytest.fixture
def ucwa_sandbox(request: pytest.FixtureRequest, ucwa_sandbox_factory: SandboxFactory) -> RunningSandbox:
    """One sandbox; `@pytest.mark.ucwa_sandbox(scenario="stormy", …)` takes the factory's keywords."""
    marker = request.node.get_closest_marker("ucwa_sandbox")
    if marker is not None and marker.args:
        raise pytest.UsageError(f"@pytest.mark.ucwa_sandbox: {marker.args[0]!r} has no name. Write seed=…, scenario=…")
    try:
        return ucwa_sandbox_factory(**(marker.kwargs if marker else {}))
    except (TypeError, ValueError) as error:
        kind = "" if isinstance(error, CastFault) else "@pytest.mark.ucwa_sandbox: "
        raise pytest.UsageError(f"{kind}{error}") from None


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers", "ucwa_sandbox(seed, clock_scale, scenario, domain, users, meetings): its options"
    )


def _check(seed: object, clock_scale: object, scenario: object, domain: object) -> None:
    """Raises ValueError, which names the option, the rule and the way out."""
    if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool)):
        raise ValueError(f"seed: {seed!r} is no whole number; take one such as 7, or None for other ids each time")
    number = clock_scale if isinstance(clock_scale, int | float) and not isinstance(clock_scale, bool) else math.nan
    if not is_clock_scale(number):
        raise ValueError(f"clock_scale: {clock_scale!r} is no factor from 0.001 to 10000")
    for name, text in (("scenario", scenario), ("domain", domain)):
        if not isinstance(text, str):
            raise ValueError(f"{name}: {text!r} is no text; leave it away for the usual one")
    if domain:
        try:
            domain_of(str(domain))
        except ValueError as error:
            raise ValueError(f"domain: {error}") from None


def _fits(served: Served, method: str, part: str) -> bool:
    path = unquote(served.target.partition("?")[0])
    return served.method.upper() == method.upper() and part.lower() in path.lower()
