"""A week of one's own, as facts: what was said, beside one's own usual. How it is worded is decided elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import fmean

from conversations import insight, sessions
from conversations.closing import is_empty
from conversations.insight import Reading
from conversations.model import CarryState, Journal, Reflection
from conversations.questions import CONNECTION, Kind, QuestionSet

WEEK = timedelta(days=7)
QUOTES = 2
QUOTED_FIRST = ("stayed", "follow_up", "unusual")


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One reflection: what its session was like beside what is usual."""

    about_on: date
    reading: Reading
    relief: int | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rated:
    """A question, by its short name in English, and its mean over the week, 1 to 5."""

    name: str
    mean: float = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklySummary:
    """The last seven days. `highest` and `lowest` are None where the questions do not differ; `next_at` is local."""

    sessions: tuple[SessionSummary, ...]
    highest: Rated | None = field(default=None, repr=False)
    lowest: Rated | None = field(default=None, repr=False)
    quotes: tuple[str, ...] = field(default=(), repr=False)
    noticed: tuple[str, ...] = field(default=(), repr=False)
    to_bring_up: tuple[str, ...] = field(default=(), repr=False)
    next_at: datetime | None = None


def of_week(journal: Journal, sets: Mapping[str, QuestionSet], now: datetime, *, until: datetime) -> WeeklySummary:
    """The summary of the seven days up to `until`, as seen from now; one with no sessions has nothing to say."""
    week = [
        each
        for each in sorted(journal.reflections, key=lambda each: each.started_at)
        if until - WEEK < each.started_at <= until and not is_empty(each)
    ]
    summaries = tuple(_session(each, journal, sets) for each in week)
    rated = _rated(week, sets)
    differ = len(rated) > 1 and rated[0].mean < rated[-1].mean
    to_bring_up = tuple(item.words for item in journal.carry_items if item.state is CarryState.OPEN)
    noticed = [
        label
        for each in week
        for answer in each.answers
        if isinstance(answer.value, tuple) and answer.value
        for label in answer.labels
    ]
    return WeeklySummary(
        sessions=summaries,
        highest=rated[-1] if differ else None,
        lowest=rated[0] if differ else None,
        quotes=_quotes(week, to_bring_up),
        noticed=tuple(dict.fromkeys(noticed)),
        to_bring_up=to_bring_up,
        next_at=sessions.next_at(journal, now),
    )


def _session(reflection: Reflection, journal: Journal, sets: Mapping[str, QuestionSet]) -> SessionSummary:
    questions = sets.get(reflection.set_id)
    if questions is None or questions.version != reflection.set_version:
        return SessionSummary(reflection.about_on, Reading(None, None), None)
    reading = insight.reading(questions, reflection, journal.reflections)
    return SessionSummary(reflection.about_on, reading, insight.relief(questions, reflection))


def _rated(week: list[Reflection], sets: Mapping[str, QuestionSet]) -> list[Rated]:
    """The Connection questions answered this week, lowest first; of equals, the one asked first."""
    scores: dict[str, list[int]] = {}
    for reflection in week:
        questions = sets.get(reflection.set_id)
        for question in questions.questions if questions else ():
            answer = reflection.answer(question.id)
            if question.kind is Kind.SCALE and question.about == CONNECTION and answer is not None:
                name = question.short or question.wording
                scores.setdefault(name, []).extend(v for v in [answer.value] if isinstance(v, int))
    return sorted((Rated(name, fmean(values)) for name, values in scores.items() if values), key=lambda r: r.mean)


def _quotes(week: list[Reflection], to_bring_up: tuple[str, ...]) -> tuple[str, ...]:
    """At most two answers in the person's own words, what stayed first, the latest session first; none said twice."""
    found = [
        answer.words
        for key in QUOTED_FIRST
        for reflection in reversed(week)
        if (answer := reflection.answer(key)) is not None and answer.parts and answer.words not in to_bring_up
    ]
    return tuple(dict.fromkeys(found))[:QUOTES]
