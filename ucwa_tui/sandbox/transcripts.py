"""conversationLogTranscripts: what was written and said in a conversation that is over, a page at a time.

Source: UCWA reference, "conversationLogTranscripts", "nextConversationLogTranscripts", "conversationLogTranscript",
"messageTranscript", "audioTranscript". Decision where it is silent: the oldest come first, twenty on a page.
"""

from __future__ import annotations

from typing import Final

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.contacts import contact_path
from ucwa_tui.sandbox.conversation_logs import find_log, log_path
from ucwa_tui.sandbox.history import Line, Log
from ucwa_tui.sandbox.messaging import in_link
from ucwa_tui.sandbox.shapes import Href, date, resource
from ucwa_tui.sandbox.validation import Fields

PAGE: Final = 20
_MOST_ASKED = 1_000_000_000


def get_transcripts(call: Call) -> Answer:
    """A page: the first one, or the next one as its link says."""
    log = find_log(call)
    fields = Fields(call.request)
    asked = fields.integer("from", 1, _MOST_ASKED)
    fields.check()
    first = max(asked or 1, log.dropped + 1)
    after = log.dropped + len(log.lines) + 1
    numbers = range(first, min(first + PAGE, after))
    base = f"{log_path(call, log)}/transcripts"
    links = {"nextConversationLogTranscripts": f"{base}?from={numbers.stop}" if numbers.stop < after else None}
    shown = [_transcript(call, log, number, line) for number in numbers if (line := log.line(number)) is not None]
    embedded = {"conversationLogTranscript": shown} if shown else None
    rel = "conversationLogTranscripts" if asked is None else "nextConversationLogTranscripts"
    path = base if asked is None else f"{base}?from={asked}"
    return call.give(resource(rel, path, None, links, embedded)).marked()


def get_transcript(call: Call) -> Answer:
    """One message, or one call."""
    log, number, line = _line(call)
    return call.give(_transcript(call, log, number, line)).marked()


def get_message_transcript(call: Call) -> Answer:
    """The text of a message."""
    log, number, line = _line(call)
    if line.seconds is not None:
        raise errors.resource_not_found()
    return call.give(_message(_path(call, log, number), line)).marked()


def get_audio_transcript(call: Call) -> Answer:
    """How long a call took."""
    log, number, line = _line(call)
    if line.seconds is None:
        raise errors.resource_not_found()
    return call.give(_audio(_path(call, log, number), line.seconds)).marked()


def _line(call: Call) -> tuple[Log, int, Line]:
    log, text = find_log(call), call.params["line"]
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST_ASKED)) else 0
    line = log.line(number)
    if line is None:
        raise errors.resource_not_found()
    return log, number, line


def _path(call: Call, log: Log, number: int) -> str:
    return f"{log_path(call, log)}/transcripts/{number}"


def _transcript(call: Call, log: Log, number: int, line: Line) -> Resource:
    path = _path(call, log, number)
    own, known = line.author.id == log.owner.id, call.world.book.find(line.author.id) is not None
    links: dict[str, Href | None] = {
        "contact": contact_path(call.application, line.author.id) if known and not own else None,
        "me": f"{call.application.path}/me" if own else None,
    }
    inside = _message(path, line) if line.seconds is None else _audio(path, line.seconds)
    return resource("conversationLogTranscript", path, {"timeStamp": date(line.at)}, links, {inside.rel or "": inside})


def _message(path: str, line: Line) -> Resource:
    rel, href = in_link(line.text, line.media_type)
    return resource("messageTranscript", f"{path}/message", None, {rel: href})


def _audio(path: str, seconds: float) -> Resource:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    said = {"duration": f"{hours:02}:{minutes:02}:{rest:02}", "status": "Ended"}
    return resource("audioTranscript", f"{path}/audio", said)
