"""Erasing a person, everywhere in the folder. A mark says that it has begun, so that a crash cannot leave it half done.

The journal itself goes last: as long as it is there nothing has happened that the person would see.
"""

from pathlib import Path

from storage.aside import Aside
from storage.copies import Copies
from storage.errors import NotErased
from storage.files import Files, temporary_of
from storage.layout import ERASING, SUFFIX, Layout, entries


class Erasing:
    """Erases from one folder. `unfinished`: who could not be erased yet, although their journal is gone."""

    def __init__(self, layout: Layout, files: Files, aside: Aside, copies: Copies) -> None:
        self._layout = layout
        self._files = files
        self._aside = aside
        self._copies = copies
        self.unfinished: set[str] = set()

    def resume(self) -> None:
        """Finish what a crash interrupted. NotErased."""
        for entry in entries(self._files, self._layout.journals):
            if entry.endswith(ERASING):
                self.erase(entry.removesuffix(ERASING))

    def erase(self, name: str) -> None:
        """Remove all of one person's; no error where there is nothing. NotErased: it can be asked for again."""
        journal = self._layout.journals / (name + SUFFIX)
        try:
            self._mark(self._layout.erasing(name))
            self._copies.remove(name)
            self._aside.remove(name)
            self._files.remove(temporary_of(journal))
            self._files.remove(journal)
            self._files.remove(self._layout.erasing(name))
            self._files.sync_folder(self._layout.journals)
        except OSError as error:
            self._withdraw(name, journal)
            raise NotErased(journal, error) from error
        self.unfinished.discard(name)

    def _mark(self, path: Path) -> None:
        self._files.close(self._files.open_new(path))
        self._files.sync_folder(self._layout.journals)

    def _withdraw(self, name: str, journal: Path) -> None:
        """Nobody is erased later who was told that it failed, unless their journal is gone already."""
        if journal.exists():
            try:
                self._files.remove(self._layout.erasing(name))
            except OSError:
                return
        else:
            self.unfinished.add(name)
