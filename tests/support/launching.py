"""Launch options in one line."""

from __future__ import annotations

from typing import Any

from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.launch import LaunchOptions

_OF_LAUNCH = frozenset({"profile", "theme", "display_name", "scenario", "for_sandbox"})


def launch(**given: Any) -> LaunchOptions:
    """Options by the names of the fields of `LaunchOptions` and of its `SignInTarget`; `meeting` is `meeting_uri`."""
    if "meeting" in given:
        given["meeting_uri"] = given.pop("meeting")
    own = {name: value for name, value in given.items() if name in _OF_LAUNCH}
    signing = {name: value for name, value in given.items() if name not in _OF_LAUNCH}
    return LaunchOptions(signing=SignInTarget(**signing), **own)
