"""What only another process can show: kill -9, a full disk, and two on one folder."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.encryption import MasterKey
from storage.errors import FolderInUse
from storage.store import Store
from tests.storage.samples import answered, journal
from tests.storage.soak import times

ROOT = Path(__file__).parents[2]
KILLS = times(10, 400)

CHILD = """
import sys
from pathlib import Path
from dataclasses import replace
from storage import durable
from storage.encryption import MasterKey
from storage.store import Store
from tests.storage.samples import answer, answered, journal

folder, key_file, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
durable.SMALL_BYTES = 6000  # so that kills meet files being written anew, too
store = Store.open(folder, MasterKey.load(key_file))
now = store.load(7) or journal()
for number in range(limit):
    last = now.desk.last_id + 1
    if last % 7 == 0:
        (walk,) = now.reflections
        now = replace(now, reflections=(replace(walk, answers=walk.answers[-1:]),))  # words are taken back
    now = answered(now, f"q{last}", f"words {last} " * 9)
    store.keep(now)
    print(last, flush=True)
"""


def child(folder: Path, key: MasterKey, turns: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(key.path), str(turns)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_kill_9_loses_nothing_that_was_acknowledged(folder: Path, key: MasterKey) -> None:
    acknowledged = 0
    for kill in range(KILLS):
        with child(folder, key, 100_000) as writer:
            assert writer.stdout is not None
            for _ in range(3 + kill * 5 % 97):
                acknowledged = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            rest = writer.stdout.read().splitlines()
        acknowledged = int(rest[-1]) if rest and rest[-1].isdecimal() else acknowledged
        store = Store.open(folder, key)
        loaded = store.load(7)
        store.close()
        assert loaded is not None
        assert acknowledged <= loaded.desk.last_id <= acknowledged + 1
        assert loaded.reflections[0].answers[-1].key == f"q{loaded.desk.last_id}"


FULL = """
import resource, sys
from pathlib import Path
from storage import durable
from storage.encryption import MasterKey
from storage.errors import NotSaved
from storage.store import Store
from tests.storage.samples import answered, journal

durable.SMALL_BYTES = int(sys.argv[3])
top = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
for size in map(int, sys.argv[4:]):
    folder = Path(sys.argv[1]) / str(size)
    store = Store.open(folder, MasterKey.load(Path(sys.argv[2])))
    now = journal()
    store.keep(now)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, top))
    refused = 0
    while refused < 3:
        after = answered(now, f"q{now.desk.last_id}", "words " * 50)
        try:
            store.keep(after)
            now = after
        except NotSaved:
            refused += 1
            assert store.load(7) == now
    resource.setrlimit(resource.RLIMIT_FSIZE, (top, top))
    store.close()
    print(size, now.desk.last_id, flush=True)
"""
SIZES = range(4000, 12000, times(2000, 13))


@pytest.mark.parametrize(
    "small", [4096, 65536]
)  # where the file is written anew on the way to the limit, and where not
def test_a_full_disk_keeps_all_that_was_saved(small: int, folder: Path, key: MasterKey) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder), str(key.path), str(small), *map(str, SIZES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for line, expected in zip(done.stdout.splitlines(), SIZES, strict=True):
        size, last_id = map(int, line.split())
        assert size == expected
        store = Store.open(folder / str(size), key)
        loaded = store.load(7)
        assert loaded is not None
        assert loaded.desk.last_id == last_id >= 9
        store.keep(answered(loaded, "last", "there is room again " * 50))
        store.close()


def test_a_second_process_is_refused_until_the_first_is_dead(folder: Path, key: MasterKey) -> None:
    with child(folder, key, 100_000) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        with pytest.raises(FolderInUse):
            Store.open(folder, key)
        second = child(folder, key, 1)
        _, error = second.communicate()
        assert "FolderInUse" in error
        assert second.returncode == 1
        writer.kill()
    Store.open(folder, key).close()


def test_one_key_for_two_processes_that_start_together(tmp_path: Path) -> None:
    path = tmp_path / "config" / "master.key"
    program = (
        "import sys; from pathlib import Path; from storage.encryption import MasterKey;"
        "key, made = MasterKey.load_or_make(Path(sys.argv[1]), data_exists=False); print(made, key.derive('x').hex())"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    answers = [start.communicate()[0].split() for start in starts]
    assert len({derived for _, derived in answers}) == 1
    assert [made for made, _ in answers].count("True") == 1


def test_the_sample_is_what_the_child_writes() -> None:
    assert answered(journal(), "q", "x").desk.last_id == journal().desk.last_id + 1
