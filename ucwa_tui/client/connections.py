"""Connection pools, one for each way of connecting, and senders over them."""

from __future__ import annotations

import ssl

from ucwa_tui.client.dialling import Directions
from ucwa_tui.client.exchange_log import ExchangeLog
from ucwa_tui.client.proxy import Proxy, parse_proxy, proxy_for
from ucwa_tui.client.road import Road
from ucwa_tui.client.sender import Sender
from ucwa_tui.client.surroundings import Surroundings
from ucwa_tui.client.transport import RecordingTransport
from ucwa_tui.wire.network_settings import NetworkSettings, TlsSettings


class Connections:
    """Everything that holds sockets.

    Args:
        log: is told about every exchange.
        surroundings: certificates, resolver, environment, patience.
    """

    def __init__(self, log: ExchangeLog, surroundings: Surroundings) -> None:
        self._log = log
        self._around = surroundings
        self._transports: dict[NetworkSettings, RecordingTransport] = {}
        self._proxies: set[Proxy] = set()
        """Those whose credentials are known to be masked."""
        self._contexts: dict[TlsSettings, ssl.SSLContext] = {}

    def check(self, network: NetworkSettings) -> None:
        """Look at the files and the proxy that the settings name, before anything is sent.

        Raises:
            ClientFailure: SIGN_IN; one of them cannot be used.
        """
        if network.tls != TlsSettings():
            self._context(network.tls)
        if network.proxy.url:
            parse_proxy(network.proxy.url, "proxy")

    def sender(self, network: NetworkSettings) -> Sender:
        """A sender of its own (it has a deadline) over the connections that these settings share."""
        if network not in self._transports:
            self._transports[network] = self._transport(network)
        around = self._around
        return Sender(self._transports[network], self._log, around.tuning, around.monotonic)

    def own_line(self, network: NetworkSettings) -> Sender:
        """A sender over connections that nobody else uses; whoever asks for it closes it."""
        around = self._around
        return Sender(self._transport(network), self._log, around.tuning, around.monotonic)

    async def close(self) -> None:
        """Close every connection."""
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    def _transport(self, network: NetworkSettings) -> RecordingTransport:
        directions = Directions(network.connect_to, self._around.look_up)
        proxy_tls = TlsSettings(network.tls.ca_file, network.tls.insecure)  # the user's certificate is for the server

        def find_proxy(scheme: str, host: str, port: int) -> Proxy | None:
            proxy = proxy_for(scheme, host, port, network.proxy, self._around.environment)
            self._learn(proxy)
            return proxy

        def road(scheme: str) -> Road:
            return Road(scheme, directions, find_proxy, lambda: self._context(proxy_tls))

        return RecordingTransport(road, lambda: self._context(network.tls))

    def _learn(self, proxy: Proxy | None) -> None:
        if proxy is not None and proxy.credentials is not None and proxy not in self._proxies:
            self._proxies.add(proxy)
            for secret in proxy.secrets:
                self._log.learn(secret)

    def _context(self, settings: TlsSettings) -> ssl.SSLContext:
        if settings not in self._contexts:
            self._contexts[settings] = self._around.tls_context(settings)
        return self._contexts[settings]
