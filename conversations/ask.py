"""One step of the arrangements: what is asked, which buttons there are, and how an answer is read.

An answer is a short string, the same whether it was tapped or typed; a time is "17.30", because a tap holds no colon.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import time, timedelta

from conversations.phases import Draft
from conversations.text import Text
from conversations.times import read_minutes, read_time
from conversations.turn import Scene
from conversations.wording import arranging as wording
from conversations.wording.voice import Wording

DAYS = 7
VARIES, UNKNOWN, NEVER, GOOD, CHANGE, SHARE, KEEP, MOVE = (
    "varies",
    "unknown",
    "never",
    "good",
    "change",
    "share",
    "keep",
    "move",
)
LONGEST_SESSION = 480  # minutes
LONGEST_DELAY = 240  # minutes

Rows = list[list[tuple[str, str]]]
Taken = tuple[Scene, Draft, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """One step. `rows`: labels and answers; `typed`: an answer from words; `take`: what an answer does, or None."""

    prompt: Callable[[Scene, Draft], Text]
    rows: Callable[[Scene, Draft], Rows]
    take: Callable[[Scene, Draft, str], Taken | None]
    typed: Callable[[Scene, Draft, str], str | None] = lambda _scene, _draft, words: words.strip()


def in_rows(pairs: Iterable[tuple[str, str]], width: int) -> Rows:
    """Buttons side by side, `width` to a row."""
    cells = list(pairs)
    return [cells[start : start + width] for start in range(0, len(cells), width)]


def whole(answer: str, most: int) -> int | None:
    return int(answer) if answer.isdecimal() and len(answer) <= 4 and int(answer) <= most else None  # noqa: PLR2004


def weekday_typed(scene: Scene, _draft: Draft, words: str) -> str | None:
    plain = words.strip().casefold().rstrip(".")
    names = (scene.words.weekday(weekday).casefold() for weekday in range(DAYS))
    matching = [str(weekday) for weekday, name in enumerate(names) if len(plain) >= 2 and name.startswith(plain)]  # noqa: PLR2004
    return matching[0] if len(matching) == 1 else None


def weekdays(w: Wording) -> Rows:
    return in_rows(((w.weekday(weekday), str(weekday)) for weekday in range(DAYS)), 2)


def hours(w: Wording, first: int, last: int) -> Rows:
    return in_rows(((w.time(time(hour)), f"{hour:02}.00") for hour in range(first, last + 1)), 4)


def time_typed(_scene: Scene, _draft: Draft, words: str) -> str | None:
    at = read_time(words)
    return at.strftime("%H.%M") if at else None


def minutes_typed(_scene: Scene, _draft: Draft, words: str) -> str | None:
    minutes = read_minutes(words)
    return None if minutes is None else str(minutes)


def past_the_hour_typed(scene: Scene, draft: Draft, words: str) -> str | None:
    """The minutes past the hour, or the whole time after all: "30", "30 min", "17:30"."""
    if whole(words.strip(), 59) is not None:
        return words.strip()
    return time_typed(scene, draft, words) or minutes_typed(scene, draft, words)


def as_time(answer: str) -> time | None:
    return read_time(answer) if "." in answer else None


def minutes_rows(w: Wording, lengths: tuple[int, ...], width: int) -> Rows:
    return in_rows(((wording.after(w, timedelta(minutes=each)), str(each)) for each in lengths), width)
