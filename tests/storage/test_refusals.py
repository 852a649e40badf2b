"""What is not as it should be is refused by name, left alone, and stops nobody else."""

from pathlib import Path

import pytest

import storage.documents
from conversations.model import Journal
from storage.documents import TABLES
from storage.encryption import MasterKey
from storage.errors import (
    FolderInUse,
    JournalDamaged,
    JournalMisplaced,
    JournalSetAside,
    JournalTooNew,
    JournalUnreadable,
    KeyBesideJournals,
    KeyWrong,
    NotRead,
    NotSaved,
)
from storage.invitations import Invitations
from storage.store import Store
from tests.storage.samples import SECRET, everything, journal, master_key, reopened, the_file


def test_another_key_is_refused_before_anything_is_written(store: Store, folder: Path, tmp_path: Path) -> None:
    store.keep(journal())
    store.close()
    before = everything(folder)
    other = master_key(tmp_path / "other")
    with pytest.raises(KeyWrong, match="was sealed with another key"):
        Store.open(folder, other)
    (folder / "key-check").unlink()
    without = everything(folder)
    with pytest.raises(KeyWrong):
        Store.open(folder, other)
    assert everything(folder) == without
    assert len(without) < len(before)


def test_a_lost_key_check_is_made_again_by_the_right_key(store: Store, folder: Path, key: MasterKey) -> None:
    assert Store.holds_data(folder)
    store.keep(journal())
    store.close()
    (folder / "key-check").unlink()
    assert Store.holds_data(folder)
    store = Store.open(folder, key)
    assert store.load(7) == journal()
    assert (folder / "key-check").exists()
    store.close()


def test_an_empty_place_holds_no_data(tmp_path: Path) -> None:
    assert not Store.holds_data(tmp_path / "nowhere")


def test_a_key_in_the_folder_is_refused(tmp_path: Path) -> None:
    key = master_key(tmp_path)
    with pytest.raises(KeyBesideJournals):
        Store.open(tmp_path, key)


def test_one_store_at_a_time(store: Store, folder: Path, key: MasterKey) -> None:
    with pytest.raises(FolderInUse):
        Store.open(folder, key)
    store.close()
    store.close()
    again = Store.open(folder, key)
    again.close()


def test_a_file_under_anothers_name_is_noticed(store: Store, folder: Path, key: MasterKey) -> None:
    store.keep(journal(7))
    mine = the_file(folder)
    store.keep(journal(8))
    (other,) = {*mine.parent.iterdir()} - {mine}
    store.close()
    mine.replace(other)
    store = Store.open(folder, key)
    assert store.load(7) is None
    with pytest.raises(JournalMisplaced):
        store.load(8)
    with pytest.raises(JournalMisplaced):
        store.keep(journal(8))
    assert [*store.people()] == []
    assert [(type(error), error.path) for error in store.damaged() if isinstance(error, JournalMisplaced)] == [
        (JournalMisplaced, other)
    ]
    store.close()


def test_one_bad_file_does_not_stop_the_others(store: Store, folder: Path, key: MasterKey) -> None:
    for person_id in (7, 8, 9):
        store.keep(journal(person_id))
    store.close()
    names = {}
    for path in (folder / "journals").iterdir():
        raw = path.read_bytes()
        store = Store.open(folder, key)
        names[store._person_in(path)] = path
        store.close()
    raw = names[7].read_bytes()
    names[7].write_bytes(b"\0" * 20 + raw[20:])
    names[8].write_bytes(names[8].read_bytes()[:-1])
    unreadable = folder / "journals" / "folder.journal"
    unreadable.mkdir()
    store = Store.open(folder, key)
    assert {*store.people()} == {8, 9}
    assert {type(error) for error in store.damaged()} == {JournalDamaged, NotRead}
    assert store.load(9) == journal(9)
    for person_id, line in ((7, 1), (8, 2)):
        with pytest.raises(JournalSetAside) as caught:
            store.load(person_id)
        assert caught.value.path == folder / "set-aside" / f"{names[person_id].stem}.1.journal"
        assert (caught.value.line, caught.value.backup) == (line, None)
        assert (
            str(caught.value) == f"{caught.value.path} is a journal that was damaged in line {line} and was set aside"
        )
    store.erase(8)
    assert {*store.people()} == {9}
    store.close()


def test_a_document_from_the_future_is_refused_and_left_alone(
    store: Store, folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(storage.documents, "MIGRATIONS", {**dict.fromkeys(TABLES, ()), "notes": (dict,)})
        store.keep(journal())
    before = the_file(folder).read_bytes()
    store = reopened(store, folder, key)
    with pytest.raises(JournalTooNew, match="has version 2, and this Afterword knows 1") as caught:
        store.load(7)
    assert (caught.value.version, caught.value.known) == (2, 1)
    with pytest.raises(JournalTooNew):
        store.keep(journal())
    assert the_file(folder).read_bytes() == before
    store.close()


def test_a_document_this_code_cannot_read_is_named(
    store: Store, folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as other:
        other.setattr("storage.journal.to_document", lambda table, _: {"v": 1, "words": f"{SECRET} {table}"})
        store.keep(Journal(person_id=7))
    store = reopened(store, folder, key)
    with pytest.raises(JournalUnreadable) as caught:
        store.load(7)
    assert (caught.value.table, caught.value.doc_id) == ("profile", 1)
    assert SECRET not in str(caught.value)
    assert "document 1 of table profile" in str(caught.value)
    store.close()


def test_a_folder_that_cannot_be_made_or_read(tmp_path: Path, folder: Path, key: MasterKey) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(NotSaved):
        Store.open(file / "data", key)
    (folder / "key-check").mkdir(parents=True)
    with pytest.raises(NotRead):
        Store.open(folder, key)


def test_a_journal_that_cannot_be_read(store: Store, folder: Path) -> None:
    store.keep(journal())
    path = the_file(folder)
    store.close()
    path.unlink()
    path.mkdir()
    store._opened.clear()
    with pytest.raises(NotRead):
        store.load(7)


def test_an_empty_key_check_says_nothing_of_the_key(store: Store, folder: Path, key: MasterKey, tmp_path: Path) -> None:
    store.keep(journal())
    store.close()
    (folder / "key-check").write_bytes(b"")  # as a power cut may leave it
    with pytest.raises(KeyWrong):
        Store.open(folder, master_key(tmp_path / "another"))
    store = Store.open(folder, key)
    assert store.load(7) == journal()
    store.close()
    with pytest.raises(KeyWrong):
        Store.open(folder, master_key(tmp_path / "another"))


def test_a_table_nobody_knows_is_passed_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.keep(journal())
    monkeypatch.setattr("storage.reading.TABLES", {"notes": TABLES["notes"]})
    assert [finding.error for finding in store.check()] == [None]


def test_a_names_key_that_cannot_be_read_is_said_so(folder: Path, key: MasterKey) -> None:
    (folder / "invitation-names").mkdir(parents=True)
    with pytest.raises(NotRead):
        Invitations(folder, key)
