"""Observations as JSON lines, for a watcher in another process. Nothing that is read is believed: it is checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ucwa_tui.wire.har_record import RecordError, exchange_of, record_of
from ucwa_tui.wire.observed import Observation, ObservedClient

FORMAT = 1
"""Of the feed; another number is not read."""
OBSERVED_PATH = "/sandbox/observed"
SECRET_HEADER = "X-Sandbox-Secret"
"""Opens what is below `/sandbox/` where a secret guards it. Clients of the protocol need it for nothing."""
_MOST = 10**12
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class FeedHead:
    """The first line of an answer of the feed."""

    last: int
    """Number of the last observation in the answer, to go on after; 0: there has been none yet."""
    lost: int
    """So many exchanges could not be recorded, as too many came at once."""
    skipped: int
    """So many observations that were asked for are forgotten."""
    run: str
    """Another one: the sandbox was started anew, and its numbers begin again."""


def head_line(head: FeedHead) -> bytes:
    """The head as a line."""
    facts = {"format": FORMAT, "last": head.last, "lost": head.lost, "skipped": head.skipped, "run": head.run}
    return json.dumps(facts, separators=(",", ":")).encode() + b"\n"


def observation_line(observation: Observation) -> bytes:
    """An observation as a line."""
    client = observation.client
    facts = {
        "seq": observation.seq,
        "client": {
            "number": client.number,
            "userAgent": client.user_agent,
            "user": client.user,
            "guest": client.guest,
            "endpointId": client.endpoint_id,
            "address": client.address,
        },
        "sent": observation.token_sent,
        "issued": observation.token_issued,
        "exchange": record_of(observation.exchange),
    }
    return json.dumps(facts, separators=(",", ":")).encode() + b"\n"


def read_feed(data: bytes) -> tuple[FeedHead, tuple[Observation, ...]]:
    """An answer of the feed.

    Raises:
        RecordError: it is none; the text says why, and holds nothing of it.
    """
    lines = data.split(b"\n")
    head = _object(lines[0])
    if head.get("format") != FORMAT:
        raise RecordError("the feed is of another version of the program")
    first = FeedHead(_count(head, "last"), _count(head, "lost"), _count(head, "skipped"), _text(head, "run"))
    return first, tuple(observation_of(line) for line in lines[1:] if line)


def observation_of(line: bytes) -> Observation:
    """One observation.

    Raises:
        RecordError: the line is none.
    """
    facts = _object(line)
    client = facts.get("client")
    if not isinstance(client, dict):
        raise RecordError("an observation names its client, and this does not")
    guest = client.get("guest")
    if not isinstance(guest, bool):
        raise RecordError("`guest` has to be true or false")
    return Observation(
        _count(facts, "seq"),
        ObservedClient(
            _count(client, "number"),
            _text(client, "userAgent"),
            _text(client, "user"),
            guest,
            _text(client, "endpointId"),
            _text(client, "address"),
        ),
        exchange_of(facts.get("exchange")),
        _count(facts, "sent"),
        _count(facts, "issued"),
    )


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError("a line of the feed is no JSON") from error
    if not isinstance(value, dict):
        raise RecordError("a line of the feed is no object")
    return value


def _count(facts: dict[str, Any], name: str) -> int:
    value = facts.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise RecordError(f"`{name}` has to be a count")
    return value


def _text(facts: dict[str, Any], name: str) -> str:
    value = facts.get(name)
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise RecordError(f"`{name}` has to be a text")
    return value
