"""onlineMeetingExtensions: data that clients keep with a meeting. Whatever text properties they send are kept.

Source: UCWA reference, "onlineMeetingExtensions", "onlineMeetingExtension"; nobody has captured one.
Decision where the documentation is silent: an extension without an id gets one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, no_content, resource_answer
from ucwa_tui.sandbox.application import PUT_SENTENCE
from ucwa_tui.sandbox.meetings import meeting_key
from ucwa_tui.sandbox.preconditions import demand_if_match, demand_put_property, tagged
from ucwa_tui.sandbox.shapes import resource
from ucwa_tui.sandbox.validation import Fields

if TYPE_CHECKING:
    from ucwa_tui.sandbox.call import Call

TYPES = ("RoamedOrganizerData", "RoamedParticipantData", "Undefined")
MAX_EXTENSIONS = 20
"""Of one meeting."""
_OWN = frozenset({"id", "type", "etag", "rel"})


@dataclass(frozen=True, slots=True)
class Extension:
    """One of them."""

    id: str
    type: str
    put_property: str
    data: tuple[tuple[str, str], ...] = ()
    """What the client keeps here: name and text."""


def extensions_path(meeting_path: str) -> str:
    """Where a meeting's extensions are."""
    return f"{meeting_path}/extensions"


def extension_resource(meeting_path: str, extension: Extension) -> Resource:
    """An extension as a resource."""
    properties: dict[str, Value] = {"id": extension.id, "type": extension.type, **dict(extension.data)}
    properties[extension.put_property] = PUT_SENTENCE
    return tagged(resource("onlineMeetingExtension", f"{extensions_path(meeting_path)}/{extension.id}", properties))


def get_extensions(call: Call) -> Answer:
    """All of a meeting's."""
    path, held = _held(call)
    found = [extension_resource(path, e) for e in held.values()]
    embedded = {"onlineMeetingExtension": found} if found else None
    return call.give(resource("onlineMeetingExtensions", extensions_path(path), None, None, embedded)).marked()


def post_extensions(call: Call) -> Answer:
    """Keep another one: 201 with it."""
    path, held = _held(call)
    fields = Fields(call.request)
    name = (fields.text("id", limit=100) or "").strip() or str(call.world.ids.eight_bytes().hex())
    made = _read(fields, name, call.world.ids.guid())
    fields.check()
    if name.lower() in held:
        raise errors.already_exists()
    if len(held) >= MAX_EXTENSIONS:
        raise errors.conflict("The meeting has too many extensions.")
    _keep(call, {**held, name.lower(): made})
    return resource_answer(extension_resource(path, made), call.accepted, status=201).marked()


def get_extension(call: Call) -> Answer:
    """One of them."""
    path, _, extension = _one(call)
    return call.give(extension_resource(path, extension)).marked()


def put_extension(call: Call) -> Answer:
    """Replace what it holds; its id stays."""
    path, held, extension = _one(call)
    demand_if_match(call.request, extension_resource(path, extension).text("etag") or "")
    fields = Fields(call.request)
    changed = _read(fields, extension.id, extension.put_property)
    demand_put_property(fields, extension.put_property)
    fields.check()
    _keep(call, {**held, extension.id.lower(): changed})
    return resource_answer(extension_resource(path, changed), call.accepted).marked()


def delete_extension(call: Call) -> Answer:
    """Forget it."""
    _, held, extension = _one(call)
    _keep(call, {name: other for name, other in held.items() if other is not extension})
    return no_content()


def _read(fields: Fields, name: str, put_property: str) -> Extension:
    kind = fields.choice("type", TYPES) or "Undefined"
    kept = tuple(
        (p.name, p.value)
        for p in fields.body.properties
        if isinstance(p.value, str) and p.name.lower() not in _OWN and p.name.lower() != put_property.lower()
    )
    return Extension(name, kind, put_property, kept)


def _held(call: Call) -> tuple[str, dict[str, Extension]]:
    from ucwa_tui.sandbox.my_meetings import my_room

    meeting = my_room(call).meeting
    path = f"{call.application.path}/onlineMeetings/myOnlineMeetings/{meeting.id}"
    return path, call.world.extensions.get(meeting_key(meeting.uri), {})


def _keep(call: Call, held: dict[str, Extension]) -> None:
    from ucwa_tui.sandbox.my_meetings import my_room

    call.world.extensions[meeting_key(my_room(call).meeting.uri)] = held


def _one(call: Call) -> tuple[str, dict[str, Extension], Extension]:
    path, held = _held(call)
    found = held.get(call.params["extension"].lower())
    if found is None:
        raise errors.resource_not_found()
    return path, held, found
