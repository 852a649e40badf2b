"""A backup is one sealed file that holds everything, and what it holds comes back: verified, each person's whole."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage import archive
from storage.archive import Archive, Tally, write_archive
from storage.encryption import MasterKey
from storage.errors import (
    BackupDamaged,
    BackupInside,
    BackupOfOtherKey,
    BackupThere,
    BackupTooNew,
    JournalDamaged,
    JournalSetAside,
    KeyWrong,
    NotRead,
    NotSaved,
    StorageError,
)
from storage.files import Disk
from storage.invitations import Invitations
from storage.layout import Layout
from storage.restoring import Outcome, Source, restore
from storage.rotation import rotate
from storage.store import Store
from tests.storage.samples import NOW, SECRET, Faulty, Power, answered, everything, journal, master_key, opened
from tests.storage.test_setting_aside import backed_up, spoiled

PEOPLE = (7, 8, 9)
LIVED = {person_id: answered(journal(person_id), "q", f"words of {person_id}") for person_id in PEOPLE}
WEEK = timedelta(days=7)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "afterword.backup"


@pytest.fixture
def lived(folder: Path, key: MasterKey, target: Path) -> str:
    """A folder that was lived in, and an invitation that is out."""
    store = Store.open(folder, key)
    for now in LIVED.values():
        store.keep(journal(now.person_id))
        store.keep(now)
    store.close()
    target.parent.mkdir()
    return Invitations(folder, key).issue(NOW, WEEK)


def kept(folder: Path, key: MasterKey) -> object:
    store = Store.open(folder, key)
    found = {person_id: store.load(person_id) for person_id in store.people()}
    store.close()
    return found


def restored(
    folder: Path, key: MasterKey, source: Path, *, replace: bool = False, sealed_with: MasterKey | None = None
) -> Counter[Outcome]:
    store = Store.open(folder, key)
    try:
        return restore(store, Source(source, sealed_with or key, store.files), replace=replace)
    finally:
        store.close()


def backup(folder: Path, key: MasterKey, target: Path, power: Power | None = None) -> Tally:
    return write_archive(Layout(folder, key), Faulty(power) if power else Disk(), target, NOW)


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


def test_a_backup_shows_nothing(folder: Path, key: MasterKey, target: Path, lived: str) -> None:
    backup(folder, key, target)
    raw = target.read_bytes()
    for shown in (SECRET.encode(), b"journal", lived.encode(), key.path.read_bytes().split()[-1], b"2025"):
        assert shown not in raw
    store = Store.open(folder, key)
    assert not any(path.stem.encode() in raw for path in (folder / "journals").iterdir())
    store.close()


def test_it_is_made_while_the_folder_is_in_use(folder: Path, key: MasterKey, target: Path, lived: str) -> None:
    store = Store.open(folder, key)
    with store.layout.journal(7).open("ab") as file:
        file.write(b"half a line")
    store.layout.erasing(store.layout.name(9)).write_bytes(b"")
    (folder / "invitations" / "x.new").write_bytes(b"half")
    assert backup(folder, key, target) == Tally(journals=2, invitations=1)
    store.close()
    assert Invitations(folder, key).valid(lived, NOW)


def test_who_has_no_good_journal_goes_in_with_the_newest_copy(
    folder: Path, key: MasterKey, target: Path, lived: str, tmp_path: Path
) -> None:
    store = Store.open(folder, key)
    assert lived
    backed_up(store)
    paths = {person_id: store.layout.journal(person_id) for person_id in PEOPLE}
    later = answered(LIVED[7], "q2", "after the copy")
    store.keep(later)
    store.close()
    spoiled(paths[7], 3)
    spoiled(paths[8], 3)
    spoiled(folder / "backups" / "2025-03-04" / paths[8].name, 3)
    spoiled(folder / "backups" / "2025-03-04" / paths[9].name, 3)
    gone = paths[9].read_bytes()
    paths[9].unlink()
    assert backup(folder, key, target) == Tally(1, 1, older=[paths[7].name], left_out=[paths[8].name])
    target.unlink()
    paths[9].write_bytes(gone)
    assert backup(folder, key, target) == Tally(2, 1, older=[paths[7].name], left_out=[paths[8].name])
    assert restored(tmp_path / "new", key, target) == {Outcome.PUT_BACK: 2}
    assert kept(tmp_path / "new", key) == {7: LIVED[7], 9: LIVED[9]}


def test_an_invitation_used_while_it_is_made_is_left_out(
    folder: Path, key: MasterKey, target: Path, lived: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Disk.read

    def used(disk: Disk, path: Path, limit: int = -1, start: int = 0) -> bytes:
        if path.parent.name == "invitations":
            path.unlink(missing_ok=True)
        return read(disk, path, limit, start)

    monkeypatch.setattr(Disk, "read", used)
    assert backup(folder, key, target).invitations == 0
    assert not Invitations(folder, key).valid(lived, NOW)


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


def test_a_backup_never_takes_a_files_place_and_never_lies_in_its_own_folder(
    folder: Path, key: MasterKey, target: Path, lived: str
) -> None:
    assert lived
    target.write_bytes(b"something of mine")
    with pytest.raises(BackupThere):
        backup(folder, key, target)
    assert target.read_bytes() == b"something of mine"
    with pytest.raises(BackupInside):
        backup(folder, key, folder / "backups" / "mine")
    with pytest.raises(NotSaved):
        backup(folder, key, target.parent / "no folder" / "x")
    with pytest.raises(KeyWrong):
        backup(folder, master_key(target.parent), target.with_name("x"))


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("step", range(12))
def test_a_backup_is_whole_or_not_there(
    step: int, half: bool, folder: Path, key: MasterKey, target: Path, lived: str
) -> None:
    assert lived
    power = Power()
    power.fail_at, power.half = step, half
    try:
        backup(folder, key, target, power)
    except NotSaved:
        assert len(power.steps) > step
    assert [path.name for path in target.parent.iterdir()] in ([], [target.name])
    if target.exists():
        Archive(target, key, Disk()).verify()


def test_what_was_spoiled_in_writing_is_no_backup(
    folder: Path, key: MasterKey, target: Path, lived: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lived
    write = Disk.write
    monkeypatch.setattr(Disk, "write", lambda disk, descriptor, content: write(disk, descriptor, content[:-1] + b"?"))
    with pytest.raises((BackupDamaged, BackupOfOtherKey)):
        backup(folder, key, target)
    assert list(target.parent.iterdir()) == []


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


def test_a_backup_of_bad_journals_is_none(
    folder: Path, key: MasterKey, target: Path, lived: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert lived
    layout = Layout(folder, key)
    name = layout.journal(7).name
    good = layout.journal(8).read_bytes()
    for content in (good, good + b"torn", b"?" * 200):
        record = archive.Record(archive.JOURNAL, name if content == good else layout.journal(8).name, content)
        with monkeypatch.context() as other:
            other.setattr(archive, "_records", lambda *_, record=record: iter([record]))
            with pytest.raises(BackupDamaged):
                backup(folder, key, target)
            if content[:1] == b"?":
                other.setattr(Archive, "verify", lambda _: None)
                backup(folder, key, target)
    with pytest.raises(BackupDamaged):
        restored(tmp_path / "new", key, target)


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
