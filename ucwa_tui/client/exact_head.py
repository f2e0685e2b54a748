"""The head of a request byte for byte as somebody wants it, in place of the one that the HTTP library has written."""

from __future__ import annotations

_PROXY_FIELD = b"proxy-authorization:"


def exact_head(wanted: bytes, written: bytes) -> bytes:
    """The wanted head; from the written one only what a forwarding proxy needs: the absolute target, its credentials.

    Args:
        wanted: request line, fields and blank line, with a path for its target.
        written: what the library would send.
    """
    first, *fields = written.removesuffix(b"\r\n\r\n").split(b"\r\n")
    _, _, rest = first.partition(b" ")
    target = rest.rpartition(b" ")[0]
    for_proxy = [line for line in fields if line.lower().startswith(_PROXY_FIELD)]
    if target.startswith((b"http://", b"https://")):
        method, _, following = wanted.partition(b" ")
        scheme, _, behind = target.partition(b"://")
        own, gap, end = following.partition(b" ")
        if own.startswith(b"/"):
            wanted = b"%b %b://%b%b%b%b" % (method, scheme, behind.partition(b"/")[0], own, gap, end)
    if for_proxy and wanted.endswith(b"\r\n\r\n"):
        wanted = wanted[:-2] + b"\r\n".join(for_proxy) + b"\r\n\r\n"
    return wanted
