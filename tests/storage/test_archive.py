"""A backup is one sealed file that holds everything, written and read again before it has its name."""

from pathlib import Path

import pytest

from storage import archive
from storage.archive import Archive, Tally
from storage.encryption import MasterKey
from storage.errors import (
    BackupDamaged,
    BackupInside,
    BackupOfOtherKey,
    BackupThere,
    KeyWrong,
    NotSaved,
)
from storage.files import Disk
from storage.invitations import Invitations
from storage.layout import Layout
from storage.restoring import Outcome
from storage.store import Store
from tests.storage.lived import LIVED, PEOPLE, backup, kept, restored
from tests.storage.samples import NOW, SECRET, Power, answered, master_key
from tests.storage.test_setting_aside import backed_up, spoiled


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
