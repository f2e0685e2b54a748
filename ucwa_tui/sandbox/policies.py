"""policies: what the administrator allows. Data.

Source: UCWA reference, "policies".
"""

from __future__ import annotations

from ucwa_tui.protocol.payload import Value
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.people import DOMAIN
from ucwa_tui.sandbox.shapes import number, resource

_ENABLED = "emoticons htmlMessaging logging messagingUrls multiViewJoin photos saveCredentials"
_DISABLED = """
allowDeviceContactsSync audioOnlyOnWifi callLogArchiving clientExchangeConnectivity
customerExperienceImprovementProgram encryptAppData exchangeUnifiedMessaging messageArchiving saveCallLogs
saveMessagingHistory sharingOnlyOnWifi softwareQualityMetrics useLocationForE911Only videoOnlyOnWifi
"""
POLICIES: dict[str, Value] = {
    **dict.fromkeys(_ENABLED.split(), "Enabled"),
    **dict.fromkeys(_DISABLED.split(), "Disabled"),
    "emergencyDialMask": "110",
    "emergencyDialString": "112",
    "emergencyNumbers": ("112",),
    "helpEnvironment": f"https://help.{DOMAIN}",
    "locationRefreshInterval": number(4),
    "locationRequired": "No",
    "loggingLevel": "Light",
    "telephonyMode": "None",
    "voicemailUri": "",
}


def get_policies(call: Call) -> Answer:
    """All of them."""
    shown = call.world.cast.told({name: POLICIES[name] for name in sorted(POLICIES)})
    return call.give(resource("policies", f"{call.application.path}/policies", shown)).marked()
