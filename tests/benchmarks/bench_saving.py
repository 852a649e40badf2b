"""What saving one answer costs: `python -m tests.benchmarks.bench_saving [--million]`.

Ours is the whole of `Store.keep` for one more answer: documents, line, seal, append, wait for the disk. Beside it, in
the same run and taking turns with it: SQLite (WAL, synchronous=FULL, one INSERT of the words alone), SQLite with the same
documents in JSON (the answer, and where the conversation is; not sealed), and TinyDB as it comes (JSONStorage).
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from pathlib import Path
from time import perf_counter
from types import MappingProxyType

import orjson
from tinydb import TinyDB

from conversations.effects import Button, Pending, Revise, Tap
from conversations.model import Answer, Desk, Journal, Profile, Reflection, Session, Slot
from conversations.phases import Part, Reflecting
from conversations.text import italic
from storage.documents import to_plain
from storage.encryption import MasterKey
from storage.store import Store

ANSWERS_A_WALK = 13
ANSWERS_A_PERSON = 104  # eight walks
WORDS = "What stays is that she remembered what I had said about my brother, weeks ago. " * 8  # about 600 bytes
NOW = datetime(2025, 3, 4, 18, tzinfo=UTC)
ROUNDS = 200


def answer(number: int) -> Answer:
    """A written answer of about 600 bytes for every fourth question, a tap for the others."""
    if number % 4:
        return Answer(
            key=f"q{number}", asked="How at ease did you feel today?", value=4, labels=("Quite a lot",), answered_at=NOW
        )
    return Answer(key=f"q{number}", asked="What is staying with you?", parts=(Part(number, WORDS),), answered_at=NOW)


def walk(number: int, answers: int = ANSWERS_A_WALK) -> Reflection:
    """One reflection."""
    return Reflection(
        id=number,
        set_id="session",
        set_version=1,
        session_id=number,
        about_on=date(2025, 3, 4),
        zone="Europe/Lisbon",
        started_at=NOW,
        answers=tuple(map(answer, range(answers))),
    )


def journal(person_id: int, answers: int) -> Journal:
    """A person's journal with about so many answers."""
    walks = max(1, answers // ANSWERS_A_WALK)
    sessions = tuple(
        Session(id=number, slot_id=1, planned_on=date(2025, 3, 4), starts_at=NOW, ends_at=NOW, held=True)
        for number in range(1, walks + 1)
    )
    slot = Slot(
        id=1,
        first_on=date(2025, 3, 4),
        at=time(17),
        zone="Europe/Lisbon",
        length=timedelta(minutes=50),
        every_weeks=1,
        since_at=NOW,
    )
    return Journal(
        person_id=person_id,
        profile=Profile(zone="Europe/Lisbon", place="Lisbon"),
        slots=(slot,),
        sessions=sessions,
        reflections=tuple(walk(number) for number in range(1, walks + 1)),
    )


def turns(start: Journal) -> Iterator[Journal]:
    """The journal after each further answer, with a desk as it is in the middle of a walk; a new walk when one is full."""
    now = start
    for number in count():
        *earlier, last = now.reflections
        if not number or len(last.answers) == ANSWERS_A_WALK:
            earlier, last = [*now.reflections], walk(10_000 + number, 0)
        last = replace(last, answers=(*last.answers, answer(len(last.answers))))
        keyboard = tuple(
            (Button(str(choice), Tap("walk", str(last.id), "comfort", str(choice))),) for choice in range(6)
        )
        text = italic("2 of 9") + "\nHow freely could you say what was on your mind?"
        desk = Desk(
            phase=Reflecting(last.id),
            last_id=20_000 + number,
            cards=MappingProxyType({"reflection": 77}),
            outbox=(Pending(20_000 + number, Revise("reflection", text, keyboard)),),
            seen=(number, number + 1),
        )
        now = replace(now, reflections=(*earlier, last), desk=desk)
        yield now


def ours(store: Store, person_id: int, answers: int, rounds: int) -> Callable[[], object]:
    """One more answer in a journal that has so many. What the core does to get there is not measured."""
    start = journal(person_id, answers)
    store.keep(start)
    following = iter([*islice(turns(start), rounds)])
    return lambda: store.keep(next(following))


def filled(path: Path, answers: int) -> sqlite3.Connection:
    """A database with a table of so many rows."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE answers (id INTEGER PRIMARY KEY, person INTEGER, answer TEXT)")
    database.execute("PRAGMA synchronous=OFF")
    database.execute("BEGIN")
    database.executemany(
        "INSERT INTO answers (person, answer) VALUES (?, ?)", ((row % 1000, WORDS) for row in range(answers))
    )
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("PRAGMA synchronous=FULL")
    return database


def sqlite(folder: Path, answers: int) -> Callable[[], object]:
    """One INSERT into a table that has so many rows."""
    database = filled(folder / f"{answers}.sqlite", answers)
    return lambda: database.execute("INSERT INTO answers (person, answer) VALUES (?, ?)", (7, WORDS))


def sqlite_documents(folder: Path, answers: int, rounds: int) -> Callable[[], object]:
    """What `ours` writes, as documents in SQLite: the answer goes in and the desk is replaced, in one transaction."""
    database = filled(folder / f"{answers}-documents.sqlite", answers)
    database.execute("CREATE TABLE desks (person INTEGER PRIMARY KEY, desk TEXT)")
    following = iter([*islice(turns(journal(7, ANSWERS_A_PERSON)), rounds)])

    def save() -> None:
        now = next(following)
        database.execute("BEGIN")
        written = orjson.dumps(to_plain(now.reflections[-1].answers[-1]))
        database.execute("INSERT INTO answers (person, answer) VALUES (?, ?)", (7, written))
        database.execute("REPLACE INTO desks (person, desk) VALUES (?, ?)", (7, orjson.dumps(to_plain(now.desk))))
        database.execute("COMMIT")

    return save


def plain_tinydb(folder: Path, answers: int) -> Callable[[], object]:
    """One insert into TinyDB's JSONStorage with so many documents."""
    database = TinyDB(folder / f"{answers}.json")
    database.insert_multiple({"person": row % 1000, "answer": WORDS} for row in range(answers))
    return lambda: database.insert({"person": 7, "answer": WORDS})


def measure(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median time of each, in seconds, all of them taking turns."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            started = perf_counter()
            way()
            times[name].append(perf_counter() - started)
    return {name: statistics.median(each) for name, each in times.items()}


def show(title: str, medians: dict[str, float]) -> None:
    """One row: milliseconds, and ours as a multiple of SQLite's."""
    cells = "  ".join(f"{name} {seconds * 1000:8.3f} ms" for name, seconds in medians.items())
    ratio = medians["ours"] / medians["SQLite"]
    beside = (
        f", with documents {medians['ours'] / medians['with documents']:.2f}" if "with documents" in medians else ""
    )
    sys.stdout.write(f"{title:32} {cells}   ours/SQLite {ratio:.2f}{beside}\n")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="also with 1,000,000 answers in the folder")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    sizes = [1_000, 10_000, 100_000] + [1_000_000] * chosen.million
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key, _ = MasterKey.load_or_make(folder / "key" / "master.key", data_exists=False)
        flat: list[float] = []
        for size in sizes:
            store = Store.open(folder / f"data-{size}", key)
            for person_id in range(1, size // ANSWERS_A_PERSON + 1):
                store.keep(journal(person_id, ANSWERS_A_PERSON))
            ways = {
                "ours": ours(store, 1_000_000, ANSWERS_A_PERSON, chosen.rounds),
                "SQLite": sqlite(folder, size),
                "with documents": sqlite_documents(folder, size, chosen.rounds),
            }
            medians = measure(ways, chosen.rounds)
            if size <= 10_000:
                medians |= measure({"TinyDB JSONStorage": plain_tinydb(folder, size)}, 20)
            show(f"{size:,} answers in the folder", medians)
            flat.append(medians["ours"] / medians["SQLite"])
            store.close()
        store = Store.open(folder / "own", key)
        database = sqlite(folder, 5_001)
        small, large = ours(store, 1, 50, chosen.rounds), ours(store, 2, 5_000, chosen.rounds)
        medians = measure({"small": small, "large": large, "SQLite": database}, chosen.rounds)
        for title, way in (("50", "small"), ("5,000", "large")):
            show(f"{title} answers in one's own", {"ours": medians[way], "SQLite": medians["SQLite"]})
        sys.stdout.write(f"own journal, 5,000 against 50: {medians['large'] / medians['small']:.2f}\n")
        sys.stdout.write(f"folder, largest against smallest: {flat[-1] / flat[0]:.2f}\n")
        store.close()


if __name__ == "__main__":
    main()
