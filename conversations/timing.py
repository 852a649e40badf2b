"""The steps that tell when the bot may write, and what it asks."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from conversations.ask import (
    CHANGE,
    DAYS,
    GOOD,
    LONGEST_DELAY,
    NEVER,
    Ask,
    Taken,
    as_time,
    hours,
    minutes_rows,
    minutes_typed,
    time_typed,
    weekday_typed,
    weekdays,
    whole,
)
from conversations.phases import Draft, Step
from conversations.turn import Scene
from conversations.wording import arranging as wording


def _take_timing(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    return (scene, draft, answer) if answer in {GOOD, CHANGE} else None


def _timing_typed(_scene: Scene, _draft: Draft, words: str) -> str:
    """Saying yes is as good as the button."""
    return GOOD if words.strip().rstrip(".").casefold() in {"yes", "ok", "okay", "fine"} else words.strip()


def _take_delay(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    minutes = whole(answer, LONGEST_DELAY)
    if minutes is None:
        return None
    return scene.with_profile(nudge_after=timedelta(minutes=minutes)), draft, "delay"


def _take_quiet(scene: Scene, draft: Draft, answer: str, *, which: str) -> Taken | None:
    at = as_time(answer)
    return None if at is None else (scene.with_profile(**{which: at}), draft, "time")


def _take_summary_day(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    if answer == NEVER:
        return scene.with_profile(summary_on=None), draft, "never"
    weekday = whole(answer, DAYS - 1)
    if weekday is None:
        return None
    return _not_again(scene.with_profile(summary_on=weekday)), draft, "day"


def _take_summary_hour(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    at = as_time(answer)
    return None if at is None else (_not_again(scene.with_profile(summary_at=at)), draft, "time")


def _not_again(scene: Scene) -> Scene:
    """A new hour for the summary begins with the next one: what lies behind is not sent late."""
    behind = scene.today if scene.local.time() >= scene.profile.summary_at else scene.today - timedelta(days=1)
    done_on = scene.desk.summarised_on
    return scene.with_desk(summarised_on=behind if done_on is None else max(done_on, behind))


def _take_questions(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    return (scene.with_profile(question_set=answer), draft, "set") if answer in scene.sets else None


ASKS: Mapping[Step, Ask] = {
    Step.TIMING: Ask(
        lambda scene, _: wording.timing(scene.words, scene.profile),
        lambda scene, _: [[(scene.words.label("Good"), GOOD), (scene.words.label("Change"), CHANGE)]],
        _take_timing,
        _timing_typed,
    ),
    Step.DELAY: Ask(
        lambda scene, _: wording.delay(scene.words),
        lambda scene, _: minutes_rows(scene.words, (0, 15, 30, 60, 120, 180), 2),
        _take_delay,
        minutes_typed,
    ),
    Step.QUIET_FROM: Ask(
        lambda scene, _: wording.quiet_from(scene.words),
        lambda scene, _: hours(scene.words, 19, 23),
        partial(_take_quiet, which="quiet_from"),
        time_typed,
    ),
    Step.QUIET_TO: Ask(
        lambda scene, _: wording.quiet_to(scene.words),
        lambda scene, _: hours(scene.words, 6, 11),
        partial(_take_quiet, which="quiet_to"),
        time_typed,
    ),
    Step.SUMMARY_DAY: Ask(
        lambda scene, _: wording.summary_day(scene.words),
        lambda scene, _: [*weekdays(scene.words), [(scene.words.label("No summary"), NEVER)]],
        _take_summary_day,
        weekday_typed,
    ),
    Step.SUMMARY_HOUR: Ask(
        lambda scene, _: wording.summary_hour(scene.words),
        lambda scene, _: hours(scene.words, 8, 21),
        _take_summary_hour,
        time_typed,
    ),
    Step.QUESTIONS: Ask(
        lambda scene, _: wording.questions(scene.words),
        lambda scene, _: [[(scene.words.label(each.name), each.id)] for each in scene.sets.values()],
        _take_questions,
    ),
}
