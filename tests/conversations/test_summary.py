"""The week of one's own: what is told of it, beside one's own usual, and what is left unsaid."""

from dataclasses import replace
from datetime import datetime, timedelta

from conversations.model import Reflection
from conversations.summary import of_week
from tests.conversations.cast import MONDAY, SESSION, SETS, resident, weekly_slot
from tests.conversations.chat import Chat
from tests.conversations.test_insight import reflection
from tests.conversations.walking import NUDGE_AT, asked, rates

SUNDAY = datetime.fromisoformat("2026-11-29T18:00+00:00")
WEEK = timedelta(weeks=1)


def after_six_weeks(*rating: int) -> Chat:
    """Six finished reflections with 4s (or these), the last of them a week ago; the seventh is just beginning."""
    chat = resident(weekly_slot())
    past = tuple(earlier(week, *(rating or (4,) * 6)) for week in range(-6, 0))
    chat.journal = replace(chat.kept, reflections=past)
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    return chat


def earlier(week: int, *values: int) -> Reflection:
    found = reflection(week, *values)
    return replace(found, id=week + 50)


def finishes(chat: Chat, *typed: str) -> Chat:
    """Skip what is left, but write these."""
    words = iter(typed)
    while "reflection" in chat.kept.desk.cards:
        if asked(chat).startswith(("Did you notice", "Save this")):
            chat.taps("Skip")
            continue
        written = next(words, None)
        if written is None:
            chat.taps("Skip")
        else:
            chat.says(written)
            chat.taps("Next")
    return chat


def week(chat: Chat) -> str:
    chat.commands("summary")
    return chat.last.words


def test_a_first_week() -> None:
    chat = resident()
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    finishes(rates(chat, comfort=3, understood=5, relief=2), "that I was heard", "the letter")
    chat.waits_until(SUNDAY)
    assert chat.last.words == (
        "Your week\n\n"
        "Monday 23 November\n"
        "Connection: 4 of 5. Still learning your usual.\n"
        "Relief: 2 of 5\n\n"
        "Highest: Being understood, 5\n"
        "Lowest: Feeling at ease, 3\n\n"
        "You wrote:\nthat I was heard\n\n"
        "To bring up next time:\nthe letter\n\n"
        "Your next one: Monday 30 November, 17:00.\n\n"
        "/crisis has numbers to call, at any time."
    )
    covered = [run.words for run in chat.last.text.runs if run.style == "spoiler"]
    assert covered == ["that I was heard", "the letter"]


def test_about_one_s_usual() -> None:
    chat = finishes(rates(after_six_weeks(), comfort=3))
    assert "Connection: 3.8 of 5. About your usual (4)." in week(chat)


def test_a_dip_is_noticed_in_the_walk_and_told_once() -> None:
    chat = after_six_weeks()
    rates(chat, comfort=3, openness=3, understood=3, on_side=3, together=1, **{"return": 3})
    assert asked(chat).startswith("This session felt less connected than is usual for you.")
    chat.says("we talked about money")
    chat.taps("Next")
    finishes(chat)
    assert "less connected" not in chat.last.words
    told = week(chat)
    assert (
        "Connection: 2.7 of 5. Less connected than is usual for you (4). That can mean many things, or nothing." in told
    )
    assert "You wrote:\nwe talked about money" in told


def test_a_dip_after_a_follow_up_is_told_at_the_end() -> None:
    chat = after_six_weeks()
    rates(chat, comfort=3, openness=3, understood=3, on_side=1, together=3, **{"return": 3})
    assert asked(chat).startswith("That sounds like it may have been hard.")
    finishes(chat)
    end = chat.last.words
    assert "This session felt less connected than is usual for you. That can mean many things, or nothing." in end


def test_closer_to_one_s_usual_again() -> None:
    chat = after_six_weeks()
    finishes(rates(chat, comfort=2, openness=2, understood=2, on_side=2, together=2, **{"return": 2}))
    chat.waits_until(NUDGE_AT + WEEK)
    chat.taps("Now")
    finishes(rates(chat))
    assert "Closer to your usual again." in chat.last.words
    assert "Closer to your usual again (3.7)." in week(chat)


def test_no_numbers_for_a_walk_with_too_few_answers() -> None:
    chat = resident(question_set="quick")
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    chat.taps("4")
    told = week(chat)
    assert told.startswith("Your week\n\nMonday 23 November\nKept. /history shows it.\n\n")
    assert "Connection" not in told
    assert "Highest" not in told


def test_highest_and_lowest_only_where_they_differ() -> None:
    chat = finishes(rates(after_six_weeks()))
    assert "Highest" not in week(chat)


def test_several_sessions_in_a_week() -> None:
    chat = resident()
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    finishes(rates(chat, comfort=3), "the first thing")
    for comfort, words in ((4, "the second"), (5, "the third")):
        chat.waits(timedelta(days=1))
        chat.commands("reflect")
        finishes(rates(chat, comfort=comfort), words)
    told = week(chat)
    assert [told.count(day) for day in ("Monday 23 November", "Tuesday 24 November", "Wednesday 25 November")] == [
        1
    ] * 3
    assert "You wrote:\nthe third\nthe second\n\n" in told
    assert "the first thing" not in told
    assert "Highest: Feeling at ease" not in told


def test_what_was_noticed_is_named_once() -> None:
    chat = resident()
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    rates(chat)
    for label in ("Felt with me", "Gave me full attention", "Next"):
        chat.taps(label)
    finishes(chat)
    assert "You noticed:\n· Gave me full attention\n· Felt with me" in week(chat)


def test_none_of_these_is_not_something_noticed() -> None:
    chat = resident()
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    rates(chat)
    chat.taps("None of these")
    finishes(chat)
    assert "You noticed" not in week(chat)


def test_what_is_quoted_is_not_said_twice() -> None:
    chat = resident()
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    rates(chat, on_side=1)
    chat.says("the clock")
    chat.taps("Next")
    chat.taps("Yes")
    finishes(chat, "stays")
    told = week(chat)
    assert told.count("the clock") == 1
    assert "You wrote:\nstays" in told
    assert "To bring up next time:\nthe clock" in told


def test_an_empty_walk_is_no_session_of_the_week() -> None:
    chat = resident(now=MONDAY.replace(hour=18))
    chat.commands("reflect")
    chat.taps("Yes")
    assert week(chat).startswith("Your week\n\nNo session noted this week. Nothing to catch up on.")


def test_old_questions_give_no_numbers_but_their_words() -> None:
    chat = resident()
    old = replace(reflection(0, 4, 4, 4, 4, 4, 5, version=9), started_at=NUDGE_AT)
    gone = replace(reflection(0, 4, 4, 4, 4, 4, 3), set_id="gone", id=77, started_at=NUDGE_AT)
    journal = replace(chat.kept, reflections=(old, gone))
    told = of_week(journal, SETS, NUDGE_AT, until=NUDGE_AT)
    assert [each.reading.connection for each in told.sessions] == [None, None]
    assert [each.relief for each in told.sessions] == [None, None]


def test_the_week_is_the_seven_days_up_to_its_evening() -> None:
    chat = resident()
    inside = replace(reflection(0, 4), started_at=SUNDAY - WEEK + timedelta(seconds=1))
    at_the_edge = replace(reflection(1, 4), started_at=SUNDAY - WEEK)
    after = replace(reflection(2, 4), started_at=SUNDAY + timedelta(seconds=1))
    journal = replace(chat.kept, reflections=(inside, at_the_edge, after))
    told = of_week(journal, {"session": SESSION}, SUNDAY + timedelta(hours=3), until=SUNDAY)
    assert [each.about_on for each in told.sessions] == [inside.about_on]


def test_a_summary_that_comes_late_is_of_the_week_that_was_meant() -> None:
    chat = resident()
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    chat.taps("4")
    chat.sleeps_until(SUNDAY + timedelta(hours=27))
    chat.sees("Your week\n\nMonday 23 November")
