"""missedItems: how many conversations somebody has missed. There is no voicemail.

Source: UCWA reference, "missedItems" (updated by `communication`). Decision where it is silent: applications are told
when one more or one less was missed, or one was read; other logs are no reason, as conversationLogsNotifications says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.sandbox.application import Application
from ucwa_tui.sandbox.history import Log
from ucwa_tui.sandbox.shapes import number, resource


def missed_items(application: Application, logs: Sequence[Log]) -> Resource:
    """The figures."""
    properties: dict[str, Value] = {
        "conversationLogsCount": number(len(logs)),
        "conversationLogsNotifications": "Disabled",
        "missedConversationsCount": number(sum(log.missed for log in logs)),
        "unreadMissedConversationsCount": number(sum(log.unread for log in logs)),
        "unreadVoicemailsCount": number(0),
        "voiceMailsCount": number(0),
    }
    return resource("missedItems", f"{application.communication_path}/missedItems", properties)


def tell_missed_items(logs: Sequence[Log], applications: Iterable[Application]) -> None:
    """Tell all applications of a user how it stands."""
    for application in applications:
        told = missed_items(application, logs)
        sender = ("communication", application.communication_path)
        application.channel.post(sender, Event("updated", EventLink("missedItems", told.href() or ""), resource=told))
