"""Windows sign-in at the sandbox: an independent NTLM client proves who it is, and everything else proves nothing."""

from __future__ import annotations

import base64

import pytest
import spnego

from tests.sandbox.conftest import Place
from tests.sandbox.mean_place import mean
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.visitor import FORM, Visitor
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.ntlm import NotNtlm, Proof, challenge_message, md4, read_proof, target_names

GRANT = "grant_type=urn:microsoft.rtc:windows"
PASSWORD = "open-sesame-alice"


async def send(visitor: Visitor, message: bytes | None, scheme: str = "NTLM") -> RawAnswer:
    headers = {"Content-Type": FORM}
    if message is not None:
        headers["Authorization"] = f"{scheme} {base64.b64encode(message).decode()}"
    return await visitor.calls.request("POST", "/WebTicket/oauthtoken", headers, GRANT)


async def handshake(visitor: Visitor, user: str, password: str, *, reconnects: bool = False) -> RawAnswer:
    context = spnego.client(user, password, hostname="127.0.0.1", service="HTTP", protocol="ntlm")
    first = await send(visitor, context.step())
    assert first.status == 401
    scheme, _, told = (first.header("WWW-Authenticate") or "").partition(" ")
    assert scheme == "NTLM"
    if reconnects:
        await visitor.calls.close()
    return await send(visitor, context.step(base64.b64decode(told)))


@pytest.mark.parametrize("user", ["SANDBOX\\alice", "sandbox.example\\Alice", "alice@sandbox.example", "alice"])
async def test_a_password_is_proved(place: Place, user: str) -> None:
    visitor = place.visitor()
    asked = await send(visitor, None)
    assert (asked.status, asked.headers("WWW-Authenticate")) == (401, ["NTLM"])
    answer = await handshake(visitor, user, PASSWORD)
    assert answer.status == 200
    assert (answer.json["token_type"], answer.json["ms_rtc_identityscope"]) == ("Bearer", "local")
    visitor.token = answer.json["access_token"]
    root = await visitor.get(place.root)
    applications = (await visitor.get(root.href("user") or "")).href("applications") or ""
    me = (await visitor.create(applications, "1")).application.embeds("me")[0]
    assert me.text("uri") == "sip:alice@sandbox.example"


def test_the_target_is_the_sandboxs_domain() -> None:
    names = target_names("a-rather-long-name.lab.test")
    assert names == {
        1: "FE1",
        2: "A-RATHER-LONG-N",
        3: "fe1.a-rather-long-name.lab.test",
        4: "a-rather-long-name.lab.test",
    }
    told = challenge_message(b"NTLMSSP\0\1\0\0\0" + bytes(20), bytes(8), 0.0, "lab.test")
    for name in ("LAB", "fe1.lab.test", "lab.test"):
        assert name.encode("utf-16-le") in told
    assert "sandbox".encode("utf-16-le") not in told.lower()


async def test_the_domains_own_name_goes_before_a_user() -> None:
    async with mean("", cast=Cast().at_domain("lab.test")) as place:
        visitor = place.visitor()
        assert (await handshake(visitor, "LAB\\alice", PASSWORD)).status == 200
        await visitor.close()


@pytest.mark.parametrize(
    ("user", "password"), [("SANDBOX\\alice", "wrong"), ("SANDBOX\\nobody", PASSWORD), ("bob", PASSWORD)]
)
async def test_what_proves_nothing(place: Place, user: str, password: str) -> None:
    visitor = place.visitor()
    for _ in range(2):
        refused = await handshake(visitor, user, password)
        assert (refused.status, refused.headers("WWW-Authenticate")) == (401, ["NTLM"])
    assert (await handshake(visitor, "alice", PASSWORD)).status == 200


async def test_a_proof_belongs_to_its_connection_and_counts_once(place: Place) -> None:
    visitor = place.visitor()
    assert (await handshake(visitor, "alice", PASSWORD, reconnects=True)).status == 401
    context = spnego.client("alice", PASSWORD, hostname="127.0.0.1", service="HTTP", protocol="ntlm")
    told = (await send(visitor, context.step())).header("WWW-Authenticate") or ""
    proof = context.step(base64.b64decode(told.partition(" ")[2]))
    assert (await send(visitor, proof)).status == 200
    assert (await send(visitor, proof)).status == 401


@pytest.mark.parametrize("message", [b"", b"NTLMSSP\0", b"NTLMSSP\0\3\0\0\0" + bytes(52), b"x" * 100])
@pytest.mark.parametrize("scheme", ["NTLM", "Negotiate", "Bearer"])
async def test_other_bytes_are_asked_again(place: Place, message: bytes, scheme: str) -> None:
    visitor = place.visitor()
    context = spnego.client("alice", PASSWORD, hostname="127.0.0.1", service="HTTP", protocol="ntlm")
    for first in (message, context.step(), message):
        answer = await send(visitor, first, scheme)
        assert answer.status == 401
    assert answer.headers("WWW-Authenticate") == ["NTLM"]


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("", "31d6cfe0d16ae931b73c59d7e0c089c0"),
        ("abc", "a448017aaf21d8525fc10ae87aa6729d"),
        ("12345678901234567890" * 4, "e33b4ddc9c38f2199c3e7b164fcc0536"),
    ],
)
def test_md4(text: str, digest: str) -> None:
    assert md4(text.encode()).hex() == digest


def test_messages_are_read_with_care() -> None:
    with pytest.raises(NotNtlm):
        challenge_message(b"NTLMSSP\0\1\0\0\0", bytes(8), 0.0)
    out_of_bounds = b"NTLMSSP\0\3\0\0\0" + b"\xff" * 52
    old = b"NTLMSSP\0\3\0\0\0" + bytes(8) + b"\x18\0\x18\0\x40\0\0\0" + bytes(60)
    for message in (out_of_bounds, old):
        with pytest.raises(NotNtlm):
            read_proof(message)
    assert not Proof("alice", "", bytes(30)).fits(PASSWORD, bytes(8))
