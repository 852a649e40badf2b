"""Documents as they are lent to TinyDB: bytes until somebody looks inside, and compared with these bytes afterwards.

TinyDB changes documents in place, and hands back all of a table whichever it changed. Whoever looked inside a document
may have changed it; whoever did not cannot have. So a turn costs what it touches, not what the journal holds.
"""

import json
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, TypeAlias

import orjson


class Lent(MutableMapping[str, Any]):
    """One stored document. `encoded` is what is kept of it, whatever was done to it since."""

    __slots__ = ("_content", "encoded")

    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded
        self._content: dict[str, Any] | None = None

    @property
    def touched(self) -> bool:
        """Whether somebody looked inside."""
        return self._content is not None

    def current(self) -> bytes:
        """The document as it now is, encoded."""
        return self.encoded if self._content is None else encode(self._content)

    def restore(self) -> None:
        """Forget what was done to it."""
        self._content = None

    def __repr__(self) -> str:
        return f"<Lent of {len(self.encoded)} bytes>"

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


def lend(tables: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Tables:
    """Plain documents as lent ones."""
    return {
        table: {doc_id: Lent(encode(document)) for doc_id, document in documents.items()}
        for table, documents in tables.items()
    }


def restore(tables: Tables) -> None:
    """Forget what was done to any document."""
    for documents in tables.values():
        for document in documents.values():
            document.restore()


def size_of(documents: Documents) -> int:
    """Bytes of a table's documents."""
    return sum(len(document.encoded) for document in documents.values())


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
