"""communication: GET, PUT with its rules, and the list of conversations.

Source: UCWA reference, "communication", "conversations"; "Payload format" for what a PUT has to bring.
"""

from __future__ import annotations

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.sandbox import application_shapes
from ucwa_tui.sandbox.answer import Answer, no_content
from ucwa_tui.sandbox.application import Application
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.channel_settings import Urgency
from ucwa_tui.sandbox.preconditions import demand_if_match, demand_put_property
from ucwa_tui.sandbox.shapes import resource
from ucwa_tui.sandbox.validation import Fields

MODALITIES = (
    "Audio",
    "Video",
    "PhoneAudio",
    "ApplicationSharing",
    "Messaging",
    "DataCollaboration",
    "PanoramicVideo",
)
FORMATS = ("Plain", "Html")
AUDIO = ("PhoneAudio", "VoipAudio")


def get_communication(call: Call) -> Answer:
    """What can be started."""
    return call.give(application_shapes.communication(call.application))


def put_communication(call: Call) -> Answer:
    """Replace its properties. Needs If-Match with the current etag, and the property that asks to be passed back."""
    held = call.application.communication
    demand_if_match(call.request, held.etag)
    fields = Fields(call.request)
    modalities = fields.choices("supportedModalities", MODALITIES)
    formats = fields.choices("supportedMessageFormats", FORMATS)
    audio = fields.choice("audioPreference", AUDIO)
    phone = fields.text("phoneNumber", limit=100)
    demand_put_property(fields, held.put_property)
    fields.check()
    held.supported_modalities = modalities or ()
    held.supported_message_formats = formats or ("Plain",)
    held.audio_preference = audio
    held.phone_number = phone
    held.etag = call.world.ids.etag()
    announce_communication(call.application)
    return no_content()


def get_conversations(call: Call) -> Answer:
    """The conversations that the client has been told of."""
    known = [c.path for c in call.application.conversations.values() if c.announced]
    return call.give(
        resource("conversations", f"{call.application.communication_path}/conversations", None, {"conversation": known})
    )


def announce_communication(application: Application) -> None:
    """Tell the client how communication stands now."""
    path = application.communication_path
    event = Event("updated", EventLink("communication", path), resource=application_shapes.communication(application))
    application.channel.post(("communication", path), event, Urgency.MEDIUM)
