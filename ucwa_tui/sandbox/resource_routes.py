"""The table of paths beside the main road: me, people, scheduled meetings, batches, policies, pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.sandbox.application import APPLICATIONS_PATH
from ucwa_tui.sandbox.late_handlers import LateHandlers
from ucwa_tui.sandbox.router import Route

if TYPE_CHECKING:
    from ucwa_tui.sandbox import (
        batch,
        call_forwarding,
        contact_list_editing,
        contact_lists,
        contacts,
        me,
        meeting_extensions,
        my_meetings,
        online_meetings,
        phones,
        policies,
        presence_subscriptions,
    )
else:
    batch = LateHandlers("batch")
    call_forwarding = LateHandlers("call_forwarding")
    contact_list_editing = LateHandlers("contact_list_editing")
    contact_lists = LateHandlers("contact_lists")
    contacts = LateHandlers("contacts")
    me = LateHandlers("me")
    meeting_extensions = LateHandlers("meeting_extensions")
    my_meetings = LateHandlers("my_meetings")
    online_meetings = LateHandlers("online_meetings")
    phones = LateHandlers("phones")
    policies = LateHandlers("policies")
    presence_subscriptions = LateHandlers("presence_subscriptions")

_APPLICATION = f"{APPLICATIONS_PATH}/{{application}}"
_ME = f"{_APPLICATION}/me"
_FORWARDING = f"{_ME}/callForwardingSettings"
_PHONE = f"{_ME}/phones/{{phone}}"
_PEOPLE = f"{_APPLICATION}/people"
_SUBSCRIPTIONS = f"{_PEOPLE}/presenceSubscriptions"
_MEMBERSHIPS = f"{_PEOPLE}/presenceSubscriptionMemberships"
_LIST = f"{_PEOPLE}/contactsAndGroupsSubscription"
_GROUP = f"{_PEOPLE}/groups/{{group}}"
_ONLINE_MEETINGS = f"{_APPLICATION}/onlineMeetings"
_MY_MEETINGS = f"{_ONLINE_MEETINGS}/myOnlineMeetings"
_MY_MEETING = f"{_MY_MEETINGS}/{{meeting}}"
_EXTENSION = f"{_MY_MEETING}/extensions/{{extension}}"

_ME_ROUTES = (
    Route(_ME, {"GET": me.get_me}),
    Route(f"{_ME}/makeMeAvailable", {"POST": me.post_make_me_available}),
    Route(f"{_ME}/reportMyActivity", {"POST": me.post_report_my_activity}),
    # some clients know these here
    Route(f"{_APPLICATION}/reportMyActivity", {"POST": me.post_report_my_activity}),
    Route(f"{_APPLICATION}/communication/makeMeAvailable", {"POST": me.post_make_me_available}),
    *(
        Route(f"{_ME}/{rel}", {"GET": me.get_published, "POST": me.post_published})
        for rel in ("note", "presence", "location")
    ),
    Route(_FORWARDING, {"GET": call_forwarding.get_forwarding, "PUT": call_forwarding.put_forwarding}),
    Route(f"{_FORWARDING}/turnOffCallForwarding", {"POST": call_forwarding.post_turn_off}),
    Route(f"{_FORWARDING}/{{setting}}", {"GET": call_forwarding.get_setting, "PUT": call_forwarding.put_setting}),
    Route(f"{_FORWARDING}/{{setting}}/{{verb}}", {"POST": call_forwarding.post_verb}),
    Route(f"{_ME}/phones", {"GET": phones.get_phones}),
    Route(_PHONE, {"GET": phones.get_phone}),
    Route(f"{_PHONE}/changeNumber", {"POST": phones.post_change_number}),
    Route(f"{_PHONE}/changeVisibility", {"POST": phones.post_change_visibility}),
)

_PEOPLE_ROUTES = (
    Route(_PEOPLE, {"GET": contact_lists.get_people}),
    Route(f"{_PEOPLE}/search", {"GET": contact_lists.get_search}),
    Route(f"{_PEOPLE}/contacts", {"GET": contact_lists.get_contacts}),
    Route(f"{_PEOPLE}/subscribedContacts", {"GET": contact_lists.get_subscribed_contacts}),
    Route(f"{_PEOPLE}/groups", {"GET": contact_lists.get_groups, "POST": contact_list_editing.post_groups}),
    Route(
        _GROUP,
        {
            "GET": contact_lists.get_group,
            "PUT": contact_list_editing.put_group,
            "DELETE": contact_list_editing.delete_group,
        },
    ),
    Route(f"{_GROUP}/addToContactList", {"POST": contact_list_editing.post_add_to_list}),
    Route(f"{_GROUP}/removeFromContactList", {"POST": contact_list_editing.post_remove_from_list}),
    Route(f"{_GROUP}/contacts", {"GET": contact_lists.get_group_contacts}),
    Route(f"{_GROUP}/memberships", {"GET": contact_lists.get_memberships_of_group}),
    Route(f"{_GROUP}/expand", {"GET": contact_lists.get_group_contacts}),
    Route(
        f"{_PEOPLE}/groupMemberships",
        {"GET": contact_lists.get_group_memberships, "POST": contact_list_editing.post_memberships},
    ),
    Route(
        f"{_PEOPLE}/groupMemberships/removeContactFromAllGroups", {"POST": contact_list_editing.post_remove_from_all}
    ),
    Route(
        f"{_PEOPLE}/groupMemberships/{{membership}}",
        {"GET": contact_lists.get_group_membership, "DELETE": contact_list_editing.delete_membership},
    ),
    Route(f"{_PEOPLE}/privacyRelationships", {"GET": contacts.get_privacy_relationships}),
    Route(f"{_PEOPLE}/privacyRelationships/{{contact}}", {"GET": contacts.get_privacy_relationship}),
    Route(
        _SUBSCRIPTIONS,
        {"GET": presence_subscriptions.get_subscriptions, "POST": presence_subscriptions.post_subscriptions},
    ),
    Route(
        f"{_SUBSCRIPTIONS}/{{subscription}}",
        {
            "GET": presence_subscriptions.get_subscription,
            "POST": presence_subscriptions.post_subscription,
            "DELETE": presence_subscriptions.delete_subscription,
        },
    ),
    Route(
        _MEMBERSHIPS, {"GET": presence_subscriptions.get_memberships, "POST": presence_subscriptions.post_memberships}
    ),
    Route(
        f"{_MEMBERSHIPS}/{{membership}}",
        {"GET": presence_subscriptions.get_membership, "DELETE": presence_subscriptions.delete_membership},
    ),
    Route(_LIST, {"GET": presence_subscriptions.get_list_subscription}),
    Route(f"{_LIST}/startOrRefresh", {"POST": presence_subscriptions.post_start_list}),
    Route(f"{_LIST}/stop", {"POST": presence_subscriptions.post_stop_list}),
    Route(f"{_PEOPLE}/{{contact}}", {"GET": contacts.get_contact}),
    Route(f"{_PEOPLE}/{{contact}}/{{facet}}", {"GET": contacts.get_contact_part}),
    Route(f"{_APPLICATION}/photos/{{person}}", {"GET": contacts.get_photo}, formats=False),
)

_MEETING_ROUTES = (
    Route(_ONLINE_MEETINGS, {"GET": online_meetings.get_online_meetings}),
    Route(_MY_MEETINGS, {"GET": my_meetings.get_my_online_meetings, "POST": my_meetings.post_my_online_meetings}),
    Route(
        _MY_MEETING,
        {
            "GET": my_meetings.get_my_online_meeting,
            "PUT": my_meetings.put_my_online_meeting,
            "DELETE": my_meetings.delete_my_online_meeting,
        },
    ),
    Route(
        f"{_MY_MEETING}/extensions",
        {"GET": meeting_extensions.get_extensions, "POST": meeting_extensions.post_extensions},
    ),
    Route(
        _EXTENSION,
        {
            "GET": meeting_extensions.get_extension,
            "PUT": meeting_extensions.put_extension,
            "DELETE": meeting_extensions.delete_extension,
        },
    ),
    Route(f"{_ONLINE_MEETINGS}/{{part}}", {"GET": online_meetings.get_setting}),
    Route(f"{_ONLINE_MEETINGS}/phoneDialInInformation/{{region}}", {"GET": online_meetings.get_dial_in_region}),
)

RESOURCE_ROUTES = (
    Route(f"{_APPLICATION}/policies", {"GET": policies.get_policies}),
    Route(f"{_APPLICATION}/batch", {"POST": batch.post_batch}, formats=False),
    *_ME_ROUTES,
    *_PEOPLE_ROUTES,
    *_MEETING_ROUTES,
)
