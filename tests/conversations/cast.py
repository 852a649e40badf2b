"""Who is in the tests' chats, and what they have in common: the shipped questions, a small gazetteer, one Monday."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import conversations
from conversations import care, door
from conversations.dialogue import Dialogue
from conversations.model import Consent, Desk, Journal, Profile, Slot
from conversations.phases import Place
from conversations.questions import QuestionSet, parse
from conversations.wording.voice import Wording
from tests.conversations.chat import Chat

CORE = Path(conversations.__file__).parent
SESSION = parse((CORE / "sets" / "session.toml").read_text("utf-8"), "session.toml")
QUICK = parse((CORE / "sets" / "quick.toml").read_text("utf-8"), "quick.toml")
SETS: Mapping[str, QuestionSet] = MappingProxyType({each.id: each for each in (SESSION, QUICK)})
CARE = care.parse((CORE / "helplines.toml").read_text("utf-8"), ((CORE / "phrases" / "en.toml").read_text("utf-8"),))

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = MONDAY.date()
PERSON = 7
CODE = "an-invitation"


class FewPlaces:
    """A gazetteer of a few cities; nothing but sea around Null Island."""

    PLACES = (
        Place("Porto", "Portugal", "Europe/Lisbon"),
        Place("Porto Alegre", "Brazil", "America/Sao_Paulo"),
        Place("Lisbon", "Portugal", "Europe/Lisbon"),
        Place("London", "United Kingdom", "Europe/London"),
        Place("London", "Canada", "America/Toronto"),
        Place("São Paulo", "Brazil", "America/Sao_Paulo"),
        Place("Springfield", "Illinois", "America/Chicago"),
        Place("Springfield", "Missouri", "America/Chicago"),
        Place("New York", "United States", "America/New_York"),
    )

    def search(self, query: str) -> tuple[Place, ...]:
        plain = query.strip().casefold().replace("sao", "são")
        return tuple(place for place in self.PLACES if plain and place.name.casefold().startswith(plain))

    def at(self, latitude: float, longitude: float) -> Place | None:
        return None if abs(latitude) + abs(longitude) < 1 else self.PLACES[0]


def dialogue(sets: Mapping[str, QuestionSet] = SETS, wording: Wording | None = None) -> Dialogue:
    return Dialogue(FewPlaces(), sets, {"en": wording or Wording()}, CARE)


def at_the_door(code: str | None = CODE, *, now: datetime = MONDAY, core: Dialogue | None = None) -> Chat:
    """Somebody who has not agreed; `code` None: a stranger."""
    chat = Chat(door.blank(PERSON, code), core or dialogue(), now)
    chat.journal = None
    return chat


def newcomer(*, now: datetime = MONDAY, core: Dialogue | None = None) -> Chat:
    """Somebody who has just agreed and is asked for the day of their session."""
    chat = at_the_door(now=now, core=core)
    chat.commands("start", CODE)
    chat.taps("I agree")
    return chat


def weekly_slot(
    first_on: date = TODAY,
    at: time = time(17),
    *,
    zone: str = "Europe/Lisbon",
    every_weeks: int = 1,
    minutes: int = 50,
    since_at: datetime | None = None,
) -> Slot:
    begins = datetime.combine(first_on, at, ZoneInfo(zone)).astimezone(UTC)
    return Slot(
        id=1,
        first_on=first_on,
        at=at,
        zone=zone,
        length=timedelta(minutes=minutes),
        every_weeks=every_weeks,
        since_at=since_at or begins - timedelta(hours=7),
    )


def resident(
    *slots: Slot, now: datetime = MONDAY, core: Dialogue | None = None, zone: str = "Europe/Lisbon", **choices: object
) -> Chat:
    """Somebody who arranged everything: Mondays at 17:00 in Lisbon unless told otherwise; `choices` of the profile."""
    profile = Profile(consent=Consent(1, now), zone=zone, place="Porto, Portugal")
    profile = replace(profile, **choices)  # type: ignore[arg-type]  # fields of Profile, by name
    desk = Desk(last_id=100)
    journal = Journal(person_id=PERSON, profile=profile, desk=desk, slots=slots or (weekly_slot(),))
    return Chat(journal, core or dialogue(), now)
