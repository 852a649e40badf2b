"""Arbitrary journals, built from the model's own classes: what the model gains, these have."""

import enum
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, cast, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from conversations.model import Journal
from storage.documents import TABLES
from storage.journal import SEVERAL

INTEGERS = st.integers(-(2**63), 2**63 - 1)
WORDS = st.text(max_size=8) | st.just("\ud83d half a pair")

SIMPLE: Mapping[Any, st.SearchStrategy[Any]] = {
    int: INTEGERS,
    str: WORDS,
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    types.NoneType: st.none(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    date: st.dates(),
    time: st.times(),
    timedelta: st.timedeltas(timedelta(days=-3650), timedelta(days=3650)),
}


@cache
def of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        build = cast("Callable[..., Any]", kind)
        return st.builds(build, **{field.name: of(hints[field.name]) for field in fields(kind)})
    if isinstance(kind, enum.EnumType):
        return st.sampled_from(list(kind))
    if isinstance(kind, types.UnionType):
        return st.one_of(*map(of, parts))
    if origin is tuple:
        return st.lists(of(parts[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(of(parts[0]), of(parts[1]), max_size=2).map(MappingProxyType)
    raise AssertionError(f"the model has a type that these tests do not know: {kind}")


def a_thing_of(table: str) -> st.SearchStrategy[Any]:
    """Anything that a table holds."""
    kind: Any = TABLES[table]
    return of(kind)


def with_ids(things: tuple[Any, ...], ids: list[int]) -> tuple[Any, ...]:
    """Things with ids of their own, in whatever order."""
    return tuple(replace(thing, id=number) for thing, number in zip(things, ids, strict=False))


@st.composite
def journals(draw: st.DrawFn, person_id: int = 7) -> Journal:
    """Any journal of one person's, its ids unique in each table."""
    kind: Any = Journal
    journal: Journal = replace(draw(of(kind)), person_id=person_id)
    ids = draw(st.permutations([1, 2, 3, 10**12]))
    tables: dict[str, Any] = {table: with_ids(getattr(journal, table), ids) for table in SEVERAL}
    return replace(journal, **tables)
