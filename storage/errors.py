"""What can go wrong with the memory. An error carries facts (a path, a line, a version), never content.

Every error of this room is a StorageError, and each sentence can be shown to whoever runs the bot.
"""

# ruff: noqa: N818 - a name says what is the case: KeyWrong, JournalDamaged

from pathlib import Path


class StorageError(Exception):
    """The root of this room's errors."""


class PathError(StorageError):
    """An error about one file or folder."""

    fact = "cannot be used"

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path} {self.fact}"


class KeyMissing(PathError):
    """There is a folder that was sealed with a key, and the key is not where it should be."""

    fact = "is missing: the journals' folder opens with it alone, so no new one is made. Put the key file back"


class KeyInvalid(PathError):
    """The key file is there and does not hold a key."""

    fact = "does not hold an Afterword key. It is left as it is: put the right file in its place"


class KeyWrong(PathError):
    """The key is a key, and not the one this folder was sealed with."""

    fact = "was sealed with another key. Nothing was changed: start with the key that belongs to it"


class KeyBesideJournals(PathError):
    """The key lies in the folder that it is meant to protect."""

    fact = "is a key inside the folder that it protects. Keep it elsewhere, so that no copy of one holds the other"


class FolderInUse(PathError):
    """Another process has this folder open."""

    fact = "is in use by another Afterword. Only one may run on a folder"


class RotationUnfinished(PathError):
    """The key is being changed, and that was interrupted."""

    fact = "is halfway from one key to another. Nothing was lost: `afterword rotate-key` finishes it"


class NotRotated(PathError):
    """The key was not changed, because one file would be left behind under the old one."""

    fact = "cannot be read, so the key was not changed: see `afterword check`, and restore or remove it first"


class FileFailed(PathError):
    """The operating system refused: `errno` and `reason` are its own."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(path)
        self.errno = error.errno
        self.reason = error.strerror or type(error).__name__

    def __str__(self) -> str:
        return f"{self.path} {self.fact}: {self.reason}"


class NotRead(FileFailed):
    """A file could not be read."""

    fact = "could not be read"


class NotSaved(FileFailed):
    """A change could not be written; what was kept before is still kept."""

    fact = "could not be saved, and stays as it was"


class NotErased(FileFailed):
    """A file could not be removed."""

    fact = "could not be removed"


class JournalError(PathError):
    """One journal cannot be used; all others can."""


class JournalDamaged(JournalError):
    """A line of a journal is not what was written. The first line is 1."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(path)
        self.line = line

    def __str__(self) -> str:
        return f"{self.path} is damaged in line {self.line}"


class JournalSetAside(JournalError):
    """A person's journal was damaged and is out of the way; `backup` is the newest copy that can be read, if any."""

    def __init__(self, path: Path, backup: Path | None = None, line: int | None = None) -> None:
        super().__init__(path)
        self.backup = backup
        self.line = line

    def __str__(self) -> str:
        line = "" if self.line is None else f" in line {self.line}"
        return f"{self.path} is a journal that was damaged{line} and was set aside"


class JournalTooNew(JournalError):
    """A journal was written by a later Afterword than this."""

    def __init__(self, path: Path, version: int, known: int) -> None:
        super().__init__(path)
        self.version = version
        self.known = known

    def __str__(self) -> str:
        return (
            f"{self.path} has version {self.version}, and this Afterword knows {self.known}. "
            "It is left as it is: start the newer Afterword"
        )


class JournalMisplaced(JournalError):
    """A journal lies under a name that is not its person's."""

    fact = "is not the journal that belongs under this name. It is left as it is: move it back where it was"


class JournalChanged(JournalError):
    """A journal's file was changed by somebody else while it was open here."""

    fact = "was changed by something else while it was open. It is read again at its next use"


class BackupError(PathError):
    """A backup cannot be used; nothing was changed."""


class BackupDamaged(BackupError):
    """A backup is not what was written, or its end is missing."""

    fact = "is not a whole backup. Nothing was changed: try another one"


class BackupTooNew(BackupError):
    """A backup was written by a later Afterword than this."""

    fact = "was written by a later Afterword. Nothing was changed: restore it with that one"


class BackupOfOtherKey(BackupError):
    """A backup was sealed with another key, or is none."""

    fact = "does not open with this key. If it was made before the key was changed, give the old key file with --key"


class BackupThere(BackupError):
    """There is a file where a backup shall be written."""

    fact = "is there already, and no backup is ever written over another file. Choose another name"


class BackupInside(BackupError):
    """A backup shall be written into the folder that it is a backup of."""

    fact = "lies in the folder that it is to be a backup of. Choose another place, best on another disk"


class DocumentUnreadable(StorageError):
    """A document opened, and is not what this code can read."""

    def __init__(self, table: str, doc_id: int) -> None:
        super().__init__(table, doc_id)
        self.table = table
        self.doc_id = doc_id

    def __str__(self) -> str:
        return f"document {self.doc_id} of table {self.table} cannot be read"


class DocumentTooNew(StorageError):
    """A document's version is later than this code knows."""

    def __init__(self, version: int, known: int) -> None:
        super().__init__(version, known)
        self.version = version
        self.known = known


class JournalUnreadable(JournalError):
    """A journal's seals hold, and one of its documents is not what this code can read."""

    def __init__(self, path: Path, table: str, doc_id: int) -> None:
        super().__init__(path)
        self.table = table
        self.doc_id = doc_id

    def __str__(self) -> str:
        return f"{self.path}: document {self.doc_id} of table {self.table} cannot be read. It is left as it is"


class IdRepeated(StorageError):
    """Two things of a journal have one id: a fault of the caller's, refused before anything is lost."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table
