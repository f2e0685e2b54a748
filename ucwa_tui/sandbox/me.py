"""me: makeMeAvailable, and what it unlocks.

Source: UCWA reference, "makeMeAvailable", "note", "presence", "location", "reportMyActivity".
"""

from __future__ import annotations

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.payload import Value
from ucwa_tui.sandbox import application_shapes, errors
from ucwa_tui.sandbox.answer import Answer, no_content, resource_answer
from ucwa_tui.sandbox.application import Application, Presence
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.channel_settings import Urgency
from ucwa_tui.sandbox.communication import FORMATS, MODALITIES, announce_communication
from ucwa_tui.sandbox.presence import shown
from ucwa_tui.sandbox.revisions import SECOND
from ucwa_tui.sandbox.shapes import resource
from ucwa_tui.sandbox.validation import Fields, seconds_of

AVAILABILITIES = ("Away", "BeRightBack", "Busy", "DoNotDisturb", "Offwork", "Online")
AUDIO = ("PhoneAudio", "VoipAudio")
SUPPORTED_MODALITIES = ("Messaging", "PhoneAudio")
MAX_LOCATION = 60


def get_me(call: Call) -> Answer:
    """The user."""
    return call.give(application_shapes.me(call.application))


def post_make_me_available(call: Call) -> Answer:
    """Once for each application, and never for a guest. Revision 2 tells what was accepted, with `me` as Location."""
    application = call.application
    if application.owner.anonymous:
        raise errors.anonymous_not_allowed()
    presence, modalities, formats = _wishes(call)
    if application.presence is not None:
        raise errors.already_exists()
    application.presence = presence
    application.communication.supported_modalities = modalities
    application.communication.supported_message_formats = formats
    application.communication.etag = call.world.ids.etag()
    application.etag = call.world.ids.etag()
    _tell(application, "updated", "me", "")
    for rel in ("presence", "note", "location"):
        _tell(application, "added", rel, f"/{rel}")
    announce_communication(application)
    call.world.board.changed()
    if call.accepted.revision < SECOND:
        return no_content()
    accepted: dict[str, Value] = {"supportedModalities": modalities, "supportedMessageFormats": formats}
    told = resource("makeMeAvailable", f"{application.path}/me/makeMeAvailable", accepted)
    headers = (("Location", f"{application.path}/me"),)  # for a 201 without it a client fails
    return resource_answer(told, call.accepted, status=201, headers=headers).marked()


def post_report_my_activity(call: Call) -> Answer:
    """Still here: presence does not decay."""
    if call.application.owner.anonymous:
        raise errors.anonymous_not_allowed()
    presence, now = _presence(call), call.world.clock.now()
    before = shown(presence, now)
    presence.reported_at = now
    if shown(presence, now) != before:
        _tell(call.application, "updated", "presence", "/presence")
        call.world.board.changed()
    return no_content()


def get_published(call: Call) -> Answer:
    """GET note, presence or location."""
    presence = _presence(call)
    rel = _rel(call)
    properties: dict[str, Value]
    match rel:
        case "presence":
            availability, activity = shown(presence, call.world.clock.now())
            properties = {"availability": availability, "activity": activity}
        case "note":
            properties = {"message": presence.note, "type": "Personal"}
        case _:
            properties = {"location": presence.location}
    return call.give(resource(rel, f"{call.application.path}/me/{rel}", properties))


def post_published(call: Call) -> Answer:
    """POST note, presence or location: publish it."""
    _presence(call)
    fields = Fields(call.request)
    rel = _rel(call)
    availability = fields.choice("availability", AVAILABILITIES) if rel == "presence" else None
    note = fields.text("message") if rel == "note" else None
    place = fields.text("location", limit=MAX_LOCATION) if rel == "location" else None
    fields.check()
    for application in _everywhere(call):
        presence = application.presence
        if presence is None:
            continue
        match rel:
            case "presence":
                presence.availability = availability or "Online"
                presence.reported_at = call.world.clock.now()
            case "note":
                presence.note = note or ""
            case _:
                presence.location = place or ""
        _tell(application, "updated", rel, f"/{rel}")
    call.world.board.changed()
    return no_content()


def _everywhere(call: Call) -> list[Application]:
    """The user's applications: what one of them publishes is the user's, so the others show it too."""
    return [a for a in call.world.applications.values() if a.owner.person == call.identity.person]


def _wishes(call: Call) -> tuple[Presence, tuple[str, ...], tuple[str, ...]]:
    fields = Fields(call.request)
    availability = fields.choice("signInAs", AVAILABILITIES)
    modalities = fields.choices("supportedModalities", MODALITIES) or ()
    formats = fields.choices("supportedMessageFormats", FORMATS) or ("Plain",)
    call.application.communication.audio_preference = fields.choice("audioPreference", AUDIO)
    call.application.communication.phone_number = fields.text("phoneNumber", limit=100)
    span = _span(fields, "inactiveTimeout") or 300.0
    _span(fields, "voipFallbackToPhoneAudioTimeOut")
    fields.check()
    supported = tuple(m for m in modalities if m in SUPPORTED_MODALITIES)
    if supported != modalities and call.accepted.revision < SECOND:
        raise errors.forbidden("Only Messaging and PhoneAudio are supported modalities.")
    now = call.world.clock.now()
    return Presence(availability or "Online", inactive_timeout=span, reported_at=now), supported, formats


def _span(fields: Fields, name: str) -> float | None:
    """Seconds of a time span."""
    text = fields.text(name)
    span = seconds_of(text) if text else None
    if text and span is None:
        fields.problem(name, "This is no number of minutes and no time span.")
    return span


def _presence(call: Call) -> Presence:
    if call.application.owner.anonymous:
        raise errors.anonymous_not_allowed()
    if call.application.presence is None:
        raise errors.make_me_available_required()
    return call.application.presence


def _rel(call: Call) -> str:
    return call.request.segments[-1].lower()


def _tell(application: Application, kind: str, rel: str, suffix: str) -> None:
    me = f"{application.path}/me"
    application.channel.post(("me", me), Event(kind, EventLink(rel, me + suffix)), Urgency.MEDIUM)
