from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from storage import durable
from storage.durable import SealedLines
from storage.lending import Revision
from tests.storage.drawer import Drawer, contents, plain


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
