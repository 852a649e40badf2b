"""Each day's copies of all journals: `backups/DATE/`, sealed as they are, kept for seven days, never touched again.

Real copies, not links: a journal's file is appended to, and what spoils one file must not spoil its copies. Whoever's
journal cannot be copied today (damaged, set aside, gone) keeps their newest good copy: it goes over into today's folder.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from storage.errors import BackupDamaged, JournalError, NotSaved
from storage.files import TEMPORARY, Files
from storage.layout import SUFFIX, Layout, entries, journals_in, name_of, remove_folder

KEPT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Copy:
    """A journal's bytes. `fresh`: of the journal itself and not of an earlier copy."""

    content: bytes = field(repr=False)
    fresh: bool


class Copies:
    """The daily copies of one folder."""

    def __init__(self, layout: Layout, files: Files) -> None:
        self._layout = layout
        self._files = files

    def days(self) -> list[Path]:
        """Each day's whole folder, the newest first."""
        names = [name for name in entries(self._files, self._layout.backups) if _day(name) is not None]
        return [self._layout.backups / name for name in reversed(names)]

    def due(self, on: date) -> bool:
        """Whether a day's copies are still to be made."""
        return not (self._layout.backups / on.isoformat()).exists()

    def make(self, on: date) -> Iterator[None]:
        """Copy all journals, one a step, and then drop what is older than KEPT_DAYS. NotSaved, BackupDamaged.

        Between two steps anything may be written or erased. Until the last step there is no folder of this day.
        """
        folder = self._layout.backups / (on.isoformat() + TEMPORARY)
        try:
            yield from self._make(folder, on)
        except OSError as error:
            self._remove_quietly(folder)
            raise NotSaved(folder, error) from error
        except BackupDamaged:
            self._remove_quietly(folder)
            raise

    def newest_good(self, name: str) -> Path | None:
        """The newest copy of somebody's journal that can be read whole."""
        for day in self.days():
            path = day / (name + SUFFIX)
            try:
                self._layout.examine(path, self._files.read(path))
            except (OSError, JournalError):
                continue
            return path
        return None

    def names(self) -> list[str]:
        """Whoever has a journal, or a copy of one."""
        folders = [self._layout.journals, *self.days()[:1]]
        return sorted({name_of(path) for folder in folders for path in journals_in(self._files, folder)})

    def copy(self, name: str) -> Copy | None:
        """The whole lines of somebody's journal, or else the newest good copy; None where there is neither. OSError."""
        path = self._layout.journals / (name + SUFFIX)
        try:
            raw = self._files.read(path)
            return Copy(raw[: self._layout.unseal(path, raw).end], fresh=True)
        except (FileNotFoundError, JournalError):
            good = self.newest_good(name)
            return None if good is None else Copy(self._files.read(good), fresh=False)

    def remove(self, name: str) -> None:
        """Remove all copies of somebody's journal, for good. OSError."""
        for folder in entries(self._files, self._layout.backups):
            path = self._layout.backups / folder / (name + SUFFIX)
            if path.exists():
                self._files.remove(path)
                self._files.sync_folder(path.parent)

    def _make(self, folder: Path, on: date) -> Iterator[None]:
        self._files.make_folder(self._layout.backups)
        for name in entries(self._files, self._layout.backups):
            if name.endswith(TEMPORARY):
                remove_folder(self._files, self._layout.backups / name)
        self._files.make_folder(folder)
        for name in self.names():
            copy = self.copy(name)
            if copy is not None:
                self._put(folder / (name + SUFFIX), copy.content)
            yield
        self._files.sync_folder(folder)
        self._files.replace(folder, self._layout.backups / on.isoformat())
        self._files.sync_folder(self._layout.backups)
        for day in self.days():
            made_on = date.fromisoformat(day.name)
            # A day in the future was made by a clock that was wrong.
            if not on - timedelta(days=KEPT_DAYS) < made_on <= on + timedelta(days=1):
                remove_folder(self._files, day)

    def _put(self, path: Path, content: bytes) -> None:
        descriptor = self._files.open_new(path)
        try:
            self._files.write(descriptor, content)
            self._files.sync(descriptor)
        finally:
            self._files.close(descriptor)
        if self._files.read(path) != content:
            raise BackupDamaged(path)

    def _remove_quietly(self, folder: Path) -> None:
        """Make room again; where that fails too, the next day's copies begin with it."""
        try:
            remove_folder(self._files, folder)
        except OSError:
            return


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None
