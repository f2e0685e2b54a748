"""Discovery: root, user (with the challenge), and the frame page for browsers. No token opens the root.

Source: UCWA reference, "Autodiscovery" and "Authentication in UCWA". Absolute links are built from the request's Host.
The root also links to `sandbox:meetings`, which only this sandbox has.
"""

from __future__ import annotations

from ucwa_tui.sandbox.answer import Answer, resource_answer
from ucwa_tui.sandbox.application import APPLICATIONS_PATH
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.html import PASSIVE, XFRAME, unauthorized_page
from ucwa_tui.sandbox.people import DOMAIN
from ucwa_tui.sandbox.shapes import resource

ROOT_PATH = "/Autodiscover/AutodiscoverService.svc/root"
HOME_PATH = f"/home{ROOT_PATH}"
"""Another spelling of the root, to which a redirect leads."""
USER_PATH = f"{ROOT_PATH}/oauth/user"
XFRAME_PATH = "/Autodiscover/XFrame/XFrame.html"
TOKEN_PATH = "/WebTicket/oauthtoken"
PASSIVE_PATH = "/PassiveAuth/PassiveAuth.aspx"
DIRECTORY_PATH = "/sandbox/meetings"
SERVER_FQDN = f"fe1.{DOMAIN}"

_CLIENT_ID = "00000004-0000-0ff1-ce00-000000000000"
_ISSUER = f"00000002-0000-0ff1-ce00-000000000000@{DOMAIN}"
_GRANTS = "urn:microsoft.rtc:windows,urn:microsoft.rtc:passive,urn:microsoft.rtc:anonmeeting,password"


def get_root(call: Call) -> Answer:
    """The way in."""
    base = call.request.base_url
    query = f"?originalDomain={call.request.parameter('originalDomain') or DOMAIN}"
    if call.world.scenario.redirects:
        around = _way_around(call, base, query)
        if around is not None:
            return around
    links = {
        "user": f"{base}{USER_PATH}{query}",
        "xframe": f"{base}{XFRAME_PATH}",
        "sandbox:meetings": f"{base}{DIRECTORY_PATH}",
    }
    return resource_answer(resource("root", f"{base}{ROOT_PATH}{query}", None, links), call.accepted, charset=False)


def _way_around(call: Call, base: str, query: str) -> Answer | None:
    """From `/` by HTTP to the root, from there by a `redirect` link to the home pool's root; None when there."""
    segments = len(call.request.segments)
    if segments == 0:
        return Answer(302, (("Location", f"{base}{ROOT_PATH}{query}"),)).marked()
    if segments == ROOT_PATH.count("/"):
        links = {"xframe": f"{base}{XFRAME_PATH}", "redirect": f"{base}{HOME_PATH}{query}"}
        return resource_answer(resource("root", f"{base}{ROOT_PATH}{query}", None, links), call.accepted, charset=False)
    return None


def get_user(call: Call) -> Answer:
    """Where applications are made, for somebody with a token. As captured, `self` is not what was asked for."""
    base = call.request.base_url
    pool = call.site.applications_url(call.request)
    links = {"applications": f"{pool}{APPLICATIONS_PATH}", "xframe": f"{base}{XFRAME_PATH}"}
    return resource_answer(resource("user", f"{base}{ROOT_PATH}/user", None, links), call.accepted, charset=False)


def get_xframe(call: Call) -> Answer:
    """The page that browsers need."""
    return Answer(200, body=XFRAME, content_type="text/html")


def get_passive_page(call: Call) -> Answer:
    """Where the passive grant sends a browser: a federation server's page would be here."""
    return Answer(200, body=PASSIVE, content_type="text/html").marked()


def challenge(base_url: str, diagnostics: str | None = None) -> Answer:
    """401 with two challenges on lines of their own, and a body that is HTML.

    Args:
        base_url: of the request.
        diagnostics: what was wrong with the token that came along; None where none came.
    """
    bearer = (
        f'Bearer trusted_issuers="{_ISSUER}", client_id="{_CLIENT_ID}", authorization_uri="{base_url}/oauth2/authorize"'
    )
    ticket = f'MsRtcOAuth href="{base_url}{TOKEN_PATH}",grant_type="{_GRANTS}"'
    headers = [("WWW-Authenticate", bearer), ("WWW-Authenticate", ticket)]
    if diagnostics is not None:
        headers.append(("X-Ms-diagnostics", diagnostics))
    return Answer(401, tuple(headers), unauthorized_page(), "text/html")


def diagnostics(number: int, reason: str) -> str:
    """A value of `X-Ms-diagnostics`."""
    return f'{number};source="{SERVER_FQDN}";reason="{reason}"'
