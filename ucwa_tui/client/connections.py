"""Connection pools, one for each way of connecting, and senders over them."""

from __future__ import annotations

from ucwa_tui.client.dialling import Directions
from ucwa_tui.client.exchange_log import ExchangeLog
from ucwa_tui.client.sender import Sender
from ucwa_tui.client.surroundings import Surroundings
from ucwa_tui.client.transport import RecordingTransport
from ucwa_tui.wire.network_settings import NetworkSettings


class Connections:
    """Everything that holds sockets.

    Args:
        log: is told about every exchange.
        surroundings: certificates, resolver, patience.
    """

    def __init__(self, log: ExchangeLog, surroundings: Surroundings) -> None:
        self._log = log
        self._around = surroundings
        self._transports: dict[NetworkSettings, RecordingTransport] = {}

    def sender(self, network: NetworkSettings) -> Sender:
        """A sender of its own (it has a deadline) over the connections that these settings share."""
        if network not in self._transports:
            directions = Directions(network.connect_to, self._around.look_up)
            self._transports[network] = RecordingTransport(self._around.tls_context, directions)
        around = self._around
        return Sender(self._transports[network], self._log, around.tuning, around.monotonic)

    async def close(self) -> None:
        """Close every connection."""
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()
