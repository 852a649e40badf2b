"""The key that opens the journals, made at the first start, and what whoever runs the bot is told about it."""

import sys
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
