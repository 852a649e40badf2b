"""One-time codes that admit a person. A file's name is a keyed hash of its code and its content is the expiry: nothing else.

Nobody knows the codes any more that are out, so the names' key outlives a change of the master key: `invitation-names`
holds it then, sealed.

It needs no lock: each file is written whole and removed whole, so the command line may issue while the bot runs.
"""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.encryption import MasterKey, Names, SealBroken
from storage.errors import KeyWrong, NotRead, NotSaved, RotationUnfinished
from storage.files import TEMPORARY, Disk, Files, write_whole

CODE_BYTES = 16  # 22 characters of base64url, within the 64 that a start link takes

FOLDER = "invitations"
_NAMES = "invitation-names"
_PLACE = b"invitation-names"


def names_key(folder: Path, key: MasterKey, files: Files) -> bytes:
    """The key of the names: the sealed one, or, where the master key was never changed, one of its own. KeyWrong, NotRead."""
    path = folder / _NAMES
    try:
        return key.seal("invitation names").open(files.read(path), _PLACE)
    except (FileNotFoundError, NotADirectoryError):
        return key.derive("invitation name")
    except OSError as error:
        raise NotRead(path, error) from error
    except SealBroken:
        raise RotationUnfinished(folder) if (folder / "rotation").exists() else KeyWrong(folder) from None


def keep_names_key(folder: Path, key: MasterKey, files: Files, names: bytes) -> None:
    """Seal a key of the names under a master key; that one's own needs no sealing. OSError."""
    if names != key.derive("invitation name"):
        write_whole(files, folder / _NAMES, key.seal("invitation names").close(names, _PLACE))
    else:
        files.remove(folder / _NAMES)


class Invitations:
    """The invitations of one data folder."""

    def __init__(self, folder: Path, key: MasterKey) -> None:
        """Raises KeyWrong, NotRead."""
        self._folder = folder / FOLDER
        self._files = Disk()
        self._names = Names(names_key(folder, key, self._files))

    def __repr__(self) -> str:
        return f"<Invitations in {self._folder}>"

    def issue(self, now: datetime, lasts: timedelta) -> str:
        """A new code, url-safe, 22 characters, good from now on for `lasts`. Expired ones are removed. NotSaved."""
        code = secrets.token_urlsafe(CODE_BYTES)
        path = self._path(code)
        try:
            self._files.make_folder(self._folder)
            self._sweep(now)
            write_whole(self._files, path, (now + lasts).astimezone(UTC).isoformat().encode())
        except OSError as error:
            raise NotSaved(path, error) from error
        return code

    def valid(self, code: str, now: datetime, person_id: int | None = None) -> bool:
        """Whether a code was issued, is not used and has not expired. Anything may be asked.

        With `person_id`: also one that this person has claimed, and whose admission a crash may have cut off.
        """
        # A code is never compared: it only names a file, through a keyed hash, so no timing tells how near a guess was.
        paths = [self._path(code)] if person_id is None else [self._path(code), self._claim(code, person_id)]
        return any(moment is not None and now < moment for moment in map(self._expires_at, paths))

    def claim(self, code: str, person_id: int) -> None:
        """Make a valid code good for this person alone, before anything else is kept of them. NotSaved."""
        path = self._path(code)
        try:
            if path.exists():
                self._files.replace(path, self._claim(code, person_id))
            self._files.sync_folder(self._folder)
        except OSError as error:
            raise NotSaved(path, error) from error

    def redeem(self, code: str, person_id: int | None = None) -> None:
        """Use a code up, with `person_id` the one they claimed; no error when it is gone. NotSaved."""
        path = self._path(code) if person_id is None else self._claim(code, person_id)
        try:
            if path.exists():
                self._files.remove(path)
                self._files.sync_folder(self._folder)
        except OSError as error:
            raise NotSaved(path, error) from error

    def _path(self, code: str) -> Path:
        return self._folder / self._names.name(_bytes(code))

    def _claim(self, code: str, person_id: int) -> Path:
        """Where a claimed code lies: its new name tells nobody whose it is. No code holds the byte between."""
        return self._folder / self._names.name(_bytes(code) + b"\xff" + person_id.to_bytes(8, "big", signed=True))

    def _expires_at(self, path: Path) -> datetime | None:
        """A file's expiry; None where there is no file or no moment in it."""
        try:
            moment = datetime.fromisoformat(self._files.read(path).decode("ascii"))
        except (OSError, ValueError):
            return None
        return moment if moment.tzinfo is not None else None

    def _sweep(self, now: datetime) -> None:
        for name in list(self._files.names(self._folder)):
            expires_at = self._expires_at(self._folder / name)
            if not name.endswith(TEMPORARY) and expires_at is not None and expires_at <= now:
                self._files.remove(self._folder / name)


def _bytes(code: str) -> bytes:
    return code.encode("utf-8", "surrogatepass")
