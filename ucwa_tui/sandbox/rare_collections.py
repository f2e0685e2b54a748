"""How often a process that is nothing but a server looks for garbage in circles.

Python's own settings suit a script. A server with a thousand clients holds a million small objects that stay, and walks
through them again and again: a fifth of its time, in pauses that every client feels.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 20_000
"""So many more than there were, then the youngest are looked at; a join makes some hundreds."""
YOUNG_ROUNDS = 10
"""After so many times also those that are older; after so many times of that, all."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Leave alone what was there before, and look seldom, until the block ends. The whole process is concerned."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNG_ROUNDS, YOUNG_ROUNDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
