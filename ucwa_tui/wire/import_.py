"""Somebody's capture to exchanges: the kind of file is told by its content, never by its name."""

from __future__ import annotations

from ucwa_tui.wire.imported import CaptureKind, Imported, ImportProblem

__all__ = ["CaptureKind", "ImportProblem", "Imported", "kind_of", "read_capture"]

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(data: bytes) -> CaptureKind:
    """What a file is.

    Args:
        data: the file, or its beginning.
    """
    from ucwa_tui.wire.import_http import starts_as_http

    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return CaptureKind.SAZ
    start = data[:20_000]
    for bom in _BOMS:
        start = start.removeprefix(bom)
    start = start.replace(b"\0", b"").lstrip()
    if start.startswith((b"{", b"[")):
        return CaptureKind.HAR
    if starts_as_http(start):
        return CaptureKind.HTTP
    return CaptureKind.CURL if b"curl" in start else CaptureKind.UNKNOWN


def read_capture(data: bytes, name: str) -> Imported:
    """Read a capture of any kind. One entry in error does not lose the others, and nothing is raised.

    Args:
        data: the whole file.
        name: what to call it in problems.
    """
    match kind_of(data):
        case CaptureKind.SAZ:
            from ucwa_tui.wire.import_saz import read_saz

            return read_saz(data, name)
        case CaptureKind.HAR:
            from ucwa_tui.wire.import_har import read_har

            return read_har(data, name)
        case CaptureKind.CURL:
            from ucwa_tui.wire.import_curl import read_curl

            return read_curl(data, name)
        case CaptureKind.HTTP:
            from ucwa_tui.wire.import_http import read_http

            return read_http(data, name)
        case CaptureKind.UNKNOWN:
            rule = "this is neither HAR nor SAZ, no curl command and no HTTP message" if data.strip() else "it is empty"
            return Imported((), (ImportProblem(name, "", rule),))
