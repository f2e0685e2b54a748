"""Signing in from the screen: at the start, with a profile, as a guest who has only a join URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ucwa_tui.protocol.join_url import is_join_url
from ucwa_tui.tui.beside import beside
from ucwa_tui.tui.themed_app import ThemedApp
from ucwa_tui.wire.reports import JoinUrlResolved, KeepActiveChanged, Report, SignInFailed
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget
from ucwa_tui.workbench.meeting_link import MeetingLink

if TYPE_CHECKING:
    from ucwa_tui.tui.backend import Backend
    from ucwa_tui.tui.presenter import Presenter
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.wire.secret import Secret
    from ucwa_tui.workbench.controller import Controller
    from ucwa_tui.workbench.profiles import Profile
    from ucwa_tui.workbench.remembered import Remembered

NEEDS_SECRET = {Grant.PASSWORD: "password", Grant.BEARER: "token"}


class Signing:
    """Between what the user wants to sign in with and the client.

    Args:
        controller, presenter, backend: the application's.
        remembered: what earlier sign-ins have found out.
        keeps_history: whether the profile in use lets its exchanges be kept.
    """

    def __init__(
        self,
        controller: Controller,
        presenter: Presenter,
        backend: Backend,
        remembered: Remembered,
        *,
        keeps_history: bool = True,
    ) -> None:
        self._keeps_history = keeps_history
        self._controller = controller
        self._presenter = presenter
        self._backend = backend
        self._remembered = remembered
        self._waiting: tuple[int, SignInTarget] | None = None
        """A guest's sign-in that waits for the conference URI: ticket and the rest of it."""
        self._link: tuple[MeetingLink, SignInTarget] | None = None
        """What a guest's join URL stands for, while other ways to the meeting may be left."""
        self._fetching = False
        """Whether a profile's secrets are being got."""
        self._filled: dict[str, str] = {}
        """What the profile has put into the form: another profile takes it out again."""
        self._profile: Profile | None = None
        """The profile that is to be signed in with, while it is not in use yet."""

    def filled_in(self, **values: str) -> None:
        """The form was begun with these values of a profile, by field."""
        self._filled = values

    @property
    def has_begun(self) -> bool:
        """Whether somebody has chosen how to sign in already."""
        return self._controller.target is not None or self._waiting is not None or self._fetching

    @property
    def keeps_history(self) -> bool:
        """Whether exchanges may be kept: by the profile in use, and by the one that is about to be."""
        return self._keeps_history and (self._profile is None or self._profile.history)

    def begin(self, target: SignInTarget) -> None:
        """Sign in; a guest's join URL is resolved first, as the ticket is for the conference behind it."""
        meeting = target.meeting_uri or ""
        self._presenter.problem = ""
        self._link = None
        self._wait_no_longer()
        if target.grant is Grant.ANONYMOUS and is_join_url(meeting.strip()):
            self._presenter.problem_again = lambda: self.begin(target)
            self._waiting = self._controller.resolve(meeting.strip(), target.network), target
            host = safe_line(urlsplit(meeting if "://" in meeting else f"https://{meeting.strip()}").netloc)
            self._presenter.underway = f"asking {host} which conference this is … Esc gives up"
            return
        self._connect(target)

    def _connect(self, target: SignInTarget) -> None:
        """From now on the session before is over, and its profile is not in use any more."""
        profile, self._profile = self._profile, None
        self._wait_no_longer()
        self._presenter.problem_again = None
        if profile is not None:
            self._presenter.profile = profile.name
            self._presenter.sandbox = profile.in_sandbox
            self._keeps_history = profile.history
            self._controller.sandbox = self._backend.running_sandbox if profile.in_sandbox else None
        self._controller.connect(target)

    def heard(self, reports: list[Report], screen: MainScreen) -> None:
        """Keep what is worth keeping; go on with what has waited for one of these."""
        for report in reports:
            self._remembered.apply(report, self._presenter.profile)
            if isinstance(report, KeepActiveChanged) and report.failure is not None and not report.on:
                self._presenter.tell(screen, f"✗ {safe_line(report.failure.told)}", "sev-error")
            if isinstance(report, SignInFailed) and self._link is not None:
                link, wanted = self._link
                steps = self._controller.session.steps
                if link.leads_on(report.failure, steps[-1] if steps else None):
                    self._sign_in(link, wanted, screen)
            if isinstance(report, JoinUrlResolved) and self._waiting is not None:
                ticket, target = self._waiting
                if report.ticket == ticket:
                    self._waiting = None
                    self._presenter.underway = ""
                    self._go_on(report, target, screen)

    def _go_on(self, report: JoinUrlResolved, target: SignInTarget, screen: MainScreen) -> None:
        failure = report.failure
        if report.uri is None:
            told = failure.told if failure is not None else "nothing was found."
            self._presenter.problem = f"The join URL cannot be resolved: {safe_line(told)} Alt+C tries again."
            return
        draft = self._controller.draft
        if draft.value("onlineMeetingUri").strip() == report.url:
            self._controller.draft = draft.with_value("onlineMeetingUri", report.uri)
            self._presenter.draft_changed(screen)
        if report.how == "guess":
            why = f": {safe_line(failure.headline)}" if failure is not None else ""
            screen.say(f"The conference URI is only a guess from the join URL{why}", "sev-warning")
        link = MeetingLink(report.url)
        link.take(report)
        self._link = link, target
        self._sign_in(link, target, screen)

    def _sign_in(self, link: MeetingLink, target: SignInTarget, screen: MainScreen) -> None:
        """Take the way to the meeting that is due."""
        way = link.way_for(target)
        if way.why:
            screen.say(safe_line(way.why))
        self._connect(way.target)

    async def use_profile(self, profile: Profile, screen: MainScreen) -> None:
        """Sign in with a profile; asks for secrets that are to be asked for, gets the others on a thread."""
        from ucwa_tui.workbench.secret_lookup import SecretLookup, SecretNotFound
        from ucwa_tui.workbench.secret_reference import SecretPlace, SecretReference

        wanted: list[tuple[SecretReference, str]] = []
        profile.target(lambda reference, what: wanted.append((reference, what)))
        typed: dict[str, Secret] = {}
        asked = [what for reference, what in wanted if reference.place is SecretPlace.PROMPT]
        unnamed = NEEDS_SECRET.get(profile.grant) if profile.secret is None and not profile.in_sandbox else None
        for what in (*asked, *([unnamed] if unnamed else [])):
            secret = await self._ask(screen, profile, what)
            if secret is None:
                screen.say(f"Not signed in with {safe_line(profile.name)}: its {what} was not given", "sev-warning")
                return
            typed[what] = secret
        lookup = SecretLookup(user=profile.user)

        def resolve(reference: SecretReference, what: str) -> Secret | None:
            return typed[what] if reference.place is SecretPlace.PROMPT else lookup.find(reference, what)

        fetched = [f"{what}: {ref.told}" for ref, what in wanted if ref.place is not SecretPlace.PROMPT]
        try:
            with self._going_on(
                screen, f"getting the {safe_line(', '.join(fetched))} … Esc gives up" if fetched else ""
            ):
                target = await beside("secrets", lambda: profile.target(resolve, self._remembered))
                if profile.in_sandbox:
                    target = await beside("sandbox", partial(self._in_sandbox, target))
        except (SecretNotFound, OSError) as error:
            self._presenter.tell(
                screen, f"✗ not signed in with {safe_line(profile.name)}. {safe_line(str(error))}", "sev-error"
            )
            return
        self._take(profile, replace(target, secret=target.secret or typed.get(unnamed or ""), steady=True), screen)

    @contextmanager
    def _going_on(self, screen: MainScreen, words: str) -> Iterator[None]:
        """Say what is waited for; a command that prints a secret does not outlive the wait."""
        from ucwa_tui.workbench.secret_command import end_commands

        self._fetching = True
        self._presenter.underway = words
        self._presenter.show_outcome(screen)
        try:
            yield
        finally:
            end_commands()
            self._fetching = False
            self._presenter.underway = ""
            if screen.is_attached:
                self._presenter.show_outcome(screen)

    def _wait_no_longer(self) -> None:
        self._presenter.underway = ""
        if self._waiting is not None:
            self._controller.cancel(self._waiting[0])
            self._waiting = None

    def give_up(self, screen: MainScreen) -> bool:
        """Leave off what goes before a sign-in; the session before goes on. False where nothing is going on."""
        if self._fetching:
            screen.workers.cancel_group(screen, "profile")
        elif self._waiting is not None:
            self._wait_no_longer()
            if self._controller.target is None:
                self._presenter.problem = (
                    "Not signed in: the join URL was not resolved, it was given up. Alt+C tries again."
                )
            else:
                self._presenter.problem_again = None
        else:
            return False
        name = self._profile.name if self._profile is not None else ""
        self._profile = None
        screen.say(f"Not signed in{f' with {safe_line(name)}' if name else ''}: given up", "sev-warning")
        self._presenter.session_changed(screen)
        return True

    async def _ask(self, screen: MainScreen, profile: Profile, what: str) -> Secret | None:
        from ucwa_tui.tui.screens.password import PasswordScreen

        return await screen.app.push_screen_wait(PasswordScreen(profile.user or profile.name, what))

    def _in_sandbox(self, target: SignInTarget) -> SignInTarget:
        """On a thread: the embedded sandbox is started if it does not run yet.

        Raises:
            OSError: it cannot listen.
        """
        from ucwa_tui.wire.secret import Secret

        sandbox, root = self._backend.sandbox()
        user = next(iter(sandbox.users), None)
        if user is None:
            return replace(target, root_url=root)
        known = target.user in ("", user.name)
        return replace(
            target,
            root_url=root,
            user=target.user or user.name,
            secret=target.secret or (Secret(user.password) if known else None),
        )

    def _take(self, profile: Profile, target: SignInTarget, screen: MainScreen) -> None:
        self._presenter.tell(screen, "")
        self._profile = profile
        draft = self._controller.draft.with_format(profile.payload_format)
        for name, value in self._filled.items():
            if draft.value(name) == value:  # nobody has typed anything else
                draft = draft.with_value(name, "")
        given = {"onlineMeetingUri": profile.meeting, "anonymousDisplayName": profile.display_name}
        self._filled = {name: value for name, value in given.items() if value}
        for name, value in self._filled.items():
            draft = draft.with_value(name, value)
        self._controller.draft = draft
        self._presenter.draft_changed(screen)
        app = screen.app
        if profile.theme and isinstance(app, ThemedApp):
            app.use_theme(profile.theme)
        self.begin(target)
        screen.say(f"Signing in with {safe_line(profile.name)}")
        self._presenter.session_changed(screen)
