"""A check of everything that is kept: every journal is read whole, and nothing is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.aside import Aside
from storage.copies import Copies
from storage.errors import JournalError, JournalSetAside, NotRead, StorageError
from storage.files import Files
from storage.layout import SUFFIX, Layout, journals_in, name_of


@dataclass(frozen=True, slots=True)
class Finding:
    """What one file turned out to be. `error` None: it can be read. `backup`: its newest good copy, where it cannot."""

    path: Path
    error: StorageError | None = None
    backup: Path | None = None


def check(layout: Layout, files: Files, aside: Aside, copies: Copies) -> Iterator[Finding]:
    """One finding for each journal, and for each person whose journal was set aside and not restored."""
    for path in journals_in(files, layout.journals):
        error = _error_of(path, layout, files)
        yield Finding(path, error, None if error is None else copies.newest_good(name_of(path)))
    for name in sorted(aside.names()):
        if not (layout.journals / (name + SUFFIX)).exists():
            path, backup = aside.of(name)[-1], copies.newest_good(name)
            yield Finding(path, JournalSetAside(path, backup), backup)


def _error_of(path: Path, layout: Layout, files: Files) -> StorageError | None:
    try:
        layout.examine(path, files.read(path))
    except OSError as error:
        return NotRead(path, error)
    except JournalError as error:
        return error
    return None
