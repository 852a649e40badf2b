import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import storage.documents
from conversations.model import Journal, Note, Profile
from conversations.phases import Idle, Part, Unfiled
from storage.documents import TABLES
from storage.encryption import MasterKey
from storage.errors import (
    FolderInUse,
    IdRepeated,
    JournalDamaged,
    JournalMisplaced,
    JournalTooNew,
    JournalUnreadable,
    KeyBesideJournals,
    KeyWrong,
    NotRead,
    NotSaved,
)
from storage.store import Store
from tests.storage.samples import NOW, SECRET, answer, answered, desk, everything, journal, master_key, the_file
from tests.storage.strategies import journals


def reopened(store: Store, folder: Path, key: MasterKey) -> Store:
    store.close()
    return Store.open(folder, key)


def test_a_journal_comes_back_as_it_was(store: Store, folder: Path, key: MasterKey) -> None:
    assert store.load(7) is None
    store.keep(journal())
    assert store.load(7) == journal()
    store = reopened(store, folder, key)
    assert store.load(7) == journal()
    assert store.load(8) is None
    store.close()


@settings(max_examples=40)
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


def test_a_turn_that_adds_appends_and_a_turn_that_takes_away_writes_anew(store: Store, folder: Path) -> None:
    now = journal()
    store.keep(now)
    first = the_file(folder).stat().st_ino
    for number in range(3):
        now = answered(now, f"q{number}", "more")
        store.keep(now)
    now = replace(now, sessions=(replace(now.sessions[0], held=False, nudged_at=NOW),))
    store.keep(now)
    now = replace(now, desk=desk(99, "other words to say"))
    store.keep(now)
    assert the_file(folder).stat().st_ino == first
    (reflection,) = now.reflections
    edited = replace(reflection, answers=(reflection.answers[0], answer("stayed", "other words")))
    store.keep(replace(now, reflections=(edited,)))
    assert the_file(folder).stat().st_ino != first


def lines_of(store: Store, folder: Path, person_id: int = 7) -> bytes:
    """All that the key can open of a person's file."""
    raw = the_file(folder).read_bytes()
    head, end = store._seals.open_head(raw)
    assert head.person_id == person_id
    return b"\n".join(content for content, _ in store._seals.lines(head).read(raw, end))


def test_words_taken_away_are_in_no_line_even_for_who_has_the_key(store: Store, folder: Path) -> None:
    with_echo = replace(journal(), desk=desk(10, f"You wrote: {SECRET}"))
    store.keep(with_echo)
    store.keep(replace(with_echo, desk=desk(11)))
    assert SECRET.encode() in lines_of(store, folder)
    (reflection,) = with_echo.reflections
    edited = replace(reflection, answers=(reflection.answers[0], answer("stayed", "nothing")))
    store.keep(replace(with_echo, desk=desk(12), reflections=(edited,)))
    assert SECRET.encode() not in lines_of(store, folder)
    assert b"ask about the summer" in lines_of(store, folder)


def test_words_that_were_never_filed_go_when_they_are_let_go_and_stay_when_they_are_kept(
    store: Store, folder: Path
) -> None:
    parts = (Part(9, "out of the blue"),)
    waiting = replace(journal(), desk=replace(desk(10), phase=Unfiled(parts)))
    store.keep(waiting)
    inode = the_file(folder).stat().st_ino
    note = Note(id=11, parts=parts, written_at=NOW)
    filed = replace(waiting, desk=replace(desk(11), phase=Idle()), notes=(*waiting.notes, note))
    store.keep(filed)
    assert the_file(folder).stat().st_ino == inode
    store.keep(replace(filed, notes=waiting.notes))
    assert b"out of the blue" not in lines_of(store, folder)
    store.keep(waiting)
    store.keep(replace(waiting, desk=desk(12)))
    assert b"out of the blue" not in lines_of(store, folder)


def test_an_erased_person_leaves_no_byte(store: Store, folder: Path, key: MasterKey) -> None:
    store.keep(journal())
    store.keep(answered(journal(), "q", "more"))
    path = the_file(folder)
    raw = path.read_bytes()
    path.with_name(path.name + ".new").write_bytes(raw)
    store.keep(journal(8, "the other's words"))
    store.erase(7)
    store.erase(7)
    left = everything(folder)
    assert path.stem.encode() not in left
    assert all(raw[place : place + 16] not in left for place in range(0, len(raw) - 16, 4))
    assert store.load(7) is None
    assert [*store.people()] == [8]
    store = reopened(store, folder, key)
    assert store.load(8) == journal(8, "the other's words")
    store.close()


def test_the_folder_shows_neither_words_nor_who_wrote_them(store: Store, folder: Path) -> None:
    person_id = 4_815_162_342
    store.keep(replace(journal(), person_id=person_id))
    store.keep(answered(replace(journal(), person_id=person_id), "q", SECRET))
    shown = everything(folder)
    for secret in (
        SECRET.encode(),
        b"brother",
        b"Lisbon",
        str(person_id).encode(),
        person_id.to_bytes(8, "big"),
        person_id.to_bytes(8, "little"),
    ):
        assert secret not in shown
    assert SECRET not in repr(store)


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
        with pytest.raises(JournalDamaged) as caught:
            store.load(person_id)
        assert (caught.value.path, caught.value.line) == (names[person_id], line)
    store.erase(8)
    assert {*store.people()} == {9}
    store.close()


def test_a_file_that_goes_while_the_names_are_read(store: Store, folder: Path) -> None:
    store.keep(journal(7))
    store.keep(journal(8))
    people = store.people()
    first = next(people)
    store.erase(15 - first)
    assert [*people] == []
    assert the_file(folder).exists()


def test_a_document_from_the_future_is_refused_and_left_alone(
    store: Store, folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(storage.documents, "MIGRATIONS", {**dict.fromkeys(TABLES, ()), "notes": (dict,)})
        store.keep(journal())
    before = the_file(folder).read_bytes()
    store = reopened(store, folder, key)
    with pytest.raises(JournalTooNew) as caught:
        store.load(7)
    assert (caught.value.version, caught.value.known) == (2, 1)
    with pytest.raises(JournalTooNew):
        store.keep(journal())
    assert the_file(folder).read_bytes() == before
    store.close()


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
    changed = answered(replace(loaded, profile=replace(loaded.profile, language="pt")), "q", "more")
    store.keep(changed)
    again = answered(changed, "q2", "still more")
    store.keep(again)
    store = reopened(store, folder, key)
    assert store.load(7) == again
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


def test_leftovers_of_a_crash_are_swept(store: Store, folder: Path, key: MasterKey) -> None:
    store.keep(journal())
    path = the_file(folder)
    leftover = path.with_name(path.name + ".new")
    leftover.write_bytes(b"half a file")
    store = reopened(store, folder, key)
    assert not leftover.exists()
    assert store.load(7) == journal()
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
