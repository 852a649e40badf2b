"""The two tables of the arrangements: everything an answer can come to leads somewhere, and every row can be reached."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.ask import LONGEST_SESSION
from conversations.phases import Arranging, Draft, Place, Step
from conversations.steps import ASKS, ONBOARDING, SETTINGS
from conversations.turn import Scene
from conversations.wording.voice import Wording
from tests.conversations.cast import MONDAY, SETS, FewPlaces, resident
from tests.conversations.chat import Chat

TABLES: dict[bool, Mapping[tuple[Step, str], Step | None]] = {True: ONBOARDING, False: SETTINGS}
BEGINNINGS = {
    True: (Step.DAY,),
    False: (Step.DAY, Step.ZONE, Step.DELAY, Step.QUIET_FROM, Step.SUMMARY_DAY, Step.QUESTIONS),
}
PLACES = (Place("Porto", "Portugal", "Europe/Lisbon"), Place("New York", "United States", "America/New_York"))
TYPED = ("2", "17.30", "60", str(LONGEST_SESSION), "0")


def walks(*, onboarding: bool) -> Iterator[tuple[Step, str, Step | None]]:
    """Every step, outcome and what follows, over all answers that can be tapped, and some that can be typed."""
    chat = resident()
    if onboarding:
        chat.journal = replace(chat.kept, slots=())
    start = Scene(chat.kept, MONDAY, Wording(), SETS, FewPlaces())
    waiting = [(start, step, Draft()) for step in BEGINNINGS[onboarding]]
    seen = set()
    while waiting:
        scene, step, draft = waiting.pop()
        draft = replace(draft, places=PLACES if step is Step.ZONE else ())
        answers = [answer for row in ASKS[step].rows(scene, draft) for _, answer in row]
        for answer in [*answers, *TYPED]:
            taken = ASKS[step].take(scene, draft, answer)
            if taken is None:
                continue
            after, told, outcome = taken
            following = TABLES[onboarding].get((step, outcome))
            yield step, outcome, following
            # What is told beside the rhythm and the zone decides nothing.
            told = replace(
                told, hour=told.hour and 9, minute=told.minute and 0, length=told.length and timedelta(hours=1)
            )
            known = (step, following, told.every_weeks, after.profile.zone, told.first_on is None)
            if following is not None and known not in seen:
                seen.add(known)
                waiting.append((after, following, told))


@pytest.mark.parametrize("onboarding", [True, False])
def test_every_outcome_is_in_its_table_and_every_row_is_reached(*, onboarding: bool) -> None:
    found = {(step, outcome) for step, outcome, _ in walks(onboarding=onboarding)}
    assert found == set(TABLES[onboarding])


@pytest.mark.parametrize("onboarding", [True, False])
def test_every_step_leads_to_the_end(*, onboarding: bool) -> None:
    table = TABLES[onboarding]
    for beginning in BEGINNINGS[onboarding]:
        reached, waiting = {beginning}, [beginning]
        ends = False
        while waiting:
            step = waiting.pop()
            following = [after for (before, _), after in table.items() if before is step]
            assert following, step
            ends |= None in following
            new = {after for after in following if after is not None} - reached
            reached |= new
            waiting.extend(new)
        assert ends


def test_every_step_has_its_question() -> None:
    assert set(ASKS) == set(Step)


@pytest.mark.parametrize("onboarding", [True, False])
@pytest.mark.parametrize("step", list(Step))
def test_every_step_can_be_shown_and_asked_again(step: Step, *, onboarding: bool) -> None:
    chat: Chat = resident()
    desk = replace(chat.kept.desk, phase=Arranging(step=step, onboarding=onboarding, trail=(Step.DAY,)))
    chat.journal = replace(chat.kept, desk=desk)
    before = chat.journal
    chat.says("?")
    assert chat.kept.desk.phase == before.desk.phase
    assert "Back" in chat.labels
