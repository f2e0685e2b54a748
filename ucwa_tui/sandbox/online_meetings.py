"""onlineMeetings and the lists of settings under it. The texts are data in `meeting_settings`.

Source: UCWA reference, the pages of the same names.
"""

from __future__ import annotations

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.sandbox import application_shapes, errors
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.meeting_settings import DIAL_IN_REGIONS, SETTINGS
from ucwa_tui.sandbox.shapes import resource


def get_online_meetings(call: Call) -> Answer:
    """The way to scheduled meetings."""
    return call.give(application_shapes.online_meetings(call.application))


def get_setting(call: Call) -> Answer:
    """One of the lists of settings."""
    rels = {s.lower(): rel for rel, s in application_shapes.ONLINE_MEETINGS_LINKS.items() if rel in SETTINGS}
    rel = rels.get(call.params["part"].lower())
    if rel is None:
        raise errors.resource_not_found()
    base = f"{call.application.path}/onlineMeetings"
    path = f"{base}/{application_shapes.ONLINE_MEETINGS_LINKS[rel]}"
    links: dict[str, str | None] = {}
    embedded: dict[str, list[Resource]] = {}
    if rel == "onlineMeetingEligibleValues":
        known = application_shapes.online_meetings(call.application)
        links = {name: known.href(name) for name in ("myAssignedOnlineMeeting", "myOnlineMeetings")}
    if rel == "phoneDialInInformation":
        embedded = {"dialInRegion": [_region(path, name) for name in DIAL_IN_REGIONS]}
    return call.give(resource(rel, path, call.world.cast.told(SETTINGS[rel]), links, embedded)).marked()


def get_dial_in_region(call: Call) -> Answer:
    """A telephone number to dial in."""
    name = call.params["region"].lower()
    if name not in DIAL_IN_REGIONS:
        raise errors.resource_not_found()
    return call.give(_region(f"{call.application.path}/onlineMeetings/phoneDialInInformation", name)).marked()


def _region(path: str, name: str) -> Resource:
    return resource("dialInRegion", f"{path}/{name}", DIAL_IN_REGIONS[name])
