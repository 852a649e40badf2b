"""A damaged journal is out of the way, never overwritten, and its person is no stranger until it is put right."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from storage.encryption import MasterKey
from storage.errors import (
    JournalDamaged,
    JournalMisplaced,
    JournalSetAside,
    JournalUnreadable,
    NotRead,
    NotSaved,
    StorageError,
)
from storage.store import Store
from tests.storage.samples import Power, answered, journal, opened, reopened, the_file

TODAY = date(2025, 3, 4)


def spoiled(path: Path, place: int = 200) -> bytes:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    return bytes(raw)


def backed_up(store: Store, on: date = TODAY) -> Path:
    for _ in store.back_up(on):
        pass
    return store.layout.backups / on.isoformat()


@pytest.fixture
def aside(store: Store, folder: Path, key: MasterKey) -> Store:
    """A store with one journal that was copied, then written on, then damaged, and is not opened yet."""
    store.keep(journal())
    backed_up(store)
    store.keep(answered(journal(), "q", "since"))
    store = reopened(store, folder, key)
    spoiled(the_file(folder))
    return store


def test_what_was_damaged_moves_as_it_is_and_its_newest_good_copy_is_named(aside: Store, folder: Path) -> None:
    path = the_file(folder)
    raw = path.read_bytes()
    with pytest.raises(JournalSetAside) as caught:
        aside.load(7)
    assert caught.value.path == folder / "set-aside" / f"{path.stem}.1.journal"
    assert caught.value.path.read_bytes() == raw
    assert caught.value.path.parent.stat().st_mode & 0o777 == 0o700
    assert caught.value.backup == folder / "backups" / "2025-03-04" / path.name
    assert caught.value.line == 2
    assert not path.exists()
    aside.close()


def test_whoever_was_set_aside_is_no_stranger_and_no_new_journal_is_begun(
    aside: Store, folder: Path, key: MasterKey
) -> None:
    for _ in range(2):
        for _ in range(2):
            with pytest.raises(JournalSetAside):
                aside.load(7)
            with pytest.raises(JournalSetAside):
                aside.keep(journal())
        assert list((folder / "journals").iterdir()) == []
        aside = reopened(aside, folder, key)
    assert aside.load(8) is None
    aside.keep(journal(8))
    aside.close()


def test_a_copy_put_back_is_the_journal_again_and_the_next_damage_goes_elsewhere(
    aside: Store, folder: Path, key: MasterKey
) -> None:
    with pytest.raises(JournalSetAside) as first:
        aside.load(7)
    path = aside.layout.journal(7)
    assert first.value.backup is not None
    path.write_bytes(first.value.backup.read_bytes())
    assert aside.load(7) == journal()
    aside = reopened(aside, folder, key)
    kept = first.value.path.read_bytes()
    spoiled(path, 3)
    with pytest.raises(JournalSetAside) as second:
        aside.load(7)
    assert second.value.path.name == f"{path.stem}.2.journal"
    assert first.value.path.read_bytes() == kept
    aside.close()


@pytest.mark.parametrize("step", range(6))
def test_where_it_cannot_be_moved_it_is_left_and_nobody_writes_over_it(step: int, aside: Store, folder: Path) -> None:
    raw = the_file(folder).read_bytes()
    key = aside.layout.key
    aside.close()
    power = Power()
    aside = opened(folder, key, power)
    power.steps.clear()
    power.fail_at, power.fail_for_good = step, True
    for _ in range(2):
        with pytest.raises((JournalSetAside, JournalDamaged)):
            aside.keep(journal())
    power.fail_at = None
    with pytest.raises(JournalSetAside) as caught:
        aside.load(7)
    assert caught.value.path.read_bytes() == raw
    assert list((folder / "journals").iterdir()) == []
    aside.close()


def found(store: Store) -> list[tuple[Path, type[StorageError] | None, Path | None]]:
    return [(each.path, type(each.error) if each.error else None, each.backup) for each in store.check()]


def test_a_check_reads_everything_and_changes_nothing(
    store: Store, folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person_id in (7, 8, 9, 10, 11, 12):
        store.keep(journal(person_id))
    places = {person_id: store.layout.journal(person_id) for person_id in (7, 8, 9, 10, 11, 12)}
    copies = backed_up(store)
    with monkeypatch.context() as other:
        other.setattr("storage.journal.to_document", lambda *_: {"v": 1, "unheard_of": 1})
        store.keep(journal(13))
    assert [error for _, error, _ in found(store)].count(JournalUnreadable) == 1
    store.erase(13)
    assert [error for _, error, _ in found(store)] == [None] * 6
    store = reopened(store, folder, key)
    spoiled(places[7], 3)
    spoiled(places[8], 150)
    places[9].write_bytes(places[10].read_bytes())
    places[11].unlink()
    places[11].mkdir()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    findings = {path: (error, backup) for path, error, backup in found(store)}
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert findings == {
        places[7]: (JournalDamaged, copies / places[7].name),
        places[8]: (JournalDamaged, copies / places[8].name),
        places[9]: (JournalMisplaced, copies / places[9].name),
        places[10]: (None, None),
        places[11]: (NotRead, copies / places[11].name),
        places[12]: (None, None),
    }
    with pytest.raises(JournalSetAside) as caught:
        store.load(8)
    findings = {path: (error, backup) for path, error, backup in found(store)}
    assert findings[caught.value.path] == (JournalSetAside, copies / places[8].name)
    assert places[8] not in findings
    store.close()


def test_who_puts_right_sets_aside_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.keep(journal())
    path = store.set_aside(store.layout.journal(7))
    assert path.exists()
    with pytest.raises(JournalSetAside):
        store.load(7)
    store.keep(replace(journal(), person_id=8))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("storage.files.Disk.replace", refuse)
    with pytest.raises(NotSaved):
        store.set_aside(store.layout.journal(8))
    assert store.load(8) == journal(8)
