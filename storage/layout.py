"""Where each thing of a folder lies, and under which name: the names are keyed, so a listing tells nobody who is here.

lock                         see storage.store
key-check                    a sealed token: a wrong key is found before anything is written
journals/NAME.journal        one file a person
journals/NAME.erasing        this person's erasing is not finished
set-aside/NAME.N.journal     what was damaged, out of the way
backups/DATE/NAME.journal    each day's copies
invitations/, invitation-names   see storage.invitations
rotation                     the key is being changed, see storage.rotation
"""

from collections.abc import Iterator
from pathlib import Path

from storage.encryption import MasterKey, SealBroken
from storage.errors import JournalMisplaced, KeyWrong, NotRead, RotationUnfinished
from storage.files import TEMPORARY, Files
from storage.lines import JournalSeals
from storage.reading import Unsealed, examine, unseal

SUFFIX = ".journal"
ERASING = ".erasing"

_TOKEN = b"afterword"
_TOKEN_PLACE = b"key-check"


class Layout:
    """One folder under one key."""

    def __init__(self, folder: Path, key: MasterKey) -> None:
        self.folder = folder
        self.key = key
        self.key_check = folder / "key-check"
        self.journals = folder / "journals"
        self.set_aside = folder / "set-aside"
        self.backups = folder / "backups"
        self.rotation = folder / "rotation"
        self.seals = JournalSeals(key)
        self._names = key.names("journal name")

    def name(self, person_id: int) -> str:
        """A person's name in file names."""
        return self._names.name(person_id.to_bytes(8, "big", signed=True))

    def journal(self, person_id: int) -> Path:
        """Where a person's journal lies."""
        return self.journals / (self.name(person_id) + SUFFIX)

    def erasing(self, name: str) -> Path:
        """What is there while somebody is being erased."""
        return self.journals / (name + ERASING)

    def examine(self, path: Path, raw: bytes) -> Unsealed:
        """Read a journal's bytes whole; JournalError where they do not hold, or are not what `path` is named for."""
        return self._placed(path, examine(path, raw, self.seals))

    def unseal(self, path: Path, raw: bytes) -> Unsealed:
        """As `examine`, without looking at the documents."""
        return self._placed(path, unseal(path, raw, self.seals))

    def token(self) -> bytes:
        """What `key-check` holds: something that only this key opens."""
        return self.key.seal("key check").close(_TOKEN, _TOKEN_PLACE)

    def opens(self, token: bytes) -> bool:
        """Whether a token was sealed with this key."""
        try:
            self.key.seal("key check").open(token, _TOKEN_PLACE)
        except SealBroken:
            return False
        return True

    def require_key(self, files: Files) -> bool:
        """Make sure of the key before anything is read or written; False where nothing tells. KeyWrong, NotRead.

        A folder whose key is being changed is refused: RotationUnfinished.
        """
        if self.rotation.exists():
            raise RotationUnfinished(self.folder)
        try:
            token = files.read(self.key_check)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise NotRead(self.key_check, error) from error
        if not token:
            return False
        if not self.opens(token):
            raise KeyWrong(self.folder)
        return True

    def _placed(self, path: Path, unsealed: Unsealed) -> Unsealed:
        if name_of(path) != self.name(unsealed.head.person_id):
            raise JournalMisplaced(path)
        return unsealed


def name_of(path: Path) -> str:
    """Whose file this is, by its name."""
    return path.name.partition(".")[0]


def entries(files: Files, folder: Path) -> list[str]:
    """The names in a folder, sorted; none where there is no such folder."""
    try:
        return sorted(files.names(folder))
    except FileNotFoundError:
        return []


def journals_in(files: Files, folder: Path) -> Iterator[Path]:
    """The journals in a folder."""
    for name in entries(files, folder):
        if name.endswith(SUFFIX):
            yield folder / name


def sweep(files: Files, folder: Path) -> None:
    """Remove what was being written when the machine stopped."""
    for name in entries(files, folder):
        if name.endswith(TEMPORARY):
            files.remove(folder / name)


def remove_folder(files: Files, folder: Path) -> None:
    """Remove a folder of files."""
    for name in entries(files, folder):
        files.remove(folder / name)
    files.remove_folder(folder)
