"""When sessions are: a slot's dates counted in local weeks, each turned into a moment only then.

A slot says wall time in an IANA zone, so 17:00 is 17:00 on both sides of a change of the clocks. An hour that does not
exist on a date is read with the offset before the change (02:30 becomes 03:30); one that comes twice is its first.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from conversations.model import Journal, Session, Slot

WEEK = timedelta(weeks=1)
NEARBY = timedelta(days=16)  # covers both neighbours of a fortnightly session


def starts_at(slot: Slot, on: date) -> datetime:
    """The moment a slot's session on a local date begins, UTC."""
    return datetime.combine(on, slot.at, ZoneInfo(slot.zone)).astimezone(UTC)


def dates(slot: Slot, first: date, last: date) -> Iterator[date]:
    """A slot's local dates from `first` to `last`, both included."""
    if slot.ended_on is not None:
        last = min(last, slot.ended_on - timedelta(days=1))
    if slot.every_weeks == 0:
        if first <= slot.first_on <= last:
            yield slot.first_on
        return
    stride = slot.every_weeks * WEEK
    weeks_behind = -((slot.first_on - max(first, slot.first_on)) // stride)
    on = slot.first_on + weeks_behind * stride
    while on <= last:
        yield on
        on += stride


def sessions(journal: Journal, since: datetime, until: datetime) -> tuple[Session, ...]:
    """The sessions that begin between two moments, in order; what is known of one stands in for what was planned.

    A session that is only planned has the id 0. One of an appointment that was changed since is not planned any more,
    unless it was written about.
    """
    known = {(session.slot_id, session.planned_on): session for session in journal.sessions}
    ended_on: dict[int | None, date] = {slot.id: slot.ended_on or date.max for slot in journal.slots}
    found = [
        session
        for session in known.values()
        if session.answered_at is not None or session.planned_on < ended_on.get(session.slot_id, date.max)
    ]
    for slot in journal.slots:
        zone = ZoneInfo(slot.zone)
        for on in dates(slot, since.astimezone(zone).date(), until.astimezone(zone).date()):
            begins = starts_at(slot, on)
            if begins + slot.length > slot.since_at and (slot.id, on) not in known:
                found.append(_planned(slot, on, begins))
    return tuple(sorted((s for s in found if since <= s.starts_at <= until), key=lambda s: (s.starts_at, s.id)))


def latest(journal: Journal, now: datetime) -> Session | None:
    """The last session that has begun, as far back as one may still want to write about it."""
    return next(reversed(sessions(journal, now - NEARBY, now)), None)


def upcoming(journal: Journal, now: datetime) -> Session | None:
    """The next session that has not begun and was not called off."""
    later = sessions(journal, now, now + NEARBY)
    return next((session for session in later if session.starts_at > now and session.held is not False), None)


def next_at(journal: Journal, now: datetime) -> datetime | None:
    """When the next session begins, in the person's zone; None where none is planned."""
    session = upcoming(journal, now)
    return session.starts_at.astimezone(ZoneInfo(journal.profile.zone)) if session else None


def remembered(journal: Journal, session: Session) -> tuple[Journal, Session]:
    """The journal with this session in it, under an id of its own."""
    if session.id == 0:
        number = journal.desk.last_id + 1
        session = replace(session, id=number)
        journal = replace(journal, desk=replace(journal.desk, last_id=number))
        return replace(journal, sessions=(*journal.sessions, session)), session
    others = tuple(session if known.id == session.id else known for known in journal.sessions)
    return replace(journal, sessions=others), session


def with_id(journal: Journal, session_id: int | None) -> Session | None:
    """A session that is known, by its id."""
    return next((session for session in journal.sessions if session.id == session_id), None)


def local_date(journal: Journal, session: Session) -> date:
    """A session's date where it takes place."""
    slot = next((slot for slot in journal.slots if slot.id == session.slot_id), None)
    return session.starts_at.astimezone(ZoneInfo(slot.zone if slot else journal.profile.zone)).date()


def _planned(slot: Slot, on: date, begins: datetime) -> Session:
    return Session(id=0, slot_id=slot.id, planned_on=on, starts_at=begins, ends_at=begins + slot.length)
