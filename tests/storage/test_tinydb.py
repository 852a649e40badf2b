"""TinyDB above the sealed file is as TinyDB in memory."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.operations import delete
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from storage import durable
from storage.durable import SealedLines
from storage.files import Disk
from tests.storage.drawer import Drawer, plain
from tests.storage.samples import Power
from tests.storage.soak import examples

VALUES = st.one_of(st.none(), st.integers(-5, 5), st.text(max_size=3), st.lists(st.integers(0, 3), max_size=3))
DOCUMENTS = st.fixed_dictionaries({"a": VALUES, "l": st.lists(st.integers(0, 3), max_size=2)}, optional={"b": VALUES})
IDS = st.integers(1, 5)
TABLES = st.sampled_from(["one", "two"])

OPERATIONS = st.one_of(
    st.tuples(st.just("insert"), TABLES, DOCUMENTS),
    st.tuples(st.just("upsert"), TABLES, IDS, DOCUMENTS),
    st.tuples(st.just("update"), TABLES, IDS, DOCUMENTS),
    st.tuples(st.just("update where"), TABLES, VALUES, DOCUMENTS),
    st.tuples(st.just("in place"), TABLES, VALUES),
    st.tuples(st.just("delete b"), TABLES),
    st.tuples(st.just("remove"), TABLES, IDS),
    st.tuples(st.just("truncate"), TABLES),
    st.tuples(st.just("search"), TABLES, VALUES),
    st.tuples(st.just("drop"), TABLES),
    st.tuples(st.just("reverse"), TABLES),
)


def reverse(database: TinyDB, table: str) -> None:
    documents = database.table(table).all()
    database.table(table).truncate()
    database.table(table).insert_multiple(reversed(documents))


OPERATE: dict[str, Callable[..., object]] = {
    "insert": lambda db, table, document: db.table(table).insert(document),
    "upsert": lambda db, table, number, document: db.table(table).upsert(Document(document, number)),
    "update": lambda db, table, number, document: db.table(table).update(document, doc_ids=[number]),
    "update where": lambda db, table, value, document: db.table(table).update(document, where("a") == value),
    "in place": lambda db, table, value: db.table(table).update(lambda each: each["l"].append(9), where("a") == value),
    "delete b": lambda db, table: db.table(table).update(delete("b"), where("b").exists()),
    "remove": lambda db, table, number: db.table(table).remove(doc_ids=[number]),
    "truncate": lambda db, table: db.table(table).truncate(),
    "search": lambda db, table, value: db.table(table).search(where("a") == value),
    "drop": lambda db, table: db.drop_table(table),
    "reverse": reverse,
}


def operate(database: TinyDB, operation: tuple[Any, ...]) -> None:
    name, *rest = copy.deepcopy(operation)
    OPERATE[name](database, *rest)


def in_order(tables: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    return ((table, list(documents.items())) for table, documents in sorted(tables.items()))


@examples(60)
@given(turns=st.lists(st.lists(OPERATIONS, max_size=4), max_size=6), small=st.sampled_from([0, 400, 10**6]))
def test_any_use_of_tinydb_is_as_in_memory(
    turns: list[list[tuple[Any, ...]]], small: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    drawer = Drawer(tmp_path_factory.mktemp("drawer"))
    drawer.power = Power()
    lines = SealedLines(drawer.path, 7, drawer.seals, Unsynced())
    ours, theirs = TinyDB(storage=lambda: lines), TinyDB(storage=MemoryStorage)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(durable, "SMALL_BYTES", small)
        for operations in turns:
            with lines.turn():
                for operation in operations:
                    operate(ours, operation)
                    operate(theirs, operation)
            expected = list(in_order(plain(theirs.storage.read())))
            assert list(in_order(plain(lines.read()))) == expected
            assert list(in_order(drawer.kept())) == expected


class Unsynced(Disk):
    """A Disk that does not wait: what is tested with it is not what survives a power cut."""

    def sync(self, descriptor: int) -> None:
        pass

    def sync_folder(self, path: Path) -> None:
        pass
