"""Journals to store, and a file system that fails on request."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

from conversations.effects import Pending, Say
from conversations.model import Answer, CarryItem, Desk, Journal, Note, Profile, Reflection, Session
from conversations.phases import Part, Reflecting
from conversations.text import Text, quote
from storage.encryption import MasterKey
from storage.files import Disk
from storage.store import Store

NOW = datetime(2025, 3, 4, 18, 30, tzinfo=UTC)
SECRET = "She remembered my brother"


def answer(key: str, *bubbles: str) -> Answer:
    parts = tuple(Part(100 + number, words) for number, words in enumerate(bubbles))
    return Answer(key=key, asked="What is staying with you?", parts=parts, answered_at=NOW)


def tapped(key: str, value: int, label: str) -> Answer:
    return Answer(key=key, asked="How at ease did you feel?", value=value, labels=(label,), answered_at=NOW)


def walk(number: int, *answers: Answer) -> Reflection:
    return Reflection(
        id=number,
        set_id="session",
        set_version=1,
        session_id=1,
        about_on=date(2025, 3, 4),
        zone="Europe/Lisbon",
        started_at=NOW,
        answers=answers,
    )


def desk(last_id: int, words: str = "Thank you.") -> Desk:
    return Desk(
        phase=Reflecting(3),
        last_id=last_id,
        cards=MappingProxyType({"reflection": 55}),
        outbox=(Pending(last_id, Say(Text() + words + quote("as you said"))),),
        seen=(last_id,),
    )


def journal(person_id: int = 7, words: str = SECRET) -> Journal:
    """A small journal with something in each table that a walk touches."""
    session = Session(id=1, slot_id=None, planned_on=date(2025, 3, 4), starts_at=NOW, ends_at=NOW, held=True)
    return Journal(
        person_id=person_id,
        profile=Profile(zone="Europe/Lisbon", place="Lisbon"),
        desk=desk(9),
        sessions=(session,),
        reflections=(walk(3, tapped("comfort", 4, "Quite a lot"), answer("stayed", words)),),
        carry_items=(CarryItem(id=4, parts=(Part(101, "ask about the summer"),), reflection_id=3, saved_at=NOW),),
        notes=(Note(id=5, parts=(Part(102, "a dream of a house"),), written_at=NOW),),
    )


def answered(before: Journal, key: str, *bubbles: str) -> Journal:
    """The journal one answer later."""
    *earlier, last = before.reflections
    last = replace(last, answers=(*last.answers, answer(key, *bubbles)))
    return replace(before, reflections=(*earlier, last), desk=desk(before.desk.last_id + 1))


def master_key(folder: Path) -> MasterKey:
    return MasterKey.load_or_make(folder / "secret" / "master.key", data_exists=False)[0]


def the_file(store_folder: Path) -> Path:
    """The one journal of a folder."""
    (path,) = (store_folder / "journals").glob("*.journal")
    return path


def everything(folder: Path) -> bytes:
    """All bytes and all names below a folder."""
    return b"\n".join(
        str(path).encode() + b"\n" + (path.read_bytes() if path.is_file() else b"") for path in walk_of(folder)
    )


def walk_of(folder: Path) -> Iterator[Path]:
    return folder.rglob("*")


class Power:
    """Counts the steps of a Disk, notes them, and fails one."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.fail_at: int | None = None
        self.fail_for_good = False
        self.half = False

    def step(self, name: str) -> bool:
        """Take note of a step; whether it shall fail."""
        self.steps.append(name)
        if self.fail_at is None:
            return False
        number = len(self.steps) - 1
        return number == self.fail_at or (self.fail_for_good and number > self.fail_at)


class Faulty(Disk):
    """A Disk with a Power over it. A failing write writes half first, if `half`."""

    def __init__(self, power: Power) -> None:
        super().__init__()
        self.power = power

    def _may(self, name: str) -> None:
        if self.power.step(name):
            raise OSError(28, "No space left on device")

    def open_new(self, path: Path) -> int:
        self._may(f"open new {path.suffix}")
        return super().open_new(path)

    def open_end(self, path: Path) -> int:
        self._may(f"open end {path.suffix}")
        return super().open_end(path)

    def size(self, descriptor: int) -> int:
        self._may("size")
        return super().size(descriptor)

    def write(self, descriptor: int, content: bytes) -> None:
        if self.power.step("write"):
            if self.power.half:
                super().write(descriptor, content[: len(content) // 2])
            raise OSError(28, "No space left on device")
        super().write(descriptor, content)

    def truncate(self, descriptor: int, length: int) -> None:
        self._may("truncate")
        super().truncate(descriptor, length)

    def sync(self, descriptor: int) -> None:
        self._may("sync")
        super().sync(descriptor)

    def close(self, descriptor: int) -> None:
        super().close(descriptor)
        self._may("close")

    def replace(self, source: Path, target: Path) -> None:
        self._may(f"replace {source.suffix} {target.suffix}")
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._may(f"remove {path.suffix}")
        super().remove(path)

    def remove_folder(self, path: Path) -> None:
        self._may("remove folder")
        super().remove_folder(path)

    def sync_folder(self, path: Path) -> None:
        self._may(f"sync folder {path.name}")
        super().sync_folder(path)


def opened(folder: Path, key: MasterKey, power: Power | None = None) -> Store:
    """A store whose power, if any, is on until told otherwise."""
    return Store.open(folder, key, files=Faulty(power) if power else None)


def reopened(store: Store, folder: Path, key: MasterKey) -> Store:
    """The folder's store, as after a restart."""
    store.close()
    return Store.open(folder, key)
