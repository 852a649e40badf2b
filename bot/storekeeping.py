"""What whoever runs the bot does with the journals, in words: check, back up, restore, change the key. No journal is shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.clock import SystemClock
from bot.errors import BotRunning
from bot.settings import Places, load_places
from storage.archive import write_archive
from storage.checking import Finding
from storage.encryption import MasterKey
from storage.errors import FolderInUse, JournalMisplaced, JournalTooNew, JournalUnreadable
from storage.files import Disk
from storage.layout import Layout
from storage.restoring import Outcome, Source
from storage.restoring import restore as put_back
from storage.rotation import rotate
from storage.store import Store

Say = Callable[[str], None]


def check(say: Say) -> bool:
    """Read every journal; whether all of them can be read."""
    places = load_places()
    if not Store.holds_data(places.data_dir):
        say(f"There are no journals in {places.data_dir} yet.")
        return True
    good = bad = 0
    with _store(places) as store:
        for finding in store.check():
            if finding.error is None:
                good += 1
            else:
                bad += 1
                say(f"{finding.error}.\n  {_advice(finding, places)}")
    say(f"{_count(bad, 'journal')} of {good + bad} cannot be read." if bad else f"{_all(good)} can be read.")
    return not bad


def backup(target: Path, say: Say) -> bool:
    """Write a backup; whether every journal is in it as it is now."""
    places = load_places()
    layout = Layout(places.data_dir, MasterKey.load(places.key_file))
    tally = write_archive(layout, Disk(), target, SystemClock().now())
    for name in tally.older:
        say(f"{name} cannot be read, so its newest copy went in instead. `afterword check` says more.")
    for name in tally.left_out:
        say(f"{name} cannot be read, and there is no copy of it. `afterword check` says more.")
    say(
        f"{_count(tally.journals, 'journal')} and {_count(tally.invitations, 'invitation')} are in {target}, written and "
        "read again.\nIt opens with the key alone, which is not in it: keep a copy of "
        f"{places.key_file} elsewhere.\nWhoever erases their journal later is still in this file: remove it when it is old."
    )
    return not tally.older and not tally.left_out


def restore(path: Path, key_file: Path | None, say: Say, *, replace: bool) -> None:
    """Put journals back."""
    places = load_places()
    with _store(places) as store:
        key = store.layout.key if key_file is None else MasterKey.load(key_file)
        outcomes = put_back(store, Source(path, key, store.files), replace=replace)
    for outcome in Outcome:
        if outcomes[outcome]:
            say(f"{_count(outcomes[outcome], 'journal')}: {outcome}.")
    if outcomes[Outcome.STAYED]:
        say("A journal that is there stays. To have the one from the backup in its place, add --replace.")
    if not outcomes:
        say("There is no journal in it.")


def rotate_key(say: Say) -> None:
    """Change the key."""
    places = load_places()
    try:
        done = rotate(places.data_dir, places.key_file)
    except FolderInUse as error:
        raise BotRunning from error
    if done.resumed:
        say("The key was being changed already, and that was finished.")
    say(f"{_count(done.journals, 'journal')} and {_copies(done.copies)} of the last days are sealed with a new key.")
    if done.dropped:
        say(f"{_copies(done.dropped)} could not be read, and went.")
    say(
        f"Keep a copy of {places.key_file} somewhere safe; the old key opens nothing here any more, and is not kept.\n"
        "Backups that you made before open with a copy of the old key only: make a new backup, and remove those."
    )


@contextmanager
def _store(places: Places) -> Iterator[Store]:
    """The journals, while no bot has them. Raises BotRunning."""
    key = MasterKey.load(places.key_file)
    try:
        store = Store.open(places.data_dir, key)
    except FolderInUse as error:
        raise BotRunning from error
    try:
        yield store
    finally:
        store.close()


def _advice(finding: Finding, places: Places) -> str:
    match finding.error:
        case JournalTooNew():
            return "It is left as it is. Start the newer Afterword."
        case JournalMisplaced():
            return "It is left as it is. If you moved it, move it back where it was."
        case JournalUnreadable():
            return "Its seals hold, so this is not the disk's fault but ours. It is left as it is: please report it."
    if finding.backup is None:
        return "There is no good copy of it here. If you have a backup elsewhere: afterword restore FILE"
    day = finding.backup.parent.name
    return (
        f"Its newest good copy is of {day}: afterword restore {places.data_dir / 'backups' / day / finding.backup.name}"
    )


def _all(journals: int) -> str:
    return "The one journal" if journals == 1 else f"All {journals} journals"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _copies(number: int) -> str:
    return "1 copy" if number == 1 else f"{number} copies"
