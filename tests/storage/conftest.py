from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.encryption import MasterKey
from storage.invitations import Invitations
from storage.store import Store
from tests.storage.lived import LIVED, WEEK
from tests.storage.samples import NOW, journal, master_key


@pytest.fixture
def key(tmp_path: Path) -> MasterKey:
    return master_key(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journals of all"


@pytest.fixture
def store(folder: Path, key: MasterKey) -> Iterator[Store]:
    store = Store.open(folder, key)
    yield store
    store.close()


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
