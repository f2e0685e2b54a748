"""POST applications, GET and DELETE application.

Source: UCWA reference, "applications", "applications2", "application", "Multi-tab support".
"""

from __future__ import annotations

import re

from ucwa_tui.sandbox import application_shapes
from ucwa_tui.sandbox.answer import Answer, no_content, resource_answer
from ucwa_tui.sandbox.application import APPLICATIONS_PATH, Application, Registration
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.shapes import resource
from ucwa_tui.sandbox.validation import Fields

MAX_LENGTH = 100
_CULTURE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def post_applications(call: Call) -> Answer:
    """Create an application: 201, or 200 with the running one for an endpointId that the user has already."""
    registration = _registration(call)
    running = call.world.running(call.identity, registration.endpoint_id)
    if running is not None:
        running.touch()
        return _with_cookie(call, running, 200)
    return _with_cookie(call, call.world.create(call.identity, registration, call.request.base_url), 201)


def get_applications(call: Call) -> Answer:
    """applications2: what the user has running."""
    mine = [a.path for a in call.world.applications_of(call.identity.person)]
    return call.give(resource("applications", APPLICATIONS_PATH, None, {"application": mine})).marked()


def get_application(call: Call) -> Answer:
    """The application as it stands; renews the photo cookie."""
    return _with_cookie(call, call.application, 200)


def delete_application(call: Call) -> Answer:
    """End it: conversations are left, a waiting P-GET is released."""
    call.world.end(call.application)
    return no_content()


def _registration(call: Call) -> Registration:
    fields = Fields(call.request)
    culture = fields.text("culture", limit=MAX_LENGTH, required=True) or ""
    user_agent = fields.text("userAgent", limit=MAX_LENGTH, required=True) or ""
    # the anonymous page does not list endpointId
    endpoint_id = fields.text("endpointId", limit=MAX_LENGTH, required=not call.identity.anonymous)
    instance_id = fields.text("instanceId", limit=MAX_LENGTH)
    kind = fields.text("type", limit=MAX_LENGTH)
    if culture.strip() and not _CULTURE.fullmatch(culture.strip()):
        fields.problem("culture", "This is no culture name such as en-US.")
    fields.check()
    return Registration(culture, user_agent, endpoint_id or call.world.ids.hex32(), instance_id, kind)


def _with_cookie(call: Call, application: Application, status: int) -> Answer:
    cookie = f"cwt_ucwa={application.cookie}; path={application.path}/photos; secure; HttpOnly"
    asked = call.request.header("If-None-Match") if status == 200 and call.request.method == "GET" else None
    return resource_answer(
        application_shapes.application(application),
        call.accepted,
        status=status,
        headers=(("Set-Cookie", cookie),),
        if_none_match=asked,
    )
