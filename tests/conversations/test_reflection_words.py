"""The walk in words: typed as good as tapped, several bubbles, corrections."""

import pytest

from conversations.events import Attachment
from conversations.model import ReflectionState
from conversations.phases import Idle, Reflecting
from conversations.questions import parse
from tests.conversations.cast import MONDAY, SESSION, dialogue, resident
from tests.conversations.walking import SEVEN, WEEK, asked, at_stayed, rates, values, walking

SHORT = parse(
    """
    id = "short"
    version = 1
    name = "Short"
    [scale]
    labels = ["Not at all", "A little", "Somewhat", "Quite a lot", "Very much"]
    [[question]]
    id = "ease"
    kind = "scale"
    wording = "How was it?"
    [[question]]
    id = "follow_up"
    kind = "text"
    ask_if = "low"
    variants = [{ low = ["ease"], wording = "What would have helped?" }]
    """,
    "short.toml",
)

# Typed as good as tapped.


@pytest.mark.parametrize(
    "typed", ["4", "4️⃣", " 4 ", "4.", "(4)", "Quite a lot", "quite a lot.", "4 · Quite a lot", "04"]
)
def test_a_typed_answer_is_as_good_as_the_button(typed: str) -> None:
    chat = walking()
    chat.says(typed)
    assert values(chat) == {"comfort": 4}
    assert asked(chat).startswith("How freely could you say")
    chat.sees("How at ease did you feel talking with your therapist today?\nQuite a lot")
    assert chat.card("reflection").id == chat.last.id


def test_skip_back_and_pause_are_typed() -> None:
    chat = walking()
    chat.says("Skip")
    assert values(chat) == {"comfort": None}
    chat.says("BACK")
    assert asked(chat).startswith("How at ease")
    chat.says("next")
    assert asked(chat).startswith("How at ease")
    chat.says("pause")
    assert chat.reflection.state is ReflectionState.PAUSED
    assert chat.reflection.notes == ()


@pytest.mark.parametrize("typed", ["9", "0", "4 or 5", "hm", "I felt like a number today"])
def test_what_is_no_answer_is_kept_beside_it(typed: str) -> None:
    chat = walking()
    chat.says(typed)
    assert [part.words for part in chat.reflection.notes] == [typed]
    chat.sees("I kept that with this reflection. For this question, tap what fits, or Skip.")
    assert asked(chat).startswith("How at ease")
    assert chat.card("reflection").id == chat.last.id


def test_held_is_typed() -> None:
    chat = resident(now=MONDAY.replace(hour=18))
    chat.commands("reflect")
    chat.says("yes")
    assert chat.kept.sessions[0].held is True
    assert asked(chat).startswith("How at ease")


def test_noticed_is_typed() -> None:
    chat = rates(walking())
    chat.says("felt with me")
    chat.says("Asked questions that mattered")
    assert values(chat)["noticed"] == ("asked", "felt_with")
    chat.says("next")
    assert asked(chat).startswith("What is staying")


def test_none_of_these_is_typed() -> None:
    chat = rates(walking())
    chat.says("None of these")
    assert values(chat)["noticed"] == ()
    assert chat.reflection.notes == ()


# Words.


def test_several_bubbles_are_one_answer() -> None:
    chat = at_stayed()
    chat.says("that I cried")
    chat.sees("What is staying with you from today? A few words is fine.")
    assert chat.last.words == "Kept. Write more if you like, or tap Next."
    assert chat.labels == ["Next", "Pause"]
    chat.says("and it was fine")
    assert [bubble.words for bubble in chat.messages.values()].count("Kept. Write more if you like, or tap Next.") == 1
    chat.says("Next")
    answer = chat.reflection.answer("stayed")
    assert answer is not None
    assert (answer.words, answer.complete) == ("that I cried\nand it was fine", True)


def test_a_bubble_that_reads_skip_is_words_once_one_has_begun() -> None:
    chat = at_stayed()
    chat.says("I wanted to")
    chat.says("skip")
    chat.taps("Next")
    assert chat.reflection.answers[-1].words == "I wanted to\nskip"


def test_a_bubble_is_corrected_while_writing_and_long_after() -> None:
    chat = at_stayed()
    first = chat.says("that I cryed")
    chat.edits(first, "that I cried")
    chat.sees("I changed it in your journal too.")
    assert chat.last.words == "Kept. Write more if you like, or tap Next.", "the card moves below"
    chat.taps("Next")
    item = chat.says("the leter")
    chat.taps("Next")
    chat.edits(item, "the letter")
    assert chat.to_bring_up == ["the letter"]
    chat.waits(3 * WEEK)
    chat.edits(first, "that I laughed")
    assert [answer.words for answer in chat.kept.reflections[0].answers[-2:]] == ["that I laughed", "the letter"]


def test_adding_to_an_answer_gone_back_to() -> None:
    chat = at_stayed()
    chat.says("that I cried")
    chat.taps("Next")
    chat.taps("Back")
    card = chat.card("reflection").words
    assert "You wrote:\nthat I cried" in card
    assert "Write more below to add to it. To change it, edit your message above." in card
    assert chat.labels == ["Back", "Next", "Pause"]
    chat.says("in the end")
    chat.taps("Next")
    answer = chat.reflection.answer("stayed")
    assert answer is not None
    assert answer.words == "that I cried\nin the end"
    assert asked(chat).startswith("Anything you want to bring up")


def test_the_item_grows_with_its_answer() -> None:
    chat = at_stayed()
    chat.taps("Skip")
    chat.says("the letter")
    assert chat.to_bring_up == ["the letter"]
    chat.says("and the phone call")
    assert chat.to_bring_up == ["the letter\nand the phone call"]
    assert len(chat.kept.carry_items) == 1


def test_a_caption_is_an_answer_and_the_picture_is_not_kept() -> None:
    chat = at_stayed()
    chat.sends(Attachment.PHOTO, "the tree outside")
    chat.sees("I kept your words, not the picture or file.")
    assert chat.reflection.answers[-1].words == "the tree outside"


def test_a_sticker_is_answered_kindly() -> None:
    chat = at_stayed()
    for kind in Attachment:
        chat.sends(kind)
        assert chat.last.words == "I can only keep words. If you like, write a few instead."
    assert chat.kept.desk.phase == Reflecting(chat.reflection.id)
    chat.says("words, then")
    assert chat.reflection.answers[-1].words == "words, then"


def test_long_words_are_kept_whole_and_quoted_short() -> None:
    chat = at_stayed()
    words = "word " * 700
    chat.says(words)
    chat.taps("Next")
    chat.taps("Back")
    assert chat.card("reflection").text.units < 2000
    assert chat.reflection.answers[-1].words == words


# A typed choice that is edited.


def test_a_typed_choice_follows_its_correction() -> None:
    chat = walking()
    own = chat.says("5")
    chat.edits(own, "3")
    assert values(chat) == {"comfort": 3}
    assert asked(chat).startswith("How freely")
    chat.waits(WEEK)
    chat.edits(own, "4")
    answer = chat.kept.reflections[0].answer("comfort")
    assert answer is not None
    assert (answer.value, answer.labels) == (4, ("Quite a lot",))


def test_a_typed_choice_that_becomes_words_is_kept_beside_the_answer() -> None:
    chat = walking()
    chat.says("Quite a lot")
    own = chat.says("4")
    chat.edits(own, "four, but I was not sure of it")
    assert values(chat) == {"comfort": 4, "openness": 4}
    assert [answer.words for answer in chat.reflection.answers] == ["Quite a lot", ""]
    assert [part.words for part in chat.reflection.notes] == ["four, but I was not sure of it"]
    chat.taps("Back")
    chat.taps("2")
    assert [part.words for part in chat.reflection.notes] == ["four, but I was not sure of it"]


def test_a_correction_that_changes_what_is_asked_next_is_shown() -> None:
    chat = walking()
    for rating in ("4", "4", "4"):
        chat.taps(rating)
    own = chat.says("2")
    for rating in ("4", "4", "4"):
        chat.taps(rating)
    assert asked(chat).startswith("That sounds like it may have been hard.")
    chat.edits(own, "4")
    assert asked(chat).startswith("Did you notice any of these")
    chat.taps("None of these")
    chat.edits(own, "1")
    assert asked(chat).startswith("That sounds like it may have been hard.")


def test_a_correction_takes_away_the_question_gone_back_to() -> None:
    chat = walking()
    own = chat.says("2")
    for _ in SEVEN[1:]:
        chat.taps("4")
    assert asked(chat).startswith("Was there something that was hard to say")
    chat.taps("Skip")
    chat.taps("Back")
    chat.edits(own, "4")
    assert asked(chat).startswith("Did you notice any of these")


def test_a_correction_can_be_the_end() -> None:
    chat = resident(question_set="short", core=dialogue({"session": SESSION, "short": SHORT}))
    chat.commands("reflect")
    own = chat.says("1")
    assert asked(chat).startswith("What would have helped?")
    chat.edits(own, "4")
    chat.sees("That is all I wanted to ask.")
    assert (chat.reflection.state, chat.kept.desk.phase) == (ReflectionState.FINISHED, Idle())


def test_held_corrected_to_no() -> None:
    chat = resident(now=MONDAY.replace(hour=18))
    chat.commands("reflect")
    own = chat.says("yes")
    chat.taps("4")
    chat.edits(own, "no")
    assert chat.kept.sessions[0].held is False
    assert (chat.reflection.state, chat.kept.desk.phase) == (ReflectionState.CLOSED, Idle())
    chat.sees("All right, there is nothing to do then.")
