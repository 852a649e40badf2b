"""The key that opens the journals, made at the first start, and what whoever runs the bot is told about it."""

import sys
from collections.abc import Iterable
from pathlib import Path

from storage.encryption import MasterKey
from storage.store import Store


def open_key(key_file: Path, data_dir: Path) -> MasterKey:
    """The key; made where there are no journals yet, with a word about what that means. Raises StorageError."""
    key, made_now = MasterKey.load_or_make(key_file, data_exists=Store.holds_data(data_dir), folder=data_dir)
    if made_now:
        sys.stderr.write(
            f"A new key was made: {key_file}\n"
            "Keep a copy of it somewhere safe, apart from the journals. Without it nobody can read them, not even you.\n"
        )
    return key


def warn_of_open(secrets: Iterable[Path]) -> None:
    """Say so where others on this computer may read a file that holds a secret."""
    for path in secrets:
        try:
            is_open = bool(path.stat().st_mode & 0o077)
        except OSError:
            continue  # it is not there, or whoever reads it will say what is wrong
        if is_open:
            sys.stderr.write(f"Others on this computer may read {path}, and it holds a secret: chmod 600 {path}\n")
