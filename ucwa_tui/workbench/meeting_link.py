"""A sign-in for a meeting that may be known by a join URL alone: what the page told decides where to sign in.

Source: the meeting's own document names the service for guests beside the conference URI (`ucwa-ext-url`, `ucwa-url`,
`ucwa-int-url`). A service on the page's own host is taken at once; any other only where the domain has no discovery.
Pure: the caller brings reports.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ucwa_tui.protocol.links import host_of, is_loopback, same_host
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.reports import Failure, FailureKind, JoinUrlResolved, StepChanged
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget
from ucwa_tui.workbench.whereabouts import led, names_no_place

GUESS = "guess"
"""`JoinUrlResolved.how` where nothing but the URL itself tells the meeting."""
_FROM_OUTSIDE = ("ucwa-ext-url", "ucwa-url")
_ANYWHERE = (*_FROM_OUTSIDE, "ucwa-int-url")


@dataclass(frozen=True, slots=True)
class Way:
    """One sign-in to try."""

    target: SignInTarget
    why: str = ""
    """Why there, for the user; empty: nothing to say."""


class MeetingLink:
    """What becomes of a join URL.

    Args:
        url: the join URL; empty: the meeting is known, and there is one sign-in as it was asked for.
    """

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.resolved: JoinUrlResolved | None = None
        """What the URL stands for, once that is known; never without a conference URI."""
        self.turn = 0
        """Number of the sign-in that is due: it grows when one has failed and another way is left."""
        self._ticket: int | None = None
        self._ways: tuple[Way, ...] = ()

    @property
    def pending(self) -> bool:
        """Whether the meeting is not known yet."""
        return bool(self.url) and self.resolved is None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What there is to say about the conference URI."""
        told = self.resolved
        if told is None or told.how != GUESS:
            return ()
        why = f": {told.failure.headline}" if told.failure else ""
        return (f"the conference URI is only a guess from the join URL{why}",)

    def resolving(self, ticket: int) -> None:
        """The client has been asked about the join URL under this ticket."""
        self._ticket = ticket

    def answers(self, report: JoinUrlResolved) -> bool:
        """Whether a report is the answer that is waited for."""
        return self._ticket is not None and report.ticket == self._ticket

    def take(self, report: JoinUrlResolved) -> Failure | None:
        """Take in the answer; why there is no conference URI, if there is none."""
        if report.uri is None:
            return report.failure or Failure(FailureKind.SIGN_IN, "The join URL tells no conference URI.")
        self.resolved = report
        return None

    def way_for(self, target: SignInTarget) -> Way:
        """The sign-in that is due.

        Args:
            target: as the user asked for it.
        """
        if self.resolved is None:
            return Way(target)
        self._ways = ways(target, self.resolved)
        return self._ways[self.turn]

    def leads_on(self, failure: Failure, last_step: StepChanged | None) -> bool:
        """Whether another way is left after a failed sign-in: only where discovery has found nobody.

        Args:
            failure: of the sign-in.
            last_step: the step that it failed in.
        """
        in_discovery = last_step is not None and last_step.name == Purpose.ROOT
        if failure.kind is not FailureKind.NETWORK or not in_discovery or self.turn + 1 >= len(self._ways):
            return False
        self.turn += 1
        return True


def ways(target: SignInTarget, told: JoinUrlResolved) -> tuple[Way, ...]:
    """The sign-ins for a resolved meeting, in the order in which to try them.

    Args:
        target: as the user asked for it; where it names a place, that alone counts.
        told: with a conference URI.
    """
    known = replace(target, meeting_uri=told.uri)
    if target.grant is not Grant.ANONYMOUS or not names_no_place(target):
        return (Way(led(known)),)
    urls = dict(told.ucwa_urls)
    named = {name: urls[name].strip() for name in _ANYWHERE if _is_fit(urls.get(name, "").strip(), told.url)}
    here = next((name for name in _ANYWHERE if name in named and same_host(named[name], told.url)), None)
    if here is not None:
        why = f"the meeting's page names a service on its own host ({here}): signing in there"
        return (Way(replace(known, applications_url=named[here]), why),)
    by_domain = led(known)
    outside = next((name for name in _FROM_OUTSIDE if name in named), None)
    if outside is None:
        return (Way(by_domain),)
    direct = Way(
        replace(known, applications_url=named[outside]),
        f"no discovery for {by_domain.domain or 'the meeting'}: once more with the {outside} that the meeting's page "
        f"names, on {host_of(named[outside])}",
    )
    return (Way(by_domain), direct) if by_domain.domain else (direct,)


def _is_fit(url: str, page: str) -> bool:
    """Whether a URL that a page names may be signed in to: no token goes over plain HTTP unless the user chose that
    for this host, no page elsewhere leads to this machine, and who told over plain HTTP may be anybody."""
    if not host_of(url) or (is_loopback(url) and not is_loopback(page)):
        return False
    if url.lower().startswith("http:"):
        return is_loopback(url) or (page.lower().startswith("http:") and same_host(url, page))
    safely = page.lower().startswith("https:") or is_loopback(page)
    return url.lower().startswith("https:") and (safely or same_host(url, page))
