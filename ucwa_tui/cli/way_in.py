"""From the command line to a sign-in: the profile that counts, its secrets, and the sandbox where no place is named."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ucwa_tui.cli.secret_sources import PASSWORD, PROXY_PASSWORD, TOKEN, find_secret, given_secret, prompt
from ucwa_tui.cli.server_choice import check, choose
from ucwa_tui.cli.usage_error import SecretMissing, UsageError
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.wire.meeting_directory import SandboxUser
from ucwa_tui.wire.network_settings import NetworkSettings, TlsSettings
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget
from ucwa_tui.workbench.secret_lookup import SecretLookup, SecretNotFound

if TYPE_CHECKING:
    from ucwa_tui.workbench.ports import SandboxPort
    from ucwa_tui.workbench.profile import Profile
    from ucwa_tui.workbench.remembered import Remembered

KEY_VARIABLE = "UCWA_TUI_KEY_PASSWORD"
_TLS_OPTIONS = {"CA file": "--ca", "client certificate": "--client-cert", "client key": "--client-key"}
"""How a fault of a file begins, and the option that names the file."""


class CannotListen(Exception):
    """The embedded sandbox has no port; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """Everything there is to know before signing in."""

    profile: Profile
    target: SignInTarget
    """Without a place where the sandbox is meant: `open` fills it in."""
    remembered: Remembered
    sandbox: SandboxPort | None = None

    @property
    def secrets(self) -> list[Secret]:
        """All of them, for masking."""
        network = self.target.network
        found = [self.target.secret, network.tls.key_password, network.proxy.password]
        return [secret for secret in found if secret is not None]

    @property
    def where(self) -> str:
        """The server, for a sentence."""
        return self.profile.where

    @contextmanager
    def open(self) -> Iterator[SignInTarget]:
        """While entered, the sandbox runs, if it is meant.

        Raises:
            CannotListen: there is no port for it.
        """
        if self.sandbox is None:
            yield self.target
            return
        try:
            root = self.sandbox.start()
        except OSError as error:
            raise CannotListen(f"The embedded sandbox cannot listen: {error.strerror or error}.") from None
        try:
            yield replace(self.target, root_url=root)
        finally:
            self.sandbox.stop()


def find_way_in(arguments: argparse.Namespace, profile: Profile, place: Workplace, *, steady: bool = False) -> WayIn:
    """Check where and as whom, and get the secrets; may ask on a terminal.

    Args:
        arguments: as parsed.
        profile: what `server_choice.choose` gave.
        place: environment and factories.
        steady: whether to stay connected for hours.

    Raises:
        UsageError: something is missing or cannot be.
    """
    check(profile, arguments)
    remembered = place.remembered()
    sandbox = place.make_sandbox(profile.scenario) if profile.in_sandbox else None
    users = sandbox.users if sandbox is not None else ()
    network = network_of(profile, place)
    secret = _secret(profile, arguments, place.environment, users)
    target = replace(profile, password=None, token=None).target(_nothing, remembered)
    target = replace(
        target,
        user=_user(profile, users),
        secret=secret,
        endpoint_id=target.endpoint_id or place.new_id(),
        network=network,
        steady=steady,
    )
    return WayIn(profile, target, remembered, sandbox)


def choose_profile(arguments: argparse.Namespace, place: Workplace) -> Profile:
    """The profile that counts, with the options over it.

    Raises:
        UsageError: there is none of that name, or something cannot be.
    """
    return choose(arguments, place.book)


def network_of(profile: Profile, place: Workplace) -> NetworkSettings:
    """How connections come about, with the secrets for it.

    Raises:
        UsageError: a secret cannot be had, or a file cannot be used.
    """
    environment = place.environment
    try:
        network = profile.network(SecretLookup(profile.user, environment, prompt()).find)
    except SecretNotFound as error:
        raise UsageError(str(error)) from None
    tls, proxy = network.tls, network.proxy
    key_password = environment.get(KEY_VARIABLE, "")
    if tls.client_certificate and tls.key_password is None and key_password:
        tls = replace(tls, key_password=Secret(key_password))
    _check_tls(tls, profile.name, place)
    if proxy.user and proxy.password is None:
        proxy = replace(proxy, password=find_secret(PROXY_PASSWORD, None, environment, who=proxy.user))
    return replace(network, tls=tls, proxy=proxy)


def sandbox_user(name: str, users: Sequence[SandboxUser]) -> SandboxUser | None:
    """The sandbox user of that name, which may be short."""
    wanted = name.lower()
    return next((u for u in users if wanted in {u.name.lower(), u.uri.lower(), u.name.lower().partition("@")[0]}), None)


def _check_tls(tls: TlsSettings, name: str, place: Workplace) -> None:
    """Look into the files of the TLS settings. The option is named, as it is the way out for a profile too."""
    if not (tls.ca_file or tls.client_certificate):
        return
    trouble = place.tls_trouble(tls)
    if not trouble:
        return
    option = next((option for words, option in _TLS_OPTIONS.items() if trouble.startswith(words)), "")
    profile = f" (profile {name})" if name else ""
    hint = f" It goes into {KEY_VARIABLE}, or a profile's key-password." if "password" in trouble else ""
    raise UsageError(f"{option}{profile}: {trouble}{hint}")


def _nothing(*_: object) -> Secret | None:
    """Stands in where secrets are found in another way."""
    return None


def _user(profile: Profile, users: Sequence[SandboxUser]) -> str:
    """The full name of a sandbox user, who may be named in short or not at all; any other name as it is."""
    if not users or profile.grant is not Grant.PASSWORD:
        return profile.user
    known = sandbox_user(profile.user, users) if profile.user else users[0]
    return known.name if known is not None else profile.user


def _secret(
    profile: Profile, arguments: argparse.Namespace, environment: Mapping[str, str], users: Sequence[SandboxUser]
) -> Secret | None:
    match profile.grant:
        case Grant.ANONYMOUS | Grant.PASSIVE:
            return None
        case Grant.BEARER:
            return _referred(profile, arguments.token_file, environment) or find_secret(
                TOKEN, arguments.token_file, environment
            )
        case Grant.WINDOWS if not profile.user:
            return _referred(profile, arguments.password_file, environment) or given_secret(
                PASSWORD, arguments.password_file, environment
            )
    if users:
        return _sandbox_secret(profile, arguments.password_file, environment, users)
    return _referred(profile, arguments.password_file, environment) or find_secret(
        PASSWORD, arguments.password_file, environment, who=profile.user
    )


def _referred(profile: Profile, file: str | None, environment: Mapping[str, str]) -> Secret | None:
    """The secret from the place that the profile names; a file option wins over it."""
    if profile.secret is None or file is not None:
        return None
    what = "token" if profile.grant is Grant.BEARER else "password"
    try:
        return SecretLookup(profile.user, environment, prompt()).find(profile.secret, what)
    except SecretNotFound as error:
        raise SecretMissing(str(error)) from None


def _sandbox_secret(
    profile: Profile, file: str | None, environment: Mapping[str, str], users: Sequence[SandboxUser]
) -> Secret | None:
    """A sandbox user's own password is public and serves where none is given."""
    known = sandbox_user(profile.user, users) if profile.user else users[0]
    if known is None:
        raise UsageError(
            f"--user: there is no {profile.user} in the embedded sandbox (there are "
            f"{', '.join(user.name for user in users)}). {_way_out(profile)}"
        )
    variables = environment if profile.user else {}  # a variable meant for a real server is not alice's
    return _referred(profile, file, environment) or given_secret(PASSWORD, file, variables) or Secret(known.password)


def _way_out(profile: Profile) -> str:
    """For somebody whom the sandbox does not know."""
    if profile.sandbox:
        return "Take one of them, or leave the sandbox out of it."
    _, at, domain = profile.user.rpartition("@")
    hint = f"--domain {domain}" if at and domain.isprintable() else "--domain DOMAIN"
    return f"To sign in to a server, add {hint} or --root URL."
