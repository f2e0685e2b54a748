"""What can be made to happen at once, to everybody or to one user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from ucwa_tui.sandbox.application import Application
from ucwa_tui.sandbox.tokens import Identity
from ucwa_tui.sandbox.world import World
from ucwa_tui.wire.sandbox_mishaps import MISHAPS


class MishapError(ValueError):
    """An order that cannot be."""


_LIMITS: Mapping[str, tuple[str, ...]] = {"drop-connections": (), "expire-tokens": ("user",)}
"""To what a mishap can be limited, where that is not both."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """One of `MISHAPS`, and whom it concerns: empty means everybody."""

    name: str
    user: str = ""
    """Short name; `guest` is every anonymous one."""
    application: str = ""
    """The number in the application's path."""

    def __post_init__(self) -> None:
        if self.name not in MISHAPS:
            near = get_close_matches(self.name, list(MISHAPS), 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(MISHAPS)}"
            raise MishapError(f"there is no {self.name!r:.60} to do; {hint}")
        for key in ("user", "application"):
            if getattr(self, key) and key not in _LIMITS.get(self.name, ("user", "application")):
                raise MishapError(f"{self.name} cannot be done for one {key}; leave {key} away to do it for everybody")


def befall(world: World, mishap: Mishap) -> int:
    """Let it happen in a world; to how many. Connections are not the world's business."""
    if mishap.name == "expire-tokens":
        return world.tickets.expire_all(lambda identity: _is_user(world, identity, mishap.user))
    concerned = [a for a in world.applications.values() if _concerns(world, a, mishap)]
    for application in concerned:
        match mishap.name:
            case "end-applications":
                world.end(application)
            case "resync":
                application.channel.mislead()
            case "replace":
                application.channel.seize()
    return len(concerned)


def _concerns(world: World, application: Application, mishap: Mishap) -> bool:
    return _is_user(world, application.owner, mishap.user) and mishap.application in ("", application.id)


def _is_user(world: World, identity: Identity, user: str) -> bool:
    if not user:
        return True
    return user.lower() == ("guest" if identity.anonymous else world.alias(identity.person))
