"""Documents as they are lent to TinyDB: bytes until somebody looks inside, and compared with these bytes afterwards.

TinyDB changes documents in place, and hands back all of a table whichever it changed. Whoever looked inside a document
may have changed it; whoever did not cannot have. So a turn costs what it touches, not what the journal holds.
"""

import json
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson

REVISIONS = 16  # that a document may gather before it is written out whole in memory


@dataclass(frozen=True, slots=True)
class Revision:
    """What differs between two states of one document: fields with a new value, and lists with a new end.

    A tail `(start, parts)` says that the list's first `start` parts stay and these follow.
    """

    fields: Mapping[str, Any] = field(repr=False)
    tails: Mapping[str, tuple[int, list[Any]]] = field(repr=False)

    def apply(self, document: MutableMapping[str, Any]) -> None:
        """Bring a document from the one state to the other."""
        document.update(self.fields)
        for name, (start, parts) in self.tails.items():
            document[name] = [*document[name][:start], *parts]


class Lent(MutableMapping[str, Any]):
    """One stored document. `encoded` is what is kept of it, whatever was done to it since.

    Revisions wait until somebody wants the document whole; `size` is its bytes, counting these as they came.
    """

    __slots__ = ("_base", "_content", "_revisions", "size")

    def __init__(self, base: bytes, revisions: tuple[Revision, ...] = (), size: int | None = None) -> None:
        self._base = base
        self._revisions = revisions
        self._content: dict[str, Any] | None = None
        self.size = len(base) if size is None else size

    @classmethod
    def opened(cls, content: dict[str, Any]) -> "Lent":
        """A document that somebody is about to look inside."""
        lent = cls(encode(content))
        lent._content = content
        return lent

    @property
    def encoded(self) -> bytes:
        """The document as it is kept."""
        if self._revisions:
            content = decode(self._base)
            for revision in self._revisions:
                revision.apply(content)
            self._base, self._revisions = encode(content), ()
        return self._base

    @property
    def touched(self) -> bool:
        """Whether somebody looked inside."""
        return self._content is not None

    def revised(self, revision: Revision, size: int) -> "Lent":
        """The document with one more revision, of so many bytes."""
        if len(self._revisions) < REVISIONS:
            return Lent(self._base, (*self._revisions, revision), self.size + size)
        return Lent(self.encoded, (revision,), len(self.encoded) + size)

    def current(self) -> bytes:
        """The document as it now is, encoded."""
        return self.encoded if self._content is None else encode(self._content)

    def restore(self) -> None:
        """Forget what was done to it."""
        self._content = None

    def __repr__(self) -> str:
        return f"<Lent of {self.size} bytes>"

    def __getitem__(self, field: str) -> Any:
        return self._opened()[field]

    def __setitem__(self, field: str, value: Any) -> None:
        self._opened()[field] = value

    def __delitem__(self, field: str) -> None:
        del self._opened()[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self._opened())

    def __len__(self) -> int:
        return len(self._opened())

    def _opened(self) -> dict[str, Any]:
        if self._content is None:
            self._content = decode(self.encoded)
        return self._content


Documents: TypeAlias = dict[str, Lent]
Tables: TypeAlias = dict[str, Documents]


def lend(tables: Mapping[str, Mapping[str, dict[str, Any]]]) -> Tables:
    """Plain documents as lent ones."""
    return {
        table: {doc_id: Lent.opened(document) for doc_id, document in documents.items()}
        for table, documents in tables.items()
    }


def restore(tables: Tables) -> None:
    """Forget what was done to any document."""
    for documents in tables.values():
        for document in documents.values():
            document.restore()


def size_of(documents: Documents) -> int:
    """Bytes of a table's documents."""
    return sum(document.size for document in documents.values())


def encode(document: Mapping[str, Any]) -> bytes:
    """A document as JSON.

    Half a surrogate pair is no character, and orjson refuses it; but no word of a person's is refused, so such a string
    is written with escapes. A value that would not come back as it is raises TypeError.
    """
    try:
        return orjson.dumps(document)
    except TypeError:
        encoded = _escaped(document)
        if _escaped(decode(encoded)) != encoded:  # a number beyond 64 bits would come back as another
            raise TypeError("a document holds what does not come back from JSON") from None
        return encoded


def decode(encoded: bytes) -> dict[str, Any]:
    """The document that was encoded."""
    try:
        content = orjson.loads(encoded)
    except orjson.JSONDecodeError:
        content = json.loads(encoded)
    if not isinstance(content, dict):
        raise TypeError("a document is an object")
    return content


def _escaped(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()
