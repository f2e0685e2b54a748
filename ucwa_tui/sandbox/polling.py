"""GET events: the P-GET's parameters, and the answer in the form that was asked for.

Source: UCWA reference, "events" (query parameters and their ranges).
"""

from __future__ import annotations

from dataclasses import replace

from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer, Sender
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Accepted, Answer
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.event_channel import ChannelSettings
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.shapes import carried_by, xml_text
from ucwa_tui.sandbox.weather import RETRY_AFTER, Fate

RANGES = {"low": (5, 1800), "medium": (5, 1800), "timeout": (180, 1800), "priority": (-(2**31), 2**31 - 1)}
"""Seconds, both ends included. Outside them the request is refused; the documentation does not say what happens."""


async def get_events(call: Call) -> Answer:
    """Wait for events, and give everything that there is."""
    application, weather = call.application, call.world.weather
    channel = application.channel
    ack, settings = _parameters(call.request, channel.settings)
    fate = weather.fate()
    match fate:
        case Fate.BUSY:
            raise errors.busy(RETRY_AFTER)
        case Fate.RESET:
            return Answer(200, cut=0)
        case Fate.RESYNC:
            return events_answer(channel.resync(ack), call.accepted)
    try:
        answer = await channel.poll(ack, settings, weather.patience())
    finally:
        application.touch()
    sent = events_answer(answer, call.accepted)
    return replace(sent, cut=0.7) if fate is Fate.CUT else sent


def events_answer(answer: EventsAnswer, accepted: Accepted) -> Answer:
    """The answer in the form that was asked for."""
    from ucwa_tui.protocol.event_codec import encode_events

    if accepted.payload_format is PayloadFormat.XML:
        answer = replace(answer, senders=tuple(_xml_sender(s) for s in answer.senders))
    body = encode_events(answer, accepted.payload_format)
    sent = Answer(200, (), body, f"{accepted.media_type}; charset=utf-8")
    return sent.marked() if _never_seen(answer) else sent


def _parameters(request: Request, remembered: ChannelSettings) -> tuple[int | None, ChannelSettings]:
    values: dict[str, int] = {}
    problems: list[tuple[str, str]] = []
    for name in ("ack", *RANGES):
        text = request.parameter(name)
        if text is None:
            continue
        low, high = RANGES.get(name, (0, 2**31 - 1))
        try:
            values[name] = int(text) if len(text) <= 11 else high + 1
        except ValueError:
            problems.append((name, "This is no whole number."))
            continue
        if not low <= values[name] <= high:
            problems.append((name, f"The value has to be between {low} and {high}."))
    if problems:
        raise errors.parameter_validation(problems)
    ack = values.pop("ack", None)
    return ack, replace(remembered, **values)


def _never_seen(answer: EventsAnswer) -> bool:
    """Whether an answer holds what nobody has captured: how a meeting invitation ends, what becomes of a contact,
    and `resume`."""
    return answer.resume is not None or any(_is_unseen(e) for s in answer.senders for e in s.events)


def _is_unseen(event: Event) -> bool:
    rel = event.link.rel
    if rel == "onlineMeetingInvitation":
        return event.type in ("updated", "completed")
    return rel in ("contactPresence", "contactNote", "contactLocation", "contactSupportedModalities")


def _xml_sender(sender: Sender) -> Sender:
    return replace(sender, events=tuple(_xml_event(e) for e in sender.events))


def _xml_event(event: Event) -> Event:
    """Without the characters that XML cannot carry."""
    return replace(
        event,
        link=_xml_link(event.link),
        in_=_xml_link(event.in_) if event.in_ is not None else None,
        reason=_xml_reason(event.reason) if event.reason is not None else None,
        resource=carried_by(event.resource, PayloadFormat.XML) if event.resource is not None else None,
    )


def _xml_link(link: EventLink) -> EventLink:
    return replace(link, title=xml_text(link.title) if link.title is not None else None)


def _xml_reason(reason: Reason) -> Reason:
    return replace(reason, message=xml_text(reason.message) if reason.message is not None else None)
