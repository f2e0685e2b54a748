"""The page behind a join URL: the meeting's document for clients that ask for it, a page for browsers otherwise.

Source: the meeting pages of Skype for Business Server (`conf-info`, namespace "simplejoinconfdoc"). The page is the
sandbox's own; it tells the meeting by the same link and script variables.
"""

from __future__ import annotations

import base64
import html
import json

from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.application import APPLICATIONS_PATH
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.meetings import Meeting
from ucwa_tui.sandbox.negotiation import asks_for

DOCUMENT_TYPE = "application/vnd.microsoft.lync.meeting+xml"
_NAMESPACE = "http://schemas.microsoft.com/rtc/2009/05/simplejoinconfdoc"
_NO_SUCH_MEETING = "1"
"""`errorCode`; captured pages show only `-1`, for none."""
_PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>{title}</title>
<script>
var validMeeting = "{valid}";
var errorCode = "{error}";
var domainOwnerJoinLauncherUrl = "";
var lyncLaunchLink = {launch};
var escapedXML = {document};
var reachURL = {reach};
</script>
</head>
<body>
<h1>{title}</h1>
<p>{text}</p>
</body>
</html>
"""


def get_page(call: Call) -> Answer:
    """What there is to know about a meeting, open to everybody who has its address."""
    meeting = _meeting(call)
    if meeting is None:
        return _page("Meeting not found", "There is no meeting at this address.", error=_NO_SUCH_MEETING).marked()
    document = _document(call, meeting)
    if asks_for(call.request.header("Accept"), DOCUMENT_TYPE):
        return Answer(200, body=document.encode("utf-8"), content_type=f"{DOCUMENT_TYPE}; charset=utf-8")
    launch = f"conf:{meeting.uri}%3Frequired-media=audio"
    link = f'<a href="{html.escape(launch)}">Open it in your client</a>'
    return _page("Join the meeting", link, launch, document, f"{call.request.base_url}/lwa/client")


def _meeting(call: Call) -> Meeting | None:
    wanted = f"{call.params['alias']}/{call.params['meeting']}".lower()
    return next((r.meeting for r in call.world.rooms() if r.meeting.short_path.lower() == wanted), None)


def _document(call: Call, meeting: Meeting) -> str:
    base = call.request.base_url
    url = meeting.join_url(base)
    applications = f"{call.site.applications_url(call.request)}{APPLICATIONS_PATH}"
    told = {
        "conf-uri": meeting.uri,
        "server-time": f"{call.world.clock.now() % 1000:.3f}",
        "original-incoming-url": url,
        "conf-key": meeting.id,
        "fallback-url": f"{url}?sl=",
        "ucwa-url": applications,
        "ucwa-ext-url": applications,
        "ucwa-int-url": applications,
        "telemetry-id": call.world.ids.guid(),
    }
    inside = "".join(f"<{name}>{html.escape(text)}</{name}>" for name, text in told.items())
    return f'<?xml version="1.0" encoding="utf-8"?><conf-info xmlns="{_NAMESPACE}">{inside}</conf-info>'


def _page(title: str, text: str, launch: str = "", document: str = "", client: str = "", error: str = "-1") -> Answer:
    packed = base64.urlsafe_b64encode(document.encode("utf-8")).decode("ascii").replace("=", "!")
    page = _PAGE.format(
        title=title,
        valid="True" if document else "False",
        error=error,
        launch=_script_text(launch),
        document=_script_text(document),
        reach=_script_text(f"{client}?xml={packed}" if document else ""),
        text=text,
    )
    return Answer(200, body=page.encode("utf-8"), content_type="text/html; charset=utf-8")


def _script_text(text: str) -> str:
    """A string literal that ends no script element."""
    return json.dumps(text).replace("<", "\\x3c").replace(">", "\\x3e").replace("/", "\\/")
