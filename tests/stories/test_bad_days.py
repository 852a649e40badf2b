"""What goes wrong on a phone: double taps, old buttons, stickers, floods, a blocked bot, a Telegram that fails."""

from datetime import UTC, datetime

import pytest

from conversations.model import Journal
from tests.stories.conftest import Build, Town
from tests.stories.person import Person

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
IN_LISBON = ("Tuesday", "17:00", "17:00", "50 minutes", "Every week", "porto", "Good")


async def test_a_double_tap_never_answers_the_question_that_comes_after(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await sam.says("/reflect")
    await sam.taps_twice("4")
    assert sam.last.text.startswith("2 of 10")
    assert [(answer.key, answer.value) for answer in journal(town, sam).reflections[0].answers] == [("comfort", 4)]


async def test_a_stale_tap_changes_nothing(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await sam.says("/reflect")
    card = sam.last
    await sam.taps("4")
    await sam.taps("5")
    before = journal(town, sam).reflections
    await sam.taps_stale(card, "1")
    assert journal(town, sam).reflections == before
    assert sam.last.text.startswith("3 of 10")


async def test_what_is_typed_where_a_tap_was_asked_for(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await sam.says("/reflect")
    await sam.says("4")
    assert sam.last.text.startswith("2 of 10")
    await sam.says("quite a lot")
    assert sam.last.text.startswith("3 of 10")
    await sam.says("hard to say, he was late again")
    assert sam.last.text.startswith("3 of 10")
    sam.sees("I kept that with this reflection.")
    await sam.edits("4", "2")
    answers = journal(town, sam).reflections[0].answers
    assert [(answer.key, answer.value) for answer in answers] == [("comfort", 2), ("openness", 4)]
    await sam.says("/history")
    sam.sees("hard to say, he was late again")


async def test_pictures_stickers_and_voices_are_answered_kindly(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await sam.says("/reflect")
    for _ in range(7):
        await sam.taps("4")
    await sam.taps("None of these")
    await sam.sends_sticker()
    sam.sees("I can only keep words.")
    await sam.sends_voice()
    await sam.sends_document("notes.pdf", b"%PDF-1.4")
    await sam.sends_photo("the tree outside her window")
    sam.sees("I kept your words, not the picture or file.")
    await sam.taps("Next")
    await sam.taps("Skip")
    sam.sees("the tree outside her window")


async def test_words_out_of_the_blue_are_not_lost(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await sam.says("I dreamt of the sea")
    await sam.says("and it was warm")
    await sam.says("/reflect")
    sam.sees("Kept as a note.")
    assert journal(town, sam).notes[0].words == "I dreamt of the sea\nand it was warm"


async def test_a_very_long_answer_is_kept_whole(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await sam.says("/reflect")
    for _ in range(7):
        await sam.taps("Skip")
    await sam.taps("Skip")
    long = "ж🌊" * 1300
    for _ in range(4):
        await sam.says(long)
    await sam.taps("Next")
    await sam.taps("Skip")
    reflection = journal(town, sam).reflections[0]
    answer = reflection.answer("stayed")
    assert answer is not None
    assert answer.words == "\n".join([long] * 4)
    await sam.says("/history")
    read = sam.last.text
    while "Older" in sam.last.labels:
        await sam.taps("Older")
        read += sam.last.text
    assert read.count("ж") == 4 * 1300


async def test_markup_in_ones_own_words_is_only_words(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    hostile = "<b>a < b</b> & {name} *x* _y_ [link](tg://user?id=1) %s"
    await sam.says(hostile)
    await sam.taps("Bring it up next time")
    await sam.says("/history")
    assert hostile in sam.last.text
    await sam.waits_until(datetime(2026, 11, 24, 15, 0, tzinfo=UTC))
    assert sam.last.styled("spoiler") == [hostile]


async def test_the_crisis_card_in_the_middle_of_a_reflection(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await sam.says("/reflect")
    await sam.taps("2")
    await sam.says("I don’t want to   live anymore")
    assert "Your note is saved." in sam.last.text
    assert sam.last.labels == ["Carry on", "Stop for today"]
    await sam.taps("Carry on")
    assert sam.last.text.startswith("2 of")
    await sam.says("/crisis")
    await sam.taps("Stop for today")
    sam.sees("All you said is kept.")
    await sam.says("/reflect")
    assert sam.last.text.startswith("2 of")


async def test_whoever_blocks_the_bot_keeps_a_journal_and_may_come_back(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await sam.blocks()
    before = len(town.loopback.calls)
    await sam.waits_until(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    assert len(town.loopback.calls) == before, "nothing is tried"
    await sam.unblocks()
    await sam.says("/start")
    sam.sees("Good to see you.")
    await sam.waits_until(datetime(2026, 12, 1, 18, 20, tzinfo=UTC))
    sam.sees("Ready for your check-in?")


@pytest.mark.parametrize("fault", [{"code": 502}, {"retry_after": 1}, {"cut": True}], ids=["502", "429", "cut"])
async def test_a_telegram_that_fails_for_a_moment_loses_nothing(build: Build, fault: dict[str, object]) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await sam.says("/reflect")
    before = town.loopback.calls.count("editMessageText")
    town.loopback.fails("editMessageText", **fault)
    await sam.taps("4")
    assert journal(town, sam).reflections[0].answers[0].value == 4, "kept before it was said"
    await town.loopback.until(lambda: town.loopback.calls.count("editMessageText") >= before + 2)
    await sam.looks()
    assert sam.last.text.startswith("2 of 10")
    assert [message.text[:6] for message in sam.messages].count("2 of 1") == 1


def journal(town: Town, person: Person) -> Journal:
    found = town.house.store.load(person.id)
    assert found is not None
    return found
