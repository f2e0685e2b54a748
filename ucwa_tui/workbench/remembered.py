"""What earlier sign-ins have found out: the root of a domain, and hosts outside of it that the user has approved.

A JSON file in the state folder, mode 0600. It holds no secret and nothing that could not be found out again, so
trouble with it is told and never ends anything; a file that cannot be read is put aside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ucwa_tui.protocol.sign_in_domain import sign_in_domain
from ucwa_tui.wire.reports import Discovered, DiscoveryForgotten, Report
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.state_file import StateFile

_MOST_BYTES = 1_000_000


class Remembered:
    """The file's content, written at each change. Made with `load`.

    Args:
        path: of the file; None: nothing is written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._file = StateFile(
            path,
            most_bytes=_MOST_BYTES,
            unread="Nothing depends on it.",
            unwritten="It will be found out again.",
        )
        self._roots: dict[str, dict[str, str]] = {}
        """Profile (empty: none) -> domain -> root."""
        self._trusted: dict[str, list[str]] = {}

    @property
    def warning(self) -> str:
        """Why something could not be read or written, one sentence with the way out; empty: all is well."""
        return self._file.warning

    @classmethod
    def load(cls, path: Path) -> Remembered:
        """Read the file. Never raises."""
        remembered = cls(path)
        remembered._read()
        return remembered

    def root_of(self, domain: str, profile: str = "") -> str:
        """The root URL that was found for a domain; empty: none."""
        return self._roots.get(profile, {}).get(domain.lower(), "")

    def trusted_hosts(self, domain: str) -> frozenset[str]:
        """Hosts that the user has approved for a sign-in domain."""
        return frozenset(self._trusted.get(domain.lower(), ()))

    def trust(self, domain: str, host: str) -> None:
        """The user has approved a host for a sign-in domain."""
        hosts = self._trusted.get(domain.lower(), [])
        if host.lower() not in hosts:
            self._change(lambda: self._trusted.setdefault(domain.lower(), []).append(host.lower()))

    def forget(self, profile: str | None = None) -> int:
        """Forget the servers found for a profile, or, without one, all servers and approved hosts; how many of them.

        Args:
            profile: its name; None: everything.
        """
        self._read()
        if profile is not None:
            count = len(self._roots.get(profile, {}))
        else:
            count = sum(map(len, self._roots.values())) + sum(map(len, self._trusted.values()))
        if count:
            self._change(lambda: self._drop(profile))
        return count

    def _drop(self, profile: str | None) -> None:
        if profile is not None:
            self._roots.pop(profile, None)
        else:
            self._roots, self._trusted = {}, {}

    def apply(self, report: Report, profile: str = "") -> None:
        """Keep what discovery has found, or forget it."""
        match report:
            case Discovered(domain, root_url) if self.root_of(domain, profile) != root_url:
                self._change(lambda: self._roots.setdefault(profile, {}).update({domain.lower(): root_url}))
            case DiscoveryForgotten(domain) if self.root_of(domain, profile):
                self._change(lambda: self._roots.get(profile, {}).pop(domain.lower(), None))
            case _:
                pass

    def added_to(self, target: SignInTarget, profile: str = "") -> SignInTarget:
        """The target with the root and the hosts that are known for it."""
        domains = {target.domain.lower(), sign_in_domain(target.user, target.meeting_uri)} - {""}
        trusted = frozenset(host for domain in domains for host in self.trusted_hosts(domain))
        root = self.root_of(target.domain, profile) if target.domain else ""
        return replace(target, cached_root=root, trusted_hosts=target.trusted_hosts | trusted)

    def _change(self, change: Callable[[], object]) -> None:
        self._read()  # another window may have written meanwhile
        change()
        self._file.write({"roots": self._roots, "trusted": self._trusted})

    def _read(self) -> None:
        self._file.read(self._take)

    def _take(self, tree: Any) -> None:
        self._roots, self._trusted = _roots(tree["roots"]), _trusted(tree["trusted"])


def _roots(tree: Any) -> dict[str, dict[str, str]]:
    return {
        str(profile): {
            str(d): u for d, u in found.items() if isinstance(u, str) and u.startswith(("http://", "https://"))
        }
        for profile, found in tree.items()
    }


def _trusted(tree: Any) -> dict[str, list[str]]:
    return {str(domain): [host for host in hosts if isinstance(host, str)] for domain, hosts in tree.items()}
