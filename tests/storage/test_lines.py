from pathlib import Path

import pytest

from storage.encryption import MasterKey
from storage.errors import JournalDamaged, JournalTooNew
from storage.lines import FRAME_BYTES, Head, JournalSeals, LineBroken, frame
from storage.store import Store
from tests.storage.samples import answered, journal, the_file
from tests.storage.soak import times

TURNS = 3


@pytest.fixture
def kept(folder: Path, key: MasterKey) -> tuple[Path, list[int], list[object]]:
    """A journal's file, where each of its lines ends, and the journal as it was after each line."""
    with_turns = [journal()]
    store = Store.open(folder, key)
    store.keep(with_turns[0])
    path = the_file(folder)
    ends = [path.stat().st_size]
    for number in range(TURNS):
        with_turns.append(answered(with_turns[-1], f"q{number}", f"words {number}"))
        store.keep(with_turns[-1])
        ends.append(path.stat().st_size)
    store.close()
    return path, ends, list(with_turns)


def loaded(folder: Path, key: MasterKey) -> object:
    store = Store.open(folder, key)
    try:
        return store.load(7)
    finally:
        store.close()


def damaged(folder: Path, key: MasterKey) -> JournalDamaged:
    """What a check says of the folder's one journal."""
    store = Store.open(folder, key)
    (finding,) = store.check()
    store.close()
    assert isinstance(finding.error, JournalDamaged)
    return finding.error


def test_a_last_line_cut_anywhere_is_dropped_and_the_next_goes_in_its_place(
    kept: tuple[Path, list[int], list[object]], folder: Path, key: MasterKey
) -> None:
    path, ends, journals = kept
    raw = path.read_bytes()
    store = Store.open(folder, key)
    store.close()
    for length in range(ends[-2], ends[-1], times(5, 1)):
        path.write_bytes(raw[:length])
        store = Store.open(folder, key)
        assert store.load(7) == journals[-2]
        assert path.stat().st_size == length  # reading changes nothing
        after = answered(journal(), "again", f"after a cut at {length}")
        store.keep(after)
        store.close()
        assert loaded(folder, key) == after


@pytest.mark.parametrize("tail", [bytes(40), bytes(FRAME_BYTES), b"\xff" * 700, b"\n"])
def test_what_a_power_cut_leaves_behind_the_last_line_is_dropped(
    kept: tuple[Path, list[int], list[object]], folder: Path, key: MasterKey, tail: bytes
) -> None:
    path, ends, journals = kept
    raw = path.read_bytes()
    path.write_bytes(raw + tail)
    assert loaded(folder, key) == journals[-1]
    path.write_bytes(raw[: ends[-2] + FRAME_BYTES] + bytes(ends[-1] - ends[-2] - FRAME_BYTES))  # only zeros got there
    assert loaded(folder, key) == journals[-2]


def test_a_flipped_byte_before_the_last_line_is_found_and_its_line_named(
    kept: tuple[Path, list[int], list[object]], folder: Path, key: MasterKey
) -> None:
    path, ends, _ = kept
    raw = path.read_bytes()
    store = Store.open(folder, key)
    head_end = store.layout.seals.open_head(raw)[1]
    store.close()
    starts = [0, head_end, *ends[:-1]]
    for place in range(0, ends[-2], times(7, 1)):
        spoiled = bytearray(raw)
        spoiled[place] ^= 0x10
        path.write_bytes(spoiled)
        error = damaged(folder, key)
        assert error.line == max(number for number, start in enumerate(starts, 1) if start <= place)
        assert error.path == path
        assert str(error) == f"{path} is damaged in line {error.line}"
        assert path.read_bytes() == bytes(spoiled)


def test_a_flipped_byte_in_the_last_line_costs_that_line_at_most(
    kept: tuple[Path, list[int], list[object]], folder: Path, key: MasterKey
) -> None:
    path, ends, journals = kept
    raw = path.read_bytes()
    for place in range(ends[-2], ends[-1], 7):
        spoiled = bytearray(raw)
        spoiled[place] ^= 0x10
        path.write_bytes(spoiled)
        assert loaded(folder, key) == journals[-2]


def test_a_file_written_whole_is_never_torn(
    kept: tuple[Path, list[int], list[object]], folder: Path, key: MasterKey
) -> None:
    path, ends, _ = kept
    raw = path.read_bytes()
    for length in (0, 5, FRAME_BYTES, 60, ends[0] - 400, ends[0] - 1):
        path.write_bytes(raw[:length])
        damaged(folder, key)


def test_lines_taken_out_or_changed_about_are_damage(
    kept: tuple[Path, list[int], list[object]], folder: Path, key: MasterKey
) -> None:
    path, ends, _ = kept
    raw = path.read_bytes()
    whole, one, two, three = raw[: ends[0]], raw[ends[0] : ends[1]], raw[ends[1] : ends[2]], raw[ends[2] :]
    for spoiled in (whole + two + three, whole + one + three, whole + two + one + three, whole + one + one + two):
        path.write_bytes(spoiled)
        damaged(folder, key)


def test_a_line_of_an_earlier_writing_does_not_fit(
    kept: tuple[Path, list[int], list[object]], folder: Path, key: MasterKey
) -> None:
    path, ends, _ = kept
    old_line = path.read_bytes()[ends[0] : ends[1]]
    store = Store.open(folder, key)
    store.erase(7)
    store.keep(journal())
    store.close()
    path.write_bytes(path.read_bytes() + old_line)
    assert loaded(folder, key) == journal()


def test_a_torn_line_that_looks_like_a_frame_is_still_torn(
    kept: tuple[Path, list[int], list[object]], folder: Path, key: MasterKey
) -> None:
    path, _, journals = kept
    path.write_bytes(path.read_bytes() + b"\xff" * 5 + frame(3, b"nobody sealed this") + b"\xff" * 20)
    assert loaded(folder, key) == journals[-1]


def test_a_newer_format_is_refused_and_left_alone(
    folder: Path, key: MasterKey, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr("storage.lines.FORMAT", 2)
        store.keep(journal())
    store.close()
    raw = the_file(folder).read_bytes()
    store = Store.open(folder, key)
    with pytest.raises(JournalTooNew) as caught:
        store.load(7)
    with pytest.raises(JournalTooNew):
        store.keep(journal())
    assert (caught.value.version, caught.value.known) == (2, 1)
    assert [type(error) for error in store.damaged()] == [JournalTooNew]
    assert the_file(folder).read_bytes() == raw
    store.close()


def test_the_head_alone_tells_whose_file_it_is(key: MasterKey) -> None:
    seals = JournalSeals(key)
    head = Head(-(2**62), bytes(16))
    line = seals.close_head(head)
    assert seals.open_head(line + b"whatever comes")[0] == head
    with pytest.raises(LineBroken):
        seals.open_head(line[:-1])
