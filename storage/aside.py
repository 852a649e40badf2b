"""Journals that were damaged, out of the way: each under a name of its own, never overwritten, gone when it is erased.

Whoever's journal is here and not restored is no stranger: no new journal is begun in its place.
"""

from pathlib import Path

from storage.files import Files
from storage.layout import SUFFIX, Layout, entries, name_of


class Aside:
    """The journals of one folder that were set aside."""

    def __init__(self, layout: Layout, files: Files) -> None:
        self._folder = layout.set_aside
        self._files = files
        self._names: set[str] | None = None

    def names(self) -> set[str]:
        """Whose journals were set aside, restored or not."""
        if self._names is None:
            self._names = {name_of(Path(name)) for name in entries(self._files, self._folder)}
        return self._names

    def of(self, name: str) -> list[Path]:
        """What was set aside of one person's, the oldest first."""
        found = [self._folder / each for each in entries(self._files, self._folder) if name_of(Path(each)) == name]
        return sorted(found, key=_number)

    def put(self, path: Path) -> Path:
        """Move a journal here, to where nothing is. OSError, and then it is where it was."""
        self._files.make_folder(self._folder)
        name = name_of(path)
        number = 1 + max(map(_number, self.of(name)), default=0)
        target = self._folder / f"{name}.{number}{SUFFIX}"
        self._files.replace(path, target)
        self.names().add(name)
        self._files.sync_folder(self._folder)
        self._files.sync_folder(path.parent)
        return target

    def remove(self, name: str) -> None:
        """Remove all that was set aside of one person's. OSError."""
        if name in self.names():
            for path in self.of(name):
                self._files.remove(path)
            self._files.sync_folder(self._folder)
            self.names().discard(name)


def _number(path: Path) -> int:
    """How many of one person's were set aside when this one was."""
    number = path.name.split(".")[1]
    return int(number) if number.isdecimal() else 0
