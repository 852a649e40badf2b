"""Each step of each kind of save fails once: the journal before or the one after is there, whole, and saving goes on."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from conversations.model import Journal, Reflection
from storage import durable
from storage.encryption import MasterKey
from storage.errors import NotSaved
from storage.store import Store
from tests.storage.samples import Power, answered, everything, journal, opened, the_file

FIRST = journal()
ADDED = answered(FIRST, "carry", "ask about the summer", "and the autumn")
EDITED = replace(FIRST, notes=())
SAVES = {
    "first": (None, FIRST),
    "one more answer": (FIRST, ADDED),
    "a note removed": (FIRST, EDITED),
    "outgrown": (FIRST, ADDED),
    "after a torn line": (FIRST, ADDED),
}
MOST_STEPS = 12


def prepared(name: str, folder: Path, key: MasterKey) -> tuple[Journal | None, Journal]:
    before, after = SAVES[name]
    store = Store.open(folder, key)
    if before is not None:
        store.keep(before)
        if name == "after a torn line":
            with the_file(folder).open("ab") as file:
                file.write(b"torn")
    store.close()
    return before, after


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("for_good", [False, True])
@pytest.mark.parametrize("step", range(MOST_STEPS))
@pytest.mark.parametrize("name", SAVES)
def test_old_or_new_never_neither(
    name: str, step: int, for_good: bool, half: bool, folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = prepared(name, folder, key)
    if name == "outgrown":
        monkeypatch.setattr(durable, "SMALL_BYTES", 0)
        monkeypatch.setattr(durable, "OUTGROWN", 0)
    power = Power()
    store = opened(folder, key, power)
    assert store.load(7) == before
    power.steps.clear()
    power.fail_at, power.fail_for_good, power.half = step, for_good, half
    error = kept(store, after)
    saved = error is None
    assert str(error or "").endswith("could not be saved, and stays as it was: No space left on device") is not saved
    failed = len(power.steps) > step
    power.fail_at = None
    assert saved or failed
    here = store.load(7)
    assert here in ((after,) if saved else (before, after))
    if not saved:
        same_after_a_restart(folder, key, store, here)
        store = opened(folder, key, power)
    final = answered(after, "last", "one more")
    store.keep(final)
    assert store.load(7) == final
    same_after_a_restart(folder, key, store, final)
    assert list((folder / "journals").glob("*.new")) == []


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("step", ["write", "sync"])
def test_what_could_not_be_appended_is_cut_off_again(step: str, half: bool, folder: Path, key: MasterKey) -> None:
    power = Power()
    store = opened(folder, key, power)
    store.keep(FIRST)
    length = the_file(folder).stat().st_size
    power.steps.clear()
    power.fail_at, power.half = ["open end .journal", "size", "write", "sync"].index(step), half
    assert kept(store, ADDED) is not None
    assert power.steps[-2:] == ["truncate", "close"]
    assert the_file(folder).stat().st_size == length
    assert store.load(7) == FIRST
    store.close()


def kept(store: Store, after: Journal) -> NotSaved | None:
    try:
        store.keep(after)
    except NotSaved as error:
        return error
    return None


def same_after_a_restart(folder: Path, key: MasterKey, store: Store, expected: Journal | None) -> None:
    store.close()
    again = Store.open(folder, key)
    assert again.load(7) == expected
    again.close()


def test_no_save_has_more_steps_than_are_failed_here(folder: Path, key: MasterKey) -> None:
    power = Power()
    store = opened(folder, key, power)
    for journal_after in (FIRST, ADDED, EDITED):
        power.steps.clear()
        store.keep(journal_after)
        assert len(power.steps) < MOST_STEPS
    store.close()


def test_nothing_is_said_to_be_saved_before_it_is_on_disk(folder: Path, key: MasterKey) -> None:
    power = Power()
    store = opened(folder, key, power)
    power.steps.clear()
    store.keep(FIRST)
    assert power.steps == ["open new .new", "write", "sync", "close", "replace .new .journal", "sync folder journals"]
    power.steps.clear()
    store.keep(ADDED)
    assert power.steps == ["open end .journal", "size", "write", "sync", "close"]
    power.steps.clear()
    store.keep(EDITED)
    assert power.steps == ["open new .new", "write", "sync", "close", "replace .new .journal", "sync folder journals"]
    power.steps.clear()
    store.erase(7)
    assert power.steps == [
        "open new .erasing",
        "close",
        "sync folder journals",
        "remove .new",
        "remove .journal",
        "remove .erasing",
        "sync folder journals",
    ]
    store.close()


@pytest.mark.parametrize("step", range(14))
def test_a_folder_is_opened_or_not_and_then_it_is(step: int, folder: Path, key: MasterKey) -> None:
    power = Power()
    power.fail_at = step
    try:
        store = opened(folder, key, power)
    except NotSaved:
        power.fail_at = None
        store = opened(folder, key, power)
    power.fail_at = None
    store.keep(FIRST)
    store.close()
    assert b"brother" not in everything(folder)


def test_a_read_only_folder_saves_nothing_and_loses_nothing(folder: Path, key: MasterKey) -> None:
    power = Power()
    store = opened(folder, key, power)
    store.keep(FIRST)
    power.fail_at, power.fail_for_good = 0, True
    reflections: tuple[Reflection, ...] = ADDED.reflections
    for _ in range(3):
        with pytest.raises(NotSaved):
            store.keep(replace(FIRST, reflections=reflections))
        assert store.load(7) == FIRST
    store.close()


def test_a_disk_that_takes_a_little_at_a_time_gets_all(
    folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, content[:100]))
    store = Store.open(folder, key)
    store.keep(FIRST)
    store.keep(ADDED)
    same_after_a_restart(folder, key, store, ADDED)
