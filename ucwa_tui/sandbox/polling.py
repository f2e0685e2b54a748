"""GET events: the P-GET's parameters, and the answer in the form that was asked for.

Source: UCWA reference, "events" (query parameters and their ranges).
"""

from __future__ import annotations

import re
from dataclasses import replace

from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer, Sender
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Accepted, Answer
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.channel_settings import ChannelSettings
from ucwa_tui.sandbox.faults import Fault
from ucwa_tui.sandbox.request import Request
from ucwa_tui.sandbox.shapes import carried_by, xml_text
from ucwa_tui.wire.scenario import Then

RANGES = {"low": (5, 1800), "medium": (5, 1800), "timeout": (180, 1800), "priority": (-(2**31), 2**31 - 1)}
"""Seconds, both ends included. Outside them the request is refused; the documentation does not say what happens."""
_WHOLE = re.compile(r"-?[0-9]+")
_KNOWN = {"ack": (0, 2**31 - 1), **RANGES}


async def get_events(call: Call) -> Answer:
    """Wait for events, and give everything that there is."""
    application, fault = call.application, call.fault or Fault(Then())
    channel = application.channel
    ack, settings = _parameters(call.request, channel.settings)
    fault.reached_channel = True
    match fault.then.channel:
        case "resync":
            return events_answer(channel.resync(ack), call.accepted)
        case "replaced":
            raise errors.replaced()
    again, anew = fault.then.channel == "again", fault.then.channel == "resume"
    try:
        answer = await channel.poll(ack, settings, fault.wait, least=fault.coalesce, again=again, anew=anew)
    finally:
        application.touch()
    return events_answer(answer, call.accepted)


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
    for spelled, text in request.query:
        name = spelled.lower()
        if name not in _KNOWN or name in values:
            continue
        low, high = _KNOWN[name]
        if not _WHOLE.fullmatch(text):
            problems.append((name, "This is no whole number."))
            continue
        values[name] = int(text) if len(text) <= 11 else high + 1
        if not low <= values[name] <= high:
            problems.append((name, f"The value has to be between {low} and {high}."))
    if problems:
        raise errors.parameter_validation(problems)
    ack = values.pop("ack", None)
    return ack, replace(remembered, **values) if values else remembered


def _never_seen(answer: EventsAnswer) -> bool:
    """Whether an answer holds what nobody has captured: how a meeting invitation ends, phone audio, what becomes of a
    contact, `resume` …"""
    return answer.resume is not None or any(_event_never_seen(e) for s in answer.senders for e in s.events)


_NEVER_SEEN = (
    "phoneAudio",
    "phoneAudioInvitation",
    "contactPresence",
    "contactNote",
    "contactLocation",
    "contactSupportedModalities",
)


def _event_never_seen(event: Event) -> bool:
    match event.link.rel:
        case "onlineMeetingInvitation":
            incoming = event.resource is not None and event.resource.text("direction") == "Incoming"
            return incoming or event.type in ("updated", "completed")
        case "messagingInvitation" | "message":
            return event.status == "Failure"
        case "participantInvitation":
            return event.type != "completed"
        case rel:
            return rel in _NEVER_SEEN


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
