"""What a backup holds comes back: all of it verified first, then each person's, whole."""

from datetime import date
from pathlib import Path

import pytest

from storage import archive
from storage.archive import Archive, Tally, write_archive
from storage.encryption import MasterKey
from storage.errors import (
    BackupDamaged,
    BackupOfOtherKey,
    BackupTooNew,
    JournalDamaged,
    JournalSetAside,
    KeyWrong,
    NotRead,
    StorageError,
)
from storage.files import Disk
from storage.invitations import Invitations
from storage.layout import Layout
from storage.restoring import Outcome, Source, restore
from storage.rotation import rotate
from storage.store import Store
from tests.storage.lived import LIVED, WEEK, backup, kept, restored
from tests.storage.samples import NOW, Power, answered, everything, opened
from tests.storage.test_setting_aside import backed_up, spoiled


def test_everything_comes_back_on_a_new_machine(
    folder: Path, key: MasterKey, target: Path, lived: str, tmp_path: Path
) -> None:
    assert backup(folder, key, target) == Tally(journals=3, invitations=1)
    assert Archive(target, key, Disk()).made_at == NOW
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    new = tmp_path / "new machine"
    assert restored(new, key, target) == {Outcome.PUT_BACK: 3}
    assert kept(new, key) == LIVED
    assert Invitations(new, key).valid(lived, NOW)
    assert restored(new, key, target) == {Outcome.SAME: 3}


def test_what_is_there_stays_unless_it_shall_be_replaced(
    folder: Path, key: MasterKey, target: Path, lived: str
) -> None:
    backup(folder, key, target)
    store = Store.open(folder, key)
    later = answered(LIVED[7], "q2", "after the backup")
    store.keep(later)
    store.erase(8)
    spoiled(store.layout.journal(9))
    store.close()
    Invitations(folder, key).redeem(lived)
    assert restored(folder, key, target) == {Outcome.STAYED: 1, Outcome.PUT_BACK: 1, Outcome.SET_ASIDE: 1}
    assert kept(folder, key) == {**LIVED, 7: later}
    assert len([*(folder / "set-aside").iterdir()]) == 1
    assert not Invitations(folder, key).valid(lived, NOW)  # it was used, and stays so
    assert restored(folder, key, target, replace=True) == {Outcome.REPLACED: 1, Outcome.SAME: 2}
    assert kept(folder, key) == LIVED


def test_a_journal_in_anothers_place_is_not_touched(folder: Path, key: MasterKey, target: Path, lived: str) -> None:
    assert lived
    backup(folder, key, target)
    layout = Layout(folder, key)
    moved = layout.journal(8).read_bytes()
    layout.journal(7).write_bytes(moved)
    assert restored(folder, key, target, replace=True) == {Outcome.STAYED: 1, Outcome.SAME: 2}
    assert layout.journal(7).read_bytes() == moved


def test_a_days_copies_and_one_of_them_are_put_back_too(folder: Path, key: MasterKey, lived: str) -> None:
    assert lived
    store = Store.open(folder, key)
    day = backed_up(store, date(2025, 3, 4))
    path = store.layout.journal(7)
    store.keep(answered(LIVED[8], "q2", "later"))
    store.close()
    spoiled(path)
    store = Store.open(folder, key)
    with pytest.raises(JournalSetAside):
        store.load(7)
    store.close()
    assert restored(folder, key, day / path.name) == {Outcome.PUT_BACK: 1}
    assert restored(folder, key, day) == {Outcome.SAME: 2, Outcome.STAYED: 1}
    spoiled(day / path.name)
    before = everything(folder)
    with pytest.raises(JournalDamaged):
        restored(folder, key, day, replace=True)
    with pytest.raises(NotRead):
        restored(folder, key, day / "nobody.journal")
    assert everything(folder) == before


def test_a_backup_from_before_the_key_was_changed(
    folder: Path, key: MasterKey, target: Path, lived: str, tmp_path: Path
) -> None:
    backup(folder, key, target)
    old = MasterKey.load(key.path)
    rotate(folder, key.path)
    new = MasterKey.load(key.path)
    with pytest.raises(BackupOfOtherKey, match="--key"):
        restored(folder, new, target)
    with pytest.raises(KeyWrong):
        write_archive(Layout(folder, old), Disk(), tmp_path / "x", NOW)
    assert restored(folder, new, target, sealed_with=old) == {Outcome.SAME: 3}
    fresh = tmp_path / "fresh"
    assert restored(fresh, new, target, sealed_with=old) == {Outcome.PUT_BACK: 3}
    assert kept(fresh, new) == LIVED
    assert Invitations(fresh, new).valid(lived, NOW)
    after = target.with_name("after")
    backup(fresh, new, after)
    again = tmp_path / "again"
    assert restored(again, new, after) == {Outcome.PUT_BACK: 3}
    assert Invitations(again, new).valid(lived, NOW)
    issued = tmp_path / "issued"
    code = Invitations(issued, new).issue(NOW, WEEK)
    restored(issued, new, after)
    assert Invitations(issued, new).valid(code, NOW)
    assert not Invitations(issued, new).valid(lived, NOW)


def test_a_backup_that_is_not_whole_is_refused_before_anything_is_touched(
    folder: Path, key: MasterKey, target: Path, lived: str, tmp_path: Path
) -> None:
    assert lived
    backup(folder, key, target)
    raw = target.read_bytes()
    new = tmp_path / "new"
    Store.open(new, key).close()
    before = everything(new)
    spoiled_ones = [raw[:length] for length in (0, 5, 30, 200, len(raw) // 2, len(raw) - 1)]
    spoiled_ones += [
        raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        for place in (*range(0, 200, 23), len(raw) // 2, len(raw) - 1)
    ]
    for each in spoiled_ones:
        target.write_bytes(each)
        with pytest.raises((BackupDamaged, BackupOfOtherKey)):
            restored(new, key, target)
        assert everything(new) == before
    with pytest.raises(NotRead):
        restored(new, key, target.with_name("nothing"))


def test_a_backup_of_a_later_version_is_refused(
    folder: Path, key: MasterKey, target: Path, lived: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lived
    with monkeypatch.context() as newer:
        newer.setattr(archive, "FORMAT", 2)
        backup(folder, key, target)
    with pytest.raises(BackupTooNew):
        restored(folder, key, target)


@pytest.mark.parametrize("step", range(24))
def test_a_restoring_that_failed_is_finished_by_doing_it_again(
    step: int, folder: Path, key: MasterKey, target: Path, lived: str, tmp_path: Path
) -> None:
    backup(folder, key, target)
    new, power = tmp_path / "new", Power()
    store = opened(new, key, power)
    power.steps.clear()
    power.fail_at, power.fail_for_good, power.half = step, True, bool(step % 2)
    try:
        restore(store, Source(target, key, store.files))
    except StorageError:
        assert len(power.steps) > step
    else:
        assert len(power.steps) <= step
    store.close()
    found = kept(new, key)
    assert isinstance(found, dict)
    assert found.items() <= LIVED.items()
    restored(new, key, target)
    assert kept(new, key) == LIVED
    assert Invitations(new, key).valid(lived, NOW)
