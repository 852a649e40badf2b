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
from storage.documents import TABLES, VERSION, from_document, to_document, to_revision, version_of
from storage.errors import IdRepeated
from storage.lending import Revision
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

    def revise(self, table: str, doc_id: int, revision: Revision) -> None:
        """Change one document that is there."""
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

    def revise(self, doc_id: int, revision: Revision) -> None:
        """Change the document with this id."""
        cast("TurnStorage", self.storage).revise(self.name, doc_id, revision)
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
        self._older: set[tuple[str, int]] = set()  # documents of an older version: a revision would not fit them
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
                self._note_older(table, document)
        for table in SEVERAL:
            documents = self._shelf(table).all()
            fields[table] = tuple(from_document(table, each.doc_id, each) for each in documents)
            for each in documents:
                self._note_older(table, each)
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
            for table, doc_id, was, now in changes.revised:
                if (table, doc_id) in self._older:
                    self._shelf(table).put(doc_id, to_document(table, now))
                else:
                    self._shelf(table).revise(doc_id, to_revision(was, now))
            for table, doc_id, thing in changes.put:
                self._shelf(table).put(doc_id, to_document(table, thing))

    def _note_older(self, table: str, document: Document) -> None:
        if document[VERSION] != version_of(table):
            self._older.add((table, document.doc_id))

    def _shelf(self, table: str) -> Shelf:
        return cast("Shelf", self._database.table(table))


class _Changes:
    """What differs between two journals: what came, what changed, and tables to fill anew as things left or moved."""

    def __init__(self, before: Journal | None, after: Journal) -> None:
        self.put: list[tuple[str, int, Any]] = []
        self.revised: list[tuple[str, int, Any, Any]] = []
        self.rewritten: dict[str, tuple[Any, ...]] = {}
        self._pairs: list[tuple[object, object]] = []
        for table in SINGLE:
            now = getattr(after, table)
            if before is None:
                self.put.append((table, ONLY, now))
            elif getattr(before, table) != now:
                self.revised.append((table, ONLY, getattr(before, table), now))
        if before is not None:
            self._pairs += [(before.profile, after.profile), (before.desk.phase, after.desk.phase)]
        for table in SEVERAL:
            was: tuple[Any, ...] = getattr(before, table, ())
            things: tuple[Any, ...] = getattr(after, table)
            if was is not things:
                self._compare(table, was, things)
        self.forgetting = loses_words(self._pairs)

    def _compare(self, table: str, was: tuple[Any, ...], now: tuple[Any, ...]) -> None:
        """Where things only changed or came, these; else all of the table."""
        same = [*map(is_, was, now)]
        changed = [place for place, is_same in enumerate(same) if not is_same]
        come = now[len(was) :]
        if come or len(now) < len(was) or any(was[place].id != now[place].id for place in changed):
            ids = [thing.id for thing in now]
            if len(set(ids)) != len(ids):
                raise IdRepeated(table)
            if ids[: len(was)] != [thing.id for thing in was]:
                self.rewritten[table] = now
                self._pairs.append((was, now))
                return
        for place in changed:
            if was[place] != now[place]:
                self.revised.append((table, now[place].id, was[place], now[place]))
                self._pairs.append((was[place], now[place]))
        self.put += [(table, thing.id, thing) for thing in come]
        self._pairs += [(None, thing) for thing in come]
