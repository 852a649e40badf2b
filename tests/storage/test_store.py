import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import storage.documents
from conversations.model import Journal, Note, Profile
from conversations.phases import Part
from storage.documents import TABLES
from storage.encryption import MasterKey
from storage.errors import (
    IdRepeated,
)
from storage.store import Store
from tests.storage.samples import (
    NOW,
    answered,
    journal,
    master_key,
    reopened,
    the_file,
)
from tests.storage.soak import examples
from tests.storage.strategies import journals


def test_a_journal_comes_back_as_it_was(store: Store, folder: Path, key: MasterKey) -> None:
    assert store.load(7) is None
    store.keep(journal())
    assert store.load(7) == journal()
    store = reopened(store, folder, key)
    assert store.load(7) == journal()
    assert store.load(8) is None
    store.close()


@examples(40)
@given(data=st.data())
def test_any_sequence_of_journals_is_as_the_last_of_each_person(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any")
    key = master_key(path)
    store = Store.open(path / "data", key, open_journals=1)
    values: dict[int, Journal] = {}
    for _ in range(data.draw(st.integers(1, 4))):
        person_id = data.draw(st.sampled_from([7, -8]))
        kept = data.draw(journals(person_id))
        if person_id in values and data.draw(st.booleans()):
            tables = data.draw(st.sets(st.sampled_from([*TABLES])))
            kept = replace(values[person_id], **{table: getattr(kept, table) for table in tables})
        if data.draw(st.integers(0, 9)) == 0:
            store.erase(person_id)
            values.pop(person_id, None)
        else:
            store.keep(kept, durable=data.draw(st.booleans()))
            values[person_id] = kept
        assert {person: store.load(person) for person in values} == values
    store = reopened(store, path / "data", key)
    assert {*store.people()} == {*values}
    assert {person: store.load(person) for person in store.people()} == values
    assert [*store.damaged()] == []
    store.close()


def test_things_keep_their_order_even_when_one_is_put_before_the_others(
    store: Store, folder: Path, key: MasterKey
) -> None:
    notes = tuple(Note(id=number, parts=(Part(number, f"note {number}"),), written_at=NOW) for number in (5, 9, 2))
    for order in ((0,), (0, 1), (2, 0, 1), (1, 2, 0), (2, 1), (0, 2, 1)):
        kept = replace(journal(), notes=tuple(notes[place] for place in order))
        store.keep(kept)
        store = reopened(store, folder, key)
        assert store.load(7) == kept
    store.close()


def test_two_things_with_one_id_are_refused_before_one_is_lost(store: Store) -> None:
    store.keep(journal())
    twice = replace(journal(), notes=(*journal().notes, *journal().notes))
    with pytest.raises(IdRepeated):
        store.keep(twice)
    with pytest.raises(IdRepeated):
        store.keep(replace(twice, person_id=8))
    assert store.load(7) == journal()
    assert store.load(8) is None


def test_what_did_not_change_is_not_written(store: Store, folder: Path) -> None:
    store.keep(journal())
    before = the_file(folder).stat()
    store.keep(journal())
    store.keep(journal(), durable=False)
    after = the_file(folder).stat()
    assert (before.st_mtime_ns, before.st_ino, before.st_size) == (after.st_mtime_ns, after.st_ino, after.st_size)


def test_modes_do_not_hang_on_the_umask(folder: Path, key: MasterKey) -> None:
    folder.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        store = Store.open(folder, key)
        store.keep(journal())
        store.keep(replace(journal(), notes=()))
    finally:
        os.umask(before)
    store.close()
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_file_that_goes_while_the_names_are_read(store: Store, folder: Path) -> None:
    store.keep(journal(7))
    store.keep(journal(8))
    people = store.people()
    first = next(people)
    store.erase(15 - first)
    assert [*people] == []
    assert the_file(folder).exists()


def test_an_old_document_is_read_and_becomes_new_when_it_changes(
    store: Store, folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep(journal())
    store = reopened(store, folder, key)
    steps = (lambda document: {**document, "zone": "Europe/Porto"},)
    monkeypatch.setattr(
        storage.documents, "MIGRATIONS", {**dict.fromkeys(TABLES, ()), "profile": steps, "reflections": steps}
    )
    loaded = store.load(7)
    assert loaded is not None
    assert loaded.profile.zone == "Europe/Porto"
    changed = answered(replace(loaded, profile=replace(loaded.profile, zone="Asia/Tokyo")), "q", "more")
    store.keep(changed)
    again = answered(changed, "q2", "still more")
    store.keep(again)
    store = reopened(store, folder, key)
    assert store.load(7) == again
    store.close()


def test_only_so_many_journals_are_held_in_memory(folder: Path, key: MasterKey) -> None:
    store = Store.open(folder, key, open_journals=2)
    for person_id in range(5):
        store.keep(journal(person_id))
    assert [*store._opened] == [3, 4]
    assert store.load(3) == journal(3)
    assert store.load(0) == journal(0)
    assert [*store._opened] == [3, 0]
    assert store.load(99) is None
    assert [*store._opened] == [3, 0]
    store.close()


def test_an_empty_journal_is_a_journal(store: Store, folder: Path, key: MasterKey) -> None:
    store.keep(Journal(person_id=7))
    store = reopened(store, folder, key)
    assert store.load(7) == Journal(person_id=7)
    assert store.load(7) != Journal(person_id=7, profile=Profile(zone="Asia/Tokyo"))
    store.close()
