"""How many sockets this process may have open, and how many connections that leaves."""

from __future__ import annotations

SPARE = 64
"""Files that are no connections: the interpreter's, the log's, listening sockets."""


def room_for(connections: int) -> int:
    """Ask the system for so many connections; how many it gives.

    Raises the process's soft limit as far as the hard one allows. Systems without such a limit give what was asked.
    """
    try:
        import resource
    except ImportError:  # Windows
        return connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return connections
    reachable = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (reachable, hard))
    except (ValueError, OSError):
        reachable = soft
    return min(connections, max(1, reachable - SPARE))
