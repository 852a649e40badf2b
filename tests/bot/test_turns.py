from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.access import Access
from bot.errors import TurnFailed, TurnNotSaved
from bot.pacing import Lane
from bot.turns import SEEN, Turns
from conversations.effects import Pending
from conversations.events import (
    Attachment,
    Blocked,
    Commanded,
    Delivered,
    Edited,
    Event,
    Said,
    Sent,
    TimePassed,
)
from conversations.model import Journal
from conversations.wording import service
from conversations.wording.service import given_up
from conversations.wording.voice import Wording
from storage.errors import JournalDamaged, NotRead, NotSaved
from tests.bot.core import EXPLICIT, Core, HandClock, words

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANNA, BEN = 11, 12


class Shelf:
    """Journals in a dict, that can fail."""

    def __init__(self) -> None:
        self.journals: dict[int, Journal] = {}
        self.damaged: set[int] = set()
        self.out_of_files = False
        self.unsynced = False
        self.writes: list[tuple[int, bool]] = []
        self.full = False

    def load(self, person_id: int) -> Journal | None:
        if person_id in self.damaged:
            raise JournalDamaged(Path("x.journal"), 3)
        if self.out_of_files:
            raise NotRead(Path("x.journal"), OSError(24, "Too many open files"))
        return self.journals.get(person_id)

    def keep(self, journal: Journal, *, durable: bool = True) -> None:
        if self.full:
            raise NotSaved(Path("x.journal"), OSError(28, "No space left on device"))
        self.writes.append((journal.person_id, durable))
        self.journals[journal.person_id] = journal
        if self.unsynced:
            raise NotSaved(Path("x.journal"), OSError(5, "Input/output error"))

    def erase(self, person_id: int) -> None:
        if self.full:
            raise OSError(30, "Read-only file system")
        self.journals.pop(person_id, None)


class Carrier:
    """What was handed to delivery."""

    def __init__(self) -> None:
        self.lasting: list[tuple[int, list[str], Lane]] = []
        self.once: list[tuple[int, list[str], Lane]] = []
        self.forgotten: list[int] = []

    def hand(self, person_id: int, outbox: tuple[Pending, ...], lane: Lane) -> None:
        self.lasting.append((person_id, [words(pending.effect) for pending in outbox], lane))

    def hand_once(self, person_id: int, effects: tuple[Pending, ...], lane: Lane) -> None:
        self.once.append((person_id, [words(pending.effect) for pending in effects], lane))

    def forget(self, person_id: int) -> None:
        self.forgotten.append(person_id)


class Codes:
    def __init__(self) -> None:
        self.claimed: list[tuple[str, int]] = []
        self.redeemed: list[tuple[str, int | None]] = []
        self.unwritable = False

    def valid(self, code: str, now: datetime, person_id: int | None = None) -> bool:
        return code == "good" and now >= NOW and person_id != 0

    def claim(self, code: str, person_id: int) -> None:
        self.claimed.append((code, person_id))

    def redeem(self, code: str, person_id: int | None = None) -> None:
        if self.unwritable:
            raise OSError(30, "Read-only file system")
        self.redeemed.append((code, person_id))


class Room:
    """Turns with everything around them."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.core = Core()
        self.clock = HandClock(NOW)
        self.carrier = Carrier()
        self.planned: list[tuple[int, datetime | None]] = []
        self.codes = Codes()
        self.acknowledged = 0
        self.turns = Turns(
            self.shelf,
            self.core.as_dialogue(),
            Access(self.codes, self.core.must_answer),
            self.clock,
            self.carrier,
            plan=lambda person_id, at: self.planned.append((person_id, at)),
            codes=self.codes,
            acknowledged=lambda: self.acknowledged,
        )
        for person in (ANNA, BEN):
            self.shelf.journals[person] = Journal(person_id=person)

    @property
    def said(self) -> list[str]:
        """What was said out of no outbox."""
        return [words for _, said, _ in self.carrier.once for words in said]


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_turn_is_saved_before_it_is_spoken(room: Room) -> None:
    room.core.due = lambda _, now: now + timedelta(hours=1)
    turn = room.turns.take(ANNA, Said("hello", 5), update_id=70)
    assert turn is not None
    assert room.shelf.writes == [(ANNA, True)]
    kept = room.shelf.journals[ANNA]
    assert kept.desk.seen == (70,)
    assert [note.words for note in kept.notes] == ["hello"]
    assert room.carrier.lasting == [(ANNA, ["You said hello"], Lane.REPLY)]
    assert room.planned == [(ANNA, NOW + timedelta(hours=1))]


def test_an_update_that_comes_again_does_nothing(room: Room) -> None:
    room.turns.take(ANNA, Said("hello", 5), update_id=70)
    assert room.turns.take(ANNA, Said("hello", 5), update_id=70) is None
    assert len(room.shelf.writes) == 1
    room.turns.take(BEN, Said("hello", 5), update_id=70)
    assert len(room.shelf.writes) == 2


def test_only_the_last_updates_are_remembered(room: Room) -> None:
    for number in range(SEEN + 3):
        room.turns.take(ANNA, Said("again", number), update_id=number)
    assert room.shelf.journals[ANNA].desk.seen == tuple(range(3, SEEN + 3))


def test_what_telegram_knows_as_taken_is_remembered_no_longer(room: Room) -> None:
    for number in (70, 71, 72):
        room.turns.take(ANNA, Said("again", number), update_id=number)
    room.acknowledged = 72
    room.turns.take(ANNA, Said("again", 73), update_id=73)
    assert room.shelf.journals[ANNA].desk.seen == (72, 73)


def test_nothing_is_written_when_nothing_changed(room: Room) -> None:
    turn = room.turns.take(ANNA, Edited("of old", 3), update_id=71)
    assert turn is not None
    assert room.shelf.writes == []


def test_a_receipt_is_not_worth_a_flush(room: Room) -> None:
    room.turns.take(ANNA, Said("hello", 5))
    (pending,) = room.shelf.journals[ANNA].desk.outbox
    room.turns.receipt(ANNA, pending.id, 900)
    assert room.shelf.writes == [(ANNA, True), (ANNA, False)]
    assert room.shelf.journals[ANNA].desk.outbox == ()


def test_a_due_moment_goes_out_in_the_slow_lane(room: Room) -> None:
    room.turns.take(ANNA, TimePassed())
    assert room.carrier.lasting == [(ANNA, ["It is time."], Lane.BULK)]


def test_an_invitation_is_used_up_after_the_journal_is_on_disk(room: Room) -> None:
    room.turns.take(13, Commanded("start", "good"))
    assert room.shelf.writes == [(13, True)]
    assert room.codes.claimed == room.codes.redeemed == [("good", 13)]


def test_an_invitation_is_one_persons_before_their_journal_is_on_disk(room: Room) -> None:
    room.shelf.full = True
    with pytest.raises(TurnNotSaved):
        room.turns.take(13, Commanded("start", "good"), update_id=70)
    assert room.codes.claimed == [("good", 13)]
    assert room.codes.redeemed == []
    room.shelf.full = False
    room.turns.take(13, Commanded("start", "good"), update_id=70)
    assert room.codes.redeemed == [("good", 13)]


def test_what_a_crash_left_of_an_invitation_goes_when_the_update_comes_again(room: Room) -> None:
    room.shelf.unsynced = True
    with pytest.raises(TurnNotSaved):
        room.turns.take(13, Commanded("start", "good"), update_id=70)
    room.shelf.unsynced = False
    assert room.turns.take(13, Commanded("start", "good"), update_id=70) is None
    assert room.codes.redeemed == [("good", 13)]


def test_an_invitation_that_cannot_be_used_up_keeps_nobody_out(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.codes.unwritable = True
    assert room.turns.take(13, Commanded("start", "good")) is not None
    assert "invitation not used up" in caplog.text
    assert "good" not in caplog.text


def test_of_a_stranger_nothing_is_kept(room: Room) -> None:
    room.turns.take(14, Said("let me in", 1), update_id=5)
    assert 14 not in room.shelf.journals
    assert room.carrier.once == [(14, ["Who are you?"], Lane.REPLY)]
    assert room.turns.take(14, Said("please", 2)) is None
    for event in (TimePassed(), Blocked(), Delivered(1)):
        assert room.turns.take(15, event) is None
    assert room.shelf.writes == []


def test_erasing_leaves_no_journal_and_no_plan(room: Room) -> None:
    room.turns.take(ANNA, Commanded("erase"))
    assert ANNA not in room.shelf.journals
    assert room.planned == [(ANNA, None)]
    assert room.carrier.forgotten == [ANNA]
    assert room.carrier.once == [(ANNA, ["All gone."], Lane.REPLY)]


def test_a_full_disk_says_so_once_and_changes_nothing(room: Room) -> None:
    room.shelf.full = True
    for _ in range(3):
        with pytest.raises(TurnNotSaved) as caught:
            room.turns.take(ANNA, Said("dear", 5), update_id=70)
        assert caught.value.kind == "NotSaved"
        assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert room.carrier.lasting == []
    assert room.planned == []
    assert [said for _, said, _ in room.carrier.once] == [[service.not_saved(Wording()).plain]]
    with pytest.raises(TurnNotSaved):
        room.turns.take(ANNA, Commanded("erase"))
    room.shelf.full = False
    assert room.turns.take(ANNA, Said("dear", 5), update_id=70) is not None
    assert [note.words for note in room.shelf.journals[ANNA].notes] == ["dear"]


def test_what_was_saved_and_reported_as_unsaved_is_said_when_the_update_comes_again(room: Room) -> None:
    room.shelf.unsynced = True
    with pytest.raises(TurnNotSaved):
        room.turns.take(ANNA, Said("dear", 5), update_id=70)
    room.core.due = lambda _, now: now + timedelta(hours=1)
    room.shelf.unsynced = False
    assert room.turns.take(ANNA, Said("dear", 5), update_id=70) is None
    assert [note.words for note in room.shelf.journals[ANNA].notes] == ["dear"]
    assert room.carrier.lasting == [(ANNA, ["You said dear"], Lane.REPLY)]
    assert room.planned == [(ANNA, NOW + timedelta(hours=1))]


@pytest.mark.parametrize("event", [Commanded("crisis"), Said(EXPLICIT, 5), Sent(Attachment.PHOTO, 5, EXPLICIT)])
@pytest.mark.parametrize("trouble", ["full", "damaged", "out_of_files"])
def test_a_call_for_help_is_answered_once_each_though_nothing_can_be_kept(
    room: Room, event: Event, trouble: str
) -> None:
    setattr(room.shelf, trouble, {ANNA} if trouble == "damaged" else True)
    before = dict(room.shelf.journals)
    for number in (70, 71, 72):
        for _ in range(2 if trouble == "damaged" else 3):
            with nullcontext() if trouble == "damaged" else pytest.raises(TurnNotSaved):
                assert room.turns.take(ANNA, event, update_id=number) is None
    trouble_told = [service.not_saved(Wording()).plain, service.journal_unreadable(Wording()).plain]
    assert [words for words in room.said if words not in trouble_told] == ["Who are you?"] * 3
    assert room.said[0] == "Who are you?"
    assert room.shelf.journals == before


def test_help_is_answered_with_the_trouble_outside_the_hourly_allowance(room: Room) -> None:
    room.shelf.damaged.add(ANNA)
    room.turns.take(ANNA, Said("hello", 1), update_id=70)
    room.turns.take(ANNA, Commanded("help"), update_id=71)
    room.turns.take(ANNA, Commanded("help"), update_id=72)
    assert room.said == [service.journal_unreadable(Wording()).plain] * 3


def test_a_call_for_help_that_waits_behind_unsaved_words_is_answered(room: Room) -> None:
    for _ in range(3):
        room.turns.answer_meanwhile(ANNA, Commanded("crisis"), 71)
        room.turns.answer_meanwhile(ANNA, Said("more words", 6), 72)
        room.turns.answer_meanwhile(ANNA, Commanded("help"), 73)
    assert room.said == ["Who are you?", service.not_saved(Wording()).plain]


def test_a_call_for_help_needs_no_working_core(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.shelf.damaged.add(ANNA)
    room.core.broken = True
    room.turns.take(ANNA, Said(EXPLICIT, 5), update_id=70)
    assert room.said == [service.journal_unreadable(Wording()).plain]
    assert "112" in room.said[0]
    assert EXPLICIT not in caplog.text


def test_a_file_that_cannot_be_read_just_now_is_no_damage(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.turns.take(ANNA, Said("hello", 5))
    room.carrier.lasting.clear()
    room.shelf.out_of_files = True
    for event in (Said("again", 6), TimePassed()):
        with pytest.raises(TurnNotSaved) as caught:
            room.turns.take(ANNA, event, update_id=70)
        assert caught.value.kind == "NotRead"
    assert room.said == [service.not_saved(Wording()).plain]
    room.turns.resume(ANNA)
    assert room.planned[-1] == (ANNA, NOW + timedelta(minutes=1))
    assert "unreadable" not in caplog.text
    room.shelf.out_of_files = False
    room.turns.take(ANNA, TimePassed())
    assert room.carrier.lasting[-1][1][0] == "You said hello"


def test_a_turn_that_the_core_cannot_take_is_said_and_may_come_again(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.core.broken = True
    for _ in range(2):
        with pytest.raises(TurnFailed) as caught:
            room.turns.take(ANNA, Said("private words", 5), update_id=70)
    assert caught.value.kind == "RuntimeError"
    assert room.said == [service.not_saved(Wording()).plain]
    assert "private words" not in caplog.text
    room.turns.give_up(ANNA)
    assert room.said[1:] == [given_up(Wording()).plain]
    room.core.broken = False
    assert room.turns.take(ANNA, Said("private words", 5), update_id=70) is not None


def test_what_cannot_be_planned_is_said_all_the_same_and_planned_later(room: Room) -> None:
    def due(_: Journal, __: datetime) -> datetime | None:
        raise RuntimeError("private words")

    room.core.due = due
    assert room.turns.take(ANNA, Said("hello", 5)) is not None
    assert room.carrier.lasting == [(ANNA, ["You said hello"], Lane.REPLY)]
    assert room.planned == [(ANNA, NOW + timedelta(minutes=1))]


def test_a_full_disk_at_a_due_moment_is_told_to_nobody(room: Room) -> None:
    room.shelf.full = True
    with pytest.raises(TurnNotSaved):
        room.turns.take(ANNA, TimePassed())
    assert room.carrier.once == []


def test_a_receipt_or_a_block_that_cannot_be_saved_is_let_go(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.turns.take(ANNA, Said("hello", 5))
    room.shelf.full = True
    room.turns.receipt(ANNA, room.shelf.journals[ANNA].desk.outbox[0].id, 900)
    room.turns.blocked(ANNA)
    assert "receipt not saved" in caplog.text
    assert "block not saved" in caplog.text
    room.shelf.full = False
    room.turns.blocked(ANNA)
    assert not room.shelf.journals[ANNA].profile.reachable


def test_a_damaged_journal_is_told_kindly_and_everybody_else_is_served(room: Room) -> None:
    room.shelf.damaged.add(ANNA)
    assert room.turns.take(ANNA, Said("hello", 1)) is None
    assert room.turns.take(ANNA, Said("hello?", 2)) is None
    assert room.turns.take(ANNA, TimePassed()) is None
    room.turns.resume(ANNA)
    assert room.turns.journal(ANNA) is None
    assert [said for _, said, _ in room.carrier.once] == [[service.journal_unreadable(Wording()).plain]]
    assert room.turns.take(BEN, Said("hello", 1)) is not None


def test_what_was_unsaid_is_handed_over_again_at_a_start(room: Room) -> None:
    room.turns.take(ANNA, Said("hello", 5))
    room.carrier.lasting.clear()
    room.core.due = lambda _, now: now
    room.turns.resume(ANNA)
    room.turns.resume(99)
    assert room.carrier.lasting == [(ANNA, ["You said hello"], Lane.BULK)]
    assert room.planned[-1] == (ANNA, NOW)


def test_a_language_without_a_wording_is_spoken_to_in_english(room: Room) -> None:
    stranger = room.shelf.journals[ANNA]
    room.shelf.journals[ANNA] = replace(stranger, profile=replace(stranger.profile, language="tlh"))
    room.shelf.full = True
    with pytest.raises(TurnNotSaved):
        room.turns.take(ANNA, Said("nuqneH", 5))
    assert room.carrier.once[0][1] == [service.not_saved(Wording()).plain]


def test_the_moment_of_turns_is_the_clocks(room: Room) -> None:
    assert room.turns.now() == NOW
