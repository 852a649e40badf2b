"""What is due when: a pure function of the journal and now.

Nothing is stored but what was done (on the session, on the desk), so the plan cannot disagree with the journal. Every
moment here lies outside the person's quiet hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from conversations.model import CarryState, Journal, Profile, Session
from conversations.sessions import NEARBY, sessions

REMINDER_AFTER = timedelta(hours=5)
PREPARE_BEFORE = timedelta(hours=2)
LATE_AFTER = timedelta(minutes=20)
SUMMARY_WITHIN = timedelta(hours=36)
UNANSWERED_BEFORE_ASKING = 3
PAUSE_OVER_AT = time(9)
TONIGHT = time(20)
TONIGHT_AT_LEAST = timedelta(minutes=45)


class DueKind(StrEnum):
    """What a planned moment is for."""

    NUDGE = "nudge"
    SNOOZED = "snoozed"
    REMINDER = "reminder"
    PREPARE = "prepare"
    SUMMARY = "summary"
    PAUSE_OVER = "pause_over"


@dataclass(frozen=True, slots=True)
class Due:
    """One planned moment.

    `at`: when to judge it: as planned, or, if that has passed, the first moment outside the quiet hours. `late`: it was
    planned for a good while before `at`. `lapsed`: by then it has lost its sense (another day, the next session, ...).
    `on`: a summary's local date.
    """

    kind: DueKind
    at: datetime
    late: bool = False
    lapsed: bool = False
    session: Session | None = None
    on: date | None = None


def plan(journal: Journal, now: datetime) -> tuple[Due, ...]:
    """All that is planned around now, the earliest first; what is in the past has not been judged yet."""
    profile = journal.profile
    if profile.consent is None or not profile.reachable or not profile.place:  # no place: their hours are not known yet
        return ()
    if profile.paused:
        return tuple(_pause_over(profile, now))
    due = [*_session_moments(journal, now), *_summary(journal, now)]
    return tuple(sorted(due, key=lambda each: each.at))


def next_due_at(journal: Journal, now: datetime) -> datetime | None:
    """When something should next be judged; `now` where that is already so, None when nothing is planned.

    A journal with sessions ahead but nothing planned within view is looked at again after a while.
    """
    planned = plan(journal, now)
    if planned:
        return max(now, planned[0].at)
    looks_ahead = journal.profile.consent is not None and not journal.profile.paused and journal.profile.reachable
    return now + NEARBY / 2 if looks_ahead and journal.slots else None


def is_quiet(profile: Profile, local: datetime) -> bool:
    """Whether a wall time lies in the person's quiet hours; none when they begin and end at the same time."""
    start, end, at = profile.quiet_from, profile.quiet_to, local.time()
    return start <= at < end if start <= end else at >= start or at < end


def after_quiet(profile: Profile, at: datetime) -> datetime:
    """A moment, or the end of the quiet hours it falls in."""
    zone = ZoneInfo(profile.zone)
    if not is_quiet(profile, at.astimezone(zone)):
        return at
    # Where the clocks change around the end, it may come a second time, or lie in an hour that is quiet itself.
    days = (at.astimezone(zone).date() + timedelta(days=ahead) for ahead in range(3))
    ends = (_wall(profile, on, profile.quiet_to, fold) for on in days for fold in (0, 1))
    return next(end for end in ends if end > at and not is_quiet(profile, end.astimezone(zone)))


def before_quiet(profile: Profile, at: datetime) -> datetime:
    """A moment, or half an hour before the quiet hours it falls in."""
    local = at.astimezone(ZoneInfo(profile.zone))
    if not is_quiet(profile, local):
        return at
    on = local.date() if local.time() >= profile.quiet_from else local.date() - timedelta(days=1)
    return _wall(profile, on, profile.quiet_from) - timedelta(minutes=30)


def tonight(profile: Profile, now: datetime) -> datetime:
    """This evening at eight, or a while from now if that is near or past; never in quiet hours."""
    evening = _wall(profile, now.astimezone(ZoneInfo(profile.zone)).date(), TONIGHT)
    return after_quiet(profile, max(evening, now + TONIGHT_AT_LEAST))


def unanswered_in_a_row(journal: Journal) -> int:
    """How many of the latest nudges were left unanswered, up to now."""
    count = 0
    for session in sorted(journal.sessions, key=lambda each: each.starts_at, reverse=True):
        if session.answered_at is not None:
            break
        count += session.nudged_at is not None
    return count


def _session_moments(journal: Journal, now: datetime) -> Iterator[Due]:
    profile = journal.profile
    near = [each for each in sessions(journal, now - NEARBY, now + NEARBY) if each.held is not False]
    open_items = any(item.state is CarryState.OPEN for item in journal.carry_items)
    for place, session in enumerate(near, start=1):
        following_at = near[place].starts_at if place < len(near) else now + 2 * NEARBY
        if session.answered_at is None and session.let_go_at is None:
            yield from _after(profile, session, following_at, now)
        if open_items and session.prepared_at is None and now < session.starts_at:
            at = before_quiet(profile, session.starts_at - PREPARE_BEFORE)
            yield _due(profile, now, DueKind.PREPARE, at, session.starts_at, session=session)


def _after(profile: Profile, session: Session, following_at: datetime, now: datetime) -> Iterator[Due]:
    if session.snoozed_until_at is not None:
        kind, at = DueKind.SNOOZED, session.snoozed_until_at
    elif session.nudged_at is None:
        kind, at = DueKind.NUDGE, session.ends_at + profile.nudge_after
    elif session.reminded_at is None:
        kind, at = DueKind.REMINDER, session.nudged_at + REMINDER_AFTER
    else:
        return
    at = after_quiet(profile, at)
    day_over_at = _wall(profile, at.astimezone(ZoneInfo(profile.zone)).date() + timedelta(days=1), time(0))
    yield _due(profile, now, kind, at, min(day_over_at, following_at), session=session)


def _summary(journal: Journal, now: datetime) -> Iterator[Due]:
    profile, done_on = journal.profile, journal.desk.summarised_on
    if profile.summary_on is None or profile.consent is None:
        return
    today = now.astimezone(ZoneInfo(profile.zone)).date()
    last_on = today - timedelta(days=(today.weekday() - profile.summary_on) % 7)
    for on in (last_on, last_on + timedelta(weeks=1)):
        at = after_quiet(profile, _wall(profile, on, profile.summary_at))
        if at > profile.consent.given_at and (done_on is None or on > done_on):
            yield _due(profile, now, DueKind.SUMMARY, at, at + SUMMARY_WITHIN, on=on)


def _pause_over(profile: Profile, now: datetime) -> Iterator[Due]:
    if profile.paused_until_on is not None:
        at = _wall(profile, profile.paused_until_on, PAUSE_OVER_AT)
        yield Due(DueKind.PAUSE_OVER, after_quiet(profile, max(at, now)))


def _due(
    profile: Profile,
    now: datetime,
    kind: DueKind,
    planned_at: datetime,
    until_at: datetime,
    *,
    session: Session | None = None,
    on: date | None = None,
) -> Due:
    soonest = after_quiet(profile, max(planned_at, now))
    if soonest >= until_at:
        return Due(kind, planned_at, lapsed=True, session=session, on=on)
    expected_at = max(planned_at, profile.heard_again_at or planned_at)
    return Due(kind, soonest, late=soonest - expected_at > LATE_AFTER, session=session, on=on)


def _wall(profile: Profile, on: date, at: time, fold: int = 0) -> datetime:
    return datetime.combine(on, at.replace(fold=fold), ZoneInfo(profile.zone)).astimezone(UTC)
