"""The operationIds of a session: which were sent, and which one this program made for the form."""

from __future__ import annotations

from collections.abc import Callable

from ucwa_tui.workbench.draft import Draft


class OperationIds:
    """Makes operationIds, and takes another one where its own has been sent; one that the user chose is kept.

    Args:
        make: makes one that was never used.
    """

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make
        self._own = ""
        """The one that the form got from here last; empty where the user chose it."""
        self.used: frozenset[str] = frozenset()

    def fresh(self) -> str:
        """One that was never used, for a request beside the form."""
        return self._make()

    def for_form(self) -> str:
        """One that was never used, for the form."""
        self._own = self._make()
        return self._own

    def keep(self) -> None:
        """The one in the form is the user's choice."""
        self._own = ""

    def sent(self, text: str | None) -> None:
        """Take note of one that goes out."""
        if text:
            self.used |= {text}

    def not_sent(self, text: str | None) -> None:
        """It never went out: it is as good as new."""
        self.used -= {text or ""}

    def is_spent(self, draft: Draft) -> bool:
        """Whether the draft's is of our making and was sent. A body as typed goes out as it is, with the id in it."""
        return draft.raw_body is None and draft.operation_id == self._own and self._own in self.used

    def renewed(self, draft: Draft) -> Draft:
        """The draft, with a fresh one in the place of a spent one."""
        return draft.with_value("operationId", self.for_form()) if self.is_spent(draft) else draft
