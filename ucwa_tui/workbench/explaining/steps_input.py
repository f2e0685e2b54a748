"""The input of the steps of a session: the form for a token, a new application, the parameters of a P-GET."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.explaining.page import Line, Mark, line
from ucwa_tui.workbench.explaining.values import UNDOCUMENTED, query_of, short, text_of_value

_APPLICATION_FIELDS = {
    "culture": "the language of the server's messages",
    "endpointid": "tells the user's running applications apart: the same one gets the same application",
    "useragent": "which program it is; policies may go by it",
    "instanceid": "tells windows of one application apart",
    "type": "Browser or not; in samples, in no table",
}
_APPLICATION_LIMIT = 100
_APPLICATION_REQUIRED = ("culture", "endpointId", "userAgent")
_FORM = {
    "grant_type": "the kind of sign-in",
    "username": "user name",
    "password": "the password; of a guest the conference key",
    "ms_rtc_conferenceuri": "the one meeting that the guest's token opens",
    "ms_rtc_renew": "the old token, so that the guest stays the same person",
    "client_id": "the client, in the online variant",
    "resource": "the host that the token is for, in the online variant",
    "scope": "only `all` exists, and it need not be sent",
}
_CHANNEL = {
    "low": (5, 1800, "how long news of low urgency may wait, in seconds"),
    "medium": (5, 1800, "how long news of medium urgency may wait, in seconds"),
    "timeout": (180, 1800, "after how many seconds an empty answer comes"),
}
_SECRET = frozenset({"password", "ms_rtc_renew"})


def form_lines(step: Step) -> Iterator[Line]:
    grant = step.form.get("grant_type", "").lower()
    for name, text in step.form.items():
        meaning = _FORM.get(name.lower())
        shown = "masked" if name.lower() in _SECRET else short(text)
        mark = Mark.GOOD if meaning else Mark.NOTE
        yield line(f"{shown} · {meaning or UNDOCUMENTED}", name, mark)
    needs = {
        "password": ("username", "password"),
        "urn:microsoft.rtc:anonmeeting": ("password", "ms_rtc_conferenceuri"),
    }
    for name in needs.get(grant, ()):
        if not step.form.get(name):
            yield line(f"missing: the grant {grant} needs it", name, Mark.BAD)
    if grant in {"urn:microsoft.rtc:windows", "urn:microsoft.rtc:passive"}:
        for name in ("username", "password"):
            if name in step.form:
                yield line(f"the grant {grant} must come without it", name, Mark.BAD)


def query_lines(step: Step) -> Iterator[Line]:
    for name, text in query_of(step.url):
        limits = _CHANNEL.get(name.lower())
        if name.lower() == "ack":
            yield line(f"{short(text)} · the server's count: asking for it confirms the answer before", name, Mark.GOOD)
        elif name.lower() == "priority":
            yield line(f"{short(text)} · decides between two P-GETs with the same ack", name, Mark.GOOD)
        elif limits is None:
            yield line(f"{short(text)} · the server's own: kept as the link had it", name)
        else:
            low, high, meaning = limits
            fine = text.isascii() and text.isdecimal() and len(text) < 10 and low <= int(text) <= high
            rule = "" if fine else f" · the reference allows {low} to {high}"
            yield line(f"{short(text)} · {meaning}{rule}", name, Mark.GOOD if fine else Mark.BAD)


def application_lines(step: Step) -> Iterator[Line]:
    names = set()
    for prop in step.sent.properties if step.sent else ():
        folded, text = prop.name.lower(), text_of_value(prop.value)
        names.add(folded)
        meaning = _APPLICATION_FIELDS.get(folded)
        if meaning is None:
            yield line(f"{short(text)} · {UNDOCUMENTED}", prop.name, Mark.NOTE)
        elif folded != "type" and not 0 < len(text) <= _APPLICATION_LIMIT:
            rule = f"the reference allows 1 to {_APPLICATION_LIMIT} characters, not {len(text)}"
            yield line(f"{short(text)} · {rule}", prop.name, Mark.BAD)
        else:
            yield line(f"{short(text)} · {meaning}", prop.name, Mark.GOOD)
    for name in _APPLICATION_REQUIRED if step.sent is not None else ():
        if name.lower() not in names:
            yield line("missing, and required", name, Mark.BAD)
