"""Editing the contact list: what one client changes, every client of the user sees, and is told of."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.crowd import SENTENCE, put_property, read, send
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.events import Event
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.request_plan import PayloadFormat

FARID, QUINN = "sip:farid@sandbox.example", "quinn@public.example"


async def change(visitor: Visitor, method: str, target: str, status: int, **given: str) -> Resource:
    """Send it, and expect the status; what came back."""
    answer = await send(visitor, method, f"{{app}}/people/{target}", given or None)
    assert answer.status == status, answer
    assert answer.header("X-Sandbox-Shape") is not None
    return read(visitor, answer) if answer.body else Resource()


async def rename(visitor: Visitor, group: str, name: str) -> RawAnswer:
    """Bring back what a GET has shown, with another name."""
    target = f"{visitor.path}/people/groups/{group}"
    shown = await visitor.get(target)
    back = {put_property(shown): SENTENCE, "name": name, "id": group}
    return await send(visitor, "PUT", target, back, If_Match=f'"{shown.text("etag")}"')


async def uris(visitor: Visitor, target: str) -> set[str | None]:
    found = await visitor.get(f"{visitor.path}/people/{target}")
    return {c.text("uri") for c in found.embeds("contact")}


async def named(visitor: Visitor) -> dict[str | None, str]:
    """The groups' paths by name."""
    found = await visitor.get(f"{visitor.path}/people/groups")
    return {g.text("name"): g.href() or "" for e in found.embedded for g in e.resources}


def told(event: Event) -> tuple[str, str, str, str]:
    """Kind, rel, end of the path, and where it is."""
    return event.type, event.link.rel, event.link.href.rpartition("/")[2], event.in_.rel if event.in_ else ""


async def test_groups_and_contacts(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.visitor(payload_format).sign_in("alice", endpoint="one")
    other = await place.visitor(PayloadFormat.JSON).sign_in("alice", endpoint="two")
    bob = await place.visitor(payload_format).sign_in("bob")
    await send(other, "POST", "{app}/people/contactsAndGroupsSubscription/startOrRefresh", {"duration": "30"})

    await change(alice, "POST", "groups", 204, displayName="Climbing")
    group = (await named(alice))["Climbing"].rpartition("/")[2]
    made = await other.until(lambda e: e.type == "added" and e.link.rel == "group")
    assert told(made) == ("added", "group", group, "myGroups")
    assert made.link.href.startswith(other.path)
    assert "Climbing" not in await named(bob)

    membership = await change(alice, "POST", "groupMemberships", 201, contactUri=FARID, groupId=group)
    listed = await alice.get(f"{alice.path}/people/groups/{group}/memberships")
    assert [m.href() for m in listed.embeds("myGroupMembership")] == [membership.href()]
    assert membership.rel == "myGroupMembership"
    assert (membership.href("contact") or "").endswith("/people/farid@sandbox.example")
    assert await uris(other, f"groups/{group}/contacts") == {FARID}
    event = await other.until(lambda e: e.type == "added" and e.link.rel == "contact")
    assert told(event) == ("added", "contact", "farid@sandbox.example", "group")

    assert (await rename(alice, group, "Bouldering")).status == 200
    assert (await rename(alice, group, "customers")).status == 409
    updated = await other.until(lambda e: e.type == "updated" and e.link.rel == "group")
    assert updated.resource is not None
    assert (told(updated)[2], updated.resource.text("name")) == (group, "Bouldering")
    assert (updated.resource.href() or "").startswith(other.path)
    assert group in (await named(other))["Bouldering"]

    await change(alice, "DELETE", f"groupMemberships/customers,{QUINN}", 204)
    assert f"sip:{QUINN}" not in await uris(other, "contacts")
    gone = await other.until(lambda e: e.type == "deleted" and e.in_ is not None and e.in_.rel == "myContacts")
    assert told(gone) == ("deleted", "contact", QUINN, "myContacts")
    assert f"sip:{QUINN}" in await uris(bob, "contacts")
    await change(alice, "POST", "groupMemberships", 201, contactUri=f"sip:{QUINN}")
    assert f"sip:{QUINN}" in await uris(other, "groups/default/contacts")

    await change(alice, "POST", "groupMemberships/removeContactFromAllGroups", 204, contactUri=FARID)
    assert FARID not in await uris(alice, "contacts")
    assert await uris(alice, f"groups/{group}/contacts") == set()
    await change(alice, "DELETE", f"groups/{group}", 204)
    over = await other.until(lambda e: e.type == "deleted" and e.link.rel == "group")
    assert told(over) == ("deleted", "group", group, "myGroups")
    assert "Bouldering" not in await named(alice)
    await alice.close()
    await other.close()
    await bob.close()


async def test_a_distribution_group_is_taken_out_and_put_back(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.visitor(payload_format).sign_in("alice")
    group = await alice.get(f"{alice.path}/people/groups/all-engineering")
    remove = group.href("removeFromContactList") or ""
    assert (await alice.post(remove)).status == 204  # the link tells all that the server wants to know
    assert "All of engineering" not in await named(alice)
    found = await alice.get(f"{alice.path}/people/search?query=engineering")
    add = found.embeds("distributionGroup")[0].href("addToContactList") or ""
    assert (await alice.post(add)).status == 204
    assert "All of engineering" in await named(alice)
    assert (await alice.post(add, displayName="x", smtpAddress="all@sandbox.example")).status == 409
    await alice.close()


@pytest.mark.parametrize(
    ("method", "target", "given", "status", "subcode"),
    [
        ("POST", "groups", {}, 400, "ParameterValidationFailure"),
        ("POST", "groups", {"displayName": " "}, 400, "ParameterValidationFailure"),
        ("POST", "groups", {"displayName": "x" * 257}, 400, "ParameterValidationFailure"),
        ("POST", "groups", {"displayName": "product TEAM"}, 409, "AlreadyExists"),
        ("PUT", "groups/pinned", {"name": "Mine"}, 403, None),
        ("PUT", "groups/product", {"name": "Customers"}, 428, None),
        ("DELETE", "groups/default", {}, 403, None),
        ("DELETE", "groups/nothing", {}, 404, None),
        ("POST", "groupMemberships", {}, 400, "ParameterValidationFailure"),
        ("POST", "groupMemberships", {"contactUri": FARID}, 409, "AlreadyExists"),
        ("POST", "groupMemberships", {"contactUri": "sip:no@body.example"}, 404, "DestinationNotFound"),
        ("POST", "groupMemberships", {"contactUri": FARID, "groupId": "nothing"}, 404, None),
        ("POST", "groupMemberships", {"contactUri": FARID, "groupId": "organization"}, 403, "OperationNotSupported"),
        ("POST", "groupMemberships", {"contactUri": "sip:alice@sandbox.example"}, 403, "OperationNotSupported"),
        ("DELETE", "groupMemberships/delegates,dora@sandbox.example", {}, 404, None),
        ("DELETE", "groupMemberships/pinned,farid@sandbox.example", {}, 404, None),
        ("POST", "groupMemberships/removeContactFromAllGroups", {"contactUri": "sip:no@body.example"}, 404, None),
        ("POST", "groups/product/addToContactList", {"displayName": "x", "smtpAddress": "y"}, 404, None),
    ],
)
async def test_what_cannot_be_done(
    place: Place, method: str, target: str, given: dict[str, str], status: int, subcode: str | None
) -> None:
    alice = await place.visitor().sign_in("alice")
    answer = await send(alice, method, f"{{app}}/people/{target}", given or None)
    assert answer.status == status
    assert (await rename(alice, "product", "Customers")).status == 409
    assert subcode is None or alice.reason(answer).subcode == subcode
    await alice.close()
