"""Meeting pages on named sites."""

from __future__ import annotations

from tests.support.named_sites import MEETING, Names, Site
from tests.support.raw_server import Received, Reply, answer
from tests.support.scripted_server import Dynamic

PATH = "/ruth/H4PX92QD"
URL = f"https://meet.orchard.test{PATH}"
DOCUMENT = f"""<?xml version="1.0" encoding="utf-8"?>
<conf-info xmlns="http://schemas.microsoft.com/rtc/2009/05/simplejoinconfdoc">
  <conf-uri>{MEETING}</conf-uri><conf-key>H4PX92QD</conf-key>
  <ucwa-ext-url>https://pool.orchard.test/ucwa</ucwa-ext-url>
</conf-info>""".encode()
HTML = f'<html><body><a href="conf:{MEETING}?required-media=audio">Join</a></body></html>'.encode()


def meeting_site(names: Names, *, document: bytes | None = DOCUMENT) -> Site:
    """`meet.orchard.test` with a document for programs, or with a page for people alone."""
    site = names.site("meet.orchard.test")

    def page(received: Received) -> Reply:
        if document is not None and "meeting+xml" in (received.header("Accept") or ""):
            return answer(200, document, "Application/vnd.microsoft.lync.meeting+xml")
        return answer(200, HTML, "text/html; charset=utf-8")

    site.on("GET", PATH, Dynamic(page))
    return site
