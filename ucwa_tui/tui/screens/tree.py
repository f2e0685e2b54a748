"""The tree of resources over the screen: fold, filter, follow a link, or go to the exchange that told of one."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from ucwa_tui.tui.resource_rows import detail_rows, tree_row
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.screens.list_overlay import ListOverlay
from ucwa_tui.tui.screens.overlay import keys_row
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.link_choice import LinkChoice, choose
from ucwa_tui.workbench.resource_tree import ResourceTree, Sort, TreeRow, holds

DETAIL_ROWS = 3
KEYS = [("Enter", "follow"), ("← →", "fold"), ("x", "exchange"), ("/", "filter"), ("Esc", "back")]
TYPING = [("Enter", "to the list"), ("Esc", "no filter")]


class TreeList(CursorList):
    """Resources and their links, one a row."""

    def __init__(self, tree: ResourceTree, now: float) -> None:
        super().__init__(id="tree-list")
        self.resources = tree
        self.rows = tree.rows()
        self._now = now
        self.empty_text = "No resources yet: signing in brings the first ones, each answer and event brings more."

    @property
    def chosen(self) -> TreeRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def row_count(self) -> int:
        """The rows that are unfolded, or pass the filter."""
        return len(self.rows)

    def row(self, y: int) -> Row:
        """A resource or a link."""
        return ((f"{self.mark(y)} ", ""), *tree_row(self.rows[y], self.text_width - 3, self._now))

    def show(self, words: str, keep: TreeRow | None) -> None:
        """Show the rows that hold these words, the cursor on `keep` or what it lies below."""
        self.rows = self.resources.rows(words)
        self.fit_height()
        self.refresh()
        places = {_same(row): y for y, row in reversed(list(enumerate(self.rows)))}
        y = places.get(_same(keep)) if keep is not None else None
        if y is None and keep is not None:
            y = places.get((Sort.RESOURCE, keep.holder, keep.holder, ""))
        if y is None or (words and not holds(self.rows[y], words.casefold().split())):
            found = [at for at, row in enumerate(self.rows) if holds(row, words.casefold().split())]
            there = (at for at in found if self.rows[at].sort is not Sort.ABSENT)
            y = next(there, found[0] if found else 0)
        self.select(y, tell=False)


def _same(row: TreeRow) -> tuple[Sort, str, str, str]:
    return (row.sort, row.holder, row.url, "" if row.sort is Sort.RESOURCE else row.rel)


class TreeScreen(ListOverlay[LinkChoice | int]):
    """Gives the link to be followed, or the number of the exchange to be shown.

    Args:
        tree: what is known.
        application_url: whose host gets the token.
        now: seconds since the epoch.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Follow", show=False),
        Binding("right,l", "fold(True)", "Unfold", show=False),
        Binding("left,h", "fold(False)", "Fold", show=False),
        Binding("z", "fold_all", "Fold or unfold all", show=False),
        Binding("x", "exchange", "Exchange", show=False),
        Binding("slash", "filter", "Filter", show=False),
    ]

    def __init__(self, tree: ResourceTree, application_url: str, now: float) -> None:
        self.list = TreeList(tree, now)
        super().__init__(f"Tree of resources ({len(tree)})", KEYS, self.list, about="", start=0, name="tree")
        self._application_url = application_url
        self.words = ""
        """What is filtered by."""
        self.typing = False
        """Whether keys go into the filter."""

    def tell(self) -> None:
        """What there is to know about the row, and the filter."""
        found = sum(1 for row in self.list.rows if row.sort is Sort.RESOURCE)
        filtered = f"filter: {safe_line(self.words)}{'▏' if self.typing else ''}"
        self._about.set_title(
            filtered if self.words or self.typing else f"{found} of {len(self.list.resources)} in sight, z unfolds all"
        )
        chosen = self.list.chosen
        width = max(20, self.detail.size.width - 3)
        if chosen is None:
            nothing = "Nothing holds these words: Esc takes the filter away." if self.words else ""
            self.detail.show_rows([((nothing, "muted"),)])
            return
        self.detail.show_rows(detail_rows(chosen, width, self._application_url, DETAIL_ROWS))

    def on_key(self, event: events.Key) -> None:
        """Letters go into the filter while it is typed."""
        if not self.typing:
            return
        if event.key in {"enter", "down", "escape", "backspace"} or (event.character or "").isprintable():
            if event.key == "down":
                return
            event.stop()
            event.prevent_default()
            self._type(event)

    def _type(self, event: events.Key) -> None:
        words = self.words
        if event.key == "enter":
            self.typing = False
        elif event.key == "escape":
            self.typing, words = False, ""
        elif event.key == "backspace":
            words = words[:-1]
        elif event.character:
            words += event.character
        if words != self.words:
            self.words = words
            self.list.show(words, self.list.chosen)
        self._say_keys()
        self.tell()

    def action_filter(self) -> None:
        """Type a filter."""
        self.typing = True
        self._say_keys()
        self.tell()

    def action_back(self) -> None:
        """Take the filter away, then close."""
        if self.words or self.typing:
            self.typing, self.words = False, ""
            self.list.show("", self.list.chosen)
            self._say_keys()
            self.tell()
        else:
            self.dismiss(None)

    def action_fold(self, unfold: bool) -> None:
        """Unfold the resource, or fold it; a row that cannot be folded goes to the resource it is in."""
        chosen = self.list.chosen
        if chosen is None or self.words:
            return
        if not unfold and (chosen.sort is not Sort.RESOURCE or not chosen.unfolded):
            self._to_holder(chosen)
            return
        self.list.resources.fold(chosen.holder, unfold=unfold)
        self.list.show("", chosen)
        self.tell()

    def _to_holder(self, chosen: TreeRow) -> None:
        rows = self.list.rows
        above = (y for y in range(self.list.cursor - 1, -1, -1) if rows[y].depth < chosen.depth)
        self.list.select(next(above, self.list.cursor))

    def action_fold_all(self) -> None:
        """Unfold everything; where that is so already, fold everything."""
        tree = self.list.resources
        tree.fold_all(unfold=len(tree.unfolded) < len(tree))
        self.list.show("", self.list.chosen)
        self.tell()

    def action_exchange(self) -> None:
        """Go to the exchange that last told of the resource."""
        chosen = self.list.chosen
        if chosen is not None and chosen.known.told is not None:
            self.dismiss(chosen.known.told)

    def action_choose(self) -> None:
        """Follow the link, or read the resource; an absent link stays where it is."""
        chosen = self.list.chosen
        if chosen is not None and chosen.sort is Sort.RESOURCE:
            self.dismiss(choose(chosen.rel, chosen.url, chosen.url, self._application_url))
        elif chosen is not None and chosen.sort is Sort.LINK:
            self.dismiss(choose(chosen.rel, chosen.href, chosen.holder, self._application_url))

    def _say_keys(self) -> None:
        self.query_one(".box-keys", Rows).show_rows([keys_row(TYPING if self.typing else KEYS)])
