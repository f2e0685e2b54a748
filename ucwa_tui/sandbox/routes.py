"""The table of paths: what is where, and who may come."""

from __future__ import annotations

from ucwa_tui.sandbox import (
    applications,
    autodiscover,
    communication,
    conversations,
    invitations,
    join,
    me,
    meeting_page,
    observed_feed,
    polling,
    sandbox_directory,
    side_resources,
    token_service,
)
from ucwa_tui.sandbox.application import APPLICATIONS_PATH
from ucwa_tui.sandbox.call import Handler
from ucwa_tui.sandbox.router import Guard, Route
from ucwa_tui.wire.observed_json import OBSERVED_PATH

_APPLICATION = f"{APPLICATIONS_PATH}/{{application}}"
_COMMUNICATION = f"{_APPLICATION}/communication"
_CONVERSATION = f"{_COMMUNICATION}/conversations/{{conversation}}"
_PARTICIPANT = f"{_CONVERSATION}/participants/{{participant}}"
_MESSAGING = f"{_CONVERSATION}/messaging"


def _get(handler: Handler) -> dict[str, Handler]:
    return {"GET": handler}


def _post(handler: Handler) -> dict[str, Handler]:
    return {"POST": handler}


_DISCOVERY = (
    Route("/", _get(autodiscover.get_root), Guard.OPEN),
    Route(autodiscover.ROOT_PATH, _get(autodiscover.get_root), Guard.OPEN),
    Route(autodiscover.HOME_PATH, _get(autodiscover.get_root), Guard.OPEN),
    # some clients POST it
    Route(autodiscover.USER_PATH, {"GET": autodiscover.get_user, "POST": autodiscover.get_user}, Guard.TOKEN),
    Route(autodiscover.XFRAME_PATH, _get(autodiscover.get_xframe), Guard.OPEN, formats=False),
    Route(autodiscover.TOKEN_PATH, _post(token_service.post_token), Guard.OPEN, formats=False),
    Route(meeting_page.PAGE_PATH, _get(meeting_page.get_page), Guard.OPEN, formats=False),
    Route(OBSERVED_PATH, _get(observed_feed.get_observed), Guard.OPEN, formats=False),
    Route(autodiscover.DIRECTORY_PATH, _get(sandbox_directory.get_directory), Guard.OPEN),
    Route(f"{autodiscover.DIRECTORY_PATH}/{{number}}", _get(sandbox_directory.get_directory_entry), Guard.OPEN),
)

_APPLICATIONS = (
    Route(APPLICATIONS_PATH, _post(applications.post_applications), Guard.TOKEN),
    Route(_APPLICATION, {"GET": applications.get_application, "DELETE": applications.delete_application}),
    Route(f"{_APPLICATION}/events", _get(polling.get_events)),
    Route(f"{_APPLICATION}/policies", _get(side_resources.get_policies)),
    Route(f"{_APPLICATION}/batch", _post(side_resources.post_unsupported), formats=False),
    Route(f"{_APPLICATION}/me", _get(me.get_me)),
    Route(f"{_APPLICATION}/me/makeMeAvailable", _post(me.post_make_me_available)),
    Route(f"{_APPLICATION}/me/reportMyActivity", _post(me.post_report_my_activity)),
    # some clients know it here
    Route(f"{_APPLICATION}/reportMyActivity", _post(me.post_report_my_activity)),
    *(
        Route(f"{_APPLICATION}/me/{rel}", {"GET": me.get_published, "POST": me.post_published})
        for rel in ("note", "presence", "location")
    ),
    Route(f"{_APPLICATION}/me/callForwardingSettings", _get(side_resources.get_empty_setting)),
    Route(f"{_APPLICATION}/me/phones", _get(side_resources.get_empty_setting)),
    Route(f"{_APPLICATION}/people", _get(side_resources.get_people)),
    Route(f"{_APPLICATION}/people/{{part}}", _get(side_resources.get_people_part)),
    Route(f"{_APPLICATION}/people/{{part}}/presence", _get(side_resources.get_contact_presence)),
    Route(f"{_APPLICATION}/onlineMeetings", _get(side_resources.get_online_meetings)),
    Route(f"{_APPLICATION}/onlineMeetings/{{part}}", _get(side_resources.get_online_meetings_part)),
    Route(f"{_APPLICATION}/onlineMeetings/myOnlineMeetings/{{meeting}}", _get(side_resources.get_my_online_meeting)),
)

_COMMUNICATIONS = (
    Route(_COMMUNICATION, {"GET": communication.get_communication, "PUT": communication.put_communication}),
    Route(f"{_COMMUNICATION}/conversations", _get(communication.get_conversations)),
    Route(f"{_COMMUNICATION}/onlineMeetingInvitations", _post(join.post_join)),
    Route(f"{_COMMUNICATION}/messagingInvitations", _post(side_resources.post_unsupported)),
    *(
        route
        for kind in ("onlineMeetingInvitations", "messagingInvitations")
        for route in (
            Route(f"{_COMMUNICATION}/{kind}/{{invitation}}", _get(invitations.get_invitation)),
            Route(f"{_COMMUNICATION}/{kind}/{{invitation}}/cancel", _post(invitations.post_cancel)),
        )
    ),
)

_CONVERSATIONS = (
    Route(_CONVERSATION, {"GET": conversations.get_conversation, "DELETE": conversations.delete_conversation}),
    Route(f"{_CONVERSATION}/onlineMeeting", _get(conversations.get_online_meeting)),
    *(
        Route(f"{_CONVERSATION}/{rel}", _get(conversations.get_collection))
        for rel in ("participants", "attendees", "leaders", "lobby")
    ),
    Route(_PARTICIPANT, _get(conversations.get_participant)),
    Route(f"{_PARTICIPANT}/messaging", _get(conversations.get_participant_messaging)),
    *(
        Route(f"{_PARTICIPANT}/{verb}", _post(conversations.post_govern))
        for verb in ("admit", "reject", "eject", "promote", "demote")
    ),
    Route(f"{_CONVERSATION}/phoneAudio", _get(conversations.get_phone_audio)),
    Route(_MESSAGING, _get(conversations.get_messaging)),
    Route(f"{_MESSAGING}/messagingInvitations", _post(conversations.post_add_messaging)),
    Route(f"{_MESSAGING}/terminate", _post(conversations.post_terminate)),
    Route(f"{_MESSAGING}/messages", _post(conversations.post_message)),
    Route(f"{_MESSAGING}/messages/{{message}}", _get(conversations.get_message)),
    Route(f"{_MESSAGING}/typing", _post(conversations.post_typing)),
    Route(f"{_MESSAGING}/typingParticipants", _get(conversations.get_typing_participants)),
)

ROUTES = (*_DISCOVERY, *_APPLICATIONS, *_COMMUNICATIONS, *_CONVERSATIONS)
