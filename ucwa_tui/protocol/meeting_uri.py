"""The rule for `onlineMeetingUri`: what people paste, what a server takes, and the way from one to the other.

Source: UCWA reference, "joinOnlineMeeting"; the forms that links, calendars and clients put around the URI.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ucwa_tui.protocol import conference_uri as conference
from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.join_url import guess_from_join_url, is_join_url
from ucwa_tui.protocol.sip_uri import SipProblem, SipUri, parse_sip_uri
from ucwa_tui.protocol.text_rules import INVISIBLE, control_characters

ADHOC: Final = "adhoc"
_BLANKS = re.compile(rf"[\s{INVISIBLE}]+")
_BLANKS_TO_DROP = re.compile(rf"[{INVISIBLE}]+|(?<=[:;=@])\s+|\s+(?=[:;=@])|\A\s+|\s+\Z")
"""Blanks inside an id or a name are not among them: what stands behind them may be another word."""
_PREFIX = re.compile(r"(?:conf|meet):(?=\S)", re.IGNORECASE)
_BRACKETS = re.compile(r"[^<>]*<\s*([^<>]+?)\s*>\s*\Z", re.DOTALL)
_ESCAPED_TAIL = re.compile(r"%3F.*\Z", re.IGNORECASE | re.DOTALL)
_LINK_TAIL = re.compile(r"\?required-media=.*\Z", re.IGNORECASE | re.DOTALL)
_MCU_KIND = re.compile(r"(?<=;opaque=app:conf:)(?:audio-video|chat)(?=:id:)", re.IGNORECASE)
_USUAL_ID = re.compile(r"(?:[0-9A-Za-z]{8}|[0-9A-Za-z]{32}|[0-9]{1,16})\Z")
_TEAMS_ID = re.compile(r"teams:", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"[^\s:@/]+@[^\s@/]+\Z")


@dataclass(frozen=True, slots=True)
class Examination:
    """What a text in the meeting URI field turned out to be."""

    findings: tuple[Finding, ...]
    uri: conference.ConferenceUri | None = None
    """The conference, where the text names one as it stands."""
    repaired: str | None = None
    """The same text without what surely does not belong to it; None where there is nothing to repair."""
    guess: str | None = None
    """A conference URI that a join URL may stand for."""


def makes_new_meeting(text: str) -> bool:
    """Whether a server takes this value for the wish to have a new meeting."""
    return text.strip().lower() in {"", ADHOC}


def repair(text: str) -> str | None:
    """The URI inside a pasted text, or None where nothing is to be repaired or nothing valid would come out.

    Strips blanks and invisible characters, `<…>`, `conf:`/`meet:`, the tail of a link; adds a missing `sip:`; puts
    the meeting in place of one of its MCUs. Repairing twice changes nothing. A join URL is not repaired: see
    `Examination.guess`.
    """
    stripped = text.strip()
    if is_join_url(stripped):
        return stripped if stripped != text else None
    core = _stripped_of_wrapping(text)
    if core == text or not isinstance(parse_sip_uri(core), SipUri):
        return None
    return core


def examine(text: str) -> Examination:
    """Judge a text on its way into `onlineMeetingUri`. Never raises; fast enough for each keystroke."""
    if makes_new_meeting(text):
        return Examination((_new_meeting(text),))
    repaired = repair(text)
    way_out = f"Use {repaired}" if repaired else ""
    findings = [*control_characters("meeting-uri", "The meeting URI", text)]
    findings += _wrapping(text, way_out)
    core = text.strip()
    guess = guess_from_join_url(core)
    uri = None
    if core.lower().startswith("tel:"):
        findings.append(
            _error(
                "meeting-uri-tel",
                "A tel: number is never a meeting URI: it dials into the conference by phone.",
                "Take the conference URI (sip:…;gruu;opaque=app:conf:focus:id:…) from the meeting.",
            )
        )
    elif is_join_url(core):
        findings.append(_join_url(guess))
    elif not any(f.severity is Severity.ERROR for f in findings):
        uri, more = _as_sip_uri(core, way_out)
        findings += more
    return Examination(tuple(findings), uri, repaired, guess)


def _stripped_of_wrapping(text: str) -> str:
    before, core = None, text
    while core != before:
        before = core
        bracketed = _BRACKETS.match(core)
        core = bracketed.group(1) if bracketed else core
        core = _BLANKS_TO_DROP.sub("", core)
        core = _PREFIX.sub("", core, count=1) if _PREFIX.match(core) else core
        core = _LINK_TAIL.sub("", _ESCAPED_TAIL.sub("", core))
        core = _MCU_KIND.sub(conference.FOCUS, core)
        if _BARE_ADDRESS.match(core.partition(";")[0]):
            core = "sip:" + core
    return core


def _wrapping(text: str, way_out: str) -> list[Finding]:
    core = text.strip()
    found: list[Finding] = []
    if core != text:
        found.append(
            _warning(
                "meeting-uri-blanks-around",
                "The meeting URI has blanks around it, which go out as they stand.",
                way_out or "Remove them.",
            )
        )
    blank = _BLANKS.search(core)
    if blank and not is_join_url(core):
        found.append(
            _error(
                "meeting-uri-blank-inside",
                "A URI holds neither blanks nor invisible characters, although some printed samples do (sip : …).",
                way_out or "Remove them.",
                text.index(core) + blank.start(),
            )
        )
    if _PREFIX.match(core):
        found.append(
            _error(
                "meeting-uri-client-prefix",
                f"The prefix {core[:5]} belongs to links that open a desktop client, not to the URI.",
                way_out or "Remove it.",
            )
        )
    if _ESCAPED_TAIL.search(core) and "app:conf:" in core.lower():
        found.append(_tail("meeting-uri-escaped-tail", "%3F…", way_out))
    elif _LINK_TAIL.search(core) and not is_join_url(core):
        found.append(_tail("meeting-uri-link-tail", "?required-media=…", way_out))
    if "<" in core:
        found.append(
            _error("meeting-uri-brackets", "Angle brackets are no part of a URI.", way_out or "Take what is inside.")
        )
    return found


def _as_sip_uri(core: str, way_out: str) -> tuple[conference.ConferenceUri | None, list[Finding]]:
    parsed = parse_sip_uri(core)
    if isinstance(parsed, SipProblem):
        return None, [_no_sip_uri(core, parsed, way_out)]
    uri = conference.of_sip_uri(parsed)
    if uri is None:
        return None, [
            _warning(
                "meeting-uri-plain-sip",
                "This is the address of a person, not of a conference: most servers answer 404.",
                "Ask for the URI that contains ;gruu;opaque=app:conf:focus:id:",
            )
        ]
    return uri, [*_conference(uri, parsed, way_out)]


def _conference(uri: conference.ConferenceUri, parsed: SipUri, way_out: str) -> list[Finding]:
    found: list[Finding] = []
    if uri.kind in {"audio-video", "chat"}:
        found.append(
            _warning(
                "meeting-uri-mcu",
                f"This addresses the meeting's {uri.kind} MCU, which cannot be joined; the meeting is its focus.",
                way_out,
            )
        )
    elif uri.kind != conference.FOCUS:
        found.append(
            _warning(
                "meeting-uri-kind",
                f"app:conf:{uri.kind} is not the kind of a meeting, which is app:conf:focus.",
                "Check where the URI comes from.",
            )
        )
    if _TEAMS_ID.match(uri.conference_id):
        found.append(
            _warning(
                "meeting-uri-teams",
                "The id is that of a Teams meeting: joining it takes a gateway that few servers have.",
                "Expect 404 unless the server is set up for Teams interoperability.",
            )
        )
    elif not _USUAL_ID.match(uri.conference_id):
        found.append(
            _warning(
                "meeting-uri-unusual-id",
                "The id is unusual: most have 8 letters and digits, older ones 32.",
                "Compare it with the invitation.",
            )
        )
    if not uri.gruu:
        found.append(
            _warning("meeting-uri-no-gruu", "The ;gruu that conference URIs carry is missing.", f"Try {uri.text}")
        )
    if parsed.headers:
        found.append(
            _warning("meeting-uri-headers", "What follows the ? is no part of a conference URI.", f"Try {uri.text}")
        )
    if not found:
        found.append(
            Finding(
                Severity.HINT,
                "meeting-uri-conference",
                f"Conference {uri.conference_id} of {uri.organizer} at {uri.domain}.",
                field="onlineMeetingUri",
            )
        )
    return found


def _no_sip_uri(core: str, problem: SipProblem, way_out: str) -> Finding:
    if _USUAL_ID.match(core):
        return _error(
            "meeting-uri-id-alone",
            "A conference id alone is not enough: the URI names the organizer too.",
            f"Write sip:<organizer>@<domain>;gruu;opaque=app:conf:focus:id:{core}",
        )
    if problem.position == 0:
        return _error(
            "meeting-uri-not-sip",
            f"This is no SIP URI: {problem.text}.",
            way_out or "A conference URI reads sip:<organizer>@<domain>;gruu;opaque=app:conf:focus:id:<id>",
            0,
        )
    return _error(
        "meeting-uri-syntax",
        f"This SIP URI cannot be read: {problem.text}.",
        way_out or f"Correct it at character {problem.position + 1}.",
        problem.position,
    )


def _new_meeting(text: str) -> Finding:
    if text.strip():
        return _warning(
            "meeting-uri-adhoc",
            "With adhoc a NEW meeting will be created and joined.",
            "Enter a conference URI to join an existing one.",
        )
    if text:
        return _warning(
            "meeting-uri-only-blanks",
            "The meeting URI is nothing but blanks: a NEW meeting will be created, if the server takes it at all.",
            "Clear the field for a new meeting, or enter a conference URI.",
        )
    return _warning(
        "meeting-uri-empty",
        "Without a meeting URI a NEW meeting will be created and joined.",
        "Enter a conference URI to join an existing one.",
    )


def _join_url(guess: str | None) -> Finding:
    way_out = "Resolve it: its page knows the URI. " + (
        f"Only a guess, to be checked: {guess}"
        if guess
        else "Or ask the organizer for the sip:…;opaque=app:conf:focus:id:… behind it."
    )
    return _error(
        "meeting-uri-join-url",
        "This is a join URL for people; the server wants the conference URI (sip:…) behind it.",
        way_out,
    )


def _tail(code: str, tail: str, way_out: str) -> Finding:
    return _error(code, f"The tail {tail} comes from a link and is no part of the URI.", way_out or "Remove it.")


def _error(code: str, text: str, way_out: str, position: int | None = None) -> Finding:
    return Finding(Severity.ERROR, code, text, way_out, "onlineMeetingUri", position)


def _warning(code: str, text: str, way_out: str) -> Finding:
    return Finding(Severity.WARNING, code, text, way_out, "onlineMeetingUri")
