"""Commands on the conversation one is in: its people, its messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.protocol.operations import operation
from ucwa_tui.tui.actions.operations import invoke_on
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.command import Place
from ucwa_tui.workbench.meeting_picture import Group, Message

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.workbench.meeting_picture import MeetingPicture, Person


def on_person(name: str) -> Callable[[MainScreen], None]:
    """An operation on the participant under the cursor."""

    def run(screen: MainScreen) -> None:
        person = screen.meeting.person
        if person is not None and name in person.links:
            invoke_on(screen, name, person.links[name], about=person.shown_name)

    return run


def judge_selected(screen: MainScreen, name: str) -> bool:
    """Admit or reject the participant under the cursor, where the meeting pane has the focus and offers it."""
    if screen.pane is not screen.meeting or situation_of_person(screen, name):
        return False
    on_person(name)(screen)
    return True


def eject(screen: MainScreen) -> None:
    """Throw somebody out, once that is meant."""
    from ucwa_tui.tui.rows import wrap_words
    from ucwa_tui.tui.screens.confirm import WIDTH, ConfirmByCapital

    person = screen.meeting.person
    if person is None:
        return

    def answered(yes: bool | None) -> None:
        if yes:
            _eject(screen, person)

    words = f"{safe_line(person.shown_name)} is out of the meeting at once and can join again only if let in."
    rows = [((line, ""),) for line in wrap_words(words, WIDTH)]
    title = f"Throw {safe_line(person.shown_name)} out of the meeting?"
    screen.app.push_screen(ConfirmByCapital(title, rows, yes="throw out", no="back"), answered)


def _eject(screen: MainScreen, person: Person) -> None:
    if "eject" in person.links:
        invoke_on(screen, "eject", person.links["eject"], about=person.shown_name)
    else:
        screen.say(f"eject: {operation('eject').absent}", "sev-warning")


def write(screen: MainScreen) -> None:
    """Write a message; add messaging first where it is not there."""
    picture = screen.controller.session.picture
    messaging = picture.messaging if picture is not None else None
    if picture is None or messaging is None:
        return
    if "sendMessage" in messaging.links:
        _ask_for_text(screen, picture, messaging.links["sendMessage"])
    elif "addMessaging" in messaging.links:
        _offer_to_add(screen, picture, messaging.links["addMessaging"])


def _ask_for_text(screen: MainScreen, picture: MeetingPicture, href: str) -> None:
    from ucwa_tui.tui.screens.message import MessageScreen

    asking = MessageScreen(safe_line(picture.subject) or "the conversation", screen.unsent_message)

    def entered(text: str | None) -> None:
        screen.unsent_message = asking.input.value if text is None else ""
        if text is None:
            return
        offered = picture.messaging.links.get("sendMessage") if picture.messaging is not None else None
        if offered is None:
            screen.unsent_message = text
            screen.say(f"Not sent, the text is kept: {operation('sendMessage').absent}", "sev-error")
            return
        invoke_on(screen, "sendMessage", offered, message=text)

    screen.app.push_screen(asking, entered)


def _offer_to_add(screen: MainScreen, picture: MeetingPicture, href: str) -> None:
    from ucwa_tui.tui.rows import wrap_words
    from ucwa_tui.tui.screens.confirm import WIDTH, Confirm

    def answered(yes: bool | None) -> None:
        if yes:
            ticket = invoke_on(screen, "addMessaging", href)
            if ticket is not None:
                screen.presenter.writing.wait(screen, picture.href, ticket)
                screen.say("Messaging is being added: the line for your message opens as soon as it is Connected")

    words = (
        "A join brings no modality with it: messaging is not connected yet.",
        "Adding it starts a messagingInvitation; once that completes you can write.",
    )
    rows = [((line, ""),) for text in words for line in wrap_words(text, WIDTH)]
    screen.app.push_screen(Confirm("Add messaging first?", rows, yes="add messaging", no="back"), answered)


def next_meeting(screen: MainScreen) -> None:
    """Show the next of several conversations."""
    session = screen.controller.session
    session.show_next()
    screen.presenter.session_changed(screen)
    if session.picture is not None:
        screen.say(f"This is {safe_line(session.picture.subject) or 'a conversation without a subject'}")


def read_selected(screen: MainScreen) -> None:
    """GET what the cursor is on, and show the answer; of a message show the whole text."""
    item = screen.meeting.list.item
    if isinstance(item, Message) and item.text:
        _show_message(screen, item)
        return
    href = screen.meeting.selected_href
    if href:
        screen.exchanges.follow()
        screen.asked[screen.controller.follow(href)] = safe_line(href.rstrip("/").rpartition("/")[2])
        screen.go_to(Place.EXCHANGE)


def _show_message(screen: MainScreen, message: Message) -> None:
    from ucwa_tui.tui.rows import Row, wrap_words
    from ucwa_tui.tui.screens.text import TextScreen

    paragraphs = [safe_line(text) for text in (message.text or "").replace("\r", "").split("\n")]

    def rows(width: int) -> list[Row]:
        return [((row, ""),) for text in paragraphs for row in wrap_words(text, width) or [""]]

    who = "you" if message.outgoing else safe_line(message.who) or "somebody"
    screen.app.push_screen(TextScreen(f"Message from {who}", rows))


def situation_of_person(screen: MainScreen, name: str) -> str:
    """Why an operation is not possible on the participant under the cursor; empty: it is."""
    person = screen.meeting.person
    if person is None:
        return "the cursor is on nobody: ↑ ↓ go to a person"
    if name in person.links:
        return ""
    if not person.read:
        return _why_not_read(person)
    picture = screen.controller.session.picture
    me = picture.me if picture is not None else None
    if me is not None and me.group is Group.LEADERS and not person.local and name not in {"admit", "reject"}:
        return f"you lead this meeting, but the server offers no {name} link for {safe_line(person.shown_name)}"
    return operation(name).absent


def _why_not_read(person: Person) -> str:
    if person.asked:
        return "links not known yet: they are being read, Enter reads them again"
    return "links not read yet: Enter reads them"


def why_no_writing(picture: MeetingPicture | None) -> str:
    """Why no message can be written, not even after adding messaging; empty: one can."""
    if picture is None or picture.over:
        return "there is no conversation: F5 joins a meeting"
    messaging = picture.messaging
    if messaging is not None and {"sendMessage", "addMessaging"} & messaging.links.keys():
        return ""
    if messaging is not None and messaging.state.casefold() == "connecting":
        return "messaging is still Connecting: wait until it is Connected"
    return operation("addMessaging").absent
