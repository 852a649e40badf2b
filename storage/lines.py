"""The lines of a journal's file: how one is framed and sealed, and what a line that does not hold means. No I/O.

Line 1 is the head: sealed with a key of the folder's, it says whose file this is. Line 2 holds all there was when the
file was last written whole. Each line after it is one turn. Only these can be torn, and only the last of them.
"""

import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from storage.encryption import MasterKey, Seal, SealBroken

FORMAT = 1
HEAD_BYTES = 512  # more than a head ever takes
SALT_BYTES = 16
WHOLE = 2  # the number of the line that holds all there was

_FRAME = struct.Struct(">II")  # the sealed content's length, the line's number
_CHECK = struct.Struct(">I")  # CRC-32 of these two: a wrong length must not pass for a torn line
FRAME_BYTES = _FRAME.size + _CHECK.size


class LineBroken(Exception):  # noqa: N818 - it never leaves this room: the reader of the file names the file
    """A line is not what was written."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class FormatTooNew(Exception):  # noqa: N818 - as LineBroken
    """The head says that a later version wrote this file."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


@dataclass(frozen=True, slots=True)
class Head:
    """Whose file this is. `salt` is new each time the file is written whole: no line of an older writing fits."""

    person_id: int
    salt: bytes


def new_head(person_id: int) -> Head:
    """The head of a file about to be written whole."""
    return Head(person_id, os.urandom(SALT_BYTES))


class JournalSeals:
    """The seals of one folder's journals."""

    __slots__ = ("_head", "_key")

    def __init__(self, key: MasterKey) -> None:
        self._key = key
        self._head = key.seal("journal head")

    def close_head(self, head: Head) -> bytes:
        """Line 1."""
        content = orjson.dumps({"format": FORMAT, "person": head.person_id, "salt": head.salt.hex()})
        return frame(1, self._head.close(content, _place(1)))

    def open_head(self, raw: bytes) -> tuple[Head, int]:
        """The head a file begins with, and its length. LineBroken, FormatTooNew."""
        length = frame_length(raw, 0, 1)
        if length is None or len(raw) < length:
            raise LineBroken(1)
        try:
            content = orjson.loads(self._head.open(memoryview(raw)[FRAME_BYTES:length], _place(1)))
        except SealBroken:
            raise LineBroken(1) from None
        if content["format"] > FORMAT:
            raise FormatTooNew(content["format"])
        return Head(content["person"], bytes.fromhex(content["salt"])), length

    def lines(self, head: Head) -> "LineSeal":
        """The seal of the lines under a head."""
        person = head.person_id.to_bytes(8, "big", signed=True)
        return LineSeal(self._key.seal("journal", person, salt=head.salt), person)


class LineSeal:
    """Seals the lines of one writing of one person's file."""

    __slots__ = ("_person", "_seal")

    def __init__(self, seal: Seal, person: bytes) -> None:
        self._seal = seal
        self._person = person

    def close(self, number: int, content: bytes) -> bytes:
        """One line, framed."""
        return frame(number, self._seal.close(content, self._person + _place(number)))

    def read(self, raw: bytes, start: int) -> Iterator[tuple[bytes, int]]:
        """Each line's content and where it ends, from line 2 on. Ends before a torn line; LineBroken at damage."""
        number = WHOLE
        while start < len(raw) or number == WHOLE:
            length = frame_length(raw, start, number)
            end = start + (length or 0)
            try:
                if length is None or end > len(raw):
                    raise SealBroken  # noqa: TRY301 - three ways of not holding, judged in one place
                content = self._open(raw, start, end, number)
            except SealBroken:
                if number == WHOLE or self._goes_on(raw, start, end if length else None):
                    raise LineBroken(number) from None
                return
            yield content, end
            start = end
            number += 1

    def _open(self, raw: bytes, start: int, end: int, number: int) -> bytes:
        return self._seal.open(memoryview(raw)[start + FRAME_BYTES : end], self._person + _place(number))

    def _goes_on(self, raw: bytes, start: int, end: int | None) -> bool:
        """Whether a line that does not hold is followed by anything: then it was written whole once, and is damaged.

        Where its frame does not hold either, nobody knows where it ends, so any line that holds is looked for.
        """
        if end is not None:
            return end < len(raw)
        for place in range(start, len(raw) - FRAME_BYTES):
            _, found = _FRAME.unpack_from(raw, place)
            length = frame_length(raw, place, found)
            if length is None:
                continue
            try:
                self._open(raw, place, place + length, found)
            except SealBroken:
                continue
            return True
        return False


def frame(number: int, sealed: bytes) -> bytes:
    """A sealed line as it stands in a file."""
    start = _FRAME.pack(len(sealed), number)
    return start + _CHECK.pack(zlib.crc32(start)) + sealed


def frame_length(raw: bytes, start: int, number: int) -> int | None:
    """The length of the whole line that begins at `start`; None where no frame of this number does.

    A frame that the file's end cuts short counts as ending behind it.
    """
    if start + FRAME_BYTES > len(raw):
        return FRAME_BYTES
    length, found = _FRAME.unpack_from(raw, start)
    (check,) = _CHECK.unpack_from(raw, start + _FRAME.size)
    holds = found == number and check == zlib.crc32(memoryview(raw)[start : start + _FRAME.size])
    return FRAME_BYTES + length if holds else None


def _place(number: int) -> bytes:
    return b"line" + number.to_bytes(4, "big")
