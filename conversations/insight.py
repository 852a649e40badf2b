"""One's own usual, and a dip below it.

An individuals (XmR) chart of Connection, softened: Shewhart's 2.66 times the mean moving range below the mean, the
moving range never taken as less than 0.34 (two steps of one question in six), the last 20 sessions at most, 6 at least.
A dip is a thing to notice; it is never called anything else, and coming back from it is no achievement.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice, pairwise
from operator import attrgetter
from statistics import fmean

from conversations.model import Reflection, ReflectionState
from conversations.questions import RELIEF, Kind, QuestionSet

BASELINE_AT_LEAST = 6
BASELINE_AT_MOST = 20
ANSWERED_AT_LEAST = 5
XMR_FACTOR = 2.66
MOVING_RANGE_AT_LEAST = 0.34
NEAR_AGAIN_WITHIN = 3
REMEMBERED = BASELINE_AT_MOST + NEAR_AGAIN_WITHIN  # scores that can bear on one session, however long the journal
_STARTED_AT = attrgetter("started_at")


@dataclass(frozen=True, slots=True)
class Usual:
    """A baseline: the mean Connection, and the lower limit under which a session is a dip."""

    mean: float = field(repr=False)
    lower_limit: float = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """One session beside what came before it. `near_again`: the first to come close again within three after a dip."""

    connection: float | None = field(repr=False)
    usual: Usual | None = field(repr=False)
    dip: bool = field(default=False, repr=False)
    near_again: bool = field(default=False, repr=False)


def connection(questions: QuestionSet, reflection: Reflection) -> float | None:
    """The mean of the Connection questions, 1 to 5; None with fewer than five of them answered."""
    values = [
        answer.value
        for answer in map(reflection.answer, questions.connection)
        if answer is not None and isinstance(answer.value, int)
    ]
    return fmean(values) if len(values) >= ANSWERED_AT_LEAST else None


def relief(questions: QuestionSet, reflection: Reflection) -> int | None:
    """The answer to the relief question, 1 to 5; None when there is none."""
    for question in questions.questions:
        if question.about == RELIEF and question.kind is Kind.SCALE:
            answer = reflection.answer(question.id)
            if answer is not None and isinstance(answer.value, int):
                return answer.value
    return None


def usual(earlier: Iterable[float]) -> Usual | None:
    """The baseline of earlier Connection scores, oldest first; None while there are fewer than six."""
    scores = list(earlier)[-BASELINE_AT_MOST:]
    if len(scores) < BASELINE_AT_LEAST:
        return None
    mean = fmean(scores)
    moving_range = fmean(abs(later - before) for before, later in pairwise(scores))
    return Usual(mean, mean - XMR_FACTOR * max(moving_range, MOVING_RANGE_AT_LEAST))


def reading(questions: QuestionSet, reflection: Reflection, reflections: Iterable[Reflection]) -> Reading:
    """One session's Connection beside those before it that asked the same version of the same set."""
    newest_first = sorted(reflections, key=_STARTED_AT)[::-1]
    comparable = (
        score
        for each in newest_first
        if each.id != reflection.id
        and each.started_at < reflection.started_at
        and each.state in {ReflectionState.FINISHED, ReflectionState.CLOSED}
        and (each.set_id, each.set_version) == (reflection.set_id, reflection.set_version)
        and (score := connection(questions, each)) is not None
    )
    earlier = [*islice(comparable, REMEMBERED)][::-1]
    score = connection(questions, reflection)
    baseline = usual(earlier)
    if score is None or baseline is None:
        return Reading(score, baseline)
    return Reading(score, baseline, dip=score < baseline.lower_limit, near_again=near_again([*earlier, score]))


def near_again(scores: list[float]) -> bool:
    """Whether the last score is the first to come close again within three sessions after a dip.

    Close is half the way back from the dip to what was usual before it.
    """
    for back in range(1, NEAR_AGAIN_WITHIN + 1):
        place = len(scores) - 1 - back
        before = usual(scores[:place]) if place >= 0 else None
        if before is not None and scores[place] < before.lower_limit:
            halfway = (before.mean + scores[place]) / 2
            return scores[-1] >= halfway and all(score < halfway for score in scores[place + 1 : -1])
    return False
