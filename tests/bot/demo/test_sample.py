from datetime import UTC, datetime, timedelta

from bot.demo.sample import LIFE, WEEKS, ten_weeks
from bot.languages import dialogue
from bot.places import Gazetteer
from conversations import insight
from conversations.model import CarryItem, CarryState, Desk, Journal, Note, Reflection, ReflectionState, Session
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
