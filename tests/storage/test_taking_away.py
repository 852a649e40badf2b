"""What a person takes away is gone; what they keep shows nothing to who has no key."""

from dataclasses import replace
from pathlib import Path

from conversations.model import Note
from conversations.phases import Idle, Part, Unfiled
from storage.encryption import MasterKey
from storage.store import Store
from tests.storage.samples import NOW, SECRET, answer, answered, desk, everything, journal, reopened, the_file


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
    head, end = store.layout.seals.open_head(raw)
    assert head.person_id == person_id
    return b"\n".join(content for content, _ in store.layout.seals.lines(head).read(raw, end))


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


def test_leftovers_of_a_crash_are_swept(store: Store, folder: Path, key: MasterKey) -> None:
    store.keep(journal())
    path = the_file(folder)
    leftover = path.with_name(path.name + ".new")
    leftover.write_bytes(b"half a file")
    store = reopened(store, folder, key)
    assert not leftover.exists()
    assert store.load(7) == journal()
    store.close()
