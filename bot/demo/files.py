"""Files that were sent, kept in memory while the loopback Telegram runs, under the ids the Bot API gives them."""

import struct
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from mimetypes import guess_type

from bot.demo.rules import Json, bad

MOST_BYTES = 50 * 2**20  # sendDocument: "up to 50 MB"
MOST_FETCHED = 20 * 2**20  # getFile: "up to 20MB"
PHOTO_SUM = 10_000  # sendPhoto: "width and height must not exceed 10000 in total"
PHOTO_RATIO = 20  # sendPhoto: "Width and height ratio must be at most 20"

_PNG, _PNG_HEAD = b"\x89PNG\r\n\x1a\n", 24  # the signature; up to the end of the two sizes
_FRAME_STARTS = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG markers that carry a size


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file: what was sent, and how it is called."""

    id: str
    name: str = field(repr=False)
    mime: str
    path: str
    content: bytes = field(repr=False)

    def as_api(self) -> Json:
        """The fields that every kind of file shares."""
        unique = sha256(self.content).hexdigest()[:16]
        return {"file_id": self.id, "file_unique_id": unique, "file_size": len(self.content)}

    def as_document(self) -> Json:
        """A Document object."""
        return {**self.as_api(), "file_name": self.name, "mime_type": self.mime}

    def as_photo(self) -> list[Json]:
        """A photo in its one size; refuses what is no picture, or one of an odd shape."""
        width, height = _size(self.content)
        if width + height > PHOTO_SUM or max(width, height) > PHOTO_RATIO * min(width, height):
            raise bad("PHOTO_INVALID_DIMENSIONS")
        return [{**self.as_api(), "width": width, "height": height}]

    def as_voice(self, seconds: int) -> Json:
        """A Voice object of so many seconds."""
        return {**self.as_api(), "duration": seconds, "mime_type": self.mime}


class Files:
    """All files, by id and by path."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._numbers = count(1)

    def keep(self, name: str, content: bytes, folder: str, mime: str = "") -> StoredFile:
        """Take a file in; refuses an empty one and one that is too big."""
        if not content:
            raise bad("file must be non-empty")
        if len(content) > MOST_BYTES:
            raise bad("file is too big")
        number = next(self._numbers)
        suffix = "." + name.rpartition(".")[2] if "." in name else ""
        kept = StoredFile(
            id=f"loopback-{folder}-{number}",
            name=name,
            mime=mime or guess_type(name)[0] or "application/octet-stream",
            path=f"{folder}/file_{number}{suffix}",
            content=content,
        )
        self._files[kept.id] = kept
        return kept

    def find(self, file_id: str) -> StoredFile:
        """A file by its id."""
        try:
            return self._files[file_id]
        except KeyError:
            raise bad("wrong file identifier/HTTP URL specified") from None

    def at(self, path: str) -> StoredFile | None:
        """A file by the path that getFile gave it."""
        return next((kept for kept in self._files.values() if kept.path == path), None)

    def fetch(self, file_id: str) -> Json:
        """A File object, as getFile answers."""
        kept = self.find(file_id)
        if len(kept.content) > MOST_FETCHED:
            raise bad("file is too big")
        return {**kept.as_api(), "file_path": kept.path}


def _size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or a JPEG, in pixels."""
    if content.startswith(_PNG) and len(content) >= _PNG_HEAD:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:2] == b"\xff\xd8":
        place = 2
        while place + 9 <= len(content):
            marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
            if marker in _FRAME_STARTS:
                height, width = struct.unpack(">HH", content[place + 5 : place + 9])
                return width, height
            place += 2 + length
    raise bad("IMAGE_PROCESS_FAILED")
