"""Nothing a person reads is hard-wired: long conversations in a language that nobody speaks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from conversations import door
from conversations.events import Attachment
from conversations.text import Text
from conversations.wording import arranging, service
from tests.conversations.cast import CODE, MONDAY, PERSON, SESSION
from tests.conversations.pseudo import Overheard, Pseudo, core, messages, pseudo, unspoken
from tests.conversations.walking import NUDGE_AT, WEEK

KNOWN = messages()
LONG = "это было трудно сказать сегодня вечером"


def at_the_door(translations: Pseudo, code: str | None = CODE, now: datetime = MONDAY) -> Overheard:
    chat = Overheard(door.blank(PERSON, code), translations, now)
    chat.journal = None
    return chat


def agreed(translations: Pseudo, now: datetime = MONDAY) -> Overheard:
    chat = at_the_door(translations, now=now)
    chat.commands("start", CODE)
    chat.picks("agree")
    return chat


def arranged(translations: Pseudo, rhythm: str = "1") -> Overheard:
    chat = agreed(translations)
    chat.picks("0", "17", "0", "50", rhythm)
    chat.says("порту")
    if rhythm == "2":
        chat.picks("2026-11-23")
    chat.picks("good")
    return chat


def rates(chat: Overheard, rating: str, **others: str) -> None:
    for question in ("comfort", "openness", "understood", "on_side", "together", "return", "relief"):
        chat.picks(others.get(question, rating))


# The conversations.


def a_stranger(translations: Pseudo) -> Overheard:
    chat = at_the_door(translations, None)
    chat.says("привет")
    chat.commands("start", "x")
    chat.commands("help")
    chat.commands("crisis")
    return chat


def the_door(translations: Pseudo) -> Overheard:
    chat = at_the_door(translations)
    for name in ("start", "help", "privacy"):
        chat.commands(name)
    chat.says("привет")
    chat.picks("decline", "agree", "agree")
    chat.commands("reflect")
    chat.taps_junk("s")
    chat.says("не знаю")
    chat.says(LONG)
    chat.picks("0")
    chat.taps_junk("a", "", "day", "0")
    chat.picks("17", "30", "50", "2")
    chat.says("нигде")
    chat.picks("share")
    chat.shares_location(0, 0)
    chat.says(pseudo("Type a city instead"))
    chat.says("город")
    chat.picks("back", "back", "2", "share", "back", "2")
    chat.shares_location(41, 8)
    chat.picks("2026-11-30", "change", "60", "5", "09.00")
    chat.taps_junk("door", CODE, "", "agree")
    return chat


def sessions_that_vary(translations: Pseudo) -> Overheard:
    chat = agreed(translations)
    chat.picks("varies")
    chat.says("порту")
    chat.picks("unknown", "good")
    chat.commands("reflect")
    rates(chat, "4")
    chat.picks("skip", "skip", "skip")
    return chat


def settings(translations: Pseudo) -> Overheard:
    chat = arranged(translations, rhythm="2")
    chat.commands("settings")
    chat.picks("zone")
    chat.says("нью-йорк")
    chat.picks("keep", "delay", "0", "quiet", "21.00", "07.00", "summary", "never", "questions", "quick")
    chat.picks("session", "varies", "2026-11-26", "9", "30", "90", "session", "varies", "unknown")
    chat.picks("session", "2", "9", "30", "45", "1", "pause", "7")
    chat.commands("settings")
    chat.picks("resume", "pause", "open")
    chat.commands("settings")
    chat.picks("summary", "1", "10.00")
    chat.commands("resume")
    chat.shares_location(0, 0)
    chat.shares_location(41, 8)
    chat.picks("back", "quiet", "21.00")
    chat.says("21:00")
    chat.commands("pause")
    chat.picks("14")
    chat.waits(3 * WEEK)
    return chat


def a_whole_walk(translations: Pseudo) -> Overheard:
    chat = arranged(translations)
    chat.waits_until(NUDGE_AT)
    chat.picks("now", "4")
    chat.taps_junk("r", str(chat.reflection.id), "comfort", "4")
    chat.says("как странно")
    chat.picks("1", "5", "2", "3", "2", "1")
    for words in ("он опоздал", "и молчал"):
        chat.edits(chat.says(words), words + ".")
    chat.picks("next", "yes", "pause")
    chat.commands("reflect")
    chat.says("остаётся")
    chat.picks("pause")
    chat.commands("reflect")
    chat.picks("next")
    chat.taps_junk("r", str(chat.reflection.id), "comfort", "4")
    chat.waits_until(MONDAY.replace(day=29, hour=18))
    chat.waits_until(MONDAY.replace(day=30, hour=18))
    chat.commands("reflect")
    chat.picks("yes", "partly", "keep")
    chat.commands("reflect")
    rates(chat, "4", comfort="2")
    chat.picks("skip", "skip")
    chat.says("письмо")
    chat.picks("next")
    chat.waits_until(NUDGE_AT + 2 * WEEK)
    chat.picks("now", "no", "let_go", "dropped")
    rates(chat, "3", **{"return": "1"})
    chat.picks("skip", "skip", "skip")
    chat.waits_until(NUDGE_AT + 3 * WEEK)
    chat.picks("not_held")
    chat.commands("history")
    while any(button.label == pseudo("Older") for button in chat.last.buttons):
        chat.taps(pseudo("Older"))
    return chat


def quick_and_other_ends(translations: Pseudo) -> Overheard:
    chat = arranged(translations)
    chat.commands("history")
    chat.now = MONDAY.replace(hour=18)
    for answer in ("later", "no"):
        chat.commands("reflect")
        chat.picks(answer)
    chat.now += WEEK
    chat.commands("reflect")
    chat.picks("yes")
    for _ in range(10):
        chat.picks("skip")
    chat.commands("reflect")
    chat.picks("3")
    chat.now += WEEK
    chat.commands("reflect")
    chat.picks("yes", "4", "4", "4", "1", "4", "4", "4", "skip")
    chat.commands("summary")
    chat.now += WEEK
    for _ in range(2):
        chat.commands("reflect")
    chat.picks("yes", "4")
    chat.commands("settings")
    chat.commands("history")
    chat.core = core(translations, {"session": replace(SESSION, version=2)})
    chat.picks("4")
    return chat


def a_dip_and_after(translations: Pseudo) -> Overheard:
    chat = arranged(translations)
    for week in range(9):
        chat.waits_until(NUDGE_AT + week * WEEK)
        chat.picks("now")
        if week == 6:
            rates(chat, "3", together="1")
            chat.says("мы спорили")
            chat.picks("next")
        elif week == 7:
            rates(chat, "4")
        else:
            rates(chat, "5" if week == 8 else "4")
        chat.picks("on-attention" if week != 6 else "on-asked", "next", "skip", "skip")
        chat.commands("summary")
    chat.waits_until(NUDGE_AT + 9 * WEEK)
    chat.picks("now")
    rates(chat, "2")
    chat.picks("skip", "skip", "skip")
    return chat


def nudges(translations: Pseudo) -> Overheard:
    chat = arranged(translations)
    for number in range(10):
        chat.says(f"важно {number}")
        chat.picks("carry")
    chat.waits_until(MONDAY.replace(hour=16))
    chat.sleeps_until(MONDAY.replace(hour=21, minute=30))
    nudged = str(chat.kept.sessions[-1].id)
    chat.picks("hour")
    chat.taps_junk("n", nudged, "", "hour")
    chat.waits_until(MONDAY.replace(day=24, hour=9))
    chat.picks("tonight")
    chat.commands("summary")
    chat.waits_until(MONDAY.replace(day=24, hour=21))
    chat.picks("hour")
    for week in range(1, 4):
        chat.waits_until(NUDGE_AT + week * WEEK)
        chat.says(pseudo("Later"))
    chat.picks("keep")
    chat.taps_junk("n", nudged, "", "explode")
    chat.now += timedelta(days=1)
    chat.commands("reflect")
    chat.picks("yes")
    return chat


def an_early_session(translations: Pseudo) -> Overheard:
    chat = arranged(translations)
    chat.says("важно")
    chat.picks("carry")
    chat.commands("settings")
    chat.picks("session", "2", "9", "30", "45", "1", "questions", "quick")
    chat.waits_until(MONDAY.replace(day=24, hour=22))
    chat.commands("reflect")
    chat.picks("4", "4", "4", "skip")
    chat.commands("summary")
    return chat


def notes_and_leaving(translations: Pseudo) -> Overheard:
    chat = arranged(translations)
    chat.says("сон")
    chat.picks("note")
    chat.says("деньги")
    chat.picks("carry")
    chat.says("пустяк")
    chat.picks("away")
    chat.waits_until(MONDAY.replace(hour=15))
    chat.commands("history")
    chat.picks("")
    chat.says("I want to die")
    chat.picks("stop")
    chat.commands("crisis")
    chat.picks("on")
    chat.sends(Attachment.STICKER)
    chat.sends(Attachment.PHOTO, "дерево")
    for name in ("start", "dance", "help", "privacy", "export", "erase"):
        chat.commands(name)
    chat.picks("keep")
    chat.taps_junk("e", "", "first", "erase")
    chat.taps_junk("zz")
    chat.commands("erase")
    chat.picks("erase", "erase")
    return chat


def the_shell(translations: Pseudo) -> Overheard:
    """What the shell says by itself."""
    chat = at_the_door(translations)
    w = chat.core.wording(chat.at_the_door)
    said = [
        service.group_refusal(w),
        service.journal_unreadable(w),
        service.not_saved(w),
        service.given_up(w),
        Text() + service.description(w),
        Text() + service.short_description(w),
        *(Text() + description for _, description in service.commands(w)),
        arranging.done(w, next_at=None, nudge_at=None, varies=False),
    ]
    chat.english.extend(f"{text.plain}: {found}" for text in said if (found := unspoken(text.plain)))
    return chat


CONVERSATIONS = (
    a_stranger, the_door, sessions_that_vary, settings, a_whole_walk, quick_and_other_ends, a_dip_and_after, nudges,
    an_early_session, notes_and_leaving, the_shell,
)  # fmt: skip


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_no_sentence_is_hard_wired(conversation: Callable[[Pseudo], Overheard]) -> None:
    assert conversation(Pseudo(KNOWN)).english == []


def test_every_sentence_is_said_in_one_of_them() -> None:
    translations = Pseudo(KNOWN)
    for conversation in CONVERSATIONS:
        conversation(translations)
    assert set(KNOWN) - translations.asked == set()
    assert translations.asked - set(KNOWN) == set()


@pytest.mark.parametrize("forgotten", ["Pause", "Ready for your check-in?", "{place} of {total}", "A little"])
def test_a_sentence_that_was_not_marked_would_be_noticed(forgotten: str) -> None:
    known = {message: many for message, many in KNOWN.items() if message != forgotten}
    heard = [words for conversation in CONVERSATIONS for words in conversation(Pseudo(known)).english]
    assert heard


def test_the_pseudo_language() -> None:
    assert pseudo("At {time}, /help") == "⟦Ａｔ {time}, /help⟧"
    assert unspoken("⟦Ａｔ 17:00, /help⟧, Europe/Lisbon") == []
    assert unspoken("⟦Ａｔ⟧ noon") == ["noon"]
