"""A private file without a name that keeps what memory has no room for: the newest of it, in a ring."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO


class SpillFile:
    """Blocks of bytes in a file that nobody else can open and that is gone with the process, however it ends.

    `write` belongs to one thread at a time; `read` to any.

    Args:
        folder: where it is made, when it is first needed; made with mode 0700 where it is not there.
        capacity: most bytes; older blocks are written over.
    """

    def __init__(self, folder: Callable[[], Path], capacity: int) -> None:
        self._folder = folder
        self._capacity = capacity
        self._file: IO[bytes] | None = None
        self._end = 0
        """Bytes ever written, counted as if the file had no end."""

    @property
    def oldest(self) -> int:
        """Blocks from this place on are whole."""
        return max(0, self._end - self._capacity)

    def write(self, data: bytes) -> int:
        """Keep a block; its place.

        Raises:
            OSError: it could not be written, or is larger than the whole file may be.
        """
        if len(data) > self._capacity:
            raise OSError("a block is larger than all the room for events")
        left = self._capacity - self._end % self._capacity
        if len(data) > left:  # a block is never broken
            self._end += left
        place = self._end
        self._end += len(data)
        handle, at = self._handle(), place % self._capacity
        view = memoryview(data)
        while view:
            count = _write(handle, view, at)
            view, at = view[count:], at + count
        return place

    def read(self, place: int, length: int) -> bytes:
        """A block.

        Raises:
            OSError: it cannot be read, or has been written over.
        """
        data = _read(self._handle(), length, place % self._capacity)
        if len(data) < length or place < self.oldest:
            raise OSError("the block is no longer there")
        return data

    def close(self) -> None:
        """Give the disk back."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __del__(self) -> None:
        self.close()

    def _handle(self) -> int:
        if self._file is None:
            folder = self._folder()
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Mode 0600; without a name from the beginning where the system can do that.
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        return self._file.fileno()


if hasattr(os, "pread"):

    def _write(handle: int, data: memoryview, at: int) -> int:
        return os.pwrite(handle, data, at)

    def _read(handle: int, length: int, at: int) -> bytes:
        return os.pread(handle, length, at)

else:  # Windows: one position for all
    import threading

    _lock = threading.Lock()

    def _write(handle: int, data: memoryview, at: int) -> int:
        with _lock:
            os.lseek(handle, at, os.SEEK_SET)
            return os.write(handle, data)

    def _read(handle: int, length: int, at: int) -> bytes:
        with _lock:
            os.lseek(handle, at, os.SEEK_SET)
            return os.read(handle, length)
