"""What the bytes of a repetition are against those of the original, in words: identical, or what differs and where."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from ucwa_tui.wire.exchange import CapturedMessage
from ucwa_tui.wire.http1 import parse_request
from ucwa_tui.wire.http1_head import head_text, scan_head
from ucwa_tui.wire.replay import Replayed
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.operation_id_places import spots_of
from ucwa_tui.workbench.replay import Edit, edited, new_length

_SHOWN = 24
"""Characters of a value that are shown."""
_MOST = 3
"""So many differences are named."""
_REQUEST_LINE = "request line"


def verdict(original: CapturedMessage, sent: CapturedMessage, told: Replayed) -> str:
    """One printable sentence without a full stop.

    Args:
        original, sent: as recorded, secrets masked.
        told: what the client says about the secrets in them.
    """
    size = f"{told.size:,} bytes"
    if told.identical:
        return f"identical: {size}"
    excepted = ["today's token"] if told.todays_token else []
    fresh = _only_the_id(original, sent)
    if fresh or (excepted and original.data == sent.data):
        return f"identical but for {' and '.join([*fresh, *excepted])}: {size}"
    found = list(differences(original, sent)) or ["a secret"]
    named = "; ".join(found[:_MOST]) + (f"; and {len(found) - _MOST} more" if len(found) > _MOST else "")
    token = ", with today's token" if told.todays_token else ""
    return f"{size}{token}; differs in {named}"


def _only_the_id(original: CapturedMessage, sent: CapturedMessage) -> list[str]:
    """Names of what differs, where that is the operationId and what follows from its length; nothing otherwise."""
    before, after = (spots_of(message.data, parse_request(message)) for message in (original, sent))
    if original.data == sent.data or not before or len(before) != len(after):
        return []
    value = sent.data[after[-1].start : after[-1].end]
    edits = [
        Edit(spot.start, spot.end, sent.data[new.start : new.end]) for spot, new in zip(before, after, strict=True)
    ]
    try:
        changed = edited(original, [*edits, *new_length(original, edits)])
    except ValueError:
        return []
    if changed.data != sent.data:
        return []
    named = [f"the operationId (now {_cut(value.decode('utf-8', 'replace'))})"]
    return named if len(sent.data) == len(original.data) else ["Content-Length", *named]


def differences(original: CapturedMessage, sent: CapturedMessage) -> Iterator[str]:
    """Where two requests differ, field by field and in the body; printable."""
    first, second = scan_head(original.data).end, scan_head(sent.data).end
    yield from _heads(original.data[:first], sent.data[:second])
    body = _body(original.data[first:], sent.data[second:])
    if body:
        yield body


def _heads(one: bytes, two: bytes) -> Iterator[str]:
    if one == two:
        return
    before, after = one.split(b"\n"), two.split(b"\n")
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if a == c == 0:
            yield _change(_REQUEST_LINE, head_text(before[0].strip()), head_text(after[0].strip()))
        start = 1 if a == c == 0 else 0
        yield from _fields(before[a + start : b], after[c + start : d])


def _fields(before: list[bytes], after: list[bytes]) -> Iterator[str]:
    """Lines of one place in two heads: of the same name they are one field with two values."""
    new = [(_name(line), line) for line in after]
    for line in before:
        name = _name(line)
        same = next((pair for pair in new if pair[0] == name), None)
        if same is None:
            yield f"{_shown(name)} (left out)"
            continue
        new.remove(same)
        values = (head_text(text.partition(b":")[2].strip()) for text in (line, same[1]))
        if line != same[1]:
            yield _change(_shown(name), *values)
    yield from (f"{_shown(name)} (added)" for name, _ in new)


def _name(line: bytes) -> str:
    return head_text(line.partition(b":")[0])


def _shown(name: str) -> str:
    return safe_line(name.strip())[: 2 * _SHOWN] or "blank line"


def _body(one: bytes, two: bytes) -> str:
    """Where the bodies begin to differ, and until where."""
    if one == two:
        return ""
    start = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    most = min(len(one), len(two)) - start
    end = next((i for i in range(most) if one[-1 - i] != two[-1 - i]), most)
    old, new = (data[start : len(data) - end].decode("utf-8", "replace") for data in (one, two))
    return _change(f"the body from byte {start:,}", old, new)


def _change(name: str, old: str, new: str) -> str:
    return f"{name} ({_cut(old)} → {_cut(new)})"


def _cut(text: str) -> str:
    safe = safe_line(text)
    return safe if len(safe) <= _SHOWN else f"{safe[: _SHOWN - 1]}…"
