"""One person's journal in TinyDB's tables. This module speaks TinyDB and knows no path and no file.

A journal is a value; what is written is the difference between two of them, thing by thing, in one turn.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from operator import is_
from typing import Any, Protocol, cast, runtime_checkable

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from conversations.model import Journal
from storage.documents import TABLES, from_document, to_document
from storage.errors import IdRepeated
from storage.words import loses_words

ONLY = 1  # the id of a table's one document
SINGLE = ("profile", "desk")
SEVERAL = tuple(table for table in TABLES if table not in SINGLE)


@runtime_checkable
class TurnStorage(Protocol):
    """A TinyDB Storage that takes several writes as one, and one document without its table's others."""

    def turn(self, *, durable: bool = True, forgetting: bool = False) -> AbstractContextManager[object]:
        """What is written inside is written together or not at all."""
        ...

    def put(self, table: str, doc_id: int, document: Mapping[str, Any]) -> None:
        """Set one document."""
        ...

    def rest(self) -> None:
        """Give back what memory reading took."""
        ...


class Shelf(Table):
    """A TinyDB table in which one document can be set by its id at a cost that does not grow with the table."""

    def put(self, doc_id: int, document: Mapping[str, Any]) -> None:
        """Insert a document, or replace the one with this id."""
        cast("TurnStorage", self.storage).put(self.name, doc_id, document)
        self.clear_cache()


class Shelves(TinyDB):
    """A TinyDB whose tables are shelves."""

    table_class = Shelf


class JournalTables:
    """One journal in its tables: `profile` and `desk` hold one document each, the others one for each thing."""

    def __init__(self, storage: Storage) -> None:
        if not isinstance(storage, TurnStorage):
            raise TypeError("a journal needs a storage that knows turns")
        self._turns: TurnStorage = storage
        self._database = Shelves(storage=lambda: storage)

    def read(self, person_id: int) -> Journal | None:
        """The journal as the tables hold it; None when there is none. DocumentUnreadable, DocumentTooNew."""
        if self._database.storage.read() is None:
            return None
        fields: dict[str, Any] = {}
        for table in SINGLE:
            document = self._shelf(table).get(doc_id=ONLY)
            if isinstance(document, Document):
                fields[table] = from_document(table, ONLY, document)
        for table in SEVERAL:
            fields[table] = tuple(from_document(table, each.doc_id, each) for each in self._shelf(table))
        self._turns.rest()
        return Journal(person_id=person_id, **fields)

    def keep(self, before: Journal | None, after: Journal, *, durable: bool) -> None:
        """Write what differs, as one turn. `before` is what the tables hold.

        Where words were taken away the storage is told to forget. The desk's outbox does not count: what is about to
        be said comes and goes with each turn, and goes for good with the next forgetting or the file's next writing.
        """
        changes = _Changes(before, after)
        with self._turns.turn(durable=durable, forgetting=changes.forgetting):
            for table, things in changes.rewritten.items():
                self._shelf(table).truncate()
                self._shelf(table).insert_multiple(Document(to_document(table, thing), thing.id) for thing in things)
            for table, doc_id, thing in changes.put:
                self._shelf(table).put(doc_id, to_document(table, thing))

    def close(self) -> None:
        """Forget what was read."""
        self._database.close()

    def _shelf(self, table: str) -> Shelf:
        return cast("Shelf", self._database.table(table))


class _Changes:
    """What differs between two journals: documents to put, and tables to fill anew because things left or moved."""

    def __init__(self, before: Journal | None, after: Journal) -> None:
        self.put: list[tuple[str, int, Any]] = []
        self.rewritten: dict[str, tuple[Any, ...]] = {}
        self._pairs: list[tuple[object, object]] = []
        for table in SINGLE:
            one = getattr(after, table)
            if before is None or one != getattr(before, table):
                self.put.append((table, ONLY, one))
        if before is not None:
            self._pairs += [(before.profile, after.profile), (before.desk.phase, after.desk.phase)]
        for table in SEVERAL:
            was: tuple[Any, ...] = getattr(before, table, ())
            now: tuple[Any, ...] = getattr(after, table)
            if was is not now:
                self._compare(table, was, now)
        self.forgetting = loses_words(self._pairs)

    def _compare(self, table: str, was: tuple[Any, ...], now: tuple[Any, ...]) -> None:
        ids = [thing.id for thing in now]
        if len(set(ids)) != len(ids):
            raise IdRepeated(table)
        if ids[: len(was)] != [thing.id for thing in was]:
            self.rewritten[table] = now
            self._pairs.append((was, now))
            return
        same = [*map(is_, was, now)]
        changed = [place for place, is_same in enumerate(same) if not is_same]
        for place in changed:
            if was[place] != now[place]:
                self.put.append((table, ids[place], now[place]))
                self._pairs.append((was[place], now[place]))
        self.put += [(table, thing.id, thing) for thing in now[len(was) :]]
        self._pairs += [(None, thing) for thing in now[len(was) :]]
