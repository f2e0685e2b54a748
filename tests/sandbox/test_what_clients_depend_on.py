"""What public clients of real servers depend on, each dependency as one raw request and one look at the answer.

Every row names who needs it: the bots dadecoza/python-ucwa-bot, kgutwin/lyncbot, ankitbko/ucwa-bot and Orange's
skype-for-business-connector, the libraries pyucwa, Python-UCWA, UCWA2.0-CS, UCWA.NET, LyncUCWA and
Skype-for-Business-UCWA-PHP, the console ucwa-sfbo-console, and Microsoft's JavaScript samples.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.visitor import Visitor

UriOf = Callable[[str], str]
USER = "/Autodiscover/AutodiscoverService.svc/root/oauth/user"
TOKEN = "/WebTicket/oauthtoken"
APPLICATIONS = "/ucwa/oauth/v1/applications"
FORM = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
JSON = {"Content-Type": "application/json"}
TEXT = {"Content-Type": "text/plain; charset=UTF-8"}
REGISTRATION = '{"UserAgent":"x","EndpointId":"row","Culture":"en-US"}'


@dataclass(frozen=True)
class Row:
    """A request, the status that the client accepts, and what it then looks for.

    Args:
        who: the client.
        what: the dependency, in a few words.
        method: of the request.
        target: with {app}, {seat}, {send} and {message} filled in.
        status: the only one that will do.
        finds: whether the client finds what it looks for.
    """

    who: str
    what: str
    method: str
    target: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    finds: Callable[[RawAnswer], bool] = lambda answer: True

    def __str__(self) -> str:
        return f"{self.who}: {self.what}"


def challenged(answer: RawAnswer) -> str:
    return ", ".join(answer.headers("WWW-Authenticate"))


def first_address(answer: RawAnswer) -> str:
    """The first URL of all header lines, in their order."""
    head = "".join(f"{name}: {value}\n" for name, value in answer.lines)
    found = re.search(r"https?://[^\s\"]+", head)
    return found[0] if found else ""


def link(answer: RawAnswer, rel: str) -> str:
    return str(answer.json["_links"][rel]["href"])


def has_a_length(answer: RawAnswer) -> bool:
    return int(answer.header("Content-Length") or 0) > 0 and answer.header("Transfer-Encoding") is None


def is_json(answer: RawAnswer) -> bool:
    """Exactly spelled: one client looks the name up by its spelling, and no vendor type will do."""
    return any("application/json" in value for value in answer.headers("Content-Type"))


OUTSIDE = [
    Row(
        "python-ucwa-bot",
        "a GET with a content type, any Accept; the host comes from an absolute self",
        "GET",
        "/",
        200,
        {"Accept": "*/*", **JSON},
        finds=lambda a: link(a, "self").startswith("http://") and link(a, "user").startswith("http://"),
    ),
    Row("UCWA.NET", "no Accept; a body counts only with its length", "GET", "/", 200, finds=has_a_length),
    Row("UCWA.NET", "JSON where nothing is asked for", "GET", "/", 200, finds=is_json),
    Row("LyncUCWA", "the user in the query of the root", "GET", "/?sipuri=sip:alice@sandbox.example", 200),
    Row(
        "Python-UCWA",
        "gzip for every GET that asks for it, however small",
        "GET",
        "/",
        200,
        {"Accept": "application/json", "Accept-Encoding": "gzip, deflate"},
        finds=lambda a: a.header("Content-Encoding") == "gzip" and "user" in a.json["_links"],
    ),
    Row("ucwa-sfbo-console", "a token on the root already", "GET", "/", 200, {"Authorization": "Bearer early"}),
    Row("UCWA-PHP", "an origin of its own and a referer", "GET", "/", 200, {"X-Ms-Origin": "http://my.example"}),
    Row(
        "pyucwa",
        "the headers of the web client",
        "GET",
        "/Autodiscover/AutodiscoverService.svc/root?originalDomain=sandbox.example",
        200,
        {"Origin": "http://127.0.0.1:5000", "Client-Request-Id": "WebSDK/1", "X-Ms-Namespace": "internal"},
        finds=lambda a: a.header("client-request-id") == "WebSDK/1" and "xframe" in a.json["_links"],
    ),
    Row(
        "UCWA2.0-CS",
        "a least version on every request",
        "GET",
        "/",
        200,
        {"X-MS-RequiresMinResourceVersion": "2.0"},
    ),
    Row(
        "UCWA-PHP",
        "a HEAD for the challenge, and the first href in it",
        "HEAD",
        USER,
        401,
        finds=lambda a: re.findall(r'href=["\']?([^"\'>]+)', challenged(a))[0].endswith(TOKEN),
    ),
    Row(
        "python-ucwa-bot (Python 2)",
        "the challenge at the start of a line of its own",
        "GET",
        USER,
        401,
        finds=lambda a: any(v.startswith('MsRtcOAuth href="http') for v in a.headers("WWW-Authenticate")),
    ),
    Row(
        "Python-UCWA",
        "an empty token is challenged; the first address in the head is that of the token service",
        "GET",
        USER,
        401,
        {"Authorization": "Bearer ", "Accept": "application/json"},
        finds=lambda a: first_address(a).endswith(TOKEN),
    ),
    Row(
        "UCWA2.0-CS",
        "all five attributes of the challenge, quoted",
        "GET",
        USER,
        401,
        finds=lambda a: all(
            f'{name}="' in challenged(a)
            for name in ("trusted_issuers", "client_id", "authorization_uri", "href", "grant_type")
        ),
    ),
    Row(
        "UCWA.NET",
        "the grant types are what follows, cut at commas, quotes taken out",
        "GET",
        USER,
        401,
        finds=lambda a: "password" in challenged(a).split("grant_type=")[1].replace('"', "").split(","),
    ),
    Row(
        "python-ucwa-bot",
        "domain and user with a backslash",
        "POST",
        TOKEN,
        200,
        FORM,
        "grant_type=password&username=sandbox%5Calice&password=open-sesame-alice",
        finds=lambda a: a.json["token_type"] == "Bearer" and bool(a.json["access_token"]),
    ),
    Row(
        "LyncUCWA",
        "a form that is not encoded",
        "POST",
        TOKEN,
        200,
        FORM,
        "grant_type=password&username=alice@sandbox.example&password=open-sesame-alice",
    ),
    Row(
        "Python-UCWA",
        "a character set among the fields",
        "POST",
        TOKEN,
        200,
        {"Content-Type": "application/x-www-form-urlencoded"},
        "charset=UTF-8&grant_type=password&username=alice&password=open-sesame-alice",
    ),
    Row(
        "UCWA-PHP",
        "a form in parts",
        "POST",
        TOKEN,
        200,
        {"Content-Type": "multipart/form-data; boundary=b1"},
        "".join(
            f'--b1\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (("grant_type", "password"), ("username", "alice"), ("password", "open-sesame-alice"))
        )
        + "--b1--\r\n",
    ),
]

SIGNED_IN = [
    Row("ucwa-bot", "a POST for the user", "POST", USER, 200, finds=lambda a: "applications" in a.json["_links"]),
    Row(
        "Python-UCWA",
        "root and user name the same host",
        "GET",
        USER,
        200,
        finds=lambda a: link(a, "self").split("/")[2] == link(a, "applications").split("/")[2],
    ),
    Row(
        "Orange connector",
        "201 and no other status for a new end point, with the body as JSON",
        "POST",
        APPLICATIONS,
        201,
        JSON,
        REGISTRATION,
        finds=is_json,
    ),
    Row(
        "python-ucwa-bot",
        "names in Pascal case; links in the answer that start with a slash",
        "POST",
        APPLICATIONS,
        201,
        JSON,
        REGISTRATION,
        finds=lambda a: all(
            href.startswith("/ucwa/")
            for href in (
                link(a, "self"),
                link(a, "events"),
                a.json["_embedded"]["communication"]["_links"]["startMessaging"]["href"],
                a.json["_embedded"]["me"]["_links"]["makeMeAvailable"]["href"],
                a.json["_embedded"]["people"]["_links"]["search"]["href"],
            )
        ),
    ),
    Row(
        "pyucwa",
        "an id that is the last part of the path",
        "POST",
        APPLICATIONS,
        201,
        JSON,
        REGISTRATION,
        finds=lambda a: link(a, "self").endswith(f"/{a.json['id']}"),
    ),
    Row(
        "UCWA-PHP",
        "the first property of communication is the one with the random name",
        "POST",
        APPLICATIONS,
        201,
        JSON,
        REGISTRATION,
        finds=lambda a: next(iter(a.json["_embedded"]["communication"].values())).startswith("please pass this"),
    ),
    Row(
        "JavaScript samples",
        "an events link with a query, to which more is appended",
        "POST",
        APPLICATIONS,
        201,
        JSON,
        REGISTRATION,
        finds=lambda a: "?" in link(a, "events"),
    ),
    Row(
        "JavaScript samples",
        "the cookie for photos",
        "POST",
        APPLICATIONS,
        201,
        JSON,
        REGISTRATION,
        finds=lambda a: (
            re.match("cwt_ucwa=.+path=/ucwa/.+/photos; .*HttpOnly", a.header("Set-Cookie") or "") is not None
        ),
    ),
    Row(
        "UCWA2.0-CS",
        "where the refreshed subscription is",
        "POST",
        "{app}/people/contactsAndGroupsSubscription/startOrRefresh?duration=30",
        201,
        finds=lambda a: (a.header("Location") or "").endswith("/people/contactsAndGroupsSubscription"),
    ),
    Row("python-ucwa-bot", "two slashes before the path", "GET", "/{app}", 200, {"Accept": "*/*"}),
    Row(
        "python-ucwa-bot",
        "makeMeAvailable with a name in Pascal case",
        "POST",
        "/{app}/me/makeMeAvailable",
        204,
        JSON,
        '{"SupportedModalities":["Messaging"]}',
        finds=lambda a: a.body == b"",
    ),
    Row(
        "ucwa-bot",
        "makeMeAvailable below communication, as the generated pages show it",
        "POST",
        "{app}/communication/makeMeAvailable",
        204,
        JSON,
        '{"phoneNumber":"21286709","signInAs":"online","supportedMessageFormats":["Plain","Html"],'
        '"supportedModalities":["Messaging"]}',
    ),
    Row(
        "LyncUCWA",
        "makeMeAvailable with names that do not exist",
        "POST",
        "{app}/me/makeMeAvailable",
        204,
        JSON,
        '{"phoneNumber":"","SignInAs":"Online","supportedModality":["Messaging"],"telemetryId":null}',
    ),
    Row(
        "ucwa-sfbo-console",
        "makeMeAvailable without modalities",
        "POST",
        "{app}/me/makeMeAvailable",
        204,
        {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"},
        '{"signInAs":"Busy","phoneNumber":"+1 555"}',
        finds=lambda a: a.body == b"",
    ),
    Row("JavaScript samples", "DELETE with nothing but the token", "DELETE", "{app}", 204, {"Accept": "*/*"}),
    Row(
        "python-ucwa-bot",
        "a timeout after the query that is there; next in the answer",
        "GET",
        "/{app}/events?ack=1&timeout=180",
        200,
        {"Accept": "*/*", **JSON},
        finds=lambda a: "?" in link(a, "next") and isinstance(a.json["sender"], list),
    ),
    Row(
        "JavaScript samples",
        "every parameter of the event channel at once",
        "GET",
        "{app}/events?ack=1&low=5&medium=5&priority=0&timeout=180",
        200,
        {"Accept": "application/json"},
        finds=lambda a: is_json(a) and "next" in a.json["_links"],
    ),
]

IN_A_MEETING = [
    Row("python-ucwa-bot", "activity below the application", "POST", "/{app}/reportMyActivity", 204, JSON),
    Row("UCWA.NET", "activity below me, without a body or its type", "POST", "{app}/me/reportMyActivity", 204),
    Row(
        "JavaScript samples",
        "a context appended to sendMessage as a query",
        "POST",
        "{send}?SessionContext=4f2a",
        201,
        {"Content-Type": "text/plain", "Accept": "application/json"},
        "hello",
        finds=lambda a: "/messages/" in (a.header("Location") or ""),
    ),
    Row("UCWA-PHP", "a character set with the message", "POST", "{send}", 201, TEXT, "gr\u00fc\u00dfe"),
    Row("python-ucwa-bot", "typing without a body or its type", "POST", "/{seat}/messaging/typing", 204),
    Row("UCWA-PHP", "a text with the order to stop", "POST", "{seat}/messaging/terminate", 204, TEXT, "the end"),
    Row(
        "python-ucwa-bot",
        "an answer at the address of a message",
        "POST",
        "/{message}",
        201,
        {"Content-Type": "text/plain"},
        "re",
    ),
    Row(
        "Orange connector",
        "a message by the address of another one without its last part",
        "POST",
        "{send}",
        201,
        {"Content-Type": "text/plain"},
        "re",
    ),
    Row(
        "python-ucwa-bot",
        "the uri of a participant",
        "GET",
        "/{seat}/participants/dora@sandbox.example",
        200,
        {"Accept": "*/*", **JSON},
        finds=lambda a: a.json["uri"] == "sip:dora@sandbox.example",
    ),
    Row(
        "pyucwa",
        "messaging at the conversation that an event names",
        "GET",
        "{seat}",
        200,
        {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"},
        finds=lambda a: link(a, "messaging").endswith("/messaging"),
    ),
    Row(
        "LyncUCWA",
        "a message as a data address with its character set",
        "GET",
        "{message}",
        200,
        {"Accept": "application/json"},
        finds=lambda a: link(a, "plainMessage").startswith("data:text/plain;charset=utf-8,"),
    ),
    Row(
        "JavaScript samples",
        "a time that is a number after six characters",
        "GET",
        "{message}",
        200,
        {"Accept": "application/json"},
        finds=lambda a: re.match(r"\d{13}\)", a.json["timeStamp"][6:]) is not None,
    ),
    Row(
        "ucwa-bot",
        "the writer's address as the last part of the contact's path",
        "GET",
        "{message}",
        200,
        {"Accept": "application/json"},
        finds=lambda a: link(a, "contact").rsplit("/", 1)[1] == "dora@sandbox.example",
    ),
    Row(
        "lyncbot",
        "the writer's name as the title of a link",
        "GET",
        "{message}",
        200,
        {"Content-Type": "application/json"},
        finds=lambda a: a.json["_links"]["participant"]["title"] == "Dora Diaz",
    ),
    Row(
        "Python-UCWA",
        "sendMessage, setIsTyping and stopMessaging, none with a query",
        "GET",
        "{seat}/messaging",
        200,
        {"Accept": "application/json"},
        finds=lambda a: all("?" not in link(a, rel) for rel in ("sendMessage", "setIsTyping", "stopMessaging")),
    ),
]


async def ask(visitor: Visitor, row: Row, **places: str) -> None:
    """Send the row's request and see that the client would be content."""
    token = {"Authorization": f"Bearer {visitor.token}"} if visitor.token else {}
    target = row.target.format(**places)
    answer = await visitor.calls.request(row.method, target, {**token, **row.headers}, row.body)
    assert answer.status == row.status, answer
    assert row.finds(answer), answer


@pytest.mark.parametrize("row", OUTSIDE, ids=str)
async def test_outside(place: Place, row: Row) -> None:
    await ask(place.visitor(), row)


@pytest.mark.parametrize("row", SIGNED_IN, ids=str)
async def test_signed_in(place: Place, row: Row) -> None:
    alice = await place.alice()
    if "events" in row.target:
        assert (await alice.post(f"{alice.path}/me/makeMeAvailable")).status == 204
    await ask(alice, row, app=alice.path)


@pytest.mark.parametrize("row", IN_A_MEETING, ids=str)
async def test_in_a_meeting(place: Place, uri_of: UriOf, row: Row) -> None:
    alice = await place.alice()
    assert (await alice.post(f"{alice.path}/me/makeMeAvailable")).status == 204
    await alice.joined(uri_of("joins"))
    await alice.until(lambda e: e.link.rel == "messaging")
    await alice.post(alice.latest("messaging").href("addMessaging") or "", operationId="m")
    await alice.until(lambda e: e.resource is not None and e.resource.href("sendMessage") is not None)
    send = alice.latest("messaging").href("sendMessage") or ""
    assert (await alice.request("POST", send, b"are you there?", Content_Type="text/plain")).status == 201
    heard = await alice.until(lambda e: e.resource is not None and e.resource.href("plainMessage") is not None)
    await ask(alice, row, app=alice.path, seat=send.split("/messaging/")[0], send=send, message=heard.link.href)
