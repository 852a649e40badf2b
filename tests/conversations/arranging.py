"""Somebody in the middle of their arrangements, and what a test asks about them."""

from datetime import datetime, timedelta

from conversations.phases import Arranging, Step
from conversations.sessions import sessions
from tests.conversations.cast import MONDAY, newcomer, resident
from tests.conversations.chat import Chat


def walk(chat: Chat, *labels: str) -> Chat:
    for label in labels:
        chat.taps(label)
    return chat


def at_the_zone() -> Chat:
    return walk(newcomer(), "Monday", "17:00", "17:00", "50 minutes", "Every week")


def step(chat: Chat) -> Step:
    phase = chat.kept.desk.phase
    assert isinstance(phase, Arranging)
    assert phase.onboarding
    return phase.step


def in_settings(*labels: str, now: datetime = MONDAY) -> Chat:
    chat = resident(now=now)
    chat.commands("settings")
    for label in labels:
        chat.taps(label)
    return chat


def ahead(chat: Chat, days: int = 15) -> list[str]:
    """The sessions of the next days, in UTC."""
    found = sessions(chat.kept, chat.now, chat.now + timedelta(days=days))
    return [f"{each.starts_at:%a %d %H:%M}" for each in found]
