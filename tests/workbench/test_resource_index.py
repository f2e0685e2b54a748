"""The latest of each resource, and the links on offer."""

from __future__ import annotations

from tests.workbench.builders import APP, APP_URL, CONVERSATION, HOST, application, event, resource
from ucwa_tui.protocol.events import EventLink
from ucwa_tui.workbench.resource_index import ResourceIndex

GUEST = f"{CONVERSATION}/participants/gus"


def test_embedded_resources_are_found_by_their_absolute_url() -> None:
    index = ResourceIndex()
    index.add(APP_URL, application())
    me = index.get(f"{HOST}{APP}/me")
    assert me is not None
    assert me.text("name") == "Dana"
    assert index.get("https://POOL.example.test" + APP) is not None
    assert index.get(f"{HOST}/nowhere") is None


def test_links_come_with_their_holder() -> None:
    index = ResourceIndex()
    index.add(APP_URL, application())
    found = index.find_link(APP_URL, "joinOnlineMeeting")
    assert [(link.holder, link.href) for link in found] == [
        ("communication", f"{HOST}{APP}/communication/onlineMeetingInvitations")
    ]
    assert found[0].holder_href == f"{HOST}{APP}/communication"


def test_a_participants_name_is_the_links_title() -> None:
    index = ResourceIndex()
    waiting = resource({"rel": "participant", "_links": {"self": {"href": GUEST}, "admit": {"href": f"{GUEST}/admit"}}})
    index.apply_event(APP_URL, event(1, "added", "participant", GUEST, embedded=waiting, title="Gus Guest"))
    assert index.find_link(APP_URL, "admit")[0].title == "Gus Guest"
    admitted = resource({"rel": "participant", "_links": {"self": {"href": GUEST}}})
    index.apply_event(APP_URL, event(2, "updated", "participant", GUEST, embedded=admitted))
    assert index.find_link(APP_URL, "admit") == []


def test_deleted_takes_what_hangs_below_with_it_and_leaving_a_list_does_not() -> None:
    index = ResourceIndex()
    for href in (CONVERSATION, f"{CONVERSATION}/messaging", GUEST):
        index.add(APP_URL, resource({"rel": "any", "_links": {"self": {"href": href}}}))
    lobby = EventLink("lobby", f"{CONVERSATION}/lobby")
    index.apply_event(APP_URL, event(1, "deleted", "participant", GUEST, in_=lobby))
    assert index.get(HOST + GUEST) is not None
    index.apply_event(APP_URL, event(2, "deleted", "conversation", CONVERSATION))
    assert len(index) == 0


def test_the_oldest_news_is_forgotten_first() -> None:
    index = ResourceIndex(max_resources=3)
    for name in "abcad":
        index.add(APP_URL, resource({"rel": "r", "_links": {"self": {"href": f"/{name}"}}}))
    assert [url.rpartition("/")[2] for url, _ in index.of_rel("r")] == ["c", "a", "d"]
