"""Everything sealed here is AES-256-GCM under keys derived (HKDF-SHA256) from one master key, kept away from the journals.

A seal binds what it holds to its place: which person, which writing of their file, which line. Names are keyed too
(HMAC-SHA256), so a listing of the folder names nobody. No object of this module shows a key.
"""

import base64
import binascii
import errno
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import KeyBesideJournals, KeyInvalid, KeyMissing, NotRead, NotSaved
from storage.files import FILE_MODE, Disk

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D, 8.2: 96 bits, random
TAG_BYTES = 16
NAME_CHARACTERS = 32  # 128 bits of the HMAC, in hex

_HEADER = (
    "# Afterword master key, version 1. Without this file nobody can read the journals: keep a copy somewhere safe."
)


class SealBroken(Exception):  # noqa: N818 - it never leaves this room: each reader says in its own error what it means
    """What was to be opened is not what was sealed, or not here, or not with this key."""


class Seal:
    """AES-256-GCM under one key. `place` says where the content belongs and must be the same to open it."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, content: bytes, place: bytes) -> bytes:
        """Nonce, content and tag: NONCE_BYTES + TAG_BYTES longer than the content."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, place)

    def open(self, sealed: bytes | memoryview, place: bytes) -> bytes:
        """The content; SealBroken when it is not what was sealed for this place."""
        try:
            return self._cipher.decrypt(bytes(sealed[:NONCE_BYTES]), sealed[NONCE_BYTES:], place)
        except (InvalidTag, ValueError):
            raise SealBroken from None


class Names:
    """Keyed names: the same thing has the same name, and nobody without the key can tell which."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def name(self, of: bytes) -> str:
        """A file name of NAME_CHARACTERS hexadecimal digits."""
        return hmac.digest(self._key, of, hashlib.sha256).hex()[:NAME_CHARACTERS]


class MasterKey:
    """The one secret of an installation: 32 random bytes in a file of its own."""

    __slots__ = ("_secret", "path")

    def __init__(self, secret: bytes, path: Path) -> None:
        self._secret = secret
        self.path = path

    def __repr__(self) -> str:
        return f"<MasterKey in {self.path}>"

    @classmethod
    def load_or_make(cls, path: Path, *, data_exists: bool, folder: Path | None = None) -> tuple["MasterKey", bool]:
        """The key in a file, and whether it was made just now.

        Where there are journals (`data_exists`) a missing file is KeyMissing and nothing is made. With the journals'
        `folder` given, a path inside it is refused before anything is written. Two starts at once get the same key.
        """
        if folder is not None:
            refuse_beside(path, folder)
        try:
            return cls.load(path), False
        except KeyMissing:
            if data_exists:
                raise
        try:
            _put_down(path, secrets.token_bytes(KEY_BYTES))
        except FileExistsError:
            return cls.load(path), False
        except OSError as error:
            raise NotSaved(path, error) from error
        return cls.load(path), True

    @classmethod
    def load(cls, path: Path) -> "MasterKey":
        """The key in a file. KeyMissing, KeyInvalid; NotRead when the system does not let us."""
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise KeyMissing(path) from None
        except OSError as error:
            raise NotRead(path, error) from error
        lines = [line for line in content.splitlines() if line.strip() and not line.startswith(b"#")]
        try:
            secret = base64.b64decode(lines[0], validate=True) if len(lines) == 1 else b""
        except binascii.Error:
            secret = b""
        if len(secret) != KEY_BYTES:
            raise KeyInvalid(path)
        return cls(secret, path)

    @property
    def next_path(self) -> Path:
        """Where a key waits that shall take this one's place."""
        return self.path.with_name(self.path.name + ".next")

    def derive(self, purpose: str, of: bytes = b"", *, salt: bytes | None = None) -> bytes:
        """A key of 32 bytes for one purpose and, with `of`, for one thing of its kind."""
        # The length before the purpose keeps ("a", b"bc") and ("ab", b"c") apart.
        context = len(purpose).to_bytes(2, "big") + purpose.encode() + of
        return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=salt, info=context).derive(self._secret)

    def seal(self, purpose: str, of: bytes = b"", *, salt: bytes | None = None) -> Seal:
        """A seal under a derived key."""
        return Seal(self.derive(purpose, of, salt=salt))

    def names(self, purpose: str) -> Names:
        """Keyed names for one kind of thing."""
        return Names(self.derive(purpose))


def refuse_beside(path: Path, folder: Path) -> None:
    """KeyBesideJournals when the key's path lies in the folder, through whatever links."""
    if path.resolve().is_relative_to(folder.resolve()):
        raise KeyBesideJournals(path)


def _put_down(path: Path, secret: bytes) -> None:
    """Write the key whole and only where there is none; FileExistsError when another start was first."""
    Disk().make_folder(path.parent)
    with _written(path, secret) as temporary:
        try:
            os.link(temporary, path)  # unlike a rename, this never takes the place of a key that is there
        except OSError as error:
            if error.errno not in {errno.EPERM, errno.ENOTSUP}:
                raise
            _copy(temporary, path)  # a file system without links, such as a memory stick's
    Disk().sync_folder(path.parent)


@contextmanager
def _written(path: Path, secret: bytes) -> Iterator[Path]:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write_new(temporary, f"{_HEADER}\n{base64.b64encode(secret).decode()}\n".encode())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    _write_new(target, source.read_bytes())


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    try:
        os.fchmod(descriptor, FILE_MODE)
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
