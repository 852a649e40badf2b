"""What a turn changes: the tables as they shall be beside the tables as they are kept, and the line that says so.

A line is JSON: `{"put": {table: {id: document}}}`, and where they are needed `"revise": {table: {id: {"set": {field:
value}, "tail": {field: [start, parts]}}}}` and `"order": {table: [id, ...]}`, for documents that do not stand in the
order in which they came. Nothing says that a document is gone: then the file is written anew.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import orjson

from storage.lending import Documents, Lent, Revision, Tables, decode, encode, size_of

_Revised: TypeAlias = tuple[Lent, bytes]  # a document after its revision, and the revision encoded
_Encoded: TypeAlias = Mapping[str, Mapping[str, bytes]]


class Draft:
    """The tables as a turn leaves them."""

    def __init__(self, kept: Tables) -> None:
        self._kept = kept
        self._put: dict[str, dict[str, None]] | None = {}  # the only ids that can differ; None: any can
        self._revised: dict[str, dict[str, _Revised]] = {}
        self.tables: dict[str, dict[str, Any]] = dict(kept)

    def take(self, tables: dict[str, dict[str, Any]]) -> None:
        """All tables anew, as TinyDB hands them over."""
        self.tables = dict(tables)
        self._put = None

    def put(self, table: str, doc_id: str, document: Mapping[str, Any]) -> None:
        """One document, new or in another's place."""
        self._documents(table)[doc_id] = dict(document)
        if self._put is not None:
            self._put.setdefault(table, {})[doc_id] = None

    def revise(self, table: str, doc_id: str, revision: Revision) -> None:
        """One document that is there, from one state to another."""
        documents = self._documents(table)
        document = documents[doc_id]
        if isinstance(document, Lent) and document is self._kept[table].get(doc_id) and not document.touched:
            encoded = encode({"set": revision.fields, "tail": revision.tails})
            documents[doc_id] = document.revised(revision, len(encoded))
            self._revised.setdefault(table, {})[doc_id] = (documents[doc_id], encoded)
        else:
            content = dict(document)
            revision.apply(content)
            self.put(table, doc_id, content)

    def changes(self) -> "Changes":
        """What differs."""
        changes = Changes()
        for table, documents in self.tables.items():
            before, revised = self._kept.get(table, {}), self._revised.get(table, {})
            if self._put is None:
                changes.compare(table, before, documents, documents, revised)
                changes.reorder(table, before)
            elif documents is not before:
                changes.compare(table, before, documents, {**self._put.get(table, {}), **revised}, revised)
            else:
                changes.tables[table] = before
        for table in self._kept.keys() - self.tables.keys():
            changes.drop(self._kept[table])
        return changes

    def _documents(self, table: str) -> dict[str, Any]:
        """A table that may be changed."""
        documents = self.tables.get(table)
        if documents is None or documents is self._kept.get(table):
            documents = dict(documents or {})
            self.tables[table] = documents
        return documents


class Changes:
    """What differs, encoded. `tables` is what is kept from then on; `growth` is in bytes of documents."""

    def __init__(self) -> None:
        self.put: dict[str, dict[str, bytes]] = {}
        self.revised: dict[str, dict[str, bytes]] = {}
        self.orders: dict[str, list[str]] = {}
        self.removed = False
        self.growth = 0
        self.tables: Tables = {}

    def __bool__(self) -> bool:
        return bool(self.put or self.revised or self.orders or self.removed)

    def line(self) -> bytes:
        """The line that makes the one out of the other."""
        return _line(self.put, self.revised, self.orders)

    def compare(
        self, table: str, before: Documents, after: dict[str, Any], ids: Iterable[str], revised: Mapping[str, _Revised]
    ) -> None:
        """Compare a table's documents with these ids; the others are known to be the same."""
        result: Documents = dict(after)
        for doc_id in ids:
            document, was = after[doc_id], before.get(doc_id)
            if was is not None and document is was and not was.touched:
                continue
            lent, encoded = revised.get(doc_id, (None, b""))
            if lent is not None and document is lent and not lent.touched:
                self.revised.setdefault(table, {})[doc_id] = encoded
                self.growth += lent.size - (0 if was is None else was.size)
                continue
            encoded = document.current() if isinstance(document, Lent) else encode(document)
            if was is not None and was.encoded == encoded:
                was.restore()
                result[doc_id] = was
                continue
            result[doc_id] = Lent(encoded)
            self.put.setdefault(table, {})[doc_id] = encoded
            self.growth += len(encoded) - (0 if was is None else was.size)
        self.tables[table] = result

    def reorder(self, table: str, before: Documents) -> None:
        """See what a whole table lost, and whether the rest stands in the order in which it came."""
        after = self.tables[table]
        lost = before.keys() - after.keys()
        self.growth -= sum(before[doc_id].size for doc_id in lost)
        self.removed = self.removed or bool(lost)
        came = [doc_id for doc_id in before if doc_id in after] + [doc_id for doc_id in after if doc_id not in before]
        if came != list(after):
            self.orders[table] = list(after)

    def drop(self, documents: Documents) -> None:
        """A table is gone."""
        self.removed = self.removed or bool(documents)
        self.growth -= size_of(documents)


def whole_line(tables: Tables) -> bytes:
    """The line that makes these tables out of nothing."""
    return _line({table: _encoded(documents) for table, documents in tables.items()}, {}, {})


def fold(tables: dict[str, dict[str, Any]], line: bytes) -> None:
    """Change plain tables as a line says."""
    content = decode(line)
    for table, documents in content["put"].items():
        tables.setdefault(table, {}).update(documents)
    for table, revisions in content.get("revise", {}).items():
        for doc_id, revision in revisions.items():
            Revision(revision["set"], revision["tail"]).apply(tables[table][doc_id])
    for table, order in content.get("order", {}).items():
        tables[table] = {doc_id: tables[table][doc_id] for doc_id in order}


def _encoded(documents: Documents) -> dict[str, bytes]:
    return {doc_id: document.encoded for doc_id, document in documents.items()}


def _line(put: _Encoded, revised: _Encoded, orders: Mapping[str, list[str]]) -> bytes:
    content: dict[str, Any] = {"put": _fragments(put)}
    if revised:
        content["revise"] = _fragments(revised)
    if orders:
        content["order"] = orders
    return orjson.dumps(content)


def _fragments(tables: _Encoded) -> dict[str, dict[str, orjson.Fragment]]:
    """Encoded documents, to be put into a line as they are."""
    return {
        table: {doc_id: orjson.Fragment(encoded) for doc_id, encoded in documents.items()}
        for table, documents in tables.items()
    }
