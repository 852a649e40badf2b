"""All journals of one installation: one folder, one process, one sealed file a person. storage.layout says what lies where.

One journal that cannot be used keeps nobody else from theirs. What is damaged is set aside, never written over.
"""

import os
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from conversations.model import Journal
from storage import checking
from storage.aside import Aside
from storage.checking import Finding
from storage.copies import Copies
from storage.durable import SealedLines
from storage.encryption import MasterKey, refuse_beside
from storage.erasing import Erasing
from storage.errors import (
    DocumentTooNew,
    DocumentUnreadable,
    JournalDamaged,
    JournalError,
    JournalMisplaced,
    JournalSetAside,
    JournalTooNew,
    JournalUnreadable,
    KeyWrong,
    NotRead,
    NotSaved,
    PathError,
)
from storage.files import Disk, Files, write_whole
from storage.journal import JournalTables
from storage.layout import SUFFIX, Layout, journals_in, name_of, sweep
from storage.lines import FORMAT, HEAD_BYTES, FormatTooNew, LineBroken
from storage.lock import take

OPEN_JOURNALS = 512


class _Opened:
    """A journal in memory: its tables, and the value they hold."""

    __slots__ = ("journal", "tables")

    def __init__(self, tables: JournalTables, journal: Journal | None) -> None:
        self.tables = tables
        self.journal = journal


class Store:
    """The journals of one folder. Open it with `open`; it holds the folder until `close`."""

    def __init__(self, folder: Path, key: MasterKey, lock: int, files: Files, open_journals: int) -> None:
        self._lock = lock
        self.files = files
        self.layout = Layout(folder, key)
        self.copies = Copies(self.layout, files)
        self._aside = Aside(self.layout, files)
        self._erasing = Erasing(self.layout, files, self._aside, self.copies)
        self._opened: OrderedDict[int, _Opened] = OrderedDict()
        self._open_journals = open_journals

    def __repr__(self) -> str:
        return f"<Store {self.layout.folder}>"

    @staticmethod
    def holds_data(folder: Path) -> bool:
        """Whether there is anything in the folder that only its key can open."""
        return any((folder / name).exists() for name in ("key-check", "rotation")) or any(
            (folder / "journals").glob(f"*{SUFFIX}")
        )

    @staticmethod
    def verify_key(folder: Path, key: MasterKey) -> None:
        """Make sure that a folder was sealed with this key, without opening it. KeyWrong, NotRead, RotationUnfinished."""
        Layout(folder, key).require_key(Disk())

    @classmethod
    def open(
        cls, folder: Path, key: MasterKey, *, files: Files | None = None, open_journals: int = OPEN_JOURNALS
    ) -> "Store":
        """Take a folder, made 0700 if there is none. At most `open_journals` are held in memory.

        Raises KeyBesideJournals, FolderInUse, KeyWrong, RotationUnfinished, NotSaved, NotErased. Before the key is known
        to fit nothing is written but the lock.
        """
        refuse_beside(key.path, folder)
        files = files or Disk()
        lock = take(folder, files)
        try:
            store = cls(folder, key, lock, files, open_journals)
            store._put_in_order()
        except BaseException:
            os.close(lock)
            raise
        return store

    def heads(self) -> Iterator[int | PathError]:
        """Whose each file among the journals is, by its head, or why it is nobody's."""
        for path in journals_in(self.files, self.layout.journals):
            try:
                yield self._person_in(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                yield NotRead(path, error)
            except JournalError as error:
                yield error

    def people(self) -> Iterator[int]:
        """Everybody with a journal whose head holds, in no order. What does not hold is in `damaged`."""
        for head in self.heads():
            if isinstance(head, int):
                yield head

    def damaged(self) -> Iterator[PathError]:
        """Why a file among the journals is nobody's: damaged in its head, misplaced, too new, or not readable.

        Heads only: a journal that is damaged further on says so when it is loaded.
        """
        for head in self.heads():
            if not isinstance(head, int):
                yield head

    def load(self, person_id: int) -> Journal | None:
        """A person's journal, None when there is none. JournalError, NotRead: this journal only, others go on.

        A damaged one is set aside: JournalSetAside, from then on, until a copy of it is put back or it is erased.
        """
        return self._open(person_id).journal

    def keep(self, journal: Journal, *, durable: bool = True) -> None:
        """Put a person's journal on disk as one turn: after a crash it is there whole, or the one before is.

        `durable` False writes without waiting for the disk: a power cut may lose it. Raises NotSaved, JournalError.
        """
        opened = self._open(journal.person_id)
        try:
            opened.tables.keep(opened.journal, journal, durable=durable)
        except BaseException:
            self._opened.pop(journal.person_id, None)  # what is on disk is read again before it is written again
            raise
        opened.journal = journal
        self._remember(journal.person_id, opened)

    def erase(self, person_id: int) -> None:
        """Remove everything of a person's, copies too; no error when there is nothing. NotErased."""
        self._opened.pop(person_id, None)
        self._erasing.erase(self.layout.name(person_id))

    def check(self) -> Iterator[Finding]:
        """Read every journal whole and change nothing: one finding for each file."""
        return checking.check(self.layout, self.files, self._aside, self.copies)

    def back_up(self, on: date) -> Iterator[None]:
        """Make a day's copies of all journals, one a step; no step where they are made. NotSaved, BackupDamaged."""
        if self.copies.due(on) and any(True for _ in journals_in(self.files, self.layout.journals)):
            yield from self.copies.make(on)

    def set_aside(self, path: Path) -> Path:
        """Move a damaged journal out of the way. Where it is then; NotSaved, and it is where it was."""
        self._opened.clear()
        try:
            return self._aside.put(path)
        except OSError as error:
            raise NotSaved(path, error) from error

    def close(self) -> None:
        """Let go of the folder."""
        self._opened.clear()
        self.files.let_go()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _open(self, person_id: int) -> _Opened:
        opened = self._opened.get(person_id)
        if opened is None:
            opened = self._read(person_id)
        if opened.journal is not None:
            self._remember(person_id, opened)
        return opened

    def _read(self, person_id: int) -> _Opened:
        path = self.layout.journal(person_id)
        name = name_of(path)
        if name in self._erasing.unfinished:
            self._erasing.erase(name)
        tables = JournalTables(SealedLines(path, person_id, self.layout.seals, self.files))
        try:
            journal = tables.read(person_id)
        except JournalDamaged as error:
            raise self._out_of_the_way(error) from None
        except DocumentUnreadable as error:
            raise JournalUnreadable(path, error.table, error.doc_id) from None
        except DocumentTooNew as error:
            raise JournalTooNew(path, error.version, error.known) from None
        if journal is None and name in self._aside.names():
            raise JournalSetAside(self._aside.of(name)[-1], self.copies.newest_good(name))
        return _Opened(tables, journal)

    def _out_of_the_way(self, error: JournalDamaged) -> JournalError:
        """What a damaged journal means for whoever wanted it."""
        try:
            path = self._aside.put(error.path)
        except OSError:
            return error
        return JournalSetAside(path, self.copies.newest_good(name_of(path)), error.line)

    def _remember(self, person_id: int, opened: _Opened) -> None:
        self._opened[person_id] = opened
        self._opened.move_to_end(person_id)
        while len(self._opened) > self._open_journals:
            self._opened.popitem(last=False)

    def _person_in(self, path: Path) -> int:
        try:
            head, _ = self.layout.seals.open_head(self.files.read(path, HEAD_BYTES))
        except LineBroken as error:
            raise JournalDamaged(path, error.line) from None
        except FormatTooNew as error:
            raise JournalTooNew(path, error.version, FORMAT) from None
        if self.layout.journal(head.person_id) != path:
            raise JournalMisplaced(path)
        return head.person_id

    def _put_in_order(self) -> None:
        """Make sure of the key, then finish and sweep what a crash left."""
        known = self.layout.require_key(self.files)
        if not known and self.holds_data(self.layout.folder) and not any(True for _ in self.people()):
            raise KeyWrong(self.layout.folder)
        try:
            self.files.make_folder(self.layout.journals)
            self.files.make_private(self.layout.journals)
            if not known:
                write_whole(self.files, self.layout.key_check, self.layout.token())
            sweep(self.files, self.layout.journals)
        except OSError as error:
            raise NotSaved(self.layout.folder, error) from error
        self._erasing.resume()
