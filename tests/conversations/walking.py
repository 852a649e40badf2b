"""Somebody in the middle of a reflection, and what a test asks about it."""

from datetime import timedelta

from conversations.model import Session
from tests.conversations.cast import MONDAY, resident
from tests.conversations.chat import Chat

NUDGE_AT = MONDAY.replace(hour=18, minute=20)
WEEK = timedelta(days=7)
A_MOMENT = timedelta(minutes=1)
READY = "Ready for your check-in?"
SEVEN = ("comfort", "openness", "understood", "on_side", "together", "return", "relief")


def walking(question_set: str = "session") -> Chat:
    """After the nudge of Monday's session, at the first question."""
    chat = resident(question_set=question_set)
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    return chat


def rates(chat: Chat, **ratings: int) -> Chat:
    """Tap through the seven scales; a 4 where nothing else is said."""
    for question in SEVEN:
        chat.taps(str(ratings.get(question, 4)))
    return chat


def asked(chat: Chat) -> str:
    """The question on the card, without its progress."""
    return chat.card("reflection").words.splitlines()[1]


def progress(chat: Chat) -> str:
    return chat.card("reflection").words.splitlines()[0]


def values(chat: Chat) -> dict[str, object]:
    return {answer.key: answer.value for answer in chat.reflection.answers}


def at_stayed() -> Chat:
    chat = rates(walking())
    chat.taps("Skip")
    return chat


def nudged() -> Chat:
    chat = resident()
    chat.waits_until(NUDGE_AT)
    return chat


def session(chat: Chat) -> Session:
    return chat.kept.sessions[-1]


def with_an_item(chat: Chat, words: str = "the letter") -> Chat:
    chat.says(words)
    chat.taps("Bring it up next time")
    return chat
