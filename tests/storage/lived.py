"""A folder that was lived in, and what is done with backups of it."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from storage.archive import Tally, write_archive
from storage.encryption import MasterKey
from storage.files import Disk
from storage.layout import Layout
from storage.restoring import Outcome, Source, restore
from storage.store import Store
from tests.storage.samples import NOW, Faulty, Power, answered, journal

PEOPLE = (7, 8, 9)
LIVED = {person_id: answered(journal(person_id), "q", f"words of {person_id}") for person_id in PEOPLE}
WEEK = timedelta(days=7)


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
