"""Sends recorded requests again: secrets are put back here, and only for the origin that they were sent to before.

A bearer token is the one that the origin takes now, where the session has one; everything else is what the vault has
kept. What was never kept (a capture of somebody else's) is not made up: such a request is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import refused
from ucwa_tui.client.sender import Order, Sender
from ucwa_tui.client.session import Session
from ucwa_tui.client.vault import Vault
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.exchange import CapturedMessage, Mask
from ucwa_tui.wire.http1 import parse_request
from ucwa_tui.wire.http1_head import scan_head
from ucwa_tui.wire.place import Place, place_of
from ucwa_tui.wire.replay import Replay, Replayed, for_the_wire
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.unmask import unmasked

_P_GET = 240.0
"""Seconds for a P-GET: the server may take 180."""


@dataclass(frozen=True, slots=True, repr=False)
class _Filled:
    """A request with its secrets."""

    data: bytes
    todays_token: bool


class Replays:
    """See the module.

    Args:
        report: the sink.
        vault: the secrets of this client's exchanges.
        session: the session at the time of asking; None while there is none.
        sender: makes a sender with the settings of the latest sign-in.
    """

    def __init__(
        self,
        report: Callable[[Replayed], None],
        vault: Vault,
        session: Callable[[], Session | None],
        sender: Callable[[], Sender],
    ) -> None:
        self._report = report
        self._vault = vault
        self._session = session
        self._sender = sender

    def plan(self, replay: Replay) -> RequestPlan:
        """What the exchange log is to say about it: the original's purpose and operation."""
        original = replay.exchange
        method = parse_request(replay.request).method or original.method
        return RequestPlan(
            method,
            original.url,
            purpose=original.purpose,
            operation=original.operation,
            operation_id=replay.operation_id,
        )

    async def send(self, ticket: int, replay: Replay) -> Answer:
        """Send it once, and wait for the whole answer.

        Raises:
            ClientFailure: REFUSED where it cannot be sent as it is; NETWORK where no whole answer came.
        """
        original = replay.exchange
        try:
            place = place_of(original.url)
        except ValueError as error:
            raise refused(f"{original.url}: {error}") from None
        session = self._session()
        if session is not None and _bearer_masks(replay.request):
            await session.keep_fresh(place.url)
        filled = self._fill(replay, place, session)
        exact = for_the_wire(filled.data)
        target = parse_request(exact).target or ""
        if not target.startswith("/"):
            raise refused(
                f"not sent: the request's target is {target or 'missing'!r}, not a path",
                "Write the request line as METHOD /path HTTP/1.1.",
            )
        kept = self._original(replay, place)
        wire: list[bytes] = []
        patience = _P_GET if original.purpose is Purpose.EVENTS else None
        order = Order(
            self.plan(replay),
            place.origin + target,
            read=patience,
            total=patience,
            ticket=ticket,
            repeat=False,
            exact=exact,
            on_recorded=wire.append,
        )
        answer = await self._sender().send(order)
        sent = wire[-1]
        same = kept is not None and kept == sent
        self._report(Replayed(ticket, original.n, answer.exchange.n, len(sent), same, filled.todays_token))
        return answer

    def _original(self, replay: Replay, place: Place) -> bytes | None:
        """The original's bytes, where they are known to the last."""
        message = replay.exchange.request
        if not message.masks:
            return message.data
        secrets = self._vault.of_request(replay.exchange, place.origin)
        return None if secrets is None else unmasked(message, secrets).data

    def _fill(self, replay: Replay, place: Place, session: Session | None) -> _Filled:
        message, original = replay.request, replay.exchange
        if not message.masks:
            return _Filled(message.data, False)
        kept = self._vault.of_request(original, place.origin)
        bearers = _bearer_masks(message) if original.purpose is not Purpose.TOKEN else frozenset()
        token = session.token_for(place.url) if session is not None and bearers else None
        secrets: list[Secret] = []
        todays = False
        for index, mask in enumerate(message.masks):
            source = replay.sources[index] if index < len(replay.sources) else -1
            own = kept[source] if kept is not None and 0 <= source < len(kept) else None
            if index in bearers and token is not None:
                todays = todays or own != token.secret
                secrets.append(token.secret)
            elif own is not None:
                secrets.append(own)
            else:
                raise refused(*_never_kept(replay, mask, place, bearer=index in bearers))
        return _Filled(unmasked(message, secrets).data, todays)


def _never_kept(replay: Replay, mask: Mask, place: Place, *, bearer: bool) -> tuple[str, str]:
    what = f"not sent: a {mask.kind} in #{replay.exchange.n} is masked, and this session has not kept it"
    if bearer:
        return what, f"Sign in to {place.host}: the token that it gives out then takes the place of the masked one."
    return what, "Send it as a text, with a value of your own in the place of the mask."


def _bearer_masks(message: CapturedMessage) -> frozenset[int]:
    """Numbers of the masks that are the whole token of an `Authorization: Bearer`."""
    tokens = {
        field.value_end
        for field in scan_head(message.data).fields
        if field.name.lower() == "authorization"
        and message.data[field.value_start : field.value_start + 7].lower() == b"bearer "
    }
    return frozenset(i for i, mask in enumerate(message.masks) if mask.offset + mask.length in tokens)
