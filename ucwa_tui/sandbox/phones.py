"""phones: the user's numbers, and which of them a contact card shows.

Source: UCWA reference, "phones", "phone", "changeNumber", "changeVisibility".
Decision where the documentation is silent: a number of more than eighty characters is a validation error, one without
a single digit cannot be normalized.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, Refusal, no_content
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.shapes import resource
from ucwa_tui.sandbox.validation import Fields

TYPES = ("work", "mobile", "home", "other")
MAX_NUMBER = 80


@dataclass(frozen=True, slots=True)
class Phone:
    """One number; an empty one is not set."""

    number: str = ""
    in_card: bool = False


def get_phones(call: Call) -> Answer:
    """All of them, embedded."""
    held = _held(call)
    embedded = {"phone": [_phone(call, kind, held[kind]) for kind in TYPES]}
    return call.give(resource("phones", f"{call.application.path}/me/phones", None, None, embedded)).marked()


def get_phone(call: Call) -> Answer:
    """One number."""
    kind = _kind(call)
    return call.give(_phone(call, kind, _held(call)[kind])).marked()


def post_change_number(call: Call) -> Answer:
    """Set a number; an empty one clears it."""
    kind = _kind(call)
    fields = Fields(call.request)
    number = (fields.text("number", limit=MAX_NUMBER) or "").strip()
    visible = fields.boolean("includeInContactCard")
    fields.check()
    digits = number.removeprefix("tel:")
    if digits and not any(c.isdigit() for c in digits):
        reason = Reason("BadRequest", "NormalizationFailed", "The number cannot be normalized.")
        raise Refusal(400, reason, captured=False)
    number = f"tel:{digits}" if digits else ""
    return _keep(call, kind, Phone(number, _held(call)[kind].in_card if visible is None else visible))


def post_change_visibility(call: Call) -> Answer:
    """Show a number on the contact card, or hide it."""
    kind = _kind(call)
    fields = Fields(call.request)
    visible = fields.boolean("includeInContactCard")
    fields.check()
    return _keep(call, kind, replace(_held(call)[kind], in_card=bool(visible)))


def _held(call: Call) -> dict[str, Phone]:
    """The user's numbers: the directory's until the first change."""
    if call.identity.anonymous:
        raise errors.anonymous_not_allowed()
    person = call.identity.person
    held = call.world.phones.get(person.id)
    if held is not None:
        return held
    entry = call.world.book.find(person.id)
    work = f"tel:{entry.phone.replace(' ', '')}" if entry is not None and entry.phone else ""
    return {kind: Phone(work, True) if kind == "work" else Phone() for kind in TYPES}


def _keep(call: Call, kind: str, phone: Phone) -> Answer:
    call.world.phones[call.identity.person.id] = {**_held(call), kind: phone}
    return no_content()


def _kind(call: Call) -> str:
    kind = call.params["phone"].lower()
    if kind not in TYPES:
        raise errors.resource_not_found()
    return kind


def _phone(call: Call, kind: str, phone: Phone) -> Resource:
    path = f"{call.application.path}/me/phones/{kind}"
    properties: dict[str, Value] = {"includeInContactCard": phone.in_card, "number": phone.number, "type": kind}
    links = {"changeNumber": f"{path}/changeNumber", "changeVisibility": f"{path}/changeVisibility"}
    return resource("phone", path, properties, links)
