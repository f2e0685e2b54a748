"""The profiles: where each one leads, who signs in, how. Enter signs in with one."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.tui.rows import Row, fit, fit_middle, wrap_words
from ucwa_tui.tui.screens.list_overlay import ListOverlay
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.profiles import Profile, ProfileBook

DETAIL_ROWS = 4
NAME_WIDTH = 18
GRANT_WIDTH = 9
NONE_YET = "No profiles yet: `ucwa-tui profiles add` asks for what one needs, tests it and writes it into {file}."


class ProfileList(CursorList):
    """A profile a row."""

    def __init__(self, book: ProfileBook, current: str, empty: str) -> None:
        super().__init__(id="profile-list")
        self.profiles = sorted(book.profiles, key=lambda profile: profile.name != book.default)
        self._default = book.default
        self._current = current
        self.empty_text = empty

    def row_count(self) -> int:
        """One row a profile."""
        return len(self.profiles)

    def row(self, y: int) -> Row:
        """Name, server, user, way to sign in, and whether it is in use, the default, or in error."""
        profile = self.profiles[y]
        word, style = self._word(profile)
        room = max(8, self.text_width - 2 - NAME_WIDTH - GRANT_WIDTH - 12)
        where = max(6, room // 2)
        return (
            (f"{self.mark(y)} ", ""),
            (fit(safe_line(profile.name), NAME_WIDTH), "bold"),
            (" ", ""),
            (fit_middle(_place(profile), where), ""),
            (" ", ""),
            (fit_middle(safe_line(profile.user), room - where), "muted"),
            (" ", ""),
            (fit(profile.grant.value, GRANT_WIDTH), "muted"),
            (" ", ""),
            (fit(word, 8), style),
        )

    def _word(self, profile: Profile) -> tuple[str, str]:
        if profile.problems:
            return "✗ error", "sev-error"
        if profile.name == self._current:
            return "in use", "state-connected"
        return ("default", "muted") if profile.name == self._default else ("", "")


class ProfilesScreen(ListOverlay[Profile]):
    """Chooses a profile; what is to be known about the selected one stands below the list.

    Args:
        book: as read from the file.
        current: name of the profile in use; empty: none.
        file: where the profiles are, for the empty list.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "Sign in", show=False)]

    def __init__(self, book: ProfileBook, current: str, file: str) -> None:
        self._problems = [problem.text for problem in book.problems]
        empty = " ".join(map(safe_line, self._problems)) or NONE_YET.format(file=safe_line(file))
        self.list = ProfileList(book, current, empty)
        names = [profile.name for profile in self.list.profiles]
        wanted = current or book.default
        super().__init__(
            f"Profiles ({len(names)})",
            [("Enter", "sign in"), ("Esc", "back")],
            self.list,
            about="what it says",
            start=names.index(wanted) if wanted in names else 0,
            name="profile",
        )
        self._whole: list[tuple[str, str]] = []
        """What is to be said about the selected one, where there is no room for all of it."""

    def action_choose(self) -> None:
        """Take the selected profile, if it can be used."""
        if self.list.profiles and self.list.profiles[self.list.cursor].problems:
            if self._whole:
                self._show_whole()
        elif self.list.profiles:
            self.dismiss(self.list.profiles[self.list.cursor])

    def tell(self) -> None:
        """What is to be known about the selected one."""
        if not self.list.profiles:
            return
        width = max(20, self.detail.size.width - 3)
        profile = self.list.profiles[self.list.cursor]
        texts = [(p.text, "sev-error") for p in profile.problems] or [(t, "") for t in profile_words(profile)]
        texts += [(text, "sev-warning") for text in self._problems]
        rows: list[Row] = [((line, style),) for text, style in texts for line in wrap_words(safe_line(text), width)]
        most = max(DETAIL_ROWS, self.size.height // 2 - 2)
        self._whole = texts if len(rows) > most else []
        if self._whole:
            rows = [*rows[: most - 1], (("Enter shows all of it", "sev-hint"),)]
        self.detail.styles.height = max(DETAIL_ROWS, len(rows))
        self.detail.show_rows(rows)

    def _show_whole(self) -> None:
        from ucwa_tui.tui.screens.text import TextScreen

        texts = list(self._whole)

        def rows(width: int) -> list[Row]:
            return [((line, style),) for text, style in texts for line in wrap_words(safe_line(text), width)]

        self.app.push_screen(TextScreen(self.list.profiles[self.list.cursor].name, rows))


def _place(profile: Profile) -> str:
    """The server's name without what all URLs have in common; safe to show."""
    return safe_line(profile.where.partition("://")[2].partition("/")[0] or profile.where)


def profile_words(profile: Profile) -> list[str]:
    """What a profile says beyond its row, a line each; holds no secret. Hostile text."""
    if profile.in_sandbox and profile.secret is None:
        scenario = f", scenario {profile.scenario}" if profile.scenario else ""
        return [f"the sandbox inside this program, which knows its own users{scenario}"]
    secret = f"secret: {profile.secret.told}" if profile.secret is not None else "no secret named"
    how = [f"{profile.grant.value}, {secret}", profile.payload_format.value]
    if profile.meeting:
        how.append(f"meeting {profile.meeting}")
    network = []
    if profile.insecure:
        network.append("INSECURE: takes any certificate")
    if profile.ca:
        network.append(f"further authorities from {profile.ca}")
    if profile.proxy.url:
        network.append(f"proxy {profile.proxy.url}")
    if profile.scenario:
        network.append(f"scenario {profile.scenario}")
    return [" · ".join(how), *([" · ".join(network)] if network else [])]
