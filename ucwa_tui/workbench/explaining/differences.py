"""Where an exchange differs from the reference, or where the reference contradicts itself about it.

Pure. Each function looks at one exchange and says a sentence, or nothing.
Source: the UCWA reference's own pages against each other, and against captured traffic of real servers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ucwa_tui.protocol.conference_uri import conference_key
from ucwa_tui.protocol.error_codes import CODES
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.payload import Number, Resource
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.workbench.capture_links import links_of
from ucwa_tui.workbench.capture_reading import Step, place_of_url
from ucwa_tui.workbench.explaining.kinds import Kind
from ucwa_tui.workbench.explaining.page import Line, Mark, line

Look = Callable[[Step, Kind], Iterator[str]]
_BARE_HREF = re.compile(r"\bhref\s*=\s*(?!\")\S", re.IGNORECASE)
_UNLISTED_SUBCODES = frozenset({"callbackchannelerror", "cannotredirect", "invalidexchangeserverversion"})
_OPERATIONS_THAT_COMPLETE = frozenset({"onlineMeetingInvitation", "message"})


def difference_lines(step: Step, kind: Kind) -> list[Line]:
    """Everything that is to be pointed out, each sentence once."""
    found = dict.fromkeys(words for look in _LOOKS for words in look(step, kind))
    return [line(words, "", Mark.NOTE) for words in found]


def _join_href(step: Step, kind: Kind) -> Iterator[str]:
    targets = [step.url] if kind.name == "joinOnlineMeeting" else []
    targets += [href for rel, href in links_of(step) if rel == "joinOnlineMeeting"] if step.resource else []
    for target in targets:
        last = target.partition("?")[0].rstrip("/").rpartition("/")[2].lower()
        if last == "onlinemeetinginvitations":
            yield (
                "joinOnlineMeeting points to …/onlineMeetingInvitations, as on every captured server; the reference's "
                "samples post to …/joinOnlineMeeting. Only following the link is right on both."
            )
        elif last == "joinonlinemeeting":
            yield (
                "joinOnlineMeeting points to …/joinOnlineMeeting, as in the reference's samples; every captured server "
                "has …/onlineMeetingInvitations."
            )


def _code_and_status(step: Step, kind: Kind) -> Iterator[str]:
    reason = step.reason
    if reason is None:
        return
    known = CODES.get(reason.code.lower())
    if known is not None and known.statuses and step.status not in known.statuses:
        belongs = " or ".join(map(str, known.statuses))
        yield (
            f"The body says {reason.code}, which belongs to {belongs}, and the status is {step.status}. Samples of the "
            "reference mix them too (400 with a body of Conflict): go by code and subcode."
        )
    if known is not None and known.code != reason.code:
        yield f"The code is spelt {reason.code}, the reference's table has {known.code}: compare without case."
    if (reason.subcode or "").lower() in _UNLISTED_SUBCODES:
        yield f"{reason.subcode} stands in the tables of operations, but not on the reference's page of subcodes."
    if step.status == 504:
        yield "504 is Timeout in one table of the reference and GatewayTimeout in another."


def _application(step: Step, kind: Kind) -> Iterator[str]:
    if step.exchange.purpose is not Purpose.APPLICATIONS or not step.succeeded or step.answer is None:
        return
    if step.status == 201 and step.answer.header("Location") is None:
        yield "A 201 ought to have Location; this one, as every sample, has none: the address is the link self."
    if step.status == 200:
        yield "200, not 201: an application with this endpointId was running already, and this is the same one."
    names = [prop.name for prop in step.sent.properties] if step.sent else []
    if any(name[:1].isupper() for name in names):
        yield "The fields begin with capitals, as in the task pages; the reference has small ones. Servers take both."


def _token(step: Step, kind: Kind) -> Iterator[str]:
    seconds = step.resource.get("expires_in") if step.resource is not None and kind.name == "token" else None
    if isinstance(seconds, Number):
        yield (
            f"expires_in is {seconds.literal} s. The reference says 8 hours for users and 1 hour for guests; captured "
            "servers give a little less: go by expires_in alone."
        )


def _challenge(step: Step, kind: Kind) -> Iterator[str]:
    values = step.answer.headers_named("WWW-Authenticate") if step.answer is not None else ()
    if any(_BARE_HREF.search(value) for value in values):
        yield "href in WWW-Authenticate has no quotes, as on one page of the reference; captured servers quote it."


def _user_self(step: Step, kind: Kind) -> Iterator[str]:
    own = step.resource.href() if step.resource is not None and kind.name == "user" else None
    if own and place_of_url(resolve(step.url, own)) != place_of_url(step.url):
        yield (
            "The user resource's self is another address than the one that was asked. Real servers answer 404 there: "
            "go on with applications, never with this self."
        )


def _made(step: Step, kind: Kind) -> Iterator[str]:
    answer = step.answer
    if answer is None or not step.succeeded:
        return
    if kind.name in {"joinOnlineMeeting", "startOnlineMeeting"} and step.status == 201 and answer.body:
        yield "The 201 has a body. The reference leaves it empty; a client has to take both."
    if step.method == "PUT" and step.status == 204:
        yield "204: the reference says 200 for a PUT, and clients were seen to wait for 204. Take any 2xx."
    if kind.rel == "myOnlineMeetings" and step.method == "POST":
        yield "Scheduling a meeting answers 201 in the reference and 200 in captured traffic. Take any 2xx."


def _sandbox_shape(step: Step, kind: Kind) -> Iterator[str]:
    if step.answer is not None and step.answer.header("X-Sandbox-Shape") is not None:
        yield (
            "The sandbox made this answer by the documentation alone (X-Sandbox-Shape): no capture of a real server "
            "shows it, and a real one may look different."
        )


def _plain_sip(step: Step, kind: Kind) -> Iterator[str]:
    uri = step.value("onlineMeetingUri") if kind.name == "joinOnlineMeeting" else None
    if uri and uri.lower().startswith("sip:") and conference_key(uri) is None:
        yield (
            "onlineMeetingUri is a plain SIP address, as in samples of the reference; its own text wants the "
            "conference URI with ;gruu;opaque=app:conf:focus:id:…"
        )


def _events(step: Step, kind: Kind) -> Iterator[str]:
    told = step.events
    if told is None:
        return
    if told.resync or told.resume:
        yield (
            "One page of the reference says that resync means throwing away what one remembers, another says so of "
            "resume. Do it on both."
        )
    for event in (event for sender in told.senders for event in sender.events):
        if event.type == "completed" and event.link.rel in _OPERATIONS_THAT_COMPLETE:
            yield (
                f"completed for {event.link.rel}: its page lists other types of events only; prose and captures have "
                "completed."
            )
        if (event.status or "").lower() == "success":
            yield "status says Success, as in every capture; the reference's table of words has Succeeded."
        held = event.resource.rel if event.resource is not None else None
        if held and held != event.link.rel:
            yield f"{event.link.rel} is embedded under that name, but calls itself {held}: go by the link."


def _resource(step: Step, kind: Kind) -> Iterator[str]:
    for resource in _all_of(step.resource, 0) if step.resource is not None else ():
        if resource.rel == "participant" and resource.href("admit"):
            yield (
                "admit is a link of the one who waits, as a leader sees it; a page on hypermedia reads as if the one "
                "who waits had it."
            )
        for prop in resource.properties:
            if isinstance(prop.value, str) and prop.value == "please pass this in a PUT request":
                yield (
                    "The property with a random name says “please pass this in a PUT request”; the payload page has "
                    "“pass me”. Send back whatever is there."
                )


def _double_slash(step: Step, kind: Kind) -> Iterator[str]:
    if any(href.startswith("//") for _, href in links_of(step)):
        yield "Hrefs begin with two slashes: on UCWA servers that is a path, not another host."


def _if_match(step: Step, kind: Kind) -> Iterator[str]:
    value = step.request.header("If-Match")
    if value and not value.startswith('"') and value != "*":
        yield "If-Match has no quotes, as in generated samples of the reference; captured requests quote the etag."


def _all_of(resource: Resource, depth: int) -> Iterator[Resource]:
    yield resource
    if depth < 20:
        for group in resource.embedded:
            for child in group.resources:
                yield from _all_of(child, depth + 1)


_LOOKS: tuple[Look, ...] = (
    _join_href,
    _code_and_status,
    _application,
    _token,
    _challenge,
    _user_self,
    _made,
    _sandbox_shape,
    _plain_sip,
    _events,
    _resource,
    _double_slash,
    _if_match,
)
