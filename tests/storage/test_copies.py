"""Daily copies: whole, of one's own bytes, seven days long, and never the last good one dropped."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from conversations.model import Journal
from storage.encryption import MasterKey
from storage.errors import BackupDamaged, JournalSetAside, NotSaved
from storage.files import Disk
from storage.store import Store
from tests.storage.samples import Power, answered, journal, opened, reopened
from tests.storage.test_setting_aside import backed_up, spoiled

TODAY = date(2025, 3, 4)
STEPS = 40


def copies_in(folder: Path) -> dict[str, list[str]]:
    return {day.name: sorted(path.name for path in day.iterdir()) for day in sorted((folder / "backups").glob("*"))}


def read(store: Store, path: Path) -> Journal | None:
    """What a copy says, once it is the journal."""
    own = store.layout.journals / path.name
    own.write_bytes(path.read_bytes())
    store._opened.clear()
    return store.load(7)


def test_a_copy_is_the_journal_and_stays_what_it_was(store: Store) -> None:
    now = answered(journal(), "q", "more")
    store.keep(journal())
    store.keep(now)
    path = backed_up(store) / store.layout.journal(7).name
    copied = path.read_bytes()
    assert copied == store.layout.journal(7).read_bytes()
    assert path.stat().st_nlink == 1
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    store.keep(answered(now, "q2", "later"))
    store.keep(replace(now, notes=()))
    assert path.read_bytes() == copied
    assert read(store, path) == now


def test_a_torn_line_is_not_copied(store: Store) -> None:
    store.keep(journal())
    path = store.layout.journal(7)
    raw = path.read_bytes()
    path.write_bytes(raw + b"torn")
    assert (backed_up(store) / path.name).read_bytes() == raw


def test_once_a_day_and_for_seven_days(store: Store, folder: Path) -> None:
    assert [*store.back_up(TODAY)] == []
    assert copies_in(folder) == {}
    store.keep(journal())
    (folder / "backups" / "notes of my own").mkdir(parents=True)
    for number in range(10):
        day = TODAY + timedelta(days=number)
        assert len([*store.back_up(day)]) == 1
        assert [*store.back_up(day)] == []
    assert [*copies_in(folder)] == [f"2025-03-{day:02}" for day in range(7, 14)] + ["notes of my own"]
    backed_up(store, TODAY + timedelta(days=300))
    assert [*copies_in(folder)] == ["2025-12-29", "notes of my own"]
    backed_up(store, TODAY)  # the clock had been wrong
    assert [*copies_in(folder)] == ["2025-03-04", "notes of my own"]


def test_who_has_no_good_journal_keeps_the_newest_good_copy(store: Store, folder: Path, key: MasterKey) -> None:
    store.keep(journal())
    store.keep(journal(8))
    store.keep(journal(9))
    backed_up(store)
    now = answered(journal(), "q", "more")
    store.keep(now)
    good = backed_up(store, TODAY + timedelta(days=1)) / store.layout.journal(7).name
    spoiled(good.parent / store.layout.journal(8).name)
    store = reopened(store, folder, key)
    spoiled(store.layout.journal(7))
    spoiled(store.layout.journal(8))
    with pytest.raises(JournalSetAside) as caught:
        store.load(7)
    assert caught.value.backup == good
    for number in range(2, 20):
        backed_up(store, TODAY + timedelta(days=number))
    assert {day: len(names) for day, names in copies_in(folder).items()} == {
        (TODAY + timedelta(days=number)).isoformat(): 3 for number in range(13, 20)
    }
    with pytest.raises(JournalSetAside) as caught:
        store.load(8)
    assert caught.value.backup is not None
    assert caught.value.backup.parent.name == "2025-03-23"
    newest = store.copies.newest_good(store.layout.name(7))
    assert newest is not None
    assert read(store, newest) == now
    store.close()


def test_who_erases_while_copies_are_made_is_in_none(store: Store, folder: Path) -> None:
    for person_id in range(4):
        store.keep(journal(person_id))
    for number, _ in enumerate(store.back_up(TODAY)):
        store.erase(number)
    assert copies_in(folder) == {"2025-03-04": []}
    assert store.copies.newest_good(store.layout.name(0)) is None


def test_writing_goes_on_while_copies_are_made(store: Store, folder: Path, key: MasterKey) -> None:
    now = {person_id: journal(person_id) for person_id in range(4)}
    for each in now.values():
        store.keep(each)
    for number, _ in enumerate(store.back_up(TODAY)):
        for person_id, each in now.items():
            now[person_id] = answered(each, f"q{number}", "meanwhile")
            store.keep(now[person_id])
    assert len(copies_in(folder)["2025-03-04"]) == 4
    for path in [*(folder / "backups").glob("*/*.journal")]:
        store.layout.examine(path, path.read_bytes())
    store = reopened(store, folder, key)
    assert {person_id: store.load(person_id) for person_id in now} == now
    store.close()


@pytest.mark.parametrize("for_good", [False, True])
@pytest.mark.parametrize("step", range(STEPS))
def test_a_day_is_whole_or_not_there(step: int, for_good: bool, folder: Path, key: MasterKey) -> None:
    power = Power()
    store = opened(folder, key, power)
    store.keep(journal())
    store.keep(journal(8))
    for number in range(-7, 0):
        backed_up(store, TODAY + timedelta(days=number))
    power.steps.clear()
    power.fail_at, power.fail_for_good = step, for_good
    try:
        backed_up(store)
    except NotSaved:
        assert len(power.steps) > step
    else:
        assert len(power.steps) <= step or "remove" in power.steps[step]
    for day, names in copies_in(folder).items():
        assert len(names) == 2 or day.endswith(".new") or day == "2025-02-25"
    power.fail_at = None
    store = reopened(store, folder, key)
    backed_up(store)
    backed_up(store, TODAY + timedelta(days=1))
    days = copies_in(folder)
    assert [*days] == [(TODAY + timedelta(days=number)).isoformat() for number in range(-5, 2)]
    assert {len(names) for names in days.values()} == {2}
    store.close()


def test_a_copy_is_read_again_after_writing(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.keep(journal())
    write = Disk.write
    monkeypatch.setattr(Disk, "write", lambda disk, descriptor, content: write(disk, descriptor, content[:-1] + b"?"))
    with pytest.raises(BackupDamaged):
        backed_up(store)
    assert copies_in(folder) == {}


def test_a_journal_that_cannot_be_read_now_is_no_reason_to_take_an_older_copy(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep(journal())

    def refuse(*_: object, **__: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Disk, "read", refuse)
    with pytest.raises(NotSaved, match="Permission denied"):
        backed_up(store)
    assert copies_in(folder) == {}
