"""Everything of one folder in one sealed file, to be kept elsewhere: journals, invitations, not the key.

It is lines like a journal's (storage.lines): a head with a salt, one line a thing, and a last line that counts them, so
that a file without its end is no backup. The journals in it are sealed as they lie in their folder.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import orjson

from storage.copies import Copies
from storage.encryption import MasterKey, Seal, SealBroken
from storage.errors import (
    BackupDamaged,
    BackupInside,
    BackupOfOtherKey,
    BackupThere,
    BackupTooNew,
    JournalError,
    NotRead,
    NotSaved,
)
from storage.files import TEMPORARY, Files, temporary_of
from storage.invitations import FOLDER, names_key
from storage.layout import SUFFIX, Layout, entries
from storage.lines import FRAME_BYTES, SALT_BYTES, frame, frame_length
from storage.reading import unseal

FORMAT = 1
JOURNAL, INVITATION, NAMES_KEY, END = "journal", "invitation", "invitation names", "end"
MOMENT_BYTES = 64  # no invitation's content is longer

_HEAD_PLACE = b"backup head"


@dataclass(frozen=True, slots=True)
class Record:
    """One thing in a backup; `name` is its file's name where it lay."""

    kind: str
    name: str
    content: bytes = field(repr=False)


@dataclass(slots=True)
class Tally:
    """What went into a backup. `older`: journals that could not be read, of which an earlier copy went in instead."""

    journals: int = 0
    invitations: int = 0
    older: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


class Archive:
    """A backup file to read."""

    def __init__(self, path: Path, key: MasterKey, files: Files) -> None:
        """Raises BackupDamaged, BackupOfOtherKey, BackupTooNew, NotRead."""
        self._path = path
        self._key = key
        self._files = files
        sealed, self._start = self._line(0, 1)
        try:
            head = orjson.loads(key.seal("backup head").open(sealed, _HEAD_PLACE))
        except SealBroken:
            raise BackupOfOtherKey(path) from None
        if head["format"] > FORMAT:
            raise BackupTooNew(path)
        self._seal = key.seal("backup", salt=bytes.fromhex(head["salt"]))
        self.made_at = datetime.fromisoformat(head["made_at"])

    def records(self) -> Iterator[Record]:
        """All that is in it, in order. BackupDamaged where it is not whole."""
        start, number = self._start, 2
        while True:
            sealed, start = self._line(start, number)
            try:
                kind, name, content = self._seal.open(sealed, _place(number)).split(b"\n", 2)
            except SealBroken:
                raise BackupDamaged(self._path) from None
            if kind == END.encode():
                return
            yield Record(kind.decode(), name.decode(), content)
            number += 1

    def verify(self) -> None:
        """Read all of it, and every journal in it. BackupDamaged, NotRead."""
        layout = Layout(self._path.parent, self._key)
        for record in self.records():
            if record.kind == JOURNAL:
                try:
                    whole = unseal(self._path, record.content, layout.seals)
                except JournalError:
                    raise BackupDamaged(self._path) from None
                if layout.journal(whole.head.person_id).name != record.name or whole.end != len(record.content):
                    raise BackupDamaged(self._path)

    def _line(self, start: int, number: int) -> tuple[bytes, int]:
        """A line's sealed content, and where it ends."""
        try:
            head = self._files.read(self._path, FRAME_BYTES, start)
            length = frame_length(head, 0, number)
            if length is None or len(head) < FRAME_BYTES:
                raise BackupDamaged(self._path)
            sealed = self._files.read(self._path, length - FRAME_BYTES, start + FRAME_BYTES)
        except OSError as error:
            raise NotRead(self._path, error) from error
        return sealed, start + length


def write_archive(layout: Layout, files: Files, target: Path, made_at: datetime) -> Tally:
    """Write a backup of a folder, which may be in use meanwhile, and read it again before it gets its name.

    Raises BackupThere, BackupInside, BackupDamaged, NotSaved, KeyWrong, RotationUnfinished.
    """
    layout.require_key(files)
    if target.exists():
        raise BackupThere(target)
    if target.resolve().is_relative_to(layout.folder.resolve()):
        raise BackupInside(target)
    temporary = temporary_of(target)
    tally = Tally()
    try:
        try:
            _write(files, temporary, layout.key, made_at, _records(layout, files, tally))
            Archive(temporary, layout.key, files).verify()
            files.replace(temporary, target)
        except BaseException:
            files.remove(temporary)
            raise
        files.sync_folder(target.parent)
    except OSError as error:
        raise NotSaved(target, error) from error
    return tally


def _records(layout: Layout, files: Files, tally: Tally) -> Iterator[Record]:
    copies = Copies(layout, files)
    yield Record(NAMES_KEY, "", names_key(layout.folder, layout.key, files))
    for name in entries(files, layout.folder / FOLDER):
        if name.endswith(TEMPORARY):
            continue
        try:
            moment = files.read(layout.folder / FOLDER / name, MOMENT_BYTES)
        except FileNotFoundError:
            continue  # used meanwhile
        tally.invitations += 1
        yield Record(INVITATION, name, moment)
    for name in copies.names():
        if layout.erasing(name).exists():
            continue
        copy = copies.copy(name)
        path = layout.journals / (name + SUFFIX)
        if copy is None:
            if path.exists():
                tally.left_out.append(path.name)
            continue
        tally.journals += 1
        if not copy.fresh:
            tally.older.append(path.name)
        yield Record(JOURNAL, path.name, copy.content)


def _write(files: Files, path: Path, key: MasterKey, made_at: datetime, records: Iterator[Record]) -> None:
    salt = os.urandom(SALT_BYTES)
    seal = key.seal("backup", salt=salt)
    head = orjson.dumps({"format": FORMAT, "made_at": made_at.isoformat(), "salt": salt.hex()})
    descriptor = files.open_new(path)
    try:
        files.write(descriptor, frame(1, key.seal("backup head").close(head, _HEAD_PLACE)))
        number = 2
        for record in records:
            files.write(descriptor, _line(seal, number, record))
            number += 1
        files.write(descriptor, _line(seal, number, Record(END, "", b"")))
        files.sync(descriptor)
    finally:
        files.close(descriptor)


def _line(seal: Seal, number: int, record: Record) -> bytes:
    content = b"\n".join((record.kind.encode(), record.name.encode(), record.content))
    return frame(number, seal.close(content, _place(number)))


def _place(number: int) -> bytes:
    return b"backup line" + number.to_bytes(4, "big")
