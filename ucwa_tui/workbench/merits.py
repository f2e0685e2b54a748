"""What a client did right, counted as it goes: a report that only blames is read by nobody. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.lint.operations import starts_operation
from ucwa_tui.workbench.lint.refusals import PASSWORD_AGAIN


@dataclass(slots=True)
class Merits:
    """Counts of right deeds."""

    counts: Counter[str] = field(default_factory=Counter)
    grants: dict[str, None] = field(default_factory=dict)
    """Of the tokens that were got, in order."""

    def see(self, step: Step) -> None:
        """An exchange has ended."""
        counts, purpose = self.counts, step.exchange.purpose
        if purpose is Purpose.TOKEN and step.succeeded:
            counts["tokens"] += 1
            self.grants[step.form.get("grant_type", "")[:60]] = None
        if purpose is Purpose.APPLICATIONS and step.succeeded:
            counts["applications"] += 1
        if purpose is Purpose.SIGN_OUT and step.succeeded:
            counts["deleted"] += 1
        if step.is_poll and step.events is not None:
            counts["polls"] += 1
        if purpose is Purpose.ACTIVITY and step.succeeded:
            counts["activity"] += 1
        if step.offers:
            counts["links"] += 1
        if starts_operation(step) and step.succeeded and step.value("operationId"):
            counts["operations"] += 1
        if step.method == "PUT" and step.succeeded and step.request.header("If-Match"):
            counts["puts"] += 1
        if step.status == 304:
            counts["cached"] += 1

    def told(self, broken: Collection[str]) -> Iterator[str]:
        """Sentences without their full stop, of what was right.

        Args:
            broken: names of the rules that the client broke: nothing is praised that one of them blames.
        """
        counts = self.counts
        for name, rules, words in _WORDS:
            if counts[name] and not set(rules) & set(broken):
                yield words.format(_times(counts[name]), " and ".join(filter(None, self.grants)) or "a grant")


_WORDS = (
    ("tokens", ("token-not-renewed", "wrong-media-type", PASSWORD_AGAIN.name), "got its token as it should ({1}; {0})"),
    ("applications", (), "created its application ({0})"),
    ("links", ("built-url", "lost-query"), "took its URLs from the links that were offered ({0})"),
    ("polls", ("lost-next", "two-p-gets"), "followed the event channel link by link ({0})"),
    ("operations", ("operation-id-missing", "operation-id-reused"), "gave each operation an id of its own ({0})"),
    ("puts", ("put-without-if-match", "put-without-property"), "said with If-Match which version it replaces ({0})"),
    ("activity", ("activity-silence",), "reported activity in time ({0})"),
    ("cached", (), "asked with If-None-Match, and saved itself the body ({0})"),
    ("deleted", ("application-not-deleted",), "deleted its application when it left ({0})"),
)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
