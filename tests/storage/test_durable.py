import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.operations import delete
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from storage import durable
from storage.durable import SealedLines
from storage.encryption import MasterKey
from storage.errors import JournalChanged, JournalDamaged, JournalMisplaced
from storage.files import Disk
from storage.lending import Lent, Revision
from storage.lines import JournalSeals
from tests.storage.samples import Faulty, Power, master_key


def append_2(document: dict[str, Any]) -> None:
    """What tinydb.operations.add does with a list: in place, and then put back."""
    document["l"] += [2]


class Drawer:
    """A folder with one sealed file in it, opened as often as one likes."""

    def __init__(self, folder: Path, key: MasterKey | None = None) -> None:
        self.path = folder / "one.journal"
        self.power = Power()
        self.seals = JournalSeals(key or master_key(folder))

    def lines(self, person_id: int = 7) -> SealedLines:
        return SealedLines(self.path, person_id, self.seals, Faulty(self.power))

    def database(self) -> TinyDB:
        lines = self.lines()
        return TinyDB(storage=lambda: lines)

    def kept(self) -> dict[str, Any]:
        """All that is on disk, as plain values."""
        return plain(self.lines().read())

    def writes(self) -> list[str]:
        steps, self.power.steps = self.power.steps, []
        return steps


def plain(tables: Any) -> dict[str, Any]:
    return {
        table: {doc_id: dict(document) for doc_id, document in documents.items()}
        for table, documents in (tables or {}).items()
        if documents
    }


@pytest.fixture
def drawer(tmp_path: Path) -> Drawer:
    return Drawer(tmp_path)


@pytest.fixture
def database(drawer: Drawer) -> TinyDB:
    return drawer.database()


def test_there_is_nothing_until_something_is_written(drawer: Drawer, database: TinyDB) -> None:
    assert drawer.lines().read() is None
    assert not drawer.lines().exists
    assert database.tables() == set()
    assert drawer.writes() == []
    assert not drawer.path.exists()


def test_the_first_write_makes_the_file_whole_and_its_name_durable(drawer: Drawer, database: TinyDB) -> None:
    database.insert({"words": "one"})
    assert drawer.writes() == [
        "open new .new",
        "write",
        "sync",
        "close",
        "replace .new .journal",
        f"sync folder {drawer.path.parent.name}",
    ]
    assert drawer.path.stat().st_mode & 0o777 == 0o600
    assert drawer.lines().exists


def test_a_turn_is_one_line_and_one_wait_for_the_disk(drawer: Drawer, database: TinyDB) -> None:
    database.insert({"words": "one"})
    drawer.writes()
    storage = database.storage
    assert isinstance(storage, SealedLines)
    with storage.turn():
        database.insert({"words": "two"})
        database.table("others").insert_multiple([{"n": 1}, {"n": 2}])
        database.update({"words": "1"}, doc_ids=[1])
        assert drawer.writes() == []
    assert drawer.writes() == ["open end .journal", "size", "write", "sync", "close"]
    assert drawer.kept() == plain(storage.read())


def test_what_need_not_last_is_written_without_waiting(drawer: Drawer, database: TinyDB) -> None:
    database.insert({"words": "one"})
    drawer.writes()
    storage = database.storage
    assert isinstance(storage, SealedLines)
    with storage.turn(durable=False):
        database.insert({"words": "two"})
    assert drawer.writes() == ["open end .journal", "size", "write", "close"]
    assert len(drawer.kept()["_default"]) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda database: database.update({"words": "one"}, doc_ids=[1]),
        lambda database: database.upsert({"words": "one"}, where("words") == "one"),
        lambda database: database.search(where("words") == "one"),
        lambda database: database.remove(where("words") == "none"),
        lambda database: database.drop_table("never"),
        lambda database: database.storage.write(database.storage.read()),
        lambda database: database.storage.put("_default", 1, {"words": "one"}),
        lambda database: database.table("empty", persist_empty=True),
    ],
)
def test_nothing_is_written_when_nothing_changed(
    drawer: Drawer, database: TinyDB, change: Callable[[TinyDB], object]
) -> None:
    database.insert({"words": "one"})
    drawer.writes()
    change(database)
    assert drawer.writes() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda database: database.remove(doc_ids=[1]),
        lambda database: database.truncate(),
        lambda database: database.drop_tables(),
        lambda database: database.drop_table("_default"),
    ],
)
def test_what_was_removed_is_in_no_line(drawer: Drawer, database: TinyDB, change: Callable[[TinyDB], object]) -> None:
    database.insert({"words": "one"})
    database.insert({"words": "two"})
    database.table("others").insert({"n": 1})
    drawer.writes()
    change(database)
    assert "replace .new .journal" in drawer.writes()
    assert b"one" not in b"".join(contents(drawer))
    assert drawer.kept() == plain(database.storage.read())


def test_forgetting_leaves_no_earlier_line(drawer: Drawer, database: TinyDB) -> None:
    database.insert({"words": "one"})
    storage = database.storage
    assert isinstance(storage, SealedLines)
    database.update({"words": "two"}, doc_ids=[1])
    assert b"one" in b"".join(contents(drawer))
    with storage.turn(forgetting=True):
        database.update({"words": "three"}, doc_ids=[1])
    assert contents(drawer) == [b'{"put":{"_default":{"1":{"words":"three"}}}}']


def contents(drawer: Drawer) -> list[bytes]:
    """The lines of the file, opened."""
    raw = drawer.path.read_bytes()
    head, end = drawer.seals.open_head(raw)
    return [content for content, _ in drawer.seals.lines(head).read(raw, end)]


def test_a_file_that_outgrew_its_content_is_written_anew(
    drawer: Drawer, database: TinyDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "SMALL_BYTES", 2000)
    database.insert({"words": "", "n": 0})
    sizes, anew = [], 0
    for number in range(200):
        database.update({"words": f"{number}" * 20, "n": number}, doc_ids=[1])
        sizes.append(drawer.path.stat().st_size)
        anew += "replace .new .journal" in drawer.writes()
    assert max(sizes) <= 2000
    assert 5 < anew < 40
    assert drawer.kept() == {"_default": {"1": {"words": "199" * 20, "n": 199}}}


def test_revisions_do_not_keep_a_file_from_being_written_anew(drawer: Drawer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "SMALL_BYTES", 2000)
    lines = drawer.lines()
    lines.put("desk", 1, {"words": ""})
    for number in range(300):
        lines.revise("desk", 1, Revision({"words": f"{number}" * 20}, {}))
        assert drawer.path.stat().st_size < 2000 + 16 * 4 * 100
    assert drawer.kept() == {"desk": {"1": {"words": "299" * 20}}}


def test_without_room_to_write_anew_a_line_is_appended(
    drawer: Drawer, database: TinyDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.insert({"words": "one"})
    monkeypatch.setattr(durable, "SMALL_BYTES", 0)
    monkeypatch.setattr(durable, "OUTGROWN", 0)
    drawer.writes()
    drawer.power.fail_at = 1
    database.update({"words": "two"}, doc_ids=[1])
    assert drawer.writes() == [
        "open new .new",
        "write",
        "close",
        "remove .new",
        "open end .journal",
        "size",
        "write",
        "sync",
        "close",
    ]
    assert drawer.kept() == {"_default": {"1": {"words": "two"}}}


def test_an_error_in_a_turn_leaves_disk_and_memory_as_they_were(drawer: Drawer, database: TinyDB) -> None:
    database.insert({"words": "one", "l": [1]})
    storage = database.storage
    assert isinstance(storage, SealedLines)
    drawer.writes()
    with pytest.raises(ZeroDivisionError), storage.turn():  # noqa: PT012 - the turn is what breaks off
        database.update({"words": "two"}, doc_ids=[1])
        database.update(append_2, doc_ids=[1])
        database.insert({"words": "three"})
        storage.put("_default", 9, {"words": "nine"})
        raise ZeroDivisionError
    assert drawer.writes() == []
    assert database.all() == [{"words": "one", "l": [1]}]
    database.insert({"words": "four"})
    assert drawer.kept() == plain(storage.read())
    assert len(drawer.kept()["_default"]) == 2


def test_a_document_that_json_cannot_hold_changes_nothing(drawer: Drawer, database: TinyDB) -> None:
    database.insert({"words": "one"})
    with pytest.raises(TypeError):
        database.insert({"words": object()})
    assert drawer.kept() == plain(database.storage.read()) == {"_default": {"1": {"words": "one"}}}


def test_turns_do_not_nest(drawer: Drawer) -> None:
    lines = drawer.lines()
    with lines.turn(), pytest.raises(RuntimeError), lines.turn():
        pass


def test_a_revision_after_a_change_in_the_same_turn(drawer: Drawer) -> None:
    lines = drawer.lines()
    lines.put("t", 1, {"a": 1, "l": [1, 2, 3]})
    with lines.turn():
        lines.put("t", 2, {"a": 2, "l": []})
        lines.revise("t", 2, Revision({"a": 3}, {}))
        lines.revise("t", 1, Revision({}, {"l": (2, [4])}))
        lines.revise("t", 1, Revision({"a": 9}, {"l": (1, [5])}))
        tables = lines.read()
        assert tables is not None
        assert dict(tables["t"]["1"]) == {"a": 9, "l": [1, 5]}
    assert drawer.kept() == plain(lines.read()) == {"t": {"1": {"a": 9, "l": [1, 5]}, "2": {"a": 3, "l": []}}}


def test_tinydb_after_a_revision_in_the_same_turn(drawer: Drawer, database: TinyDB) -> None:
    storage = database.storage
    assert isinstance(storage, SealedLines)
    database.insert({"a": 1, "l": [1]})
    with storage.turn():
        storage.revise("_default", 1, Revision({"a": 2}, {}))
        database.update(append_2, doc_ids=[1])
        database.insert({"a": 7})
    assert drawer.kept() == plain(storage.read()) == {"_default": {"1": {"a": 2, "l": [1, 2]}, "2": {"a": 7}}}
    with storage.turn():
        storage.revise("_default", 1, Revision({"a": 3}, {}))
        database.insert({"a": 8})
    assert drawer.kept() == plain(storage.read())
    assert drawer.kept()["_default"]["1"] == {"a": 3, "l": [1, 2]}


def test_someone_else_wrote_to_the_file(drawer: Drawer, database: TinyDB) -> None:
    database.insert({"words": "one"})
    other = drawer.database()
    other.insert({"words": "two"})
    with pytest.raises(JournalChanged):
        database.insert({"words": "three"})
    assert [document["words"] for document in database] == ["one", "two"]
    database.insert({"words": "three"})
    assert [document["words"] for document in drawer.database()] == ["one", "two", "three"]


def test_a_file_of_another_persons_is_not_opened(drawer: Drawer, database: TinyDB) -> None:
    database.insert({"words": "one"})
    with pytest.raises(JournalMisplaced):
        drawer.lines(8).read()


def test_another_key_finds_damage_and_no_words(database: TinyDB, tmp_path: Path) -> None:
    database.insert({"words": "one"})
    other = Drawer(tmp_path, master_key(tmp_path / "other"))
    with pytest.raises(JournalDamaged) as caught:
        other.lines().read()
    assert caught.value.line == 1


def test_nothing_shows_in_a_repr(database: TinyDB) -> None:
    database.insert({"words": "secret words"})
    tables = database.storage.read()
    assert tables is not None
    assert "secret" not in f"{database.storage!r} {tables['_default']['1']!r} {database!r}"
    assert isinstance(tables["_default"]["1"], Lent)
    assert "secret" not in repr(Revision({"words": "secret"}, {"parts": (0, ["secret"])}))


def test_closing_forgets_and_the_next_use_reads_again(drawer: Drawer, database: TinyDB) -> None:
    database.insert({"words": "one"})
    database.close()
    assert database.all() == [{"words": "one"}]
    drawer.path.unlink()
    database.close()
    assert database.all() == []


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


@settings(max_examples=60)
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
