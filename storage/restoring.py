"""Putting journals back: all of a source is verified before anything is touched, and then each person's, whole.

A journal that is there stays, unless it is damaged (then it is set aside) or shall be replaced. Doing it twice is once.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from storage.archive import INVITATION, JOURNAL, NAMES_KEY, Archive
from storage.encryption import MasterKey
from storage.errors import BackupDamaged, JournalDamaged, JournalError, NotRead, NotSaved
from storage.files import Files, write_whole
from storage.invitations import FOLDER, keep_names_key, names_key
from storage.layout import SUFFIX, Layout, entries, journals_in
from storage.lines import JournalSeals
from storage.reading import Unsealed, reseal, unseal
from storage.store import Store


class Outcome(StrEnum):
    """What became of one journal of a source."""

    PUT_BACK = "put back"
    REPLACED = "replaced"
    SAME = "the same already"
    STAYED = "there, and stayed"
    SET_ASIDE = "put back, and the damaged one set aside"


class Source:
    """Where journals come from: a backup file, a day's folder, or one copy in it. `key`: what it was sealed with."""

    def __init__(self, path: Path, key: MasterKey, files: Files) -> None:
        """Raises what Archive does."""
        self._path = path
        self._files = files
        self._key = key
        self._archive = None if path.is_dir() or path.suffix == SUFFIX else Archive(path, key, files)

    def journals(self) -> Iterator[tuple[Unsealed, bytes]]:
        """Each journal, and its bytes as they are sealed. BackupDamaged, JournalError, NotRead."""
        seals = JournalSeals(self._key)
        if self._archive is not None:
            for record in self._archive.records():
                if record.kind == JOURNAL:
                    try:
                        yield unseal(self._path, record.content, seals), record.content
                    except JournalError:
                        raise BackupDamaged(self._path) from None
            return
        paths = journals_in(self._files, self._path) if self._path.is_dir() else iter([self._path])
        for path in paths:
            try:
                raw = self._files.read(path)
            except OSError as error:
                raise NotRead(path, error) from error
            whole = unseal(path, raw, seals)
            yield whole, raw[: whole.end]

    def invitations(self) -> tuple[bytes, dict[str, bytes]]:
        """The key of the invitations' names, and each one's content by its name; none where it holds only journals."""
        names, found = b"", {}
        for record in self._archive.records() if self._archive is not None else ():
            if record.kind == NAMES_KEY:
                names = record.content
            elif record.kind == INVITATION:
                found[record.name] = record.content
        return names, found


def restore(store: Store, source: Source, *, replace: bool = False) -> Counter[Outcome]:
    """Put back what a source holds. Raises BackupError, JournalError, NotRead before, and NotSaved after, the first write."""
    for _ in source.journals():
        pass
    layout, files = store.layout, store.files
    try:
        if not entries(files, layout.journals):
            _put_invitations(layout, files, source)
        return Counter(_put_back(store, whole, raw, replace=replace) for whole, raw in source.journals())
    except OSError as error:
        raise NotSaved(layout.journals, error) from error


def _put_back(store: Store, whole: Unsealed, raw: bytes, *, replace: bool) -> Outcome:
    path = store.layout.journal(whole.head.person_id)
    outcome = Outcome.PUT_BACK
    try:
        there = store.layout.unseal(path, store.files.read(path))
    except FileNotFoundError:
        pass
    except JournalDamaged:
        store.set_aside(path)
        outcome = Outcome.SET_ASIDE
    except JournalError:
        return Outcome.STAYED
    else:
        if there.contents == whole.contents:
            return Outcome.SAME
        if not replace:
            return Outcome.STAYED
        outcome = Outcome.REPLACED
    own = _opens(store.layout, path, raw)
    write_whole(store.files, path, raw if own else reseal(whole, store.layout.seals))
    return outcome


def _opens(layout: Layout, path: Path, raw: bytes) -> bool:
    """Whether a journal's bytes are sealed with the folder's own key."""
    try:
        layout.unseal(path, raw)
    except JournalError:
        return False
    return True


def _put_invitations(layout: Layout, files: Files, source: Source) -> None:
    """Only into a folder without journals: in one that was lived in a used invitation would be good again."""
    names, found = source.invitations()
    own = names_key(layout.folder, layout.key, files)
    if not found or (names != own and entries(files, layout.folder / FOLDER)):
        return
    keep_names_key(layout.folder, layout.key, files, names)
    files.make_folder(layout.folder / FOLDER)
    for name, content in found.items():
        write_whole(files, layout.folder / FOLDER / name, content)
