"""Named sites on loopback for runs of the command line: names lead to them with `--connect-to`, as with curl."""

from __future__ import annotations

from pathlib import Path

from tests.support.named_sites import PASSWORD, USER, USER_PATH, Names, Site

INNER, OUTER = "lyncdiscoverinternal.orchard.test", "lyncdiscover.orchard.test"
ENVIRONMENT = {"UCWA_TUI_PASSWORD": PASSWORD}
WHO = ("--domain", "orchard.test", "--user", USER)


def orchard(names: Names) -> tuple[Site, Site]:
    """Discovery by the outer name, everything else in a pool; the inner name leads to a closed door."""
    front, pool = names.site(OUTER), names.site("pool.orchard.test", address="127.0.0.2")
    front.root_links = {"user": pool.url + USER_PATH}
    for url in (f"https://{INNER}", f"http://{INNER}", f"http://{OUTER}"):
        names.refuse(url)
    return front, pool


def ways(names: Names) -> tuple[str, ...]:
    """`--connect-to` for every name."""
    rules = names.network.connect_to
    told = (f"{rule.host}:{rule.port}:{rule.to_host}:{rule.to_port}" for rule in rules)
    return ("--proxy", "none", *(word for rule in told for word in ("--connect-to", rule)))


def reaching(names: Names, folder: Path) -> tuple[str, ...]:
    """The same, and the private authority with `--ca`."""
    return (*ways(names), "--ca", names.write_authority(folder))
