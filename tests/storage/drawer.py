"""A folder with one sealed file in it."""

from pathlib import Path
from typing import Any

from tinydb import TinyDB

from storage.durable import SealedLines
from storage.encryption import MasterKey
from storage.lines import JournalSeals
from tests.storage.samples import Faulty, Power, master_key


class Drawer:
    """A folder with one sealed file in it, opened as often as one likes."""

    def __init__(self, folder: Path, key: MasterKey | None = None) -> None:
        self.path = folder / "one.journal"
        self.power = Power()
        self.seals = JournalSeals(key or master_key(folder))

    def lines(self, person_id: int = 7) -> SealedLines:
        return SealedLines(self.path, person_id, self.seals, Faulty(self.power))

    def database(self) -> TinyDB:
        lines = self.lines()
        return TinyDB(storage=lambda: lines)

    def kept(self) -> dict[str, Any]:
        """All that is on disk, as plain values."""
        return plain(self.lines().read())

    def writes(self) -> list[str]:
        steps, self.power.steps = self.power.steps, []
        return steps


def plain(tables: Any) -> dict[str, Any]:
    return {
        table: {doc_id: dict(document) for doc_id, document in documents.items()}
        for table, documents in (tables or {}).items()
        if documents
    }


def contents(drawer: Drawer) -> list[bytes]:
    """The lines of the file, opened."""
    raw = drawer.path.read_bytes()
    head, end = drawer.seals.open_head(raw)
    return [content for content, _ in drawer.seals.lines(head).read(raw, end)]
