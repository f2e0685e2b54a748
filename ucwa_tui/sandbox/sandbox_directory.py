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
    entries = [_entry(base, number, m) for number, m in enumerate(call.world.cast.entries(call.request.base_url), 1)]
    names: dict[str, Value] = {"users": tuple(u.name for u in call.world.cast.users())}
    listed = resource("sandbox:meetings", base, names, None, {"sandbox:meeting": entries})
    return resource_answer(listed, call.accepted, charset=False)


def get_directory_entry(call: Call) -> Answer:
    """One meeting of the directory."""
    text = call.params["number"]
    chosen = int(text) if text.isdecimal() and len(text) < 6 else 0
    entries = call.world.cast.entries(call.request.base_url)
    if not 1 <= chosen <= len(entries):
        raise errors.resource_not_found()
    entry = _entry(_address(call), chosen, entries[chosen - 1])
    return resource_answer(entry, call.accepted, charset=False)


def _address(call: Call) -> str:
    return f"{call.request.base_url}{DIRECTORY_PATH}"


def _entry(base: str, number: int, m: SandboxMeeting) -> Resource:
    told = {"uri": m.uri, "subject": m.subject, "behaviour": m.behaviour, "expect": m.expect, "joinUrl": m.join_url}
    return resource("sandbox:meeting", f"{base}/{number}", told)
