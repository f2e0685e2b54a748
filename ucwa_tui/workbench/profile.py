"""A profile: a server, who signs in, and how, under a name. Holds references to secrets, never a secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.network_settings import ConnectTo, NetworkSettings, ProxySettings, TlsSettings
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import ChannelParameters, Grant, SignInTarget
from ucwa_tui.workbench.secret_reference import SecretReference
from ucwa_tui.workbench.whereabouts import implied_domain, is_led_by_link

if TYPE_CHECKING:
    from ucwa_tui.workbench.launch import LaunchOptions
    from ucwa_tui.workbench.remembered import Remembered

Resolve: TypeAlias = Callable[[SecretReference, str], Secret | None]
"""`(reference, what it is)` -> the secret, or None where it is not there yet (it will be asked for later).
`secret_lookup.SecretLookup.find` is one. May raise `secret_lookup.SecretNotFound`."""


@dataclass(frozen=True, slots=True)
class ProfileProblem:
    """Something in the file that cannot be. Repeats no value: it may be a secret in the wrong place."""

    source: str
    """The file."""
    line: int | None
    key: str
    """As in the file, e.g. `profiles.lab.password`; empty: the file as a whole."""
    rule: str
    way_out: str = ""

    @property
    def text(self) -> str:
        """One line: file, line, key, rule, way out."""
        where = self.source + (f", line {self.line}" if self.line is not None else "")
        said = f"{self.key} {self.rule}" if self.key else self.rule
        return f"{where}: {said}." + (f" {self.way_out}" if self.way_out else "")


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that a profile can say; what it leaves out has the default of a start without options."""

    name: str = ""
    domain: str = ""
    root: str = ""
    applications: str = ""
    sandbox: bool = False
    """The embedded sandbox; so it is where no place is named, and neither user nor meeting leads to one."""
    grant: Grant = Grant.PASSWORD
    user: str = ""
    password: SecretReference | None = None
    token: SecretReference | None = None
    meeting: str = ""
    """Conference URI or join URL."""
    display_name: str = ""
    payload_format: PayloadFormat = PayloadFormat.JSON
    theme: str = ""
    user_agent: str = ""
    culture: str = "en-US"
    endpoint_id: str = ""
    ca: str = ""
    insecure: bool = False
    client_certificate: str = ""
    client_key: str = ""
    key_password: SecretReference | None = None
    proxy: ProxySettings = field(default_factory=ProxySettings)
    """Without user and password."""
    proxy_user: str = ""
    proxy_password: SecretReference | None = None
    connect_to: tuple[ConnectTo, ...] = ()
    trusted_hosts: frozenset[str] = frozenset()
    make_available: bool = False
    keep_active: bool = False
    history: bool = True
    """Whether its exchanges are kept for later, secrets masked."""
    scenario: str = ""
    """Of the embedded sandbox."""
    connect_timeout: float = 30.0
    channel: ChannelParameters = field(default_factory=ChannelParameters)
    problems: tuple[ProfileProblem, ...] = ()
    """Why it cannot be used."""

    @property
    def where(self) -> str:
        """The server, for a list."""
        named = self.applications or self.root or self.sign_in_domain
        return named or ("sandbox" if self.in_sandbox else "as the meeting says")

    @property
    def in_sandbox(self) -> bool:
        """Whether it leads to the embedded sandbox: nothing names or implies another place."""
        if self.applications or self.root or self.sign_in_domain:
            return False
        return self.sandbox or not is_led_by_link(self.grant, self.meeting)

    @property
    def is_led(self) -> bool:
        """Whether it names no place, and the sign-in address or a guest's meeting leads to one."""
        return not (self.applications or self.root or self.domain or self.in_sandbox)

    @property
    def sign_in_domain(self) -> str:
        """The domain to discover: the one it names, else the one that its user or meeting leads to; empty: none."""
        if self.domain or self.applications or self.root or self.sandbox:
            return self.domain
        return implied_domain(self.grant, self.user, self.meeting)

    @property
    def secret(self) -> SecretReference | None:
        """Where the secret of its way to sign in is to be had; None: it names no place, or needs no secret."""
        match self.grant:
            case Grant.PASSWORD | Grant.WINDOWS:
                return self.password
            case Grant.BEARER:
                return self.token
            case Grant.ANONYMOUS | Grant.PASSIVE:
                return None

    def target(self, resolve: Resolve, remembered: Remembered | None = None) -> SignInTarget:
        """The sign-in.

        Args:
            resolve: finds secrets.
            remembered: what earlier sign-ins have found out.

        Raises:
            SecretNotFound: what `resolve` raises.
        """
        from ucwa_tui import __version__

        target = SignInTarget(
            root_url=self.root,
            grant=self.grant,
            user=self.user,
            secret=resolve(self.secret, _what(self.grant)) if self.secret is not None else None,
            meeting_uri=self.meeting or None,
            payload_format=self.payload_format,
            culture=self.culture,
            user_agent=self.user_agent or f"ucwa-tui/{__version__}",
            endpoint_id=self.endpoint_id,
            make_me_available=self.make_available,
            connect_timeout=self.connect_timeout,
            channel=self.channel,
            domain=self.sign_in_domain,
            applications_url=self.applications,
            trusted_hosts=self.trusted_hosts,
            network=self.network(resolve),
            keep_active=self.keep_active,
        )
        return target if remembered is None else remembered.added_to(target, self.name)

    def network(self, resolve: Resolve) -> NetworkSettings:
        """How connections come about.

        Raises:
            SecretNotFound: what `resolve` raises.
        """

        def found(reference: SecretReference | None, what: str) -> Secret | None:
            return resolve(reference, what) if reference is not None else None

        tls = TlsSettings(
            _home(self.ca),
            self.insecure,
            _home(self.client_certificate),
            _home(self.client_key),
            found(self.key_password, "password of the client key"),
        )
        password = found(self.proxy_password, "password for the proxy")
        proxy = replace(self.proxy, user=self.proxy_user, password=password)
        return NetworkSettings(tls, proxy, self.connect_to)

    def launch(self, resolve: Resolve, remembered: Remembered | None = None) -> LaunchOptions:
        """What the terminal interface starts with.

        Raises:
            SecretNotFound: what `resolve` raises.
        """
        from ucwa_tui.workbench.launch import LaunchOptions

        signing = self.target(resolve, remembered)
        return LaunchOptions(
            signing, self.name, self.theme or None, self.display_name, self.scenario, for_sandbox=self.sandbox
        )


def _what(grant: Grant) -> str:
    return "token" if grant is Grant.BEARER else "password"


def _home(path: str) -> str:
    if not path.startswith("~"):
        return path
    import os.path

    return os.path.expanduser(path)
