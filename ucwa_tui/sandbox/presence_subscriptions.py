"""presenceSubscriptions and memberships: watch contacts for a time. Also the subscription to the contact list.

Source: UCWA reference, "presenceSubscriptions", "presenceSubscription", "presenceSubscriptionMemberships",
"subscribeToGroupPresence", "myContactsAndGroupsSubscription"; the tasks about presence subscriptions.
Decisions where the documentation is silent: a membership without a subscription named goes to the newest one, 409
where there is none; a list subscription of more than thirty minutes lasts thirty, as its page says of the maximum.
"""

from __future__ import annotations

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, no_content, resource_answer
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.colleagues import Group
from ucwa_tui.sandbox.contacts import contact_path
from ucwa_tui.sandbox.presence_board import announce, ended, list_subscription, subscription_resource
from ucwa_tui.sandbox.shapes import resource
from ucwa_tui.sandbox.subscriptions import MAX_CONTACTS, Subscription
from ucwa_tui.sandbox.validation import Fields

SHORTEST, LONGEST = 10, 30
"""Minutes."""
LONGEST_LIST = 60
"""Minutes that may be asked for; more than LONGEST is cut."""
MAX_GROUP_ID = 256


def get_subscriptions(call: Call) -> Answer:
    """Those that run."""
    path = f"{call.application.path}/people/presenceSubscriptions"
    held = [subscription_resource(call.application, s) for s in _held(call).values()]
    embedded = {"presenceSubscription": held} if held else None
    return call.give(resource("presenceSubscriptions", path, None, None, embedded)).marked()


def post_subscriptions(call: Call) -> Answer:
    """Watch contacts, or with `groupId` those of a group: 201 with the subscription."""
    fields = Fields(call.request)
    minutes = fields.integer("duration", SHORTEST, LONGEST, required=True)
    group_id = fields.text("groupId", limit=MAX_GROUP_ID)
    addresses: dict[str, str] = {}
    if group_id is None:
        addresses = _addresses(fields, "uris")
    fields.check()
    held = _held(call)
    if group_id is not None:
        members = call.world.contacts_of(call.identity.person).members(_group(call, group_id))
        addresses = {c.person.id.lower(): c.person.id for c in members}
    _check_room(call, addresses)
    subscription = Subscription(call.world.ids.hex32()[:8], _until(call, minutes), addresses)
    held[subscription.id] = subscription
    announce(call.application, "added", subscription)
    call.world.board.subscribed(call.application, subscription, addresses)
    return resource_answer(subscription_resource(call.application, subscription), call.accepted, status=201)


def get_subscription(call: Call) -> Answer:
    """One of them."""
    return call.give(subscription_resource(call.application, _one(call)))


def post_subscription(call: Call) -> Answer:
    """Extend it: captured servers answer 200."""
    subscription = _one(call)
    fields = Fields(call.request)
    minutes = fields.integer("duration", SHORTEST, LONGEST, required=True)
    fields.check()
    subscription.expires_at = _until(call, minutes)
    announce(call.application, "updated", subscription)
    return call.give(subscription_resource(call.application, subscription))


def delete_subscription(call: Call) -> Answer:
    """Stop watching."""
    subscription = _one(call)
    del _held(call)[subscription.id]
    ended(call.application, subscription)
    return no_content()


def get_memberships(call: Call) -> Answer:
    """Which contact is in which subscription; with `presenceSubscriptionId` those of one."""
    wanted = call.request.parameter("presenceSubscriptionId")
    held = _held(call)
    chosen = [s for s in held.values() if wanted is None or s.id.lower() == wanted.lower()]
    if wanted is not None and not chosen:
        raise errors.resource_not_found()
    return call.give(_memberships(call, [(s, key) for s in chosen for key in s.addresses])).marked()


def post_memberships(call: Call) -> Answer:
    """Watch more contacts: 201 with the new memberships."""
    fields = Fields(call.request)
    addresses = _addresses(fields, "contactUris")
    wanted = fields.text("presenceSubscriptionId")
    fields.check()
    held = _held(call)
    if wanted is None:
        if not held:
            raise errors.conflict("There is no presence subscription to add to.")
        subscription = list(held.values())[-1]
    elif wanted.lower() in held:
        subscription = held[wanted.lower()]
    else:
        raise errors.resource_not_found()
    _check_room(call, addresses)
    new = {key: text for key, text in addresses.items() if key not in subscription.addresses}
    subscription.addresses |= new
    announce(call.application, "updated", subscription)
    call.world.board.subscribed(call.application, subscription, new)
    made = _memberships(call, [(subscription, key) for key in new])
    return resource_answer(made, call.accepted, status=201).marked()


def get_membership(call: Call) -> Answer:
    """One contact in one subscription."""
    subscription, key = _member(call)
    return call.give(_membership(call, subscription, key)).marked()


def delete_membership(call: Call) -> Answer:
    """Stop watching one contact."""
    subscription, key = _member(call)
    del subscription.addresses[key]
    announce(call.application, "updated", subscription)
    return no_content()


def get_list_subscription(call: Call) -> Answer:
    """myContactsAndGroupsSubscription."""
    _held(call)
    return call.give(list_subscription(call.application)).marked()


def post_start_list(call: Call) -> Answer:
    """startOrRefreshSubscriptionToContactsAndGroups: 201 with the subscription, and where it is."""
    _held(call)
    fields = Fields(call.request)
    minutes = fields.integer("duration", SHORTEST, LONGEST_LIST, required=True)
    fields.check()
    fresh = call.application.subscriptions.list_until is None
    call.application.subscriptions.list_until = _until(call, min(minutes or LONGEST, LONGEST))
    if fresh:
        call.world.board.watch_list(call.application)
    made = list_subscription(call.application)
    where = ("Location", made.href() or "")
    return resource_answer(made, call.accepted, status=201, headers=(where,)).marked()


def post_stop_list(call: Call) -> Answer:
    """stopSubscriptionToContactsAndGroups."""
    _held(call)
    if call.application.subscriptions.list_until is not None:
        call.application.subscriptions.list_until = None
        call.world.board.watch_list(call.application)
    return no_content()


def _held(call: Call) -> dict[str, Subscription]:
    """The running subscriptions; what has expired is gone the moment somebody looks. Guests have none."""
    if call.identity.anonymous:
        raise errors.anonymous_not_allowed()
    subscriptions = call.application.subscriptions
    for gone in subscriptions.take_expired(call.world.clock.now()):
        ended(call.application, gone)
    return subscriptions.held


def _one(call: Call) -> Subscription:
    found = _held(call).get(call.params["subscription"].lower())
    if found is None:
        raise errors.resource_not_found()
    return found


def _member(call: Call) -> tuple[Subscription, str]:
    subscription_id, _, key = call.params["membership"].lower().partition(",")
    found = _held(call).get(subscription_id)
    if found is None or key not in found.addresses:
        raise errors.resource_not_found()
    return found, key


def _until(call: Call, minutes: int | None) -> float:
    return call.world.clock.now() + (minutes or LONGEST) * 60


def _check_room(call: Call, addresses: dict[str, str]) -> None:
    if not call.application.subscriptions.room_for(addresses):
        raise errors.limit_exceeded(f"No more than {MAX_CONTACTS} contacts can be subscribed to.")


def _group(call: Call, group_id: str) -> Group:
    found = call.world.contacts_of(call.identity.person).group(group_id)
    if found is None:
        raise errors.resource_not_found()
    return found


def _addresses(fields: Fields, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in fields.texts(name, required=True) or ():
        address = text.strip()
        address = address[4:] if address.lower().startswith("sip:") else address
        user, at, host = address.partition("@")
        if not (user and at and host) or any(c.isspace() or c in ",/?#" for c in address):
            fields.problem(name, "Each item has to be a SIP URI such as sip:user@domain.")
        found[address.lower()] = address
    return found


def _memberships(call: Call, pairs: list[tuple[Subscription, str]]) -> Resource:
    path = f"{call.application.path}/people/presenceSubscriptionMemberships"
    each = [_membership(call, subscription, key) for subscription, key in pairs]
    embedded = {"presenceSubscriptionMembership": each} if each else None
    return resource("presenceSubscriptionMemberships", path, None, None, embedded)


def _membership(call: Call, subscription: Subscription, key: str) -> Resource:
    people = f"{call.application.path}/people"
    path = f"{people}/presenceSubscriptionMemberships/{subscription.id},{key}"
    links = {
        "contact": contact_path(call.application, key),
        "presenceSubscription": f"{people}/presenceSubscriptions/{subscription.id}",
    }
    return resource("presenceSubscriptionMembership", path, None, links)
