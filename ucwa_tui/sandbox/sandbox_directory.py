"""`sandbox:meetings`: who can sign in and what can be joined, for clients that did not start this sandbox.

A resource of this sandbox only, linked from the root, open without a token. It embeds `sandbox:meeting` resources
(`uri`, `subject`, `behaviour`, `expect`, `joinUrl`) and lists the users' sign-in names, never their passwords.
"""

from __future__ import annotations

from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, resource_answer
from ucwa_tui.sandbox.autodiscover import DIRECTORY_PATH
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.shapes import resource
from ucwa_tui.wire.meeting_directory import SandboxMeeting


def get_directory(call: Call) -> Answer:
    """The directory as a resource."""
    base = _address(call)
    entries = [_entry(base, number, m) for number, m in enumerate(_listed(call), 1)]
    names: dict[str, Value] = {"users": tuple(u.name for u in call.world.cast.users())}
    listed = resource("sandbox:meetings", base, names, None, {"sandbox:meeting": entries})
    return resource_answer(listed, call.accepted, charset=False)


def get_directory_entry(call: Call) -> Answer:
    """One meeting of the directory."""
    text = call.params["number"]
    chosen = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    listed = _listed(call)
    if not 1 <= chosen <= len(listed):
        raise errors.resource_not_found()
    entry = _entry(_address(call), chosen, listed[chosen - 1])
    return resource_answer(entry, call.accepted, charset=False)


def _listed(call: Call) -> list[SandboxMeeting]:
    """The meetings as they stand: those that clients have scheduled too."""
    return [m.entry(call.request.base_url) for m in call.world.listed_meetings()]


def _address(call: Call) -> str:
    return f"{call.request.base_url}{DIRECTORY_PATH}"


def _entry(base: str, number: int, m: SandboxMeeting) -> Resource:
    told = {"uri": m.uri, "subject": m.subject, "behaviour": m.behaviour, "expect": m.expect, "joinUrl": m.join_url}
    return resource("sandbox:meeting", f"{base}/{number}", told)
