"""TinyDB's Storage on one sealed file: a turn is one appended line, written whole and synced or not there at all.

The file is written anew (temporary file, sync, replace, sync of the folder) when it has outgrown its content, and at
once when a document was removed or the caller says that words were: what a person took away is then in no line.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from storage.changes import Changes, Draft, whole_line
from storage.errors import JournalChanged, JournalMisplaced, NotRead, NotSaved
from storage.files import Files, settle, stage
from storage.lending import Revision, Tables, lend, restore, size_of
from storage.lines import WHOLE, JournalSeals, LineSeal, new_head
from storage.reading import unseal

SMALL_BYTES = 64 * 1024  # a file below this is not worth writing anew because it grew
OUTGROWN = 4  # times its content


class SealedLines(Storage):
    """One person's tables in one file. Each write is a turn of its own, unless it happens inside `turn`."""

    def __init__(self, path: Path, person_id: int, seals: JournalSeals, files: Files) -> None:
        self._path = path
        self._person_id = person_id
        self._seals = seals
        self._files = files
        self._tables: Tables | None = None  # what the file says; None: not read yet
        self._draft: Draft | None = None  # what it shall say after this turn; None: no turn
        self._lines: LineSeal | None = None  # None: there is no file
        self._count = 0  # lines in the file
        self._whole = 0  # bytes of whole lines
        self._size = 0  # bytes in the file: more, when its last line is torn
        self._content = 0  # bytes of all documents

    def __repr__(self) -> str:
        return f"<SealedLines {self._path.name}>"

    @property
    def exists(self) -> bool:
        """Whether there is a file."""
        self._kept()
        return self._lines is not None

    def read(self) -> dict[str, dict[str, Any]] | None:
        """TinyDB's view: documents by id, by table; None where there is nothing yet."""
        tables = self._kept() if self._draft is None else self._draft.tables
        if not tables and self._lines is None:
            return None
        return {table: dict(documents) for table, documents in tables.items()}

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Take all tables as TinyDB leaves them; only what differs goes to disk."""
        if self._draft is None:
            with self.turn() as draft:
                draft.take(data)
        else:
            self._draft.take(data)

    def put(self, table: str, doc_id: int, document: Mapping[str, Any]) -> None:
        """Set one document, whole, without going through its table's others."""
        if self._draft is None:
            with self.turn() as draft:
                draft.put(table, str(doc_id), document)
        else:
            self._draft.put(table, str(doc_id), document)

    def revise(self, table: str, doc_id: int, revision: Revision) -> None:
        """Change one document that is there, at the cost of what differs."""
        if self._draft is None:
            with self.turn() as draft:
                draft.revise(table, str(doc_id), revision)
        else:
            self._draft.revise(table, str(doc_id), revision)

    @contextmanager
    def turn(self, *, durable: bool = True, forgetting: bool = False) -> Iterator[Draft]:
        """Collect writes; at the end they are on disk as one line. After an error nothing of them is.

        `durable` False writes without waiting for the disk. `forgetting` writes the file anew, so that no line holds
        what was there before. Raises NotSaved; then what was kept before is still kept.
        """
        if self._draft is not None:
            raise RuntimeError("the turn before is not over")
        kept = self._kept()
        self._draft = Draft(kept)
        try:
            yield self._draft
            self._commit(self._draft.changes(), durable=durable, forgetting=forgetting)
        except BaseException:
            restore(kept)
            raise
        finally:
            self._draft = None

    def rest(self) -> None:
        """Keep documents as bytes only, until somebody looks inside again."""
        restore(self._tables or {})

    def close(self) -> None:
        """Forget what was read. There is nothing to flush."""
        self._tables = None

    def _kept(self) -> Tables:
        if self._tables is None:
            self._tables = self._load()
        return self._tables

    def _load(self) -> Tables:
        try:
            raw = self._files.read(self._path)
        except FileNotFoundError:
            self._lines, self._count, self._whole, self._size, self._content = None, 0, 0, 0, 0
            return {}
        except OSError as error:
            raise NotRead(self._path, error) from error
        unsealed = unseal(self._path, raw, self._seals)
        if unsealed.head.person_id != self._person_id:
            raise JournalMisplaced(self._path)
        self._lines, self._whole, self._size = unsealed.lines, unsealed.end, len(raw)
        self._count = WHOLE - 1 + len(unsealed.contents)
        tables = lend(unsealed.tables())
        self._content = sum(map(size_of, tables.values()))
        return tables

    def _commit(self, changes: Changes, *, durable: bool, forgetting: bool) -> None:
        if not changes:
            return
        content = self._content + changes.growth
        try:
            if self._lines is None or changes.removed or forgetting:
                self._settle(self._stage(changes.tables))
            else:
                line = self._lines.close(self._count + 1, changes.line())
                if self._whole + len(line) > max(SMALL_BYTES, OUTGROWN * content):
                    self._write_anew_or_append(changes.tables, line, durable=durable)
                else:
                    self._append(line, durable=durable)
        except OSError as error:
            self._tables = None
            raise NotSaved(self._path, error) from error
        self._content = content
        self._tables = changes.tables

    def _append(self, line: bytes, *, durable: bool) -> None:
        descriptor = self._files.open_end(self._path)
        try:
            if self._files.size(descriptor) != self._size:
                self._tables = None
                raise JournalChanged(self._path)
            try:
                if self._size != self._whole:
                    self._files.truncate(descriptor, self._whole)
                self._files.write(descriptor, line)
                if durable:
                    self._files.sync(descriptor)
            except OSError:
                # Whatever got there goes again; where even that fails it is a torn line, or the turn whole.
                self._files.truncate(descriptor, self._whole)
                raise
        finally:
            self._files.close(descriptor)
        self._whole += len(line)
        self._size = self._whole
        self._count += 1

    def _write_anew_or_append(self, tables: Tables, line: bytes, *, durable: bool) -> None:
        """Nobody asked for this rewriting: where it finds no room, a line may still."""
        try:
            staged = self._stage(tables)
        except OSError:
            self._append(line, durable=durable)
        else:
            self._settle(staged)

    def _stage(self, tables: Tables) -> tuple[LineSeal, int]:
        """The whole file under its temporary name."""
        head = new_head(self._person_id)
        lines = self._seals.lines(head)
        raw = self._seals.close_head(head) + lines.close(WHOLE, whole_line(tables))
        stage(self._files, self._path, raw)
        return lines, len(raw)

    def _settle(self, staged: tuple[LineSeal, int]) -> None:
        settle(self._files, self._path)
        self._lines, self._whole = staged
        self._count, self._size = WHOLE, self._whole
