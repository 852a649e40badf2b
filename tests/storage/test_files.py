"""Files that stay open for the next line: never another file than the one under the name, never more than a few."""

from pathlib import Path

import pytest

from storage import files
from storage.encryption import MasterKey
from storage.errors import JournalChanged
from storage.files import Disk
from storage.store import Store
from tests.storage.samples import answered, journal

NEXT = answered(journal(), "q", "more")


def descriptors(store: Store) -> set[str]:
    """The journals of a store that this process has open."""
    links = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return {str(link) for link in links if link.is_relative_to(store.layout.folder) and link.name != "lock"}


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_a_file_stays_open_until_it_is_let_go(store: Store) -> None:
    store.keep(journal())
    assert descriptors(store) == set()
    store.keep(NEXT)
    assert descriptors(store) == {str(store.layout.journal(7))}
    store.close()
    assert descriptors(store) == set()


def test_only_so_many_stay_open(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ENDS", 3)
    for person_id in range(9):
        store.keep(journal(person_id))
        store.keep(answered(journal(person_id), "q", "more"))
    store.keep(answered(answered(journal(7), "q", "more"), "q2", "more"))
    assert descriptors(store) == {str(store.layout.journal(person_id)) for person_id in (6, 7, 8)}
    assert [store.load(person_id) for person_id in range(3)] == [
        answered(journal(person_id), "q", "more") for person_id in range(3)
    ]


def test_a_file_put_in_its_place_by_somebody_else_is_not_written_past(
    store: Store, folder: Path, key: MasterKey
) -> None:
    store.keep(journal())
    path = store.layout.journal(7)
    raw = path.read_bytes()
    store.keep(NEXT)
    put = path.with_name("put")
    put.write_bytes(raw)
    put.replace(path)
    with pytest.raises(JournalChanged):
        store.keep(answered(NEXT, "q2", "more"))
    assert store.load(7) == journal()
    store.keep(NEXT)
    store.close()
    store = Store.open(folder, key)
    assert store.load(7) == NEXT
    store.close()


def test_what_is_erased_or_set_aside_is_closed(store: Store) -> None:
    store.keep(journal())
    store.keep(NEXT)
    store.set_aside(store.layout.journal(7))
    assert descriptors(store) == set()
    store.erase(7)
    store.keep(journal())
    store.keep(NEXT)
    store.erase(7)
    assert descriptors(store) == set()


def test_a_file_that_is_gone_is_not_there(disk: Disk, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    disk.close(disk.open_end(path))
    path.unlink()
    with pytest.raises(FileNotFoundError):
        disk.open_end(path)
    disk.let_go()
