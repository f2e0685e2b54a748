"""The pieces under the pool: dialling, the byte stream, failures in words, and what a URL means."""

from __future__ import annotations

import asyncio
import errno
import socket
import time

import httpcore
import pytest

from ucwa_tui.client.byte_stream import ByteStream
from ucwa_tui.client.dialling import dial
from ucwa_tui.client.failures import Circumstances, trouble_of
from ucwa_tui.client.network_errors import Broken, TooLarge, Unreachable
from ucwa_tui.client.recording import Phase, Recording
from ucwa_tui.wire.place import place_of


def recording() -> Recording:
    return Recording(time.monotonic, 1000, lambda: None)


async def test_dialling_tries_the_next_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def two_addresses(*_: object, **__: object) -> list[object]:
            v6 = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 1, 0, 0))
            v4 = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
            return [v6, v4]

        monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
        seen = recording()
        connected = await dial("lync.example.test", port, seen)
        assert connected.getpeername() == ("127.0.0.1", port)
        assert seen.address == "127.0.0.1"
        assert seen.resolve is not None
        assert seen.connect is not None
        connected.close()


async def test_dialling_fails_with_the_last_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = recording()
    with pytest.raises(ConnectionRefusedError):
        await dial("127.0.0.1", 1, seen)
    assert seen.resolve is None
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    with pytest.raises(socket.gaierror):
        await dial("nobody.example.test", 1, seen)


async def test_a_name_that_cannot_be_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise UnicodeError("label too long")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(socket.gaierror):
        await dial("x" * 70, 80, recording())


async def stream_and_peer() -> tuple[ByteStream, socket.socket]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    _, stream = await asyncio.get_running_loop().create_connection(ByteStream, sock=ours)
    return stream, theirs


async def test_a_stream_reads_writes_and_notices_the_end() -> None:
    stream, theirs = await stream_and_peer()
    fresh = stream.is_stale
    assert not fresh
    await stream.write(b"hello")
    assert theirs.recv(10) == b"hello"
    theirs.sendall(b"answer")
    assert await stream.read(3) == b"ans"
    assert stream.is_stale  # bytes that nobody has read
    assert await stream.read(10) == b"wer"
    theirs.close()
    assert await stream.read(10) == b""
    assert stream.is_stale
    await stream.close()
    with pytest.raises(OSError, match="closed"):
        await stream.write(b"more")


async def test_a_stream_holds_back_a_flood() -> None:
    stream, theirs = await stream_and_peer()
    flood = b"x" * 3_000_000
    loop = asyncio.get_running_loop()
    theirs.setblocking(False)
    sending = loop.create_task(loop.sock_sendall(theirs, flood))
    size = 0
    while size < len(flood):
        size += len(await stream.read(65536))
    await sending
    assert size == len(flood)
    await stream.close()
    theirs.close()


async def test_writing_waits_for_a_slow_reader() -> None:
    stream, theirs = await stream_and_peer()
    writing = asyncio.get_running_loop().create_task(stream.write(b"y" * 5_000_000))
    await asyncio.sleep(0.01)
    assert not writing.done()
    await stream.close()
    await writing
    theirs.close()


PLACE = place_of("https://lync.example.test:8443/x")


@pytest.mark.parametrize(
    ("error", "phase", "words"),
    [
        (Unreachable(ConnectionRefusedError(errno.ECONNREFUSED, "x")), Phase.CONNECT, "connection refused"),
        (Unreachable(OSError(errno.EHOSTUNREACH, "x")), Phase.CONNECT, "no route to host"),
        (Unreachable(OSError(errno.EMFILE, "Too many open files")), Phase.CONNECT, "too many open files"),
        (httpcore.ConnectTimeout(), Phase.RESOLVE, "not looked up within 5 s"),
        (httpcore.ConnectTimeout(), Phase.CONNECT, "no connection within 5 s"),
        (httpcore.ConnectTimeout(), Phase.TLS, "no TLS handshake within 5 s"),
        (httpcore.WriteTimeout(), Phase.SEND, "did not take the request within 5 s"),
        (httpcore.ReadTimeout(), Phase.WAIT, "no answer within 5 s"),
        (TimeoutError(), Phase.RECEIVE, "stopped after 0 bytes"),
        (Broken(ConnectionResetError()), Phase.WAIT, "without an answer (reset)"),
        (TooLarge(), Phase.RECEIVE, "longer than"),
        (httpcore.LocalProtocolError("bad"), Phase.SEND, "cannot be sent as it is: bad"),
    ],
)
def test_network_trouble_in_words(error: BaseException, phase: Phase, words: str) -> None:
    trouble = trouble_of(error, Circumstances(PLACE, phase, "192.0.2.7", 5.0, 0))
    assert words in trouble.headline
    assert "lync.example.test" in trouble.headline


@pytest.mark.parametrize(
    ("url", "origin", "host_header", "target"),
    [
        ("https://Lync.Example.test", "https://lync.example.test:443", "lync.example.test", "/"),
        ("http://u:p@h:80/a?b#c", "http://h:80", "h", "/a?b"),
        ("https://h:8443/a", "https://h:8443", "h:8443", "/a"),
        ("http://[::1]:81/", "http://[::1]:81", "[::1]:81", "/"),
        ("https://bücher.test/", "https://xn--bcher-kva.test:443", "xn--bcher-kva.test", "/"),
    ],
)
def test_what_a_url_means_for_sending(url: str, origin: str, host_header: str, target: str) -> None:
    place = place_of(url)
    assert (place.origin, place.host_header, place.target) == (origin, host_header, target)
    assert place_of(place.url) == place


@pytest.mark.parametrize("url", ["", "ftp://h/", "http://", "//h/x", "http://h:99999/", "http://[::1", "http://h:0/"])
def test_urls_that_cannot_be_sent_to(url: str) -> None:
    with pytest.raises(ValueError, match=r"URL|port|host"):
        place_of(url)
