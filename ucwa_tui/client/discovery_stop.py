"""A resource on the way to `applications`, and where it leads.

Source: UCWA reference, "Autodiscovery": `user` or `redirect` in the root, `applications` or `redirect` in the user
resource. `self` of the latter is never followed: real servers write an address there that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.refusals import not_ucwa, refusal
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.reports import FailureKind

APPLICATIONS, USER, REDIRECT = "applications", "user", "redirect"


@dataclass(frozen=True, slots=True)
class Stop:
    """An answer that leads on."""

    name: Purpose
    """ROOT or USER."""
    answer: Answer
    way: str
    """The link to follow: applications, user, redirect."""
    url: str
    """Where that link leads, absolute."""

    @property
    def next_name(self) -> Purpose:
        """What the next resource is."""
        return Purpose.USER if self.way == USER else self.name


def stop_at(name: Purpose, answer: Answer, way_out: str = "") -> Stop:
    """Read an answer.

    Args:
        name: ROOT or USER.
        answer: to a GET of that resource.
        way_out: better advice than the general one where the answer is a refusal.

    Raises:
        ClientFailure: SIGN_IN; it is a refusal, or no such resource, or leads nowhere.
    """
    if answer.status != 200:
        raise refusal(answer, FailureKind.SIGN_IN, way_out=way_out)
    try:
        resource = answer.resource()
    except PayloadError as error:
        raise not_ucwa(answer, f"this is not the {name.value} resource: {error.text}") from None
    way, href = _way_on(name, resource)
    if not way:
        wanted = APPLICATIONS if name is Purpose.USER else USER
        raise not_ucwa(answer, f"the {name.value} resource has neither a `{wanted}` nor a `redirect` link")
    return Stop(name, answer, way, resolve(answer.url, href))


def _way_on(name: Purpose, resource: Resource) -> tuple[str, str]:
    for rel in (APPLICATIONS, USER, REDIRECT):
        href = resource.href(rel)
        if href and not (rel == APPLICATIONS and name is Purpose.ROOT):
            return rel, href
    return "", ""
