"""What was saved to bring up, and what becomes of it."""

from datetime import timedelta

import pytest

from conversations.model import CarryState
from tests.conversations.cast import resident
from tests.conversations.chat import Chat
from tests.conversations.walking import NUDGE_AT, WEEK, asked

# What was saved to bring up.


def a_week_after_saving(*items: str) -> Chat:
    chat = resident()
    for item in items:
        chat.says(item)
        chat.taps("Bring it up next time")
        chat.waits(timedelta(minutes=1))
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    return chat


def test_each_open_item_is_asked_about() -> None:
    chat = a_week_after_saving("the letter", "the money")
    assert asked(chat) == "Last time you saved this to bring up: “the letter” Did it come up?"
    assert chat.labels == ["Yes", "Partly", "No", "Not needed now", "Skip", "Pause"]
    chat.taps("Yes")
    assert asked(chat) == "Last time you saved this to bring up: “the money” Did it come up?"
    chat.says("not needed now")
    assert asked(chat).startswith("How at ease")
    assert [item.state for item in chat.kept.carry_items] == [CarryState.CAME_UP, CarryState.LET_GO]
    assert [item.settled_at for item in chat.kept.carry_items] == [NUDGE_AT, NUDGE_AT]


@pytest.mark.parametrize("came_up", ["Partly", "No"])
@pytest.mark.parametrize(("keep", "state"), [("Keep", CarryState.OPEN), ("Let it go", CarryState.LET_GO)])
def test_partly_or_no_asks_whether_to_keep_it(came_up: str, keep: str, state: CarryState) -> None:
    chat = a_week_after_saving("the letter")
    chat.taps(came_up)
    assert asked(chat) == "Keep it for next time?"
    assert chat.labels == ["Keep", "Let it go", "Back", "Pause"]
    chat.taps(keep)
    assert chat.kept.carry_items[0].state is state
    assert asked(chat).startswith("How at ease")


def test_going_back_undoes_what_an_answer_did() -> None:
    chat = a_week_after_saving("the letter")
    item = chat.kept.carry_items[0]
    for label, state in (
        ("Yes", CarryState.CAME_UP),
        ("Back", CarryState.CAME_UP),
        ("No", CarryState.OPEN),
        ("Let it go", CarryState.LET_GO),
        ("Back", CarryState.LET_GO),
        ("Keep", CarryState.OPEN),
        ("Back", CarryState.OPEN),
        ("Back", CarryState.OPEN),
        ("Not needed now", CarryState.LET_GO),
        ("Back", CarryState.LET_GO),
        ("Partly", CarryState.OPEN),
    ):
        chat.taps(label)
        assert chat.kept.carry_items[0].state is state
    assert chat.kept.carry_items == (item,)


def test_a_skipped_check_leaves_it_open() -> None:
    chat = a_week_after_saving("the letter")
    chat.taps("Skip")
    assert chat.to_bring_up == ["the letter"]


def test_a_typed_check_follows_its_correction() -> None:
    chat = a_week_after_saving("the letter")
    own = chat.says("no")
    assert asked(chat) == "Keep it for next time?"
    chat.edits(own, "yes")
    assert chat.kept.carry_items[0].state is CarryState.CAME_UP
    assert asked(chat).startswith("How at ease")
    answer = chat.reflection.answers[0]
    assert answer.asked == "Last time you saved this to bring up: “the letter” Did it come up?"


def test_a_kept_item_is_asked_about_again_the_next_time() -> None:
    chat = a_week_after_saving("the letter")
    chat.taps("Partly")
    chat.taps("Keep")
    chat.taps("4")
    chat.waits_until(NUDGE_AT + WEEK)
    chat.taps("Now")
    assert "“the letter”" in asked(chat)
    chat.taps("Yes")
    assert chat.kept.reflections[0].answers[0].value == "partly"
    assert chat.to_bring_up == []
    chat.waits_until(NUDGE_AT + 2 * WEEK)
    chat.taps("Now")
    assert asked(chat).startswith("How at ease")


def test_an_old_check_corrected_does_not_undo_the_newer_one() -> None:
    chat = a_week_after_saving("the letter")
    own = chat.says("yes")
    chat.edits(own, "no")
    chat.taps("Keep")
    chat.waits_until(NUDGE_AT + WEEK)
    chat.taps("Now")
    chat.taps("Yes")
    chat.edits(own, "partly")
    assert chat.kept.carry_items[0].state is CarryState.CAME_UP


def test_what_is_saved_in_this_walk_is_not_asked_about_in_it() -> None:
    chat = resident()
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    chat.taps("Pause")
    chat.waits(timedelta(minutes=5))
    chat.says("the letter")
    chat.taps("Bring it up next time")
    chat.taps("Go on")
    assert asked(chat).startswith("How at ease")


def test_braces_in_the_person_s_words_are_only_words() -> None:
    chat = a_week_after_saving("{item} {place} {0} %s <b>&amp;")
    assert "“{item} {place} {0} %s <b>&amp;”" in asked(chat)
    chat.taps("No")
    chat.taps("Keep")
    assert chat.reflection.answers[0].asked.count("{item} {place}") == 1


def test_an_edited_item_is_quoted_anew_and_nothing_else_of_its_question() -> None:
    chat = resident()
    own = chat.says("it")
    chat.taps("Bring it up next time")
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    chat.taps("Yes")
    chat.edits(own, "the letter")
    answer = chat.reflection.answers[0]
    assert answer.asked == "Last time you saved this to bring up: “the letter” Did it come up?"
