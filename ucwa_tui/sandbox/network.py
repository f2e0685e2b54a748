"""reportMyNetwork: where in the network a client is.

Source: UCWA reference, "reportMyNetwork", "application". Decision where it is silent: a text may have 250 characters.
"""

from __future__ import annotations

from ucwa_tui.protocol.payload import Value
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, resource_answer
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.shapes import resource
from ucwa_tui.sandbox.validation import Fields

TYPES = ("External", "Internal")
MAX_LENGTH = 250
_TEXTS = ("chassisID", "ip", "mac", "portID", "rssi", "subnetID", "wapBSSID")


def post_report_my_network(call: Call) -> Answer:
    """Keep what the client says: 201 with it."""
    if call.identity.anonymous:
        raise errors.anonymous_not_allowed()
    fields = Fields(call.request)
    if not fields.text("clientNetworkType", required=True):
        fields.check()
    said: dict[str, Value] = {"clientNetworkType": fields.choice("clientNetworkType", TYPES)}
    said |= {name: fields.text(name, limit=MAX_LENGTH) for name in _TEXTS}
    fields.check()
    call.application.network = said
    told = resource("reportMyNetwork", f"{call.application.path}/reportMyNetwork", said)
    return resource_answer(told, call.accepted, status=201).marked()
