"""What links are called and what following one means."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.builders import APP, APP_URL, HOST, INVITES
from tests.workbench.talk import links, new_application, talk
from ucwa_tui.workbench import link_choice
from ucwa_tui.workbench.explaining.rel_facts import acts
from ucwa_tui.workbench.link_choice import Does, LinkNames, choose


@pytest.mark.parametrize(
    ("rel", "href", "does", "operation", "part"),
    [
        ("communication", f"{APP}/communication", Does.READ, "", "Enter GETs communication: the hub"),
        ("joinOnlineMeeting", INVITES, Does.BUILD, "joinOnlineMeeting", "fills in the form: POST joinOnlineMeeting"),
        ("admit", f"{APP}/admit", Does.BUILD, "admit", "POST admit"),
        ("conversation", f"{APP}/c/1", Does.READ, "", "Enter GETs conversation"),
        ("next", f"{APP}/events?ack=2", Does.BUILD, "get", "only fills in the form"),
        ("events", f"{APP}/events?ack=1", Does.BUILD, "get", "only fills in the form"),
        ("addHologram", f"{APP}/v", Does.READ, "", "probably an operation"),
        ("batch", f"{APP}/batch", Does.TELL, "", "batch takes a POST (several requests in one), for which there"),
        ("startVideo", f"{APP}/v", Does.TELL, "", "Not followed: startVideo takes a POST"),
        ("muteVideo", f"{APP}/v", Does.TELL, "", "muteVideo takes a POST, for which there is no form here"),
        ("immediateForwardSettings", f"{APP}/f", Does.READ, "", "Enter GETs"),
        ("weather", f"{APP}/w", Does.READ, "", "Enter GETs weather"),
        ("", f"{APP}/w", Does.READ, "", "Enter GETs this link"),
        ("joinOnlineMeeting", "https://evil.test/x", Does.TELL, "", "another host"),
        ("next", "https://evil.test/x", Does.TELL, "", "another host"),
        ("plainMessage", "data:text/plain;charset=utf-8,Hi+there", Does.TELL, "", "“Hi there”"),
        ("evil\x1b[2J", f"{APP}/w", Does.READ, "", "␛"),
    ],
)
def test_what_enter_does(rel: str, href: str, does: Does, operation: str, part: str) -> None:
    choice = choose(rel, href, APP_URL, APP_URL)
    assert choice.does is does
    assert choice.operation == operation
    assert part in choice.words
    assert choice.words.isprintable()


def test_an_action_by_its_name_is_doubtful_and_a_noun_is_not() -> None:
    assert choose("startHolography", f"{APP}/v", APP_URL, APP_URL).doubtful
    assert not choose("replacesAudioVideo", f"{APP}/v", APP_URL, APP_URL).doubtful
    assert not choose("acceptedByContact", f"{APP}/v", APP_URL, APP_URL).doubtful


@pytest.mark.parametrize("rel", ["stopAudio", "resumePhoneAudio", "holdPhoneAudio", "reportMyNetwork", "applications"])
def test_names_of_operations(rel: str) -> None:
    assert acts(rel)


@pytest.mark.parametrize("rel", ["resync", "resume", "acceptedByParticipant", "participants", "settings", "me", ""])
def test_names_of_resources(rel: str) -> None:
    assert not acts(rel)


def test_links_are_called_by_their_rel_embedded_ones_too() -> None:
    names = LinkNames(talk(1, "POST", APP_URL, 201, new_application()))
    hrefs = [APP, f"{APP}/events?ack=1", f"{APP}/me", f"{APP}/me/makeMeAvailable", INVITES]
    assert [names.name(hrefs, at) for at in range(len(hrefs))] == [
        "application",
        "events",
        "me",
        "makeMeAvailable",
        "joinOnlineMeeting",
    ]


def test_links_of_events_of_xml_and_in_headers() -> None:
    event = {"type": "added", "link": {"rel": "conversation", "href": "/c/1"}, "in": {"rel": "lobby", "href": "/l"}}
    told = {
        "_links": links(next="/e?ack=2"),
        "sender": [{"rel": "communication", "href": "/k", "events": [event]}],
    }
    from ucwa_tui.protocol.request_plan import Purpose

    polled = LinkNames(talk(1, "GET", f"{APP_URL}/events?ack=1", answer=told, purpose=Purpose.EVENTS))
    hrefs = ["/e?ack=2", "/k", "/c/1", "/l"]
    assert [polled.name(hrefs, at) for at in range(4)] == ["next", "communication", "conversation", "lobby"]
    body = (
        b'<resource rel="me" href="/me" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">'
        b'<link rel="photo" href="/p?a=1&amp;b=2"/></resource>'
    )
    xml = LinkNames(talk(1, "GET", APP_URL, 200, body, answer_heads={"Content-Type": "application/xml"}))
    assert xml.name(["/p?a=1&b=2"], 0) == "photo"
    made = LinkNames(talk(1, "POST", APP_URL, 201, answer_heads={"Location": "/i/1"}))
    assert made.name(["/i/1"], 0) == "Location"


def test_the_same_address_under_two_names_goes_by_its_place() -> None:
    names = LinkNames(talk(1, "GET", APP_URL, answer={"rel": "x", "_links": links(one="/same", other="/same")}))
    assert [names.name(["/same", "/same"], at) for at in (0, 1)] == ["one", "other"]


def test_large_and_broken_answers_are_named_by_what_stands_before_the_href(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_choice, "READABLE", 10)
    large = LinkNames(talk(1, "GET", APP_URL, answer={"rel": "x", "_links": {"admit": [{"title": "a", "href": "/a"}]}}))
    assert large.name(["/a"], 0) == "admit"
    monkeypatch.undo()
    broken = LinkNames(talk(1, "GET", APP_URL, answer=b'{"_links":{"eject":{"href":"/e"},'))
    assert broken.name(["/e"], 0) == "eject"
    assert broken.name(["/nowhere"], 0) == ""


@given(st.text(max_size=30), st.text(max_size=30), st.binary(max_size=80))
def test_never_raises(rel: str, href: str, body: bytes) -> None:
    assert choose(rel, href, APP_URL, HOST).words.isprintable()
    answer = json.dumps({"_links": {rel: {"href": href}}}).encode() if len(body) % 2 else body
    assert isinstance(LinkNames(talk(1, "GET", APP_URL, answer=answer)).name([href], 0), str)
