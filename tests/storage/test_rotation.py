"""The key is changed, killed at any step and done again: nothing is lost, nothing stays under the old key."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from conversations.model import Journal
from storage.encryption import MasterKey
from storage.errors import (
    FolderInUse,
    JournalSetAside,
    KeyBesideJournals,
    KeyMissing,
    KeyWrong,
    NotRotated,
    NotSaved,
    RotationUnfinished,
)
from storage.invitations import Invitations
from storage.rotation import Rotated, rotate
from storage.store import Store
from tests.storage.samples import NOW, Faulty, Power, answered, everything, journal, master_key
from tests.storage.test_setting_aside import backed_up, spoiled

TODAY = date(2025, 3, 4)
STEPS = 70  # more than a rotation of this folder takes
LIVED = {person_id: answered(journal(person_id), "q", f"words of {person_id}") for person_id in (7, 8)}


@pytest.fixture
def code(folder: Path, key: MasterKey) -> str:
    """A folder in which two people wrote and one was invited; its copies are of two days."""
    store = Store.open(folder, key)
    for number in range(2):
        for person_id, now in LIVED.items():
            store.keep(journal(person_id))
            store.keep(now)
        backed_up(store, TODAY + timedelta(days=number))
    store.close()
    return Invitations(folder, key).issue(NOW, timedelta(days=7))


def as_it_was(folder: Path, key_file: Path, code: str) -> None:
    """Everything is there, under this key alone."""
    key = MasterKey.load(key_file)
    store = Store.open(folder, key)
    kept: dict[int, Journal | None] = {person_id: store.load(person_id) for person_id in store.people()}
    assert kept == LIVED
    assert [each.error for each in store.check()] == [None, None]
    copies = [*(folder / "backups").glob("*/*")]
    assert len(copies) == 4
    for path in copies:
        store.layout.examine(path, path.read_bytes())
    store.close()
    assert Invitations(folder, key).valid(code, NOW)
    assert sorted(path.name for path in folder.iterdir() if path.name != "invitation-names") == [
        "backups",
        "invitations",
        "journals",
        "key-check",
        "lock",
    ]
    assert [path.name for path in key_file.parent.iterdir()] == [key_file.name]


def test_a_new_key_opens_everything_and_the_old_one_nothing(folder: Path, key: MasterKey, code: str) -> None:
    old = key.path.read_bytes()
    names = {path.name for path in folder.rglob("*.journal")}
    assert rotate(folder, key.path) == Rotated(resumed=False, journals=2, copies=4, dropped=0)
    assert key.path.read_bytes() != old
    assert key.path.stat().st_mode & 0o777 == 0o600
    assert not any(name.encode() in everything(folder) for name in names)
    as_it_was(folder, key.path, code)
    with pytest.raises(KeyWrong):
        Store.open(folder, key)
    with pytest.raises(KeyWrong):
        Invitations(folder, key)
    assert rotate(folder, key.path).journals == 2
    as_it_was(folder, key.path, code)


@pytest.mark.parametrize("step", range(STEPS))
def test_killed_at_any_step_it_is_finished_by_doing_it_again(
    step: int, folder: Path, key: MasterKey, code: str
) -> None:
    power = Power()
    power.fail_at, power.fail_for_good, power.half = step, True, bool(step % 2)
    try:
        rotate(folder, key.path, files=Faulty(power))
    except NotSaved:
        assert len(power.steps) > step
    if (folder / "rotation").exists():
        for each in (key, MasterKey.load(key.path)):
            with pytest.raises(RotationUnfinished, match="`afterword rotate-key` finishes it"):
                Store.open(folder, each)
        assert rotate(folder, key.path) == Rotated(resumed=True, journals=2, copies=4)
    elif MasterKey.load(key.path).derive("x") == key.derive("x"):
        assert not rotate(folder, key.path).resumed
    as_it_was(folder, key.path, code)


def test_killed_again_and_again_it_comes_to_its_end(folder: Path, key: MasterKey, code: str) -> None:
    old = key.derive("x")
    for step in range(STEPS):
        power = Power()
        power.fail_at, power.fail_for_good = step, True
        try:
            rotate(folder, key.path, files=Faulty(power))
        except NotSaved:
            continue
        if MasterKey.load(key.path).derive("x") != old:
            break
    as_it_was(folder, key.path, code)


def test_no_rotation_has_more_steps_than_are_failed_here(folder: Path, key: MasterKey, code: str) -> None:
    power = Power()
    rotate(folder, key.path, files=Faulty(power))
    assert STEPS - 20 < len(power.steps) < STEPS
    as_it_was(folder, key.path, code)


def test_the_old_key_goes_only_when_all_else_is_on_disk(folder: Path, key: MasterKey, code: str) -> None:
    power = Power()
    rotate(folder, key.path, files=Faulty(power))
    assert power.steps[-4:] == ["replace .next .key", "sync folder secret", "remove ", f"sync folder {folder.name}"]
    as_it_was(folder, key.path, code)


def test_what_would_be_left_behind_is_named_and_nothing_begun(folder: Path, key: MasterKey, code: str) -> None:
    store = Store.open(folder, key)
    path = store.layout.journal(7)
    good = path.read_bytes()
    store.close()
    spoiled(path)
    before = everything(folder)
    with pytest.raises(NotRotated) as caught:
        rotate(folder, key.path)
    assert caught.value.path == path
    assert everything(folder) == before
    store = Store.open(folder, key)
    with pytest.raises(JournalSetAside) as aside:
        store.load(7)
    store.close()
    path.write_bytes(good)
    with pytest.raises(NotRotated) as caught:
        rotate(folder, key.path)
    assert caught.value.path == aside.value.path
    aside.value.path.unlink()
    aside.value.path.parent.rmdir()
    rotate(folder, key.path)
    as_it_was(folder, key.path, code)


def test_damage_on_the_way_stops_it_where_it_can_go_on(folder: Path, key: MasterKey, code: str) -> None:
    power = Power()
    power.fail_at, power.fail_for_good = 10, True
    with pytest.raises(NotSaved):
        rotate(folder, key.path, files=Faulty(power))
    (path, *_) = sorted((folder / "journals").glob("*.journal"))
    good = path.read_bytes()
    spoiled(path, 3)
    with pytest.raises(NotRotated):
        rotate(folder, key.path)
    path.write_bytes(good)
    assert rotate(folder, key.path).resumed
    as_it_was(folder, key.path, code)


def test_an_invitation_is_not_issued_in_between(folder: Path, key: MasterKey, code: str) -> None:
    power = Power()
    power.fail_at, power.fail_for_good = 60, True
    with pytest.raises(NotSaved):
        rotate(folder, key.path, files=Faulty(power))
    assert (folder / "invitation-names").exists()
    with pytest.raises(RotationUnfinished):
        Invitations(folder, key)
    rotate(folder, key.path)
    as_it_was(folder, key.path, code)


def test_copies_that_nobody_can_read_are_dropped(folder: Path, key: MasterKey, code: str) -> None:
    (path, *_) = sorted((folder / "backups").glob("*/*"))
    good = path.read_bytes()
    spoiled(path, 3)
    half = folder / "backups" / "2025-03-06.new"
    half.mkdir()
    (half / path.name).write_bytes(good)
    assert rotate(folder, key.path) == Rotated(resumed=False, journals=2, copies=3, dropped=1)
    assert not half.exists()
    assert Invitations(folder, MasterKey.load(key.path)).valid(code, NOW)


def test_it_asks_for_the_folder_and_both_keys(folder: Path, key: MasterKey, code: str, tmp_path: Path) -> None:
    store = Store.open(folder, key)
    with pytest.raises(FolderInUse):
        rotate(folder, key.path)
    store.close()
    with pytest.raises(KeyWrong):
        rotate(folder, master_key(tmp_path / "another").path)
    with pytest.raises(KeyMissing):
        rotate(folder, tmp_path / "nowhere")
    with pytest.raises(KeyBesideJournals):
        rotate(folder, folder / "key")
    power = Power()
    power.fail_at, power.fail_for_good = 20, True
    with pytest.raises(NotSaved):
        rotate(folder, key.path, files=Faulty(power))
    right = key.next_path.read_bytes()
    key.next_path.write_bytes(master_key(tmp_path / "another").path.read_bytes())
    with pytest.raises(KeyWrong):
        rotate(folder, key.path)
    key.next_path.unlink()
    with pytest.raises(KeyMissing):
        rotate(folder, key.path)
    key.next_path.write_bytes(right)
    rotate(folder, key.path)
    as_it_was(folder, key.path, code)


def test_a_folder_that_nobody_wrote_in_yet(folder: Path, key: MasterKey) -> None:
    assert rotate(folder, key.path) == Rotated()
    store = Store.open(folder, MasterKey.load(key.path))
    assert [*store.people()] == []
    store.close()
