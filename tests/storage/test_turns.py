from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB
from tinydb.storages import MemoryStorage

from conversations.model import Journal, Profile
from storage.documents import to_document
from storage.durable import SealedLines
from storage.errors import JournalChanged, JournalDamaged, JournalMisplaced, NotSaved
from storage.journal import JournalTables
from storage.lending import Lent, Revision
from tests.storage.drawer import Drawer, plain
from tests.storage.samples import master_key


@pytest.fixture
def drawer(tmp_path: Path) -> Drawer:
    return Drawer(tmp_path)


@pytest.fixture
def database(drawer: Drawer) -> TinyDB:
    return drawer.database()


def append_2(document: dict[str, Any]) -> None:
    """What tinydb.operations.add does with a list: in place, and then put back."""
    document["l"] += [2]


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


@pytest.mark.parametrize("step", range(8))
def test_after_an_error_of_the_disk_memory_is_what_the_disk_says(drawer: Drawer, database: TinyDB, step: int) -> None:
    database.insert_multiple([{"words": "one"}, {"words": "two"}])
    drawer.writes()
    drawer.power.fail_at = step
    with suppress(NotSaved):
        database.remove(doc_ids=[1])
    drawer.power.fail_at = None
    assert drawer.kept() == plain(database.storage.read())
    database.insert({"words": "three"})
    assert drawer.kept() == plain(database.storage.read())
    assert [document["words"] for document in database][-2:] == ["two", "three"]


def test_a_journal_needs_a_storage_that_knows_turns() -> None:
    with pytest.raises(TypeError):
        JournalTables(TinyDB(storage=MemoryStorage).storage)


def test_a_journal_whose_desk_is_not_there_begins_at_an_empty_one(drawer: Drawer) -> None:
    drawer.lines().put("profile", 1, to_document("profile", Profile(zone="Asia/Tokyo")))
    assert JournalTables(drawer.lines()).read(7) == Journal(person_id=7, profile=Profile(zone="Asia/Tokyo"))


def test_a_lent_document_is_a_mapping_that_remembers() -> None:
    lent = Lent(b'{"a":1,"b":2}')
    touched = [lent.touched]
    assert (len(lent), [*lent]) == (2, ["a", "b"])
    del lent["b"]
    touched.append(lent.touched)
    assert lent.current() == b'{"a":1}'
    lent.restore()
    touched.append(lent.touched)
    assert touched == [False, True, False]
    assert lent == {"a": 1, "b": 2}
