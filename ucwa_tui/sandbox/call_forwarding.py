"""callForwardingSettings: what happens to calls that the user does not answer. Kept and told; nothing is forwarded.

Source: UCWA reference, "callForwardingSettings" and the three settings that it embeds, with their operations.
Decisions where the documentation is silent: the four resources share one etag and one PUT property; Carol alone has
delegates and a team, everybody else's operations that need them are refused with the documented rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, no_content
from ucwa_tui.sandbox.application import PUT_SENTENCE
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.preconditions import demand_if_match, demand_put_property, tagged
from ucwa_tui.sandbox.shapes import number, resource
from ucwa_tui.sandbox.validation import Fields

MAX_TARGET = 80
PUT_PROPERTY = "0b6f2f43-6c5e-4f0e-8a53-6d0c1f9a7e21"


@dataclass(frozen=True, slots=True)
class Forwarding:
    """One user's settings. Delays in seconds."""

    period: str = "Always"
    active: str = "None"
    unanswered: str = "Enabled"
    forward: str = "None"
    ring: str = "None"
    ring_delay: int = 0
    voicemail: str = "Voicemail"
    voicemail_delay: int = 20
    contact: str = ""
    """SIP URI of the contact that a setting names."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """A resource under callForwardingSettings: its properties, and the verbs that it links to."""

    rel: str
    verbs: tuple[str, ...]
    shown: Callable[[Forwarding], dict[str, Value]]


_SETTINGS = (
    _Setting(
        "immediateForwardSettings",
        ("immediateForwardToContact", "immediateForwardToDelegates", "immediateForwardToVoicemail"),
        lambda f: {"target": f.forward},
    ),
    _Setting(
        "simultaneousRingSettings",
        ("simultaneousRingToContact", "simultaneousRingToDelegates", "simultaneousRingToTeam"),
        lambda f: {"ringDelay": number(f.ring_delay), "target": f.ring},
    ),
    _Setting(
        "unansweredCallSettings",
        ("resetUnansweredCallSettings", "unansweredCallToContact", "unansweredCallToVoicemail"),
        lambda f: {"ringDelay": number(f.voicemail_delay), "target": f.voicemail},
    ),
)


def get_forwarding(call: Call) -> Answer:
    """All settings, the three groups embedded."""
    return call.give(_whole(call)).marked()


def put_forwarding(call: Call) -> Answer:
    """Replace period, active setting and what happens to unanswered calls."""
    fields = _checked(call)
    period = fields.choice("activePeriod", ("Always", "Workhours"))
    active = fields.choice("activeSetting", ("None", "ImmediateForward", "SimultaneousRing"))
    unanswered = fields.choice("unansweredCallHandling", ("Disabled", "Enabled"))
    fields.check()
    held = replace(_held(call), period=period or "Always", active=active or "None", unanswered=unanswered or "Enabled")
    return _keep(call, held)


def get_setting(call: Call) -> Answer:
    """One of the three groups."""
    _held(call)
    return call.give(_part(call, _setting(call))).marked()


def put_setting(call: Call) -> Answer:
    """Replace a group; immediate forwarding has no PUT."""
    _held(call)
    rel = _setting(call).rel
    if rel == "immediateForwardSettings":
        raise errors.method_not_allowed(("GET",))
    fields = _checked(call)
    held = _held(call)
    if rel == "simultaneousRingSettings":
        target = fields.choice("target", ("None", "Team", "Delegates", "Contact")) or "None"
        delay = fields.integer("ringDelay", 0, 55)
        changed = replace(held, ring=target, ring_delay=delay or 0)
    else:
        target = fields.choice("target", ("None", "Voicemail", "Contact")) or "Voicemail"
        delay = fields.integer("ringDelay", 5, 60)
        changed = replace(held, voicemail=target, voicemail_delay=delay or 20)
    fields.check()
    return _keep(call, changed)


def post_turn_off(call: Call) -> Answer:
    """turnOffCallForwarding."""
    return _keep(call, replace(_held(call), active="None", forward="None", ring="None"))


def post_verb(call: Call) -> Answer:
    """One of the verbs of a group."""
    setting = _setting(call)
    word = call.params["verb"].lower()
    verb = next((v for v in setting.verbs if v.lower() == word), None)
    if verb is None:
        raise errors.resource_not_found()
    book, person = call.world.book, call.identity.person
    if verb.endswith("Delegates") and not book.delegates_of(person):
        raise errors.conflict("There are no delegates.", "NoDelegatesConfigured")
    if verb.endswith("Team") and not book.team_of(person):
        raise errors.conflict("There are no team members.", "NoTeamMembersConfigured")
    fields = Fields(call.request)
    contact = fields.text("target", limit=MAX_TARGET, required=True) if verb.endswith("Contact") else None
    low, high = (5, 60) if setting.rel == "unansweredCallSettings" else (0, 55)
    delay = fields.integer("ringDelay", low, high)
    fields.check()
    return _keep(call, _done(_held(call), verb, contact, delay))


def _done(held: Forwarding, verb: str, contact: str | None, delay: int | None) -> Forwarding:
    """The settings after a verb."""
    named = replace(held, contact=contact or held.contact)
    match verb:
        case "immediateForwardToContact":
            return replace(named, active="ImmediateForward", forward="Contact")
        case "immediateForwardToVoicemail":
            return replace(named, active="ImmediateForward", forward="Voicemail")
        case "immediateForwardToDelegates":
            return replace(named, active="ImmediateForward", forward="Delegates")
        case "simultaneousRingToDelegates":
            return replace(named, active="SimultaneousRing", ring="Delegates", ring_delay=delay or 0)
        case "simultaneousRingToTeam":
            return replace(named, active="SimultaneousRing", ring="Team", ring_delay=delay or 0)
        case "simultaneousRingToContact":
            return replace(named, active="SimultaneousRing", ring="Contact", ring_delay=delay or 0)
        case "unansweredCallToContact":
            return replace(named, unanswered="Enabled", voicemail="Contact", voicemail_delay=delay or 20)
        case "unansweredCallToVoicemail":
            return replace(named, unanswered="Enabled", voicemail="Voicemail", voicemail_delay=delay or 20)
        case _:
            return replace(named, unanswered="Enabled", voicemail="Voicemail", voicemail_delay=20)


def _held(call: Call) -> Forwarding:
    if call.identity.anonymous:
        raise errors.anonymous_not_allowed()
    return call.world.forwarding.get(call.identity.person.id, Forwarding())


def _keep(call: Call, changed: Forwarding) -> Answer:
    call.world.forwarding[call.identity.person.id] = changed
    # a PUT answers 200 without a body, a verb 204
    return Answer(200).marked() if call.request.method.upper() == "PUT" else no_content()


def _checked(call: Call) -> Fields:
    """The fields of a PUT that brings the etag and the property."""
    shown = _whole(call) if "setting" not in call.params else _part(call, _setting(call))
    demand_if_match(call.request, shown.text("etag") or "")
    fields = Fields(call.request)
    demand_put_property(fields, PUT_PROPERTY)
    return fields


def _setting(call: Call) -> _Setting:
    word = call.params["setting"].lower()
    found = next((s for s in _SETTINGS if s.rel.lower() == word), None)
    if found is None:
        raise errors.resource_not_found()
    return found


def _path(call: Call) -> str:
    return f"{call.application.path}/me/callForwardingSettings"


def _whole(call: Call) -> Resource:
    held = _held(call)
    properties: dict[str, Value] = {
        "activePeriod": held.period,
        "activeSetting": held.active,
        "unansweredCallHandling": held.unanswered,
        PUT_PROPERTY: PUT_SENTENCE,
    }
    links = {"turnOffCallForwarding": f"{_path(call)}/turnOffCallForwarding"}
    embedded = {s.rel: _part(call, s) for s in _SETTINGS}
    return tagged(resource("callForwardingSettings", _path(call), properties, links, embedded))


def _part(call: Call, setting: _Setting) -> Resource:
    path = f"{_path(call)}/{setting.rel}"
    properties = setting.shown(_held(call))
    if setting.rel != "immediateForwardSettings":
        properties[PUT_PROPERTY] = PUT_SENTENCE
    return tagged(resource(setting.rel, path, properties, {v: f"{path}/{v}" for v in setting.verbs}))
