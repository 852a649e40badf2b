"""A journal's things as plain documents (JSON's types and nothing else) and back, equal to what they were.

The shape is that of the dataclasses in conversations.model: fields by name, every one written; times as ISO 8601, lengths
of time in seconds, one of several classes with its name as `kind`. A field that a document lacks has its default.
"""

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar, cast, get_args, get_origin

from cattrs import Converter
from cattrs.strategies import configure_tagged_union

from conversations.model import CarryItem, Desk, Journal, Note, Profile, Reflection, Session, Slot, Value
from storage.errors import DocumentTooNew, DocumentUnreadable
from storage.lending import Revision
from storage.shapes import alike, differing, shapes

Document: TypeAlias = dict[str, Any]
Migration: TypeAlias = Callable[[Document], Document]
Item = TypeVar("Item")

TABLES: Mapping[str, type[Any]] = MappingProxyType(
    {
        "profile": Profile,
        "desk": Desk,
        "slots": Slot,
        "sessions": Session,
        "reflections": Reflection,
        "carry_items": CarryItem,
        "notes": Note,
    }
)

VERSION = "v"

# A table's steps, oldest first: each takes a document of version n (counted from 1) and returns one of version n + 1.
MIGRATIONS: Mapping[str, tuple[Migration, ...]] = MappingProxyType(dict.fromkeys(TABLES, ()))


def version_of(table: str) -> int:
    """The version of a table's documents that this code writes."""
    return 1 + len(MIGRATIONS[table])


def to_document(table: str, item: object) -> Document:
    """One thing of a journal as its table keeps it."""
    return {VERSION: version_of(table), **_CONVERTER.unstructure(item, TABLES[table])}


def from_document(table: str, doc_id: int, document: Mapping[str, Any]) -> Any:
    """The thing a document says, brought forward from whatever version it has. DocumentUnreadable, DocumentTooNew."""
    plain = dict(document)
    version, known = plain.pop(VERSION, 0), version_of(table)
    if not isinstance(version, int) or version < 1:
        raise DocumentUnreadable(table, doc_id)
    if version > known:
        raise DocumentTooNew(version, known)
    try:
        for step in MIGRATIONS[table][version - 1 :]:
            plain = step(plain)
        return _CONVERTER.structure(plain, TABLES[table])
    except Exception:  # noqa: BLE001 - whatever was wrong, its message may quote the document
        raise DocumentUnreadable(table, doc_id) from None


def to_revision(before: object, after: object) -> Revision:
    """What makes one thing's document, of the version that this code writes, out of what it was before."""
    values: Document = {}
    tails: dict[str, tuple[int, list[Any]]] = {}
    kind: Any = type(after)
    plain = _unstructure(kind)
    for shape, was, now in differing(before, after):
        start = alike(was, now) if isinstance(was, tuple) and isinstance(now, tuple) else 0
        if start:
            tails[shape.name] = (start, plain[shape.name](now[start:]))
        else:
            values[shape.name] = plain[shape.name](now)
    return Revision(values, tails)


def to_plain(item: object) -> Any:
    """Any value of the model in JSON's types, without a version: for reading, as in an export."""
    return _CONVERTER.unstructure(item)


@cache
def _unstructure(kind: Any) -> Mapping[str, Callable[[Any], Any]]:
    """How each field of a class becomes plain."""
    return {shape.name: _CONVERTER.get_unstructure_hook(shape.kind) for shape in shapes(kind)}


def _converter() -> Converter:
    # Without detailed validation an error cannot carry the document it is about. A field this code does not know is
    # refused: reading on would drop it at the next save.
    converter = Converter(detailed_validation=False, forbid_extra_keys=True)
    converter.register_unstructure_hook(timedelta, _seconds)
    converter.register_structure_hook(timedelta, lambda seconds, _: timedelta(seconds=seconds))
    for moment in (datetime, date, time):
        converter.register_unstructure_hook(moment, moment.isoformat)
        converter.register_structure_hook(moment, lambda text, kind: kind.fromisoformat(text))
    converter.register_unstructure_hook_factory(
        _is_tuple, lambda kind: _each(converter.get_unstructure_hook(get_args(kind)[0]))
    )
    converter.register_unstructure_hook_func(_is_plain_tuple, list)
    converter.register_structure_hook(Value, _value)
    converter.register_unstructure_hook(Value, lambda value: list(value) if isinstance(value, tuple) else value)
    converter.register_structure_hook_func(
        _is_mapping, lambda plain, kind: MappingProxyType(converter.structure(plain, _as_dict(kind)))
    )
    converter.register_unstructure_hook_factory(
        _is_mapping, lambda kind: lambda mapping: converter.unstructure(dict(mapping), _as_dict(kind))
    )
    for union in _unions(Journal, set()):
        configure_tagged_union(union, converter, tag_name="kind")
    return converter


def _unions(kind: Any, known: set[Any]) -> Iterator[Any]:
    """Each union of several dataclasses that a type is made of, however deep."""
    if kind in known:
        return
    known.add(kind)
    inside = [shape.kind for shape in shapes(cast("Any", kind))] if is_dataclass(kind) else []
    for part in (*inside, *get_args(kind)):
        yield from _unions(part, known)
    if isinstance(kind, types.UnionType) and sum(map(is_dataclass, get_args(kind))) > 1:
        yield kind


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is Mapping


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (Ellipsis,)


def _each(plain: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A tuple's parts, each made plain; written out here, since most of a turn's parts come through it."""
    return lambda parts: [plain(part) for part in parts]


def _is_plain_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple and set(get_args(kind)) <= {int, str, Ellipsis}


def _as_dict(kind: Any) -> Any:
    """The dict type with a Mapping type's keys and values."""
    return dict.__class_getitem__(get_args(kind))


def _seconds(length: timedelta) -> int | float:
    seconds = length.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds


def _value(plain: Any, _: Any) -> Value:
    if isinstance(plain, list) and all(isinstance(part, str) for part in plain):
        return tuple(plain)
    if plain is None or isinstance(plain, int | str):
        return plain
    raise TypeError("not an answer's value")


_CONVERTER = _converter()
