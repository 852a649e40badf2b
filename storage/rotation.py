"""Changing the key: everything is sealed anew under another one, and only then is the old one given up.

1. KEY.next is written beside the key, then `rotation` into the folder, sealed with it: from here on nothing else runs here.
2. Each journal and each daily copy is written anew under its new name, and only then is the old file removed.
3. `key-check` is sealed anew, KEY.next takes the key's place, `rotation` is removed.

A kill at any moment leaves each thing under one of the two keys, and both keys there until step 3. Doing it again goes on.
"""

from dataclasses import dataclass
from pathlib import Path

from storage.aside import Aside
from storage.checking import check
from storage.copies import Copies
from storage.encryption import MasterKey, refuse_beside
from storage.erasing import Erasing
from storage.errors import JournalError, KeyWrong, NotRotated, NotSaved, RotationUnfinished
from storage.files import TEMPORARY, Disk, Files, write_whole
from storage.invitations import keep_names_key, names_key
from storage.layout import Layout, entries, journals_in, remove_folder, sweep
from storage.lock import held
from storage.reading import reseal


@dataclass(slots=True)
class Rotated:
    """What was done. `dropped`: daily copies that could not be read under any key, and are gone."""

    resumed: bool = False
    journals: int = 0
    copies: int = 0
    dropped: int = 0


def rotate(folder: Path, key_file: Path, *, files: Files | None = None) -> Rotated:
    """Give a folder a new key, or finish what was begun.

    Raises FolderInUse, KeyMissing, KeyInvalid, KeyWrong, KeyBesideJournals, NotRotated (nothing was begun), NotErased,
    NotSaved.
    """
    files = files or Disk()
    refuse_beside(key_file, folder)
    with held(folder, files):
        try:
            return _Rotation(folder, MasterKey.load(key_file), files).run()
        except OSError as error:
            raise NotSaved(folder, error) from error


class _Rotation:
    def __init__(self, folder: Path, key: MasterKey, files: Files) -> None:
        self._files = files
        self._old = Layout(folder, key)
        self._done = Rotated()

    def run(self) -> Rotated:
        try:
            token = self._files.read(self._old.rotation)
        except FileNotFoundError:
            token = b""
        self._done.resumed = bool(token)
        if not (token and self._old.opens(token)):  # else the new key is in its place already
            new = Layout(self._old.folder, self._next_key(token) if token else self._begin())
            self._seal_anew(new)
            write_whole(self._files, new.key_check, new.token())
            self._files.replace(self._old.key.next_path, self._old.key.path)
            self._files.sync_folder(self._old.key.path.parent)
        self._files.remove(self._old.rotation)
        self._files.sync_folder(self._old.folder)
        self._done.journals = self._journals_in(self._old.journals)
        self._done.copies = sum(map(self._journals_in, Copies(self._old, self._files).days()))
        return self._done

    def _begin(self) -> MasterKey:
        """Make sure that nothing would be left behind under the old key; then there is no way but on."""
        self._old.require_key(self._files)
        self._files.make_folder(self._old.journals)
        sweep(self._files, self._old.journals)
        aside, copies = Aside(self._old, self._files), Copies(self._old, self._files)
        Erasing(self._old, self._files, aside, copies).resume()
        for finding in check(self._old, self._files, aside, copies):
            if finding.error is not None:
                raise NotRotated(finding.path)
        for name in sorted(aside.names()):
            raise NotRotated(aside.of(name)[-1])
        key, _ = MasterKey.load_or_make(self._old.key.next_path, data_exists=False)
        write_whole(self._files, self._old.rotation, Layout(self._old.folder, key).token())
        return key

    def _next_key(self, token: bytes) -> MasterKey:
        key = MasterKey.load(self._old.key.next_path)
        if not Layout(self._old.folder, key).opens(token):
            raise KeyWrong(key.path)
        return key

    def _seal_anew(self, new: Layout) -> None:
        for folder in (self._old.journals, *self._days()):
            sweep(self._files, folder)
            for path in journals_in(self._files, folder):
                self._seal_one_anew(path, new)
            self._files.sync_folder(folder)
        keep_names_key(new.folder, new.key, self._files, self._names_key(new))

    def _seal_one_anew(self, path: Path, new: Layout) -> None:
        raw = self._files.read(path)
        try:
            new.unseal(path, raw)
        except JournalError:
            pass
        else:
            return
        try:
            whole = self._old.unseal(path, raw)
        except JournalError:
            if path.parent == self._old.journals:
                raise NotRotated(path) from None
            self._files.remove(path)
            self._done.dropped += 1
            return
        write_whole(self._files, path.with_name(new.journal(whole.head.person_id).name), reseal(whole, new.seals))
        self._files.remove(path)

    def _names_key(self, new: Layout) -> bytes:
        """The key of the invitations' names, which stays what it was."""
        try:
            return names_key(self._old.folder, self._old.key, self._files)
        except (KeyWrong, RotationUnfinished):
            return names_key(new.folder, new.key, self._files)

    def _days(self) -> list[Path]:
        """Where daily copies are; copies that were not all made when the machine stopped go."""
        for name in entries(self._files, self._old.backups):
            if name.endswith(TEMPORARY):
                remove_folder(self._files, self._old.backups / name)
        return Copies(self._old, self._files).days()

    def _journals_in(self, folder: Path) -> int:
        return sum(1 for _ in journals_in(self._files, folder))
