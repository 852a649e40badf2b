"""Afterwards no byte of the person's is left anywhere in the folder, however often erasing was interrupted."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage.encryption import MasterKey
from storage.errors import JournalSetAside, NotErased
from storage.files import Disk
from storage.store import Store
from tests.storage.samples import Power, answered, everything, journal, opened, reopened
from tests.storage.test_setting_aside import backed_up, spoiled

TODAY = date(2025, 3, 4)
STEPS = 18
PIECE = 16  # longer than a line's frame, which is nobody's own


class Traces:
    """All that a folder holds of one person's, as it was seen at some time."""

    def __init__(self) -> None:
        self._pieces: set[bytes] = set()

    def see(self, folder: Path, name: str) -> None:
        self._pieces.add(name.encode())
        for path in folder.rglob(f"{name}*"):
            raw = path.read_bytes()
            self._pieces.update(raw[place : place + PIECE] for place in range(0, len(raw) - PIECE, 5))

    def left_in(self, folder: Path) -> set[bytes]:
        left = everything(folder)
        return {piece for piece in self._pieces if piece in left}


def lived_in(folder: Path, key: MasterKey) -> tuple[Traces, str]:
    """A folder in which 7 has a journal, copies, a damaged journal set aside and leftovers of crashes; and so has 8."""
    traces, store = Traces(), Store.open(folder, key)
    name = store.layout.name(7)
    now = {person_id: journal(person_id, f"the words of {person_id}") for person_id in (7, 8)}
    for number in range(2):
        for person_id in (7, 8):
            now[person_id] = answered(now[person_id], f"q{number}", f"more words of {person_id}")
            store.keep(now[person_id])
        backed_up(store, TODAY + timedelta(days=number))
        traces.see(folder, name)
    for person_id in (7, 8):
        store = reopened(store, folder, key)
        path = store.layout.journal(person_id)
        good = path.read_bytes()
        spoiled(path)
        with pytest.raises(JournalSetAside):
            store.load(person_id)
        path.write_bytes(good)
        half = store.layout.backups / "2025-03-06.new" / path.name
        half.parent.mkdir(exist_ok=True)
        half.write_bytes(good)
        path.with_name(path.name + ".new").write_bytes(good[:-20])
    traces.see(folder, name)
    store.close()
    return traces, name


@pytest.mark.parametrize("for_good", [False, True])
@pytest.mark.parametrize("step", range(STEPS))
def test_an_erasing_that_failed_anywhere_is_finished_at_the_next_word_or_the_next_start(
    step: int, for_good: bool, folder: Path, key: MasterKey
) -> None:
    traces, name = lived_in(folder, key)
    power = Power()
    store = opened(folder, key, power)
    before = store.load(8)
    power.steps.clear()
    power.fail_at, power.fail_for_good = step, for_good
    erased = True
    try:
        store.erase(7)
    except NotErased:
        erased = False
    assert erased == (len(power.steps) <= step)
    power.fail_at = None
    if for_good:
        begun = any((folder / "journals").glob("*.erasing"))
        store.close()
        store = Store.open(folder, key)
        if step <= 2:  # whoever was told that it failed is not erased behind their back, if it can be helped
            assert begun == (store.load(7) is None)
        if store.load(7) is not None:
            store.erase(7)
    elif store.load(7) is not None:  # asked again, as Telegram does with a turn that was not saved
        store.erase(7)
    assert store.load(7) is None
    assert traces.left_in(folder) == set()
    assert name not in "".join(path.name for path in folder.rglob("*"))
    assert store.load(8) == before
    store.keep(journal(7))
    store = reopened(store, folder, key)
    assert store.load(7) == journal(7)
    assert store.load(8) == before
    assert len([*store.layout.backups.glob("*/*.journal")]) >= 2
    store.close()


def test_no_erasing_has_more_steps_than_are_failed_here(folder: Path, key: MasterKey) -> None:
    traces, _ = lived_in(folder, key)
    power = Power()
    store = opened(folder, key, power)
    power.steps.clear()
    store.erase(7)
    assert len(power.steps) < STEPS
    assert power.steps[-4:] == ["remove .new", "remove .journal", "remove .erasing", "sync folder journals"]
    assert traces.left_in(folder) == set()
    store.erase(7)
    store.erase(4711)
    store.close()


def test_a_mark_that_cannot_be_taken_back_erases_at_the_next_start(
    folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    traces, _ = lived_in(folder, key)
    store = Store.open(folder, key)
    with monkeypatch.context() as failing:

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        failing.setattr(Disk, "remove", refuse)
        with pytest.raises(NotErased, match="Permission denied"):
            store.erase(7)
    store.close()
    store = Store.open(folder, key)
    assert store.load(7) is None
    assert traces.left_in(folder) == set()
    store.close()


def test_a_new_journal_is_not_begun_before_the_old_one_is_gone(
    folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived_in(folder, key)
    store = Store.open(folder, key)
    sync_folder = Disk.sync_folder

    def refuse(disk: Disk, path: Path) -> None:
        if path.name == "journals" and not store.layout.journal(7).exists():
            raise OSError(5, "Input/output error")
        sync_folder(disk, path)

    monkeypatch.setattr(Disk, "sync_folder", refuse)
    with pytest.raises(NotErased):
        store.erase(7)
    with pytest.raises(NotErased):
        store.load(7)
    with pytest.raises(NotErased):
        store.keep(journal())
    monkeypatch.undo()
    assert store.load(7) is None
    store.keep(replace(journal(), notes=()))
    assert store.load(7) == replace(journal(), notes=())
    store.close()
