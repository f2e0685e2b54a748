"""Commands of the whole program: panes, help, theme, quitting; and operations without a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.wire.reports import FailureKind
from ucwa_tui.workbench.command import PANES, Place

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


def next_pane(by: int) -> Callable[[MainScreen], None]:
    """Go to the next pane, or the one before."""

    def run(screen: MainScreen) -> None:
        index = PANES.index(screen.pane.place)
        screen.go_to(PANES[(index + by) % len(PANES)])

    return run


def go(place: Place) -> Callable[[MainScreen], None]:
    """Go to a pane."""
    return lambda screen: screen.go_to(place)


def admit(screen: MainScreen) -> None:
    """Let in who waits: by the server's link, else with the organizer's hand in the sandbox."""
    _judge(screen, "admit")


def reject(screen: MainScreen) -> None:
    """Turn away who waits, the same two ways."""
    _judge(screen, "reject")


def _judge(screen: MainScreen, operation_name: str) -> None:
    from ucwa_tui.tui.actions.meeting import judge_selected
    from ucwa_tui.tui.actions.operations import invoke

    controller = screen.controller
    if judge_selected(screen, operation_name):
        return
    if controller.available(operation_name).href is not None:
        invoke(operation_name)(screen)
        return
    sandbox = controller.sandbox
    if sandbox is None:
        return
    count = sandbox.admit_waiting() if operation_name == "admit" else sandbox.reject_waiting()
    done = "let in" if operation_name == "admit" else "turned away"
    screen.say(
        f"The organizer has {done} {count} who waited"
        if count
        else "Nobody waits in a lobby: joining a meeting with one (F4) waits there"
    )


def reconnect(screen: MainScreen) -> None:
    """Open the channel again, or sign in again."""
    controller = screen.controller
    if screen.presenter.problem_again is not None:
        screen.presenter.problem_again()
        screen.say("Trying again")
    elif controller.session.signed_in is not None:
        failure = controller.session.failure
        controller.reopen_channel()
        taken = failure is not None and failure.kind is FailureKind.REPLACED
        screen.say("The event channel is being taken over" if taken else "The event channel is being opened again")
    elif _password_refused(screen):
        _ask_password(screen)
    elif controller.target is not None:
        controller.connect(controller.target)
        screen.say("Signing in again")


def answer_question(screen: MainScreen) -> None:
    """Show the question that waits."""
    from ucwa_tui.tui.application import UcwaApp

    if isinstance(screen.app, UcwaApp):
        screen.app.approvals.ask(screen)


def _password_refused(screen: MainScreen) -> bool:
    failure, target = screen.controller.session.failure, screen.controller.target
    if failure is None or target is None or screen.controller.sandbox is not None:
        return False  # the embedded sandbox's password is known
    return target.grant == "password" and failure.kind == "sign-in" and failure.status in {400, 401}


def _ask_password(screen: MainScreen) -> None:
    """Sign in with another password: the same one would only be refused again."""
    from dataclasses import replace

    from ucwa_tui.tui.screens.password import PasswordScreen
    from ucwa_tui.wire.secret import Secret

    target = screen.controller.target
    if target is None:
        return

    def entered(secret: Secret | None) -> None:
        if secret is not None:
            screen.controller.connect(replace(target, secret=secret))
            screen.say("Signing in again")

    screen.app.push_screen(PasswordScreen(target.user), entered)


def keep_active(screen: MainScreen) -> None:
    """Report activity every few minutes, or stop doing so."""
    state = screen.controller.session.connecting.keep_active
    on = state is None or not state.on
    screen.controller.keep_active(on)
    screen.say("Activity is reported every few minutes from now on" if on else "Activity is no longer reported")


def show_profiles(screen: MainScreen) -> None:
    """The profiles; the chosen one signs in."""
    from ucwa_tui.tui.application import UcwaApp
    from ucwa_tui.tui.screens.profiles import ProfilesScreen
    from ucwa_tui.workbench.profiles import Profile, ProfileBook

    app = screen.app
    assert isinstance(app, UcwaApp)
    signing = app.signing

    def chosen(profile: Profile | None) -> None:
        if profile is not None:
            screen.run_worker(signing.use_profile(profile, screen), group="profile", exclusive=True)

    in_use = screen.presenter.profile if screen.controller.session.signed_in is not None else ""
    book = app.profiles() if app.profiles is not None else ProfileBook()
    app.push_screen(ProfilesScreen(book, in_use, app.profiles_file), chosen)


def give_up_signing(screen: MainScreen) -> bool:
    """Leave off what goes before a sign-in: getting a secret, resolving a guest's join URL. False: nothing goes on."""
    from ucwa_tui.tui.application import UcwaApp

    app = screen.app
    return isinstance(app, UcwaApp) and screen is app.main and app.signing.give_up(screen)


def show_sign_in(screen: MainScreen) -> None:
    """How the session came about; the exchange of a line can be opened."""
    from ucwa_tui.tui.actions.links import jump
    from ucwa_tui.tui.screens.sign_in import SignInScreen
    from ucwa_tui.workbench.sign_in_story import story

    def chosen(n: int | None) -> None:
        if n is not None:
            screen.deck.attach()
            jump(screen, n)

    screen.app.push_screen(SignInScreen(story(screen.controller.session)), chosen)


def show_help(screen: MainScreen) -> None:
    """All keys, those of the focused pane first."""
    from ucwa_tui.tui.screens.help import HelpScreen

    screen.app.push_screen(HelpScreen(screen.situation()))


def show_palette(screen: MainScreen) -> None:
    """Find a command by name."""
    screen.app.action_command_palette()


def show_meetings(screen: MainScreen) -> None:
    """The sandbox's meetings; the chosen one goes into the form."""
    from ucwa_tui.tui.actions.request import for_meeting, put
    from ucwa_tui.tui.screens.meetings import MeetingsScreen
    from ucwa_tui.wire.meeting_directory import SandboxMeeting

    controller = screen.controller

    def chosen(meeting: SandboxMeeting | None) -> None:
        if meeting is None:
            return
        draft = controller.draft
        if draft.operation != "joinOnlineMeeting":
            draft = draft.with_operation("joinOnlineMeeting")
        if draft.operation_id in controller.context().used_operation_ids:
            controller.draft = draft
            controller.renew_operation_id()
            draft = controller.draft
        put(screen, for_meeting(draft, meeting))
        screen.go_to(Place.REQUEST)

    screen.app.push_screen(MeetingsScreen(controller.meetings(), controller.draft.value("onlineMeetingUri")), chosen)


async def quit_program(screen: MainScreen) -> None:
    """Leave; the application on the server is deleted on the way out."""
    await screen.app.action_quit()


def next_theme(screen: MainScreen) -> None:
    """Go round the themes."""
    from ucwa_tui.tui.themed_app import ThemedApp

    app = screen.app
    if isinstance(app, ThemedApp):
        screen.say(f"theme {app.next_theme()}")
