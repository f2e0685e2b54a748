"""What is said when a sandbox listens: for people, for programs, and as a file for those that wait."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.people import Account
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.wire.sandbox_scenarios import find_scenario


def announcement(url: str, scenario: str = "", cast: Cast | None = None, ca: str = "") -> Iterator[str]:
    """The lines for people.

    Args:
        url: of the autodiscover root.
        scenario: its name or file; empty: the usual one.
        cast: people and meetings; None: those that every sandbox has.
        ca: path of the authority's certificate; empty where there is no TLS.
    """
    cast = cast or Cast()
    yield f"root: {url}"
    if ca:
        yield f"ca: {safe_line(ca)}"
    if scenario:
        chosen = find_scenario(scenario)
        yield f"scenario: {chosen.name}: {safe_line(chosen.about)}"
    yield ""
    yield "users:"
    for account in cast.accounts:
        yield f"  {safe_line(account.sign_in_name)}  password {_password(account, cast)}"
    yield ""
    yield "meetings:"
    for meeting in cast.entries(base_of(url)):
        yield f"  {safe_line(meeting.subject)}"
        yield f"    {safe_line(meeting.uri)}"
        yield f"    {safe_line(meeting.join_url)}"
        yield f"    {meeting.behaviour}: {safe_line(meeting.expect)}"


def ready_text(
    url: str, scenario: str = "", cast: Cast | None = None, ca: str = "", *, passwords: bool = False
) -> dict[str, object]:
    """The same for programs: names and addresses, and passwords only where they are asked for.

    Args: as `announcement`; `passwords` adds those of the users.
    """
    cast = cast or Cast()
    users: list[dict[str, str]] = []
    for user in cast.users():
        users.append({"name": user.name, "uri": user.uri} | ({"password": user.password} if passwords else {}))
    meetings = [
        {"uri": m.uri, "subject": m.subject, "behaviour": m.behaviour, "expect": m.expect, "joinUrl": m.join_url}
        for m in cast.entries(base_of(url))
    ]
    return {
        "root": url,
        "port": int(base_of(url).rsplit(":", 1)[1]),
        "ca": ca or None,
        "domain": cast.domain,
        "scenario": scenario or None,
        "pid": os.getpid(),
        "users": users,
        "meetings": meetings,
    }


def ready_bytes(told: dict[str, object]) -> bytes:
    """The ready file."""
    return json.dumps(told, indent=2).encode("ascii") + b"\n"


def is_ready_file(data: bytes) -> bool:
    """Whether it is a ready file: of this sandbox or of another one."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and {"root", "port", "pid", "users", "meetings"} <= told.keys()


def base_of(url: str) -> str:
    """Scheme and host of a URL."""
    return "/".join(url.split("/", 3)[:3])


def _password(account: Account, cast: Cast) -> str:
    """The password where it is public, else where it is."""
    if cast.secret is not None and account.password == cast.secret.reveal():
        return "is the sandbox's secret"
    return safe_line(account.password) if account.has_usual_password else "is in the file of users"
