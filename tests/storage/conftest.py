from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.encryption import MasterKey
from storage.store import Store
from tests.storage.samples import master_key


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
