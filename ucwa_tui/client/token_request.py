"""The POST that asks a token service for a token.

Source: UCWA reference, "Authentication in UCWA", for the form of each grant.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from ucwa_tui.protocol.compose import USER_AGENT
from ucwa_tui.protocol.conference_uri import conference_key
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget

GRANT_TYPES = {
    Grant.PASSWORD: "password",
    Grant.WINDOWS: "urn:microsoft.rtc:windows",
    Grant.ANONYMOUS: "urn:microsoft.rtc:anonmeeting",
    Grant.PASSIVE: "urn:microsoft.rtc:passive",
}
_FORM = "application/x-www-form-urlencoded;charset=UTF-8"


def token_request(target: SignInTarget, token_url: str, grant_type: str, old: Secret | None) -> RequestPlan:
    """The request for a token.

    Args:
        target: as whom.
        token_url: absolute.
        grant_type: as the challenge offers it.
        old: the token that the new one takes the place of.
    """
    form = urlencode(_fields(target, grant_type, old), quote_via=quote, safe="")
    headers = (
        ("Accept", "application/json"),
        ("Accept-Encoding", "gzip"),
        ("User-Agent", USER_AGENT),
        ("Content-Type", _FORM),
    )
    return RequestPlan("POST", token_url, headers, form.encode("ascii"), Purpose.TOKEN)


def _fields(target: SignInTarget, grant_type: str, old: Secret | None) -> list[tuple[str, str]]:
    fields = [("grant_type", grant_type)]
    if target.grant is Grant.PASSWORD:
        password = target.secret.reveal() if target.secret else ""
        return [*fields, ("username", target.user), ("password", password)]
    if target.grant is not Grant.ANONYMOUS:
        return fields  # who it is shows elsewhere: user and password must be absent
    meeting = (target.meeting_uri or "").strip()
    fields += [("password", conference_key(meeting) or ""), ("ms_rtc_conferenceuri", meeting)]
    # Without the old token an anonymous participant would come back as somebody else in mid-meeting.
    return [*fields, ("ms_rtc_renew", old.reveal())] if old else fields
