"""What to do next: a key to press or a link to follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ucwa_tui.protocol.challenge import parse_challenges, token_challenge
from ucwa_tui.protocol.events import Event
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.explaining.beside import NOTHING_BESIDE, Beside
from ucwa_tui.workbench.explaining.content import operation_at
from ucwa_tui.workbench.explaining.kinds import Kind
from ucwa_tui.workbench.explaining.outcome import way_out
from ucwa_tui.workbench.explaining.page import Line, Mark, line

_LINKS = "] marks it, Enter opens the form for it"


def next_lines(step: Step, kind: Kind, ticket_uri: str | None, beside: Beside = NOTHING_BESIDE) -> Iterator[Line]:
    """What can be done now, the most sensible first; never nothing."""
    found = list(_next(step, kind, ticket_uri, beside))
    yield from found or [line("Nothing needs doing.")]


def _next(step: Step, kind: Kind, ticket_uri: str | None, beside: Beside) -> Iterator[Line]:
    if step.exchange.state is ExchangeState.RUNNING:
        if kind.name == "events":
            yield line("Nothing: it answers by itself when something happens. 4 goes to the events.")
        else:
            yield line("Wait for the answer; o shows who is asked, t what takes the time.")
    elif step.exchange.state is ExchangeState.UNANSWERED:
        yield line("Nothing: it is no mistake that a capture ends with a request under way.")
    elif not step.status and step.exchange.request.data and kind.operation is not None and step.method != "GET":
        yield from _after_loss(beside)
    elif not step.status:
        yield line("o shows who was asked and how; once it is in reach, Alt+C connects again.")
    elif step.status >= 400:
        yield from _after_refusal(step, kind, ticket_uri)
    elif step.status >= 300:
        yield line("Look at the host that Location names before anything is sent there.")
    else:
        yield from _after_success(step, kind)


def _after_loss(beside: Beside) -> Iterator[Line]:
    """It has gone out, and nobody has said what came of it."""
    if beside.fate:
        yield line(f"It was carried out: its events say {beside.fate}. e shows them.", "", Mark.GOOD)
        yield line("Nothing has to be sent again.")
        return
    yield line("It may have been carried out: only the answer is lost.", "", Mark.NOTE)
    if beside.sought:
        yield line("Its events are being looked for; do not send it again meanwhile.")
    else:
        yield line("e shows events with its operation id, 4 the others: look there before you send it again.")


def _after_refusal(step: Step, kind: Kind, ticket_uri: str | None) -> Iterator[Line]:
    if step.status == 401 and step.answer is not None:
        named = token_challenge(parse_challenges(step.answer.headers_named("WWW-Authenticate")))
        if named is not None:
            yield line(f"POST one of the grants to {named.href}, then ask again with the token.", rel="token")
            if step.bears_token:
                yield line("The token that was sent is expired, or belongs to another host: each host wants its own.")
            return
    out = way_out(step, kind, ticket_uri)
    if out:
        yield line(out, "", Mark.NOTE)
    if kind.operation is not None and kind.operation.name != "get" and step.method == "POST":
        yield line("1 goes to the form: correct it, F5 sends it again.")
    elif step.status == 401 or (step.status == 404 and kind.name in {"events", "application"}):
        yield line("Alt+C signs in again.")


def _after_success(step: Step, kind: Kind) -> Iterator[Line]:
    fixed = _AFTER.get(kind.name)
    if kind.name in {"root", "user"} and step.resource is not None and step.resource.href("redirect"):
        yield line("Follow redirect, over HTTPS, after a look at its host; then sign in there.", rel="redirect")
    elif kind.name == "joinOnlineMeeting" or kind.name == "startOnlineMeeting":
        yield line("Watch the event channel: started, then completed with Success or a reason. e shows its events.")
        yield line("Connecting for long usually means the lobby: conversation says InLobby, and a leader has to admit.")
        yield line("A join brings no messages and no sound: Alt+M adds messaging once it has completed.")
    elif kind.name == "events":
        yield from _after_events(step)
    elif kind.operation is not None and kind.operation.name != "get" and kind.operation.follows:
        yield line(kind.operation.follows)
    elif fixed is not None:
        yield from (line(words) for words in fixed)
    if step.resource is not None and step.method == "GET":
        yield from _offered(step.resource)


def _after_events(step: Step) -> Iterator[Line]:
    told = step.events
    if told is None:
        yield line("The answer cannot be read as events: w shows its bytes.", "", Mark.NOTE)
    elif told.resync or told.resume:
        yield line("Follow it, send low, medium and timeout again, and read the resources anew.", "", Mark.NOTE)
    else:
        yield line("Follow next at once, before the events are worked through: only one P-GET at a time.")
        yield from _after_news([event for sender in told.senders for event in sender.events])


def _after_news(events: Sequence[Event]) -> Iterator[Line]:
    states = {(event.link.rel, (event.resource.text("state") or "").lower()) for event in events if event.resource}
    if any(event.type == "added" and event.in_ is not None and event.in_.rel == "lobby" for event in events):
        yield line("Somebody waits in the lobby: F8 lets in, Shift+F8 turns away, for leaders.", "", Mark.NOTE)
    if ("conversation", "inlobby") in states:
        yield line("You wait in the lobby: a leader has to admit you; F11 cancels meanwhile.", "", Mark.NOTE)
    if any(e.link.rel == "messaging" and e.resource and e.resource.href("addMessaging") for e in events):
        yield line("messaging can be added now: Alt+M, or the link addMessaging.")
    if any(event.reason is not None for event in events):
        yield line("The reason in an event says why the server did it: read code and subcode above all.", "", Mark.NOTE)
    if events:
        yield line("e shows these events in the events pane.")


def _offered(resource: Resource) -> Iterator[Line]:
    rels = [group.rel for group in resource.links if operation_at(group.rel)]
    if rels:
        words = ", ".join(rels[:6])
        yield line(f"It offers {words}: {_LINKS}.")
    elif any(group.rel != "self" for group in resource.links):
        yield line("] marks a link of it, Enter reads what it points to; T shows all resources as a tree.")


_AFTER = {
    "root": ("GET the user link; without a token it answers with the challenge.",),
    "user": ("POST to applications, with a token for the host of that link.",),
    "token": (
        "Send it as “Authorization: Bearer …” to the host whose challenge led here, and to no other.",
        "Ask for another one before expires_in is over; a guest with ms_rtc_renew.",
    ),
    "application": (
        "GET the events link and keep one P-GET open: without it the server ends the application after a while.",
        "joinOnlineMeeting is a link of the embedded communication: F5 sends the form to it.",
    ),
    "sign-out": ("Alt+C signs in again.",),
    "join page": ("The conference URI goes into the form as onlineMeetingUri; Alt+F asks for it by itself.",),
}
