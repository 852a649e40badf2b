"""All journals of one installation: one folder, one process, one sealed file a person.

lock           held while a Store is open; the system lets go of it when the process ends, however it ends
key-check      a sealed token: a wrong key is found before anything is written
journals/      one file a person, under a keyed name
invitations/   see storage.invitations
"""

import fcntl
import os
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from conversations.model import Journal
from storage.durable import SealedLines
from storage.encryption import MasterKey, SealBroken, refuse_beside
from storage.errors import (
    DocumentTooNew,
    DocumentUnreadable,
    FolderInUse,
    JournalDamaged,
    JournalError,
    JournalMisplaced,
    JournalTooNew,
    JournalUnreadable,
    KeyWrong,
    NotErased,
    NotRead,
    NotSaved,
    StorageError,
)
from storage.files import FILE_MODE, TEMPORARY, Disk, Files, temporary_of, write_whole
from storage.journal import JournalTables
from storage.lines import FORMAT, HEAD_BYTES, FormatTooNew, JournalSeals, LineBroken

OPEN_JOURNALS = 512
SUFFIX = ".journal"

_TOKEN = b"afterword"
_TOKEN_PLACE = b"key-check"


class _Opened:
    """A journal in memory: its tables, and the value they hold."""

    __slots__ = ("journal", "tables")

    def __init__(self, tables: JournalTables, journal: Journal | None) -> None:
        self.tables = tables
        self.journal = journal


class Store:
    """The journals of one folder. Open it with `open`; it holds the folder until `close`."""

    def __init__(self, folder: Path, key: MasterKey, lock: int, files: Files, open_journals: int) -> None:
        self._folder = folder
        self._journals = folder / "journals"
        self._lock = lock
        self._files = files
        self._seals = JournalSeals(key)
        self._names = key.names("journal name")
        self._opened: OrderedDict[int, _Opened] = OrderedDict()
        self._open_journals = open_journals

    def __repr__(self) -> str:
        return f"<Store {self._folder}>"

    @staticmethod
    def holds_data(folder: Path) -> bool:
        """Whether there is anything in the folder that only its key can open."""
        return (folder / "key-check").exists() or any((folder / "journals").glob(f"*{SUFFIX}"))

    @classmethod
    def open(
        cls, folder: Path, key: MasterKey, *, files: Files | None = None, open_journals: int = OPEN_JOURNALS
    ) -> "Store":
        """Take a folder, made 0700 if there is none. At most `open_journals` are held in memory.

        Raises KeyBesideJournals, FolderInUse, KeyWrong, NotSaved. Before the key is known to fit nothing is written but
        the lock.
        """
        refuse_beside(key.path, folder)
        files = files or Disk()
        lock = _take(folder, files)
        try:
            store = cls(folder, key, lock, files, open_journals)
            store._check(key)
        except BaseException:
            os.close(lock)
            raise
        return store

    def people(self) -> Iterator[int]:
        """Everybody with a journal whose head holds, in no order. What does not hold is in `damaged`."""
        for head in self._heads():
            if isinstance(head, int):
                yield head

    def damaged(self) -> Iterator[StorageError]:
        """Why a file among the journals is nobody's: damaged in its head, misplaced, too new, or not readable.

        Heads only: a journal that is damaged further on says so when it is loaded.
        """
        for head in self._heads():
            if isinstance(head, StorageError):
                yield head

    def load(self, person_id: int) -> Journal | None:
        """A person's journal, None when there is none. JournalError, NotRead: this journal only, others go on."""
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
        """Remove a person's journal and whatever was left beside it; no error when there is none. NotErased."""
        path = self._path(person_id)
        self._opened.pop(person_id, None)
        try:
            self._files.remove(path)
            self._files.remove(temporary_of(path))
            self._files.sync_folder(self._journals)
        except OSError as error:
            raise NotErased(path, error) from error

    def close(self) -> None:
        """Let go of the folder."""
        self._opened.clear()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _open(self, person_id: int) -> _Opened:
        opened = self._opened.get(person_id)
        if opened is None:
            path = self._path(person_id)
            tables = JournalTables(SealedLines(path, person_id, self._seals, self._files))
            try:
                opened = _Opened(tables, tables.read(person_id))
            except DocumentUnreadable as error:
                raise JournalUnreadable(path, error.table, error.doc_id) from None
            except DocumentTooNew as error:
                raise JournalTooNew(path, error.version, error.known) from None
        if opened.journal is not None:
            self._remember(person_id, opened)
        return opened

    def _remember(self, person_id: int, opened: _Opened) -> None:
        self._opened[person_id] = opened
        self._opened.move_to_end(person_id)
        while len(self._opened) > self._open_journals:
            self._opened.popitem(last=False)

    def _path(self, person_id: int) -> Path:
        name = self._names.name(person_id.to_bytes(8, "big", signed=True))
        return self._journals / (name + SUFFIX)

    def _heads(self) -> Iterator[int | StorageError]:
        names = [name for name in self._files.names(self._journals) if name.endswith(SUFFIX)]
        for name in names:
            path = self._journals / name
            try:
                yield self._person_in(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                yield NotRead(path, error)
            except JournalError as error:
                yield error

    def _person_in(self, path: Path) -> int:
        try:
            head, _ = self._seals.open_head(self._files.read(path, HEAD_BYTES))
        except LineBroken as error:
            raise JournalDamaged(path, error.line) from None
        except FormatTooNew as error:
            raise JournalTooNew(path, error.version, FORMAT) from None
        if self._path(head.person_id) != path:
            raise JournalMisplaced(path)
        return head.person_id

    def _check(self, key: MasterKey) -> None:
        """Make sure of the key, then put the folder in order."""
        check = self._folder / "key-check"
        seal = key.seal("key check")
        try:
            token = self._files.read(check)
        except FileNotFoundError:
            token = b""
        except OSError as error:
            raise NotRead(check, error) from error
        if token:
            try:
                seal.open(token, _TOKEN_PLACE)
            except SealBroken:
                raise KeyWrong(self._folder) from None
        elif self.holds_data(self._folder) and not any(True for _ in self.people()):
            raise KeyWrong(self._folder)
        try:
            self._files.make_folder(self._journals)
            self._files.make_private(self._journals)
            if not token:
                write_whole(self._files, check, seal.close(_TOKEN, _TOKEN_PLACE))
            for name in list(self._files.names(self._journals)):
                if name.endswith(TEMPORARY):
                    self._files.remove(self._journals / name)
        except OSError as error:
            raise NotSaved(self._folder, error) from error


def _take(folder: Path, files: Files) -> int:
    """The lock's descriptor."""
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
