"""One process a folder: a lock that the system lets go of when the process ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import FolderInUse, NotSaved
from storage.files import FILE_MODE, Files


def take(folder: Path, files: Files) -> int:
    """The lock's descriptor; closing it gives the folder back. A folder that is not there is made. FolderInUse, NotSaved."""
    path = folder / "lock"
    try:
        files.make_folder(folder)
        files.make_private(folder)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
    except OSError as error:
        raise NotSaved(path, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise FolderInUse(folder) from None
    os.fchmod(lock, FILE_MODE)
    return lock


@contextmanager
def held(folder: Path, files: Files) -> Iterator[None]:
    """Hold a folder for a while."""
    lock = take(folder, files)
    try:
        yield
    finally:
        os.close(lock)
