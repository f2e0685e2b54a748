"""Leaves nothing behind on the server.

Source: UCWA reference, "application" (DELETE ends all conversations and subscriptions).
"""

from __future__ import annotations

from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.client.session import Session
from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan

_GONE_ALREADY = (404, 410)


async def delete_application(session: Session) -> bool:
    """DELETE the application; whether it is gone from the server."""
    url = session.application.url
    headers = get_plan(url, session.target.payload_format).headers
    try:
        answer = await session.request(RequestPlan("DELETE", url, headers, purpose=Purpose.SIGN_OUT))
    except ClientFailure:
        return False
    return answer.status < 300 or (answer.status in _GONE_ALREADY and answer.is_ucwas_own)
