"""The table of paths: what is where, and who may come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.sandbox import autodiscover
from ucwa_tui.sandbox.application import APPLICATIONS_PATH
from ucwa_tui.sandbox.call import Handler
from ucwa_tui.sandbox.invitation import ANSWERABLE, RELS
from ucwa_tui.sandbox.late_handlers import LateHandlers
from ucwa_tui.sandbox.meetings import MEET_PATH
from ucwa_tui.sandbox.resource_routes import RESOURCE_ROUTES
from ucwa_tui.sandbox.router import Guard, Route
from ucwa_tui.wire.observed_json import OBSERVED_PATH

if TYPE_CHECKING:
    from ucwa_tui.sandbox import (
        applications,
        asking_in,
        audience,
        calling,
        communication,
        conversation_logs,
        conversations,
        invitations,
        join,
        meeting_page,
        network,
        observed_feed,
        options,
        phone_calls,
        polling,
        sandbox_directory,
        token_service,
        transcripts,
    )
else:
    applications = LateHandlers("applications")
    asking_in = LateHandlers("asking_in")
    audience = LateHandlers("audience")
    calling = LateHandlers("calling")
    communication = LateHandlers("communication")
    conversation_logs = LateHandlers("conversation_logs")
    conversations = LateHandlers("conversations")
    invitations = LateHandlers("invitations")
    join = LateHandlers("join")
    meeting_page = LateHandlers("meeting_page")
    network = LateHandlers("network")
    observed_feed = LateHandlers("observed_feed")
    options = LateHandlers("options")
    phone_calls = LateHandlers("phone_calls")
    polling = LateHandlers("polling")
    sandbox_directory = LateHandlers("sandbox_directory")
    token_service = LateHandlers("token_service")
    transcripts = LateHandlers("transcripts")

ANONYMOUS_PATH = "/ucwa/oauth/v1/anonApplications"
_APPLICATION = f"{APPLICATIONS_PATH}/{{application}}"
_COMMUNICATION = f"{_APPLICATION}/communication"
_CONVERSATION = f"{_COMMUNICATION}/conversations/{{conversation}}"
_LOG = f"{_COMMUNICATION}/conversationLogs/{{log}}"
_PARTICIPANT = f"{_CONVERSATION}/participants/{{participant}}"
_PHONE_AUDIO = f"{_CONVERSATION}/phoneAudio"
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
    # before they know the link, browsers look for the frame beside the root
    *(
        Route(path, _get(autodiscover.get_xframe), Guard.OPEN, formats=False)
        for path in (autodiscover.XFRAME_PATH, "/xframe", f"{autodiscover.ROOT_PATH}/xframe")
    ),
    Route(autodiscover.TOKEN_PATH, _post(token_service.post_token), Guard.OPEN, formats=False),
    Route(autodiscover.PASSIVE_PATH, _get(autodiscover.get_passive_page), Guard.OPEN, formats=False),
    Route(f"{MEET_PATH}/{{alias}}/{{meeting}}", _get(meeting_page.get_page), Guard.OPEN, formats=False),
    Route(OBSERVED_PATH, _get(observed_feed.get_observed), Guard.OPEN, formats=False),
    Route(autodiscover.DIRECTORY_PATH, _get(sandbox_directory.get_directory), Guard.OPEN),
    Route(f"{autodiscover.DIRECTORY_PATH}/{{number}}", _get(sandbox_directory.get_directory_entry), Guard.OPEN),
)

_APPLICATIONS = (
    Route(
        APPLICATIONS_PATH,
        {
            "GET": applications.get_applications,
            "POST": applications.post_applications,
            "OPTIONS": options.options_applications,
        },
        Guard.TOKEN,
    ),
    # no page links to it; the anonymous sample posts to `applications`
    Route(
        ANONYMOUS_PATH,
        {"POST": applications.post_applications, "OPTIONS": options.options_anon_applications},
        Guard.TOKEN,
    ),
    Route(_APPLICATION, {"GET": applications.get_application, "DELETE": applications.delete_application}),
    Route(f"{_APPLICATION}/events", _get(polling.get_events)),
    Route(f"{_APPLICATION}/reportMyNetwork", _post(network.post_report_my_network)),
)

_HISTORY = (
    Route(f"{_COMMUNICATION}/missedItems", _get(conversation_logs.get_missed_items)),
    Route(f"{_COMMUNICATION}/conversationLogs", _get(conversation_logs.get_logs)),
    Route(_LOG, {"GET": conversation_logs.get_log, "DELETE": conversation_logs.delete_log}),
    Route(f"{_LOG}/markAsRead", _post(conversation_logs.post_mark_as_read)),
    *(
        Route(f"{_LOG}/{verb}", _post(conversation_logs.post_continue))
        for verb in ("continueMessaging", "continuePhoneAudio")
    ),
    Route(f"{_LOG}/recipients/{{recipient}}", _get(conversation_logs.get_recipient)),
    Route(f"{_LOG}/transcripts", _get(transcripts.get_transcripts)),
    Route(f"{_LOG}/transcripts/{{line}}", _get(transcripts.get_transcript)),
    Route(f"{_LOG}/transcripts/{{line}}/message", _get(transcripts.get_message_transcript)),
    Route(f"{_LOG}/transcripts/{{line}}/audio", _get(transcripts.get_audio_transcript)),
)

_COMMUNICATIONS = (
    Route(_COMMUNICATION, {"GET": communication.get_communication, "PUT": communication.put_communication}),
    Route(f"{_COMMUNICATION}/conversations", _get(communication.get_conversations)),
    Route(f"{_COMMUNICATION}/onlineMeetingInvitations", _post(join.post_join)),
    Route(f"{_COMMUNICATION}/messagingInvitations", _post(calling.post_start_messaging)),
    Route(f"{_COMMUNICATION}/phoneAudioInvitations", _post(calling.post_start_phone_audio)),
    Route(f"{_COMMUNICATION}/participantInvitations", _post(asking_in.post_add_participant)),
    Route(f"{_COMMUNICATION}/invitations", _get(invitations.get_invitations)),
    *(
        route
        for rel in RELS
        for route in (
            Route(f"{_COMMUNICATION}/{rel}s/{{invitation}}", _get(invitations.get_invitation)),
            Route(f"{_COMMUNICATION}/{rel}s/{{invitation}}/cancel", _post(invitations.post_cancel)),
        )
    ),
    *(
        Route(f"{_COMMUNICATION}/{rel}s/{{invitation}}/{verb}", _post(handler))
        for rel in ANSWERABLE
        for verb, handler in (("accept", invitations.post_accept), ("decline", invitations.post_decline))
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
    Route(_PHONE_AUDIO, _get(phone_calls.get_phone_audio)),
    Route(f"{_PHONE_AUDIO}/phoneAudioInvitations", _post(phone_calls.post_add_phone_audio)),
    Route(f"{_PHONE_AUDIO}/terminate", _post(phone_calls.post_stop_phone_audio)),
    *(Route(f"{_PHONE_AUDIO}/{verb}", _post(phone_calls.post_hold)) for verb in ("hold", "resume")),
    Route(_MESSAGING, _get(conversations.get_messaging)),
    Route(f"{_MESSAGING}/messagingInvitations", _post(conversations.post_add_messaging)),
    Route(f"{_MESSAGING}/terminate", _post(conversations.post_terminate)),
    *(
        Route(f"{_MESSAGING}/{verb}AudienceMessaging", _post(audience.post_audience_messaging))
        for verb in ("enable", "disable")
    ),
    Route(f"{_MESSAGING}/messages", {"GET": conversations.get_messages, "POST": conversations.post_message}),
    # some clients answer a message by posting to it
    Route(
        f"{_MESSAGING}/messages/{{message}}",
        {"GET": conversations.get_message, "POST": conversations.post_to_message},
    ),
    Route(f"{_MESSAGING}/typing", _post(conversations.post_typing)),
    Route(f"{_MESSAGING}/typingParticipants", _get(conversations.get_typing_participants)),
)

ROUTES = (*_DISCOVERY, *_APPLICATIONS, *RESOURCE_ROUTES, *_HISTORY, *_COMMUNICATIONS, *_CONVERSATIONS)
