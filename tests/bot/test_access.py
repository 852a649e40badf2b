from datetime import UTC, datetime, timedelta

import pytest

from bot import access
from bot.access import ASKING, ASKING_BURST, SILENCE, Access, Allowance
from bot.languages import dialogue
from bot.places import Gazetteer
from conversations.effects import Tap
from conversations.events import Commanded, Event, Said, Tapped
from conversations.model import Journal
from conversations.phases import AtTheDoor

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
GOOD = "a-good-code"


class Doorkeeper:
    def __init__(self) -> None:
        self.good = {GOOD}

    def valid(self, code: str, now: datetime, person_id: int | None = None) -> bool:
        return now >= NOW and code in self.good and person_id is not None


@pytest.fixture
def keeper() -> Doorkeeper:
    return Doorkeeper()


@pytest.fixture
def door(keeper: Doorkeeper) -> Access:
    return Access(keeper, dialogue(Gazetteer()).must_answer)


def code_of(journal: Journal | None) -> str | None:
    assert journal is not None
    assert isinstance(journal.desk.phase, AtTheDoor)
    return journal.desk.phase.code


@pytest.mark.parametrize("event", [Commanded("start", f" {GOOD} "), Tapped(Tap("door", GOOD, "agree"), 1)])
def test_a_code_is_found_where_it_can_be(door: Access, event: Event) -> None:
    assert code_of(door.admit(1, event, NOW)) == GOOD


def test_a_code_is_remembered_for_the_person_who_showed_it(door: Access, keeper: Doorkeeper) -> None:
    door.admit(1, Commanded("start", GOOD), NOW)
    assert code_of(door.admit(1, Said("hello", 5), NOW)) == GOOD
    assert code_of(door.admit(2, Said("hello", 5), NOW)) is None
    keeper.good.clear()
    assert code_of(door.admit(1, Said("still here", 6), NOW)) is None


def test_a_forgotten_code_admits_nobody(door: Access) -> None:
    door.admit(1, Commanded("start", GOOD), NOW)
    door.forget(1)
    assert code_of(door.admit(1, Said("hello", 5), NOW)) is None


@pytest.mark.parametrize(
    "event", [Commanded("start"), Said(GOOD, 1), Tapped(None, 1), Tapped(Tap("other", GOOD), 1), Commanded("settings")]
)
def test_a_stranger_is_answered_once_an_hour(door: Access, event: Event) -> None:
    assert code_of(door.admit(1, event, NOW)) is None
    assert door.admit(1, event, NOW + SILENCE - timedelta(seconds=1)) is None
    assert code_of(door.admit(1, event, NOW + SILENCE)) is None


@pytest.mark.parametrize("event", [Commanded("crisis"), Commanded("help"), Commanded("start", "wrong")])
def test_some_things_are_always_answered_within_reason(door: Access, event: Event) -> None:
    door.admit(1, Said("hello", 1), NOW)
    for _ in range(ASKING_BURST):
        assert code_of(door.admit(1, event, NOW)) is None
    assert door.admit(1, event, NOW) is None
    assert code_of(door.admit(2, event, NOW)) is None
    assert code_of(door.admit(1, event, NOW + ASKING)) is None
    assert code_of(door.admit(1, Commanded("start", GOOD), NOW)) == GOOD


def test_what_is_remembered_is_bounded(door: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "REMEMBERED", 3)
    for person in range(5):
        door.admit(person, Commanded("start", GOOD), NOW)
    assert code_of(door.admit(4, Said("x", 1), NOW)) == GOOD
    assert code_of(door.admit(0, Said("x", 1), NOW)) is None


def test_an_allowance_forgets_who_was_quiet_longest() -> None:
    allowance = Allowance(timedelta(hours=1), bound=2)
    assert [allowance.take(who, NOW) for who in ("a", "b", "c")] == [True, True, True]
    assert not allowance.take("c", NOW)
    assert allowance.take("a", NOW)


def test_a_clock_set_back_silences_nobody_for_long() -> None:
    allowance = Allowance(timedelta(hours=1))
    assert allowance.take("a", NOW + timedelta(days=300))
    assert not allowance.take("a", NOW)
    assert allowance.take("a", NOW + timedelta(hours=1))
