"""Instant messages in a conversation, as data.

Source: UCWA reference, pages messaging, addMessaging, sendMessage, stopMessaging, setIsTyping.
"""

from __future__ import annotations

from typing import Final

from ucwa_tui.protocol.operation import Operation
from ucwa_tui.protocol.operation_answers import COMMON_ANSWERS
from ucwa_tui.protocol.operation_fields import MESSAGE, MESSAGE_OPERATION_ID, OPERATION_ID

MESSAGING: Final = (
    Operation(
        name="addMessaging",
        title="Add messaging",
        rel="addMessaging",
        rel_holder="messaging",
        method="POST",
        why="Adds instant messaging to a conversation: joining brings no modality with it.",
        fields=(OPERATION_ID,),
        answers=COMMON_ANSWERS,
        success=(201,),
        follows="A messagingInvitation starts; once it completes, messaging is Connected and offers sendMessage.",
        absent="messaging offers it only while Disconnected, which the event channel tells after the join completes.",
    ),
    Operation(
        name="sendMessage",
        title="Send a message",
        rel="sendMessage",
        rel_holder="messaging",
        method="POST",
        why="Sends a text to everybody in the conversation who has messaging.",
        fields=(MESSAGE, MESSAGE_OPERATION_ID),
        answers=COMMON_ANSWERS,
        success=(201,),
        follows="A message completes in the event channel: with Success it has been delivered.",
        absent="messaging offers it only while Connected: add messaging first (addMessaging) and let it complete.",
        text_body=True,
    ),
    Operation(
        name="stopMessaging",
        title="Stop messaging",
        rel="stopMessaging",
        rel_holder="messaging",
        method="POST",
        why="Ends instant messaging; in a meeting everything else goes on.",
        answers=COMMON_ANSWERS,
        follows="messaging goes to Disconnected and offers addMessaging again.",
        absent="messaging offers it only while Connecting or Connected: there is nothing to stop.",
    ),
    Operation(
        name="setIsTyping",
        title="Say that you type",
        rel="setIsTyping",
        rel_holder="messaging",
        method="POST",
        why="Shows the others for a while that you are writing.",
        answers=COMMON_ANSWERS,
        follows="You are added to the typing participants of the others, and deleted from them after some seconds.",
        absent="messaging offers it only while Connected: add messaging first.",
    ),
)
"""Each on a link of `messaging`, which come and go with its state."""
