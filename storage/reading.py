"""A journal's file read whole, line by line and document by document, without being opened for writing. No I/O."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.changes import fold
from storage.documents import TABLES, from_document
from storage.errors import DocumentTooNew, DocumentUnreadable, JournalDamaged, JournalTooNew, JournalUnreadable
from storage.lines import FORMAT, WHOLE, FormatTooNew, Head, JournalSeals, LineBroken, LineSeal, new_head


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A file whose seals hold. `end` is where its last whole line ends, in bytes; `contents` begins with line 2's."""

    head: Head = field(repr=False)
    lines: LineSeal
    contents: tuple[bytes, ...] = field(repr=False)
    end: int

    def tables(self) -> dict[str, dict[str, Any]]:
        """All documents, by table and id."""
        tables: dict[str, dict[str, Any]] = {}
        for content in self.contents:
            fold(tables, content)
        return tables


def unseal(path: Path, raw: bytes, seals: JournalSeals) -> Unsealed:
    """Open every line of a file's bytes; a torn last line is left out. JournalDamaged, JournalTooNew, about `path`."""
    try:
        head, end = seals.open_head(raw)
        lines = seals.lines(head)
        contents: list[bytes] = []
        for content, line_end in lines.read(raw, end):
            contents.append(content)
            end = line_end
    except LineBroken as error:
        raise JournalDamaged(path, error.line) from None
    except FormatTooNew as error:
        raise JournalTooNew(path, error.version, FORMAT) from None
    return Unsealed(head, lines, tuple(contents), end)


def examine(path: Path, raw: bytes, seals: JournalSeals) -> Unsealed:
    """As `unseal`, and every document can be read. JournalUnreadable besides."""
    unsealed = unseal(path, raw, seals)
    try:
        for table, documents in unsealed.tables().items():
            for doc_id, document in documents.items():
                if table in TABLES:
                    from_document(table, int(doc_id), document)
    except DocumentUnreadable as error:
        raise JournalUnreadable(path, error.table, error.doc_id) from None
    except DocumentTooNew as error:
        raise JournalTooNew(path, error.version, error.known) from None
    return unsealed


def reseal(unsealed: Unsealed, seals: JournalSeals) -> bytes:
    """The same lines, in the same order, under another key."""
    head = new_head(unsealed.head.person_id)
    lines = seals.lines(head)
    return seals.close_head(head) + b"".join(
        lines.close(number, content) for number, content in enumerate(unsealed.contents, WHOLE)
    )
