"""How a sandbox can behave, by name: for command lines, profiles and choosers, which do not know the sandbox itself."""

from __future__ import annotations

from typing import Final

USUAL: Final = "calm"
SCENARIOS: Final[dict[str, str]] = {
    "calm": "everything works; only the meetings differ",
    "short-tokens": "tokens live 100 s, those of guests 60 s: renewal can be watched",
    "forgetful": "an application is gone 60 s after its creation (ApplicationNotFound)",
    "throttled": "every 5th request to an application that is no P-GET gets 503 with Retry-After: 2",
    "stormy": "P-GETs now and then get 503, a reset connection, half an answer, a resync, an early time-out",
    "takeover": "30 s after an application's creation another client takes its event channel (409 PGetReplaced)",
    "two-hosts": "applications live on another port, which wants a token of its own",
    "http-redirect": "the way in leads through an HTTP redirect and a redirect link",
}
"""What each shows, one line. Times are sandbox seconds."""
