"""The operating system, one call a step. Nothing else in this room opens, writes or renames a file.

A step is the smallest thing that can fail or be lost on its own, so that a test can fail each one and read their order.
Files are 0600 and folders 0700 whatever the umask.
"""

import os
import stat
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

FILE_MODE = 0o600
FOLDER_MODE = 0o700
ENDS = 64  # files that stay open: far below what a process may have
TEMPORARY = ".new"  # what a file's name ends in until it takes its place


class Files(Protocol):
    """What the storage asks of a file system. Every step may raise OSError."""

    def read(self, path: Path, limit: int = -1, start: int = 0) -> bytes:
        """A file's bytes from `start` on, at most `limit` of them."""
        ...

    def open_new(self, path: Path) -> int:
        """An empty file for writing, whatever was there before; its descriptor."""
        ...

    def open_end(self, path: Path) -> int:
        """An existing file for writing at its end; its descriptor."""
        ...

    def size(self, descriptor: int) -> int:
        """The file's length in bytes."""
        ...

    def write(self, descriptor: int, content: bytes) -> None:
        """Write all of the content."""
        ...

    def truncate(self, descriptor: int, length: int) -> None:
        """Cut the file to `length` bytes."""
        ...

    def sync(self, descriptor: int) -> None:
        """Return once the file's content and length are on disk."""
        ...

    def close(self, descriptor: int) -> None:
        """Give the descriptor back."""
        ...

    def let_go(self) -> None:
        """Close whatever is still open."""
        ...

    def replace(self, source: Path, target: Path) -> None:
        """Put one file in another's place, at once."""
        ...

    def remove(self, path: Path) -> None:
        """Remove a file; nothing happens when there is none."""
        ...

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        ...

    def sync_folder(self, path: Path) -> None:
        """Return once the folder's names are on disk."""
        ...

    def make_folder(self, path: Path) -> None:
        """Make a folder and those above it, private and on disk; one that is there stays as it is."""
        ...

    def make_private(self, path: Path) -> None:
        """Let nobody else into a folder."""
        ...

    def names(self, path: Path) -> Iterator[str]:
        """The names in a folder, in no order."""
        ...


class Disk:
    """The real one.

    Files that were written at their end stay open for the next time, ENDS of them: opening and closing one each time
    costs as much as a tenth of waiting for the disk. A file that was replaced or removed meanwhile is opened anew.
    """

    def __init__(self) -> None:
        self._ends: OrderedDict[Path, tuple[int, tuple[int, int]]] = OrderedDict()  # a descriptor, and of which file
        self._kept: set[int] = set()  # these descriptors

    def __del__(self) -> None:
        self.let_go()

    def read(self, path: Path, limit: int = -1, start: int = 0) -> bytes:
        with path.open("rb", buffering=0) as file:
            file.seek(start)
            return (file.read(limit) if limit >= 0 else file.readall()) or b""

    def open_new(self, path: Path) -> int:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
        os.fchmod(descriptor, FILE_MODE)
        return descriptor

    def open_end(self, path: Path) -> int:
        if path in self._ends:
            descriptor, file = self._ends[path]
            if _file(os.stat(path)) == file:  # noqa: PTH116 - this is done at every turn
                self._ends.move_to_end(path)
                return descriptor
            self._leave(path)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        self._ends[path] = descriptor, _file(os.fstat(descriptor))
        self._kept.add(descriptor)
        while len(self._ends) > ENDS:
            self._leave(next(iter(self._ends)))
        return descriptor

    def size(self, descriptor: int) -> int:
        return os.fstat(descriptor).st_size

    def write(self, descriptor: int, content: bytes) -> None:
        written = os.write(descriptor, content)
        while written < len(content):  # a disk that fills up takes a part first, and refuses the rest
            written += os.write(descriptor, content[written:])

    def truncate(self, descriptor: int, length: int) -> None:
        os.ftruncate(descriptor, length)

    def sync(self, descriptor: int) -> None:
        os.fdatasync(descriptor)

    def close(self, descriptor: int) -> None:
        if descriptor not in self._kept:
            os.close(descriptor)

    def let_go(self) -> None:
        for path in [*self._ends]:
            self._leave(path)

    def replace(self, source: Path, target: Path) -> None:
        self._leave(source)
        self._leave(target)
        source.replace(target)

    def remove(self, path: Path) -> None:
        self._leave(path)
        path.unlink(missing_ok=True)

    def remove_folder(self, path: Path) -> None:
        path.rmdir()

    def sync_folder(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def make_folder(self, path: Path) -> None:
        if not path.is_dir():
            self.make_folder(path.parent)
            path.mkdir(FOLDER_MODE, exist_ok=True)
            path.chmod(FOLDER_MODE)
            self.sync_folder(path.parent)

    def make_private(self, path: Path) -> None:
        if stat.S_IMODE(path.stat().st_mode) != FOLDER_MODE:
            path.chmod(FOLDER_MODE)

    def names(self, path: Path) -> Iterator[str]:
        with os.scandir(path) as entries:
            yield from (entry.name for entry in entries)

    def _leave(self, path: Path) -> None:
        if path in self._ends:
            descriptor, _ = self._ends.pop(path)
            self._kept.discard(descriptor)
            os.close(descriptor)


def _file(status: os.stat_result) -> tuple[int, int]:
    """Which file it is, whatever it is called."""
    return status.st_ino, status.st_dev


def write_whole(files: Files, path: Path, content: bytes) -> None:
    """Put a file's content on disk whole, or leave what was there."""
    stage(files, path, content)
    settle(files, path)


def stage(files: Files, path: Path, content: bytes) -> None:
    """Write what shall be a file's content beside it, and wait until it is on disk."""
    temporary = temporary_of(path)
    try:
        descriptor = files.open_new(temporary)
        try:
            files.write(descriptor, content)
            files.sync(descriptor)
        finally:
            files.close(descriptor)
    except OSError:
        _remove_quietly(files, temporary)
        raise


def settle(files: Files, path: Path) -> None:
    """Put what was staged in the file's place, and wait until the folder's name for it is on disk."""
    try:
        files.replace(temporary_of(path), path)
    except OSError:
        _remove_quietly(files, temporary_of(path))
        raise
    files.sync_folder(path.parent)


def _remove_quietly(files: Files, path: Path) -> None:
    """Remove what a failed step left; if that fails too, the next start sweeps it."""
    try:
        files.remove(path)
    except OSError:
        return


def temporary_of(path: Path) -> Path:
    """Where a file is written before it takes its place: beside it, under a name that a sweep recognises."""
    return path.with_name(path.name + TEMPORARY)
