"""Which step of a session an exchange is: discovery, token, application, event channel, an operation, a read.

Pure. Where nothing but the path speaks for it, the answer carries the word "probably".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from ucwa_tui.protocol.operations import OPERATIONS, Operation
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.workbench.capture_links import IN_BATCH, LOCATION
from ucwa_tui.workbench.capture_reading import Step, keeps_query
from ucwa_tui.workbench.capture_replay import operation_of
from ucwa_tui.workbench.explaining.rel_facts import MEANINGS, acts

CHANNEL_RELS: Final = frozenset({"events", "next", "resync", "resume"})
"""Links of the event channel."""
_NAMELESS: Final = frozenset({"self", LOCATION, IN_BATCH})
_GRANTS: Final = MappingProxyType(
    {
        "password": "with user name and password",
        "urn:microsoft.rtc:windows": "with Windows sign-in",
        "urn:microsoft.rtc:anonmeeting": "as a guest, for one meeting",
        "urn:microsoft.rtc:passive": "through a page in a browser",
    }
)
_PATHS: Final = MappingProxyType(
    {
        "onlinemeetinginvitations": "joinOnlineMeeting",
        "joinonlinemeeting": "joinOnlineMeeting",
        "startonlinemeeting": "startOnlineMeeting",
        "makemeavailable": "makeMeAvailable",
        "reportmyactivity": "reportMyActivity",
        "messages": "sendMessage",
        "typing": "setIsTyping",
        "admit": "admit",
        "reject": "reject",
        "promote": "promote",
        "demote": "demote",
        "eject": "eject",
        "cancel": "cancel",
    }
)
"""Last steps of paths that were seen with an operation; a guess."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an exchange is."""

    name: str
    """Short, for a trail: `application`, `joinOnlineMeeting`."""
    what: str
    """One sentence."""
    page: str
    """The page of the UCWA reference that has the rules; empty: none."""
    operation: Operation | None = None
    """Whose fields and answers are documented."""
    rel: str = ""
    """Of the resource that was read or changed, as far as it is known."""
    sure: bool = True
    """False: told from the path alone."""


def kind_of(step: Step) -> Kind:
    """What an exchange is; never raises."""
    whole = [offer.rel for offer in step.offers if keeps_query(step.url, offer)]
    rels = whole or [offer.rel for offer in step.offers]
    if step.is_poll or (step.method == "GET" and CHANNEL_RELS & set(rels)):
        return Kind("events", "Waits for news in the event channel (P-GET).", "events; Event channel details")
    if "grant_type" in step.form or step.exchange.purpose is Purpose.TOKEN:
        return _token(step)
    if step.exchange.purpose is Purpose.USER:
        how = "With a token: the answer has the address of applications"
        if not step.bears_token:
            how = "Without a token: the answer is the challenge, which says where tokens come from"
        return Kind("user", f"Asks for the user's home. {how}.", "user; Autodiscovery", rel="user")
    by_purpose = _BY_PURPOSE.get(step.exchange.purpose)
    if by_purpose is not None:
        return by_purpose
    if step.exchange.purpose is Purpose.APPLICATIONS and step.method == "POST":
        return _NEW_APPLICATION
    if step.method == "DELETE":
        return _delete(step, rels)
    named = OPERATIONS.get(operation_of(step) or "")
    if named is not None and named.method == step.method != "GET":
        return _operation(named, sure=True)
    if step.method == "GET":
        return _read(step, rels)
    if step.method == "POST" and "applications" in rels:
        return _NEW_APPLICATION
    return _other(step, rels)


def _token(step: Step) -> Kind:
    grant = step.form.get("grant_type", "").lower()
    how = _GRANTS.get(grant, "with a kind of sign-in that the reference does not list" if grant else "")
    if "ms_rtc_renew" in step.form:
        how += ", in exchange for the old token"
    return Kind("token", f"Asks the token service for a token {how}".strip() + ".", "Authentication in UCWA")


def _operation(operation: Operation, *, sure: bool) -> Kind:
    probably = "" if sure else "Probably (by its path): "
    return Kind(operation.name, f"{probably}{operation.why}", operation.name, operation, operation.rel, sure)


def _delete(step: Step, rels: list[str]) -> Kind:
    named = OPERATIONS.get(step.exchange.operation or "")
    if (named and named.name == "leave") or "conversation" in rels:
        return _operation(OPERATIONS["leave"], sure=True)
    if "application" in rels or step.exchange.purpose is Purpose.SIGN_OUT:
        return _BY_PURPOSE[Purpose.SIGN_OUT]
    rel = rels[-1] if rels else ""
    return Kind(rel or "DELETE", f"Deletes {_named(rel)}.", rel, rel=rel)


def _read(step: Step, rels: list[str]) -> Kind:
    held = step.resource.rel if step.resource is not None else None
    followed = [rel for rel in rels if rel not in _NAMELESS]
    rel = held or (followed[-1] if followed else "")
    if not rel:
        last = _last(step.url)
        if last in MEANINGS:
            return Kind(last, f"Probably (by its path) reads {_named(last)}.", last, rel=last, sure=False)
        return Kind(last[:40] or "GET", "Reads something that no known answer has named.", "", sure=False)
    return Kind(rel, f"Reads {_named(rel)}.", rel, OPERATIONS["get"], rel)


def _other(step: Step, rels: list[str]) -> Kind:
    followed = [rel for rel in rels if rel not in _NAMELESS]
    rel = followed[-1] if followed else ""
    if rel:
        if step.method == "PUT":
            return Kind(rel, f"Changes {_named(rel)}; a PUT replaces all of it.", rel, rel=rel)
        what = MEANINGS.get(rel)
        does = f"{rel}: {what}." if what and acts(rel) else f"Sends input to {_named(rel)}."
        return Kind(rel, does, rel, rel=rel)
    guessed = _PATHS.get(_last(step.url).lower())
    if guessed is not None and OPERATIONS[guessed].method == step.method:
        return _operation(OPERATIONS[guessed], sure=False)
    return Kind(step.method, f"A {step.method} to an address that no known answer has named.", "", sure=False)


def _named(rel: str) -> str:
    meaning = MEANINGS.get(rel)
    return f"{rel} ({meaning})" if meaning else rel or "something without a name"


def _last(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""


_NEW_APPLICATION: Final = Kind(
    "application",
    "Creates the application: the session, with the event channel and everything that can be done.",
    "applications; Create an application",
    rel="applications",
)
_BY_PURPOSE: Final[Mapping[Purpose, Kind]] = MappingProxyType(
    {
        Purpose.ROOT: Kind(
            "root",
            "Asks the discovery service of the domain where the user is served.",
            "root; Autodiscovery",
            rel="root",
        ),
        Purpose.JOIN_PAGE: Kind(
            "join page",
            "Asks the meeting's page which conference URI its join URL stands for. No UCWA: no token goes there.",
            "",
        ),
        Purpose.SIGN_OUT: Kind(
            "sign-out",
            "Deletes the application: all conversations in it end, the server forgets it.",
            "application",
            rel="application",
        ),
        Purpose.SANDBOX: Kind("sandbox", "The sandbox's own directory of meetings; real servers have none.", ""),
        Purpose.ACTIVITY: _operation(OPERATIONS["reportMyActivity"], sure=True),
        Purpose.MAKE_ME_AVAILABLE: _operation(OPERATIONS["makeMeAvailable"], sure=True),
    }
)
