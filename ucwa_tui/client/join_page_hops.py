"""Which hosts a join URL may lead to: its own, and those that the user approves.

A join URL is somebody else's text: without this it could send the client anywhere.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from ucwa_tui.client.client_failure import ClientFailure, refused
from ucwa_tui.client.questions import Questions
from ucwa_tui.protocol.links import host_of
from ucwa_tui.wire.place import Place, place_of
from ucwa_tui.wire.reports import QuestionKind

_SHOWN = 300
"""Characters of an address in a question."""


class Hops:
    """The hosts of one resolution.

    Args:
        questions: asked about each further host, once.
        link: the join URL, absolute.

    Raises:
        ClientFailure: REFUSED, for a link that is no web address.
    """

    def __init__(self, questions: Questions, link: str) -> None:
        self._questions = questions
        self._own = _place(link, link).host
        self._answers: dict[str, bool] = {self._own: True}

    async def check(self, source: str, target: str, exchange: int | None = None, status: int | None = None) -> None:
        """Let a hop happen, or say why it does not.

        Args:
            source: the address that leads on.
            target: where to, absolute.
            exchange: number of the exchange that led there.
            status: its status.

        Raises:
            ClientFailure: REFUSED, naming the host.
        """
        try:
            await self._check(source, target)
        except ClientFailure as error:
            raise (error if exchange is None else error.at(exchange, status)) from None

    async def _check(self, source: str, target: str) -> None:
        place = _place(target, source)
        if source.lower().startswith("https:") and place.scheme != "https":
            raise refused(f"{host_of(source)} leads from https to {place.url[:_SHOWN]}, which is not followed")
        if place.host not in self._answers:
            self._answers[place.host] = await self._ask(source, place)
        if not self._answers[place.host]:
            raise refused(
                f"{host_of(source)} leads to {place.host}, which was not approved",
                "Approve that host if it belongs to the organizer's company.",
            )

    async def _ask(self, source: str, place: Place) -> bool:
        text = (
            f"The join URL of {self._own} leads to another host, {place.host} ({place.url[:_SHOWN]}). "
            "Ask it about the meeting? It learns your network address, and nothing secret is sent."
        )
        return await self._questions.ask(QuestionKind.JOIN_HOST, place.host, self._own, text)


def _place(url: str, source: str) -> Place:
    """Raises ClientFailure for what is no web address, and for one that hides its host behind a user name."""
    try:
        place = place_of(url)
        hidden = "@" in urlsplit(url).netloc
    except ValueError as error:
        raise refused(f"{host_of(source) or url[:_SHOWN]} leads nowhere: {error}") from None
    if hidden:
        raise refused(f"{url[:_SHOWN]} holds a user name before its host {place.host}, as misleading links do")
    return place
