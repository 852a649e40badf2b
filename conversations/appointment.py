"""The steps that tell when a session is, and where the person is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.ask import (
    DAYS,
    KEEP,
    LONGEST_SESSION,
    MOVE,
    SHARE,
    UNKNOWN,
    VARIES,
    Ask,
    Rows,
    Taken,
    as_time,
    in_rows,
    minutes_rows,
    minutes_typed,
    past_the_hour_typed,
    time_typed,
    weekday_typed,
    weekdays,
    whole,
)
from conversations.phases import Draft, Place, Step
from conversations.text import Text
from conversations.turn import Scene
from conversations.wording import arranging as wording

FIRST_HOUR, LAST_HOUR = 7, 22  # of the buttons; any other can be typed


def _take_day(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    if answer == VARIES:
        return scene, Draft(every_weeks=0, sharing=draft.sharing), "varies"
    weekday = whole(answer, DAYS - 1)
    return None if weekday is None else (scene, Draft(weekday=weekday, sharing=draft.sharing), "day")


def _take_hour(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    if (at := as_time(answer)) is not None:
        return scene, replace(draft, hour=at.hour, minute=at.minute), "time"
    hour = whole(answer, 23)
    return None if hour is None else (scene, replace(draft, hour=hour, minute=None), "hour")


def _hour_typed(scene: Scene, draft: Draft, words: str) -> str | None:
    """A time; a bare hour that would be at night is meant for the afternoon."""
    hour = words.strip()
    if hour.isdecimal() and len(hour) == 1 and 1 <= int(hour) < FIRST_HOUR:
        return f"{int(hour) + 12}.00"
    return time_typed(scene, draft, words)


def _take_minute(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    if (at := as_time(answer)) is not None:
        return scene, replace(draft, hour=at.hour, minute=at.minute), "minute"
    minute = whole(answer, 59)
    return None if minute is None else (scene, replace(draft, minute=minute), "minute")


def _take_length(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    minutes = whole(answer, LONGEST_SESSION)
    if not minutes:
        return None
    return scene, replace(draft, length=timedelta(minutes=minutes)), "once" if draft.every_weeks == 0 else "length"


def _take_rhythm(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    if answer not in {"1", "2"}:
        return None
    return scene, replace(draft, every_weeks=int(answer)), _rhythm(int(answer))


def _rhythm(every_weeks: int | None) -> str:
    return {0: "varies", 2: "fortnightly"}.get(every_weeks if every_weeks is not None else 1, "weekly")


def _take_zone(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    place = whole(answer, len(draft.places) - 1) if draft.places else None
    return None if place is None else settle_place(scene, draft, draft.places[place])


def settle_place(scene: Scene, draft: Draft, place: Place) -> Taken:
    """The person lives by this place's time from now on; their sessions do not move by themselves."""
    scene = scene.with_profile(zone=place.zone, place=wording.place_name(place) or place.zone)
    elsewhere = any(slot.ended_on is None and slot.zone != place.zone for slot in scene.journal.slots)
    return scene, replace(draft, places=()), "elsewhere" if elsewhere else _rhythm(draft.every_weeks)


def _take_slot_zone(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    return (scene, draft, answer) if answer in {KEEP, MOVE} else None


def _first_rows(scene: Scene, draft: Draft) -> Rows:
    if draft.every_weeks == 0:
        days = [scene.today + timedelta(days=ahead) for ahead in range(DAYS)]
        rows = in_rows(((scene.words.short_day(day), day.isoformat()) for day in days), 2)
        return [*rows, [(scene.words.label("I don't know yet"), UNKNOWN)]]
    return [[(scene.words.day(day), day.isoformat())] for day in next_dates(scene, draft)[:2]]


def next_dates(scene: Scene, draft: Draft) -> tuple[date, ...]:
    """The next three local dates of the draft's weekday; today among them while the session has not ended."""
    weekday = draft.weekday if draft.weekday is not None else scene.today.weekday()
    on = scene.today + timedelta(days=(weekday - scene.today.weekday()) % DAYS)
    if _ends_at(scene, draft, on) <= scene.now:
        on += timedelta(days=DAYS)
    return tuple(on + timedelta(weeks=week) for week in range(3))


def _ends_at(scene: Scene, draft: Draft, on: date) -> datetime:
    begins = datetime.combine(on, time(draft.hour or 0, draft.minute or 0), ZoneInfo(scene.profile.zone))
    return begins.astimezone(UTC) + (draft.length or timedelta())


def _take_first(scene: Scene, draft: Draft, answer: str) -> Taken | None:
    if draft.every_weeks == 0 and answer == UNKNOWN:
        return scene, replace(draft, first_on=None), "unknown"
    offered = {choice for row in _first_rows(scene, draft) for _, choice in row}
    if answer not in offered:
        return None
    return scene, replace(draft, first_on=date.fromisoformat(answer)), "once" if draft.every_weeks == 0 else "date"


def _zone_prompt(scene: Scene, draft: Draft) -> Text:
    if len(draft.places) == 1:
        return wording.this_place(scene.words, draft.places[0])
    return wording.which_place(scene.words) if draft.places else wording.zone(scene.words)


def zone_city(zone: str) -> str:
    """A zone by its city: "Lisbon" for Europe/Lisbon."""
    return zone.rpartition("/")[2].replace("_", " ")


ASKS: Mapping[Step, Ask] = {
    Step.DAY: Ask(
        lambda scene, _: wording.day(scene.words),
        lambda scene, _: [*weekdays(scene.words), [(scene.words.label("It varies"), VARIES)]],
        _take_day,
        weekday_typed,
    ),
    Step.HOUR: Ask(
        lambda scene, _: wording.hour(scene.words),
        lambda scene, _: in_rows(
            ((scene.words.time(time(hour)), str(hour)) for hour in range(FIRST_HOUR, LAST_HOUR + 1)), 4
        ),
        _take_hour,
        _hour_typed,
    ),
    Step.MINUTE: Ask(
        lambda scene, draft: wording.minute(scene.words, draft.hour or 0),
        lambda scene, draft: in_rows(
            ((scene.words.time(time(draft.hour or 0, each)), str(each)) for each in (0, 15, 30, 45, 10, 20, 40, 50)), 4
        ),
        _take_minute,
        past_the_hour_typed,
    ),
    Step.LENGTH: Ask(
        lambda scene, _: wording.length(scene.words),
        lambda scene, _: minutes_rows(scene.words, (45, 50, 60, 90), 2),
        _take_length,
        minutes_typed,
    ),
    Step.RHYTHM: Ask(
        lambda scene, _: wording.rhythm(scene.words),
        lambda scene, _: [[(scene.words.label("Every week"), "1")], [(scene.words.label("Every two weeks"), "2")]],
        _take_rhythm,
    ),
    Step.ZONE: Ask(
        _zone_prompt,
        lambda scene, draft: [
            *([(wording.place_name(place), str(place_no))] for place_no, place in enumerate(draft.places)),
            [(scene.words.label("Share my location instead"), SHARE)],
        ],
        _take_zone,
        lambda _scene, _draft, _words: None,
    ),
    Step.SLOT_ZONE: Ask(
        lambda scene, _: wording.move_sessions(
            scene.words,
            scene.words.several(
                tuple(sorted({zone_city(slot.zone) for slot in scene.journal.slots if slot.ended_on is None}))
            ),
        ),
        lambda scene, _: [[(scene.words.label("Keep them"), KEEP), (scene.words.label("Move them"), MOVE)]],
        _take_slot_zone,
    ),
    Step.FIRST: Ask(
        lambda scene, draft: (wording.next_session if draft.every_weeks == 0 else wording.first)(scene.words),
        _first_rows,
        _take_first,
    ),
}
