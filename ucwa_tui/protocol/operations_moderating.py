"""What leaders do with participants, as data.

Source: UCWA reference, pages participant, admit, reject, promote, demote, eject.
"""

from __future__ import annotations

from typing import Final

from ucwa_tui.protocol.operation import Operation
from ucwa_tui.protocol.operation_answers import COMMON_ANSWERS

MODERATING: Final = (
    Operation(
        name="admit",
        title="Admit from the lobby",
        rel="admit",
        rel_holder="participant",
        method="POST",
        why="Lets a waiting participant into the meeting.",
        answers=COMMON_ANSWERS,
        follows="The participant moves from the lobby to the attendees, and the waiting invitation completes.",
        absent="A participant has it only while waiting in the lobby, and only leaders and the organizer see it.",
    ),
    Operation(
        name="reject",
        title="Turn away from the lobby",
        rel="reject",
        rel_holder="participant",
        method="POST",
        why="Refuses a waiting participant.",
        answers=COMMON_ANSWERS,
        follows="The participant disappears from the lobby, and the waiting invitation completes as failed.",
        absent="A participant has it only while waiting in the lobby, and only leaders and the organizer see it.",
    ),
    Operation(
        name="promote",
        title="Make a leader",
        rel="promote",
        rel_holder="participant",
        method="POST",
        why="Gives a participant the rights of a leader.",
        answers=COMMON_ANSWERS,
        follows="The participant moves from the attendees to the leaders.",
        absent="A participant has it while an attendee, and only leaders see it: get promoted, or wait.",
    ),
    Operation(
        name="demote",
        title="Make an attendee",
        rel="demote",
        rel_holder="participant",
        method="POST",
        why="Takes the rights of a leader from a participant.",
        answers=COMMON_ANSWERS,
        follows="The participant moves from the leaders to the attendees.",
        absent="A participant has it while a leader, and only other leaders see it; the organizer cannot be demoted.",
    ),
    Operation(
        name="eject",
        title="Throw out of the meeting",
        rel="eject",
        rel_holder="participant",
        method="POST",
        why="Ends somebody else's part in the meeting at once.",
        answers=COMMON_ANSWERS,
        follows="The participant is deleted from the roster; their conversation ends with the reason Ejected.",
        absent="A participant in the meeting has it, and only leaders see it; the organizer cannot be thrown out.",
    ),
)
"""Each on a link of the participant."""
