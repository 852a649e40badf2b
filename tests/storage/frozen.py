"""Journals that hold something of everything, as this code sees them; `fixtures/v1` holds them as version 1 wrote them.

    python -m tests.storage.frozen fixtures/v2      freeze them as this version writes them, in a folder that is new

What is frozen is never written again: a later version reads it, through its migrations, as what is said here.
"""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from conversations.effects import (
    Button,
    Effect,
    HandOver,
    LocationRequest,
    Pending,
    Revise,
    Say,
    Settle,
    Tap,
    Withdraw,
)
from conversations.model import (
    Answer,
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
from conversations.phases import (
    Arranging,
    AtTheDoor,
    Draft,
    Erasing,
    Idle,
    Part,
    Phase,
    Place,
    Reflecting,
    Step,
    Unfiled,
)
from conversations.text import Text, bold, italic, quote, spoiler
from storage.encryption import MasterKey
from storage.store import Store

FIXTURES = Path(__file__).parent / "fixtures"
AT = datetime(2025, 3, 4, 18, 30, 5, 250, tzinfo=UTC)
TEXT = Text() + bold("2 of 9") + "\n" + italic("What stays?") + quote("«Ü» 🙂") + spoiler("half a pair: \ud83d")

PHASES: tuple[Phase, ...] = (
    Idle(),
    AtTheDoor("a code"),
    Arranging(
        step=Step.ZONE,
        trail=(Step.DAY, Step.HOUR),
        draft=Draft(
            weekday=1,
            hour=17,
            minute=30,
            length=timedelta(minutes=50),
            every_weeks=2,
            first_on=date(2025, 3, 4),
            places=(Place("Lisboa", "Portugal", "Europe/Lisbon"),),
            sharing=True,
        ),
        onboarding=True,
    ),
    Reflecting(3),
    Unfiled((Part(7, "out of the blue"), Part(8, "and more"))),
    Erasing(sure=True),
)

EFFECTS: tuple[Effect, ...] = (
    Say(TEXT, ((Button("Yes", Tap("walk", "3", "comfort", "4")),),), card="nudge", silent=True),
    Say(TEXT, location=LocationRequest("Share", "Leave"), clears_location=True),
    Revise("reflection", TEXT, ((Button("1", Tap("walk")), Button("2", Tap("walk"))),)),
    Settle("settings", TEXT),
    Withdraw("nudge"),
    HandOver(TEXT),
)


def first(person_id: int) -> Journal:
    """A journal when it was new."""
    return Journal(
        person_id=person_id,
        profile=Profile(consent=Consent(1, AT), zone="Europe/Lisbon", place="Lisboa"),
        desk=Desk(phase=Idle(), last_id=1),
        notes=tuple(Note(id=number, parts=(Part(number, f"note {number}"),), written_at=AT) for number in (5, 9)),
    )


def later(person_id: int, phase: Phase) -> Journal:
    """The same journal, with something of everything in it."""
    begun = first(person_id)
    walk = Reflection(
        id=3,
        set_id="session",
        set_version=1,
        session_id=2,
        about_on=date(2025, 3, 4),
        zone="Europe/Lisbon",
        started_at=AT,
        finished_at=AT + timedelta(minutes=9),
        state=ReflectionState.FINISHED,
        answers=(
            Answer(key="comfort", asked="How at ease?", value=4, labels=("Quite a lot",), answered_at=AT),
            Answer(key="about", asked="What was it about?", value=("work", "home"), labels=("Work",), answered_at=AT),
            Answer(key="next", asked="And then?", value="later", answered_at=AT),
            Answer(key="stayed", asked="What stays?", parts=(Part(4, "words"),), complete=False, answered_at=AT),
            Answer(key="skipped", asked="Anything else?", answered_at=AT),
        ),
        revisiting="comfort",
        notes=(Part(6, "in between"),),
    )
    slot = Slot(
        id=1,
        first_on=date(2025, 3, 4),
        at=time(17, 30),
        zone="Europe/Lisbon",
        length=timedelta(minutes=50),
        every_weeks=1,
        since_at=AT,
        ended_on=date(2026, 1, 1),
    )
    session = Session(
        id=2,
        slot_id=1,
        planned_on=date(2025, 3, 4),
        starts_at=AT,
        ends_at=AT + timedelta(minutes=50),
        held=True,
        nudged_at=AT,
        snoozed_until_at=AT,
        reminded_at=AT,
        answered_at=AT,
        let_go_at=AT,
        prepared_at=AT,
    )
    item = CarryItem(
        id=4,
        parts=(Part(9, "ask about the summer"),),
        reflection_id=3,
        source="stayed",
        saved_at=AT,
        state=CarryState.CAME_UP,
        settled_at=AT,
    )
    return replace(
        begun,
        profile=replace(
            begun.profile,
            language="de",
            nudge_after=timedelta(minutes=45, microseconds=500_000),
            summary_on=None,
            paused=True,
            paused_until_on=date(2025, 4, 1),
            reachable=False,
        ),
        desk=Desk(
            phase=phase,
            last_id=30,
            cards=MappingProxyType({"reflection": 55, "nudge": 56}),
            outbox=tuple(Pending(number, effect) for number, effect in enumerate(EFFECTS, 20)),
            seen=(1, 2, 3),
            summarised_on=date(2025, 3, 2),
            asked_to_keep=True,
        ),
        slots=(slot,),
        sessions=(session,),
        reflections=(walk, replace(walk, id=8, state=ReflectionState.PAUSED, session_id=None, finished_at=None)),
        carry_items=(item,),
        notes=(*begun.notes, Note(id=2, parts=(), written_at=AT)),
    )


def last(journal: Journal) -> Journal:
    """The same again, one more answer later."""
    *earlier, walk = journal.reflections
    answers = (*walk.answers, Answer(key="more", asked="And now?", parts=(Part(12, "so much"),), answered_at=AT))
    return replace(journal, reflections=(*earlier, replace(walk, answers=answers)))


def everybody() -> dict[int, Journal]:
    """The journals, one for each phase."""
    return {number: last(later(number, phase)) for number, phase in enumerate(PHASES, 1)}


def kinds(kind: Any) -> set[str]:
    """The names of a union's classes."""
    return {each.__name__ for each in get_args(kind)}


def freeze(folder: Path) -> None:
    """Write the journals as this version writes them."""
    key = MasterKey.load_or_make(folder.with_name(f"{folder.name}.key"), data_exists=folder.exists())[0]
    store = Store.open(folder, key)
    for number, phase in enumerate(PHASES, 1):
        store.keep(first(number))
        store.keep(later(number, phase))
        store.keep(last(later(number, phase)))
    store.close()
    (folder / "lock").unlink()


if __name__ == "__main__":
    freeze(FIXTURES / Path(sys.argv[1]).name)
