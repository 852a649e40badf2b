"""One's own usual and a dip below it, with numbers worked out by hand."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.insight import Reading, Usual, connection, near_again, reading, relief, usual
from conversations.model import Answer, Reflection, ReflectionState
from tests.conversations.cast import MONDAY, QUICK, SESSION, TODAY

SIX = ("comfort", "openness", "understood", "on_side", "together", "return")


def reflection(week: int, *values: int | None, relieved: int | None = None, version: int = 1) -> Reflection:
    """A finished walk, `values` in the order of the six; None: skipped. Fewer values: never asked."""
    at = MONDAY + timedelta(weeks=week)
    answers = [Answer(key=key, asked=key, value=value, answered_at=at) for key, value in zip(SIX, values, strict=False)]
    if relieved is not None:
        answers.append(Answer(key="relief", asked="relief", value=relieved, answered_at=at))
    return Reflection(
        id=week + 1,
        set_id="session",
        set_version=version,
        session_id=None,
        about_on=TODAY + timedelta(weeks=week),
        zone="UTC",
        started_at=at,
        finished_at=at,
        state=ReflectionState.FINISHED,
        answers=tuple(answers),
    )


# Connection and relief.


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((4, 4, 4, 4, 4, 4), 4.0),
        ((1, 2, 3, 4, 5, 5), 20 / 6),
        ((1, 2, 3, 4, 5, None), 3.0),
        ((1, 2, 3, 4, 5), 3.0),
        ((1, 2, 3, 4, None, None), None),
        ((), None),
    ],
)
def test_connection_is_the_mean_of_at_least_five(values: tuple[int | None, ...], expected: float | None) -> None:
    assert connection(SESSION, reflection(0, *values)) == expected


def test_relief_stays_apart() -> None:
    session = reflection(0, 4, 4, 4, 4, 4, 4, relieved=1)
    assert (connection(SESSION, session), relief(SESSION, session)) == (4.0, 1)
    assert relief(SESSION, reflection(0, 4)) is None
    assert relief(QUICK, session) is None


def test_three_questions_are_too_few_for_a_number() -> None:
    assert connection(QUICK, reflection(0, 4, 4, 4, 4, 4, 4)) is None


# The usual.


@pytest.mark.parametrize(
    ("scores", "mean", "lower_limit"),
    [
        ([4.0] * 6, 4.0, 4 - 2.66 * 0.34),  # no movement is taken as 0.34
        ([4.0, 4.0, 4.0, 4.0, 4.0, 4.6], 4.1, 4.1 - 2.66 * 0.34),  # 0.12 is still less than that
        ([3.0, 4.0, 3.0, 4.0, 3.0, 4.0], 3.5, 3.5 - 2.66 * 1.0),
        ([4.0, 4.5, 4.0, 3.5, 4.0, 4.5], 24.5 / 6, 24.5 / 6 - 2.66 * 0.5),
        ([1.0] * 9 + [4.0] * 20, 4.0, 4 - 2.66 * 0.34),  # the last twenty
        ([1.0] + [4.0] * 19, 77 / 20, 77 / 20 - 2.66 * 0.34),
    ],
)
def test_the_usual_and_its_lower_limit(scores: list[float], mean: float, lower_limit: float) -> None:
    found = usual(scores)
    assert found is not None
    assert found.mean == pytest.approx(mean)
    assert found.lower_limit == pytest.approx(lower_limit)


@pytest.mark.parametrize("count", range(6))
def test_fewer_than_six_are_no_usual(count: int) -> None:
    assert usual([4.0] * count) is None


# A session beside it.


def six(*values: int) -> list[Reflection]:
    return [reflection(week, *([value] * 6)) for week, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "dip"),
    [
        ((3, 3, 3, 3, 3, 3), True),  # 3.0 < 3.0956
        ((3, 3, 3, 3, 3, 4), False),  # 3.17
        ((4, 4, 4, 4, 4, 4), False),
        ((3, 3, 3, 3, 3, None), True),
    ],
)
def test_a_dip_lies_below_the_lower_limit(values: tuple[int | None, ...], *, dip: bool) -> None:
    earlier = six(4, 4, 4, 4, 4, 4)
    found = reading(SESSION, reflection(6, *values), earlier)
    assert (found.dip, found.near_again) == (dip, False)
    assert found.usual == Usual(4.0, 4 - 2.66 * 0.34)


def test_exactly_at_the_limit_is_no_dip() -> None:
    earlier = six(5, 3, 5, 3, 5, 3)  # mean 4, moving range 2, limit -1.32
    assert not reading(SESSION, reflection(6, 1, 1, 1, 1, 1, 1), earlier).dip


def test_the_seventh_is_the_first_to_be_compared() -> None:
    earlier = six(4, 4, 4, 4, 4)
    assert reading(SESSION, reflection(5, 1, 1, 1, 1, 1, 1), earlier) == Reading(1.0, None)
    earlier = six(4, 4, 4, 4, 4, 4)
    assert reading(SESSION, reflection(6, 1, 1, 1, 1, 1, 1), earlier).dip


def test_without_a_score_there_is_nothing_to_compare() -> None:
    found = reading(SESSION, reflection(6, 1, 1), six(4, 4, 4, 4, 4, 4))
    assert (found.connection, found.dip, found.near_again) == (None, False, False)
    assert found.usual is not None


def test_only_what_came_before_counts_and_only_the_same_questions() -> None:
    now = reflection(6, 1, 1, 1, 1, 1, 1)
    earlier = six(4, 4, 4, 4, 4, 4)
    later = reflection(7, 1, 1, 1, 1, 1, 1)
    others = [
        reflection(2, 1, 1, 1, 1, 1, 1, version=2),
        reflection(3, 1, 1),
        Reflection(
            id=50, set_id="session", set_version=1, session_id=None, about_on=TODAY, zone="UTC", started_at=MONDAY,
            answers=reflection(0, 1, 1, 1, 1, 1, 1).answers,
        ),
    ]  # fmt: skip
    assert reading(SESSION, now, [*earlier, now, later, *others]) == reading(SESSION, now, earlier)


def test_the_order_in_the_journal_does_not_matter() -> None:
    earlier = six(4, 5, 3, 4, 5, 2)
    now = reflection(6, 3, 3, 3, 3, 3, 3)
    assert reading(SESSION, now, reversed(earlier)) == reading(SESSION, now, earlier)


# Near again.

USUAL = [4.0] * 6  # mean 4, limit 3.0956


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([4.0], False),  # there was no dip
        ([2.0], False),  # the dip itself
        ([2.0, 3.0], True),  # half the way back from 2 to 4
        ([2.0, 2.99], False),
        ([2.0, 4.0, 4.0], False),  # said once
        ([2.0, 2.9, 3.0], True),
        ([2.0, 2.9, 2.9, 3.0], True),
        ([2.0, 2.9, 2.9, 2.9, 4.0], False),  # the fourth is too late
        ([3.05, 3.2, 3.2, 3.2, 3.6], False),
        ([3.05, 3.2, 3.2, 3.6], True),
        ([2.0, 2.0, 3.0], True),  # of two dips the nearer: half the way from 2 to 3.71
    ],
)
def test_near_again(after: list[float], *, expected: bool) -> None:
    assert near_again(USUAL + after) is expected


def test_near_again_needs_a_usual_and_a_past() -> None:
    assert not near_again([4.0])
    assert not near_again([4.0, 1.0, 4.0])


def test_a_reading_shows_no_numbers() -> None:
    assert "4" not in repr(reading(SESSION, reflection(6, 4, 4, 4, 4, 4, 4), six(4, 4, 4, 4, 4, 4)))


@given(st.lists(st.integers(1, 5), min_size=25, max_size=60))
def test_a_long_past_reads_as_its_last_sessions_do(values: list[int]) -> None:
    past = [reflection(week, *[value] * 6) for week, value in enumerate(values)]
    scores = [float(value) for value in values]
    baseline = usual(scores[:-1])
    assert baseline is not None
    whole = Reading(scores[-1], baseline, dip=scores[-1] < baseline.lower_limit, near_again=near_again(scores))
    assert reading(SESSION, past[-1], past) == whole
    assert reading(SESSION, past[-1], past[-24:]) == whole
