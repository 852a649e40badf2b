from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.demo.demo import staged
from bot.demo.sample import LIFE, WEEKS, filler, ten_weeks
from bot.languages import dialogue
from bot.places import Gazetteer
from conversations import insight
from conversations.model import (
    CarryItem,
    CarryState,
    Consent,
    Desk,
    Journal,
    Note,
    Profile,
    Reflection,
    ReflectionState,
    Session,
    Slot,
)
from conversations.phases import Idle, Part
from conversations.summary import of_week

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_ten_weeks_are_lived_through_the_core() -> None:
    core = dialogue(Gazetteer())
    journal = ten_weeks(core, Journal(person_id=7), NOW)
    assert len(LIFE) == WEEKS == len(journal.reflections)
    assert {each.state for each in journal.reflections} == {ReflectionState.FINISHED}
    assert all(each.started_at < NOW for each in journal.reflections)
    readings = [insight.reading(core.questions[each.set_id], each, journal.reflections) for each in journal.reflections]
    assert [place for place, reading in enumerate(readings) if reading.dip] == [7]
    assert [place for place, reading in enumerate(readings) if reading.near_again] == [8]
    assert [item.words for item in journal.carry_items if item.state is CarryState.OPEN] == ["The letter"]
    assert of_week(journal, core.questions, NOW, until=NOW).sessions
    assert core.next_due_at(journal, NOW) is not None


def test_what_was_there_stays_and_is_not_lived_twice() -> None:
    core = dialogue(Gazetteer())
    once = ten_weeks(core, Journal(person_id=7), NOW)
    note = Note(id=once.desk.last_id + 1, parts=(Part(5, "mine"),), written_at=NOW)
    own = Journal(
        person_id=7,
        profile=once.profile,
        desk=Desk(last_id=note.id),
        slots=once.slots,
        notes=(note,),
        sessions=once.sessions[-1:],
    )
    again = ten_weeks(core, own, NOW + timedelta(hours=1))
    assert note in again.notes
    assert len(again.reflections) == WEEKS
    planned = [(session.slot_id, session.planned_on) for session in again.sessions]
    assert len(planned) == len(set(planned))
    assert again.desk.phase == Idle()
    everything: tuple[Reflection | Session | CarryItem, ...] = (
        *again.reflections,
        *again.sessions,
        *again.carry_items,
    )
    ids = [each.id for each in everything]
    assert len(ids) == len(set(ids))


def test_filling_twice_fills_once() -> None:
    core = dialogue(Gazetteer())
    once = ten_weeks(core, Journal(person_id=7), NOW)
    assert ten_weeks(core, once, NOW + timedelta(hours=1)) == once
    later = ten_weeks(core, once, NOW + timedelta(weeks=2))
    assert len(later.reflections) == WEEKS + 2
    assert later.reflections[-1].notes == once.reflections[-1].notes
    assert len(later.slots) == 1


@pytest.mark.parametrize("every_weeks", [1, 2, 3])
def test_their_own_rhythm_is_kept(every_weeks: int) -> None:
    core = dialogue(Gazetteer())
    filled = ten_weeks(core, therapy(every_weeks), NOW)
    (slot,) = filled.slots
    assert slot.every_weeks == every_weeks
    assert (datetime(2026, 11, 26, tzinfo=UTC).date() - slot.first_on) % timedelta(weeks=every_weeks) == timedelta()
    days = [each.about_on for each in filled.reflections]
    assert len(days) == {1: WEEKS, 2: 6, 3: 4}[every_weeks]
    assert {later - sooner for sooner, later in pairwise(days)} == {timedelta(weeks=every_weeks)}


def test_sessions_without_a_rhythm_leave_no_weeks_to_fill() -> None:
    own = therapy(0)
    assert ten_weeks(dialogue(Gazetteer()), own, NOW) == own


async def test_the_button_answers_each_time(tmp_path: Path) -> None:
    async with staged(tmp_path, port=0, filler=filler) as stage:
        schedule = stage.loopback.schedule
        assert await schedule.fill(7)
        assert not await schedule.fill(7)
        stage.house.store.close()


async def test_whoever_erased_everything_is_let_in_again(tmp_path: Path) -> None:
    async with staged(tmp_path, port=0, filler=filler) as stage:
        schedule, house = stage.loopback.schedule, stage.house
        code = schedule.invitation(7)
        assert house.invitations.valid(code, stage.clock.now())
        assert schedule.invitation(7) == code, "issued once"
        await schedule.fill(7)
        assert schedule.invitation(7) == ""
        house.store.erase(7)
        house.invitations.redeem(code)
        again = schedule.invitation(7)
        assert again != code
        assert house.invitations.valid(again, stage.clock.now())
        house.store.close()


def therapy(every_weeks: int) -> Journal:
    """Somebody who has just arranged sessions on Thursdays."""
    slot = Slot(
        id=1,
        first_on=date(2026, 11, 26),
        at=time(17),
        zone="Europe/Lisbon",
        length=timedelta(minutes=50),
        every_weeks=every_weeks,
        since_at=NOW,
    )
    profile = Profile(consent=Consent(1, NOW), zone="Europe/Lisbon", place="Lisbon")
    return Journal(person_id=7, profile=profile, slots=(slot,), desk=Desk(last_id=1))
