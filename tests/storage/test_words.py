from dataclasses import replace

import pytest

from conversations.model import Answer, Note
from conversations.phases import Idle, Part, Unfiled
from storage.words import loses_words
from tests.storage.samples import NOW, answer, journal, tapped, walk

BEFORE = walk(3, tapped("comfort", 4, "Quite a lot"), answer("stayed", "one", "two"))


def changed(*answers: Answer) -> bool:
    return loses_words([(BEFORE, replace(BEFORE, answers=answers))])


def test_what_only_adds_loses_nothing() -> None:
    assert not changed(*BEFORE.answers, answer("carry", "three"))
    assert not changed(BEFORE.answers[0], answer("stayed", "one", "two", "three"))
    assert not changed(BEFORE.answers[0], replace(BEFORE.answers[1], complete=False))


@pytest.mark.parametrize(
    "answers",
    [
        (tapped("comfort", 2, "A little"), BEFORE.answers[1]),
        (BEFORE.answers[0], answer("stayed", "one", "2")),
        (BEFORE.answers[0], answer("stayed", "one")),
        (BEFORE.answers[0],),
        (),
    ],
)
def test_what_was_edited_or_taken_back_is_lost(answers: tuple[Answer, ...]) -> None:
    assert changed(*answers)


def test_a_state_or_a_time_is_nobodys_words() -> None:
    session = journal().sessions[0]
    assert not loses_words([(session, replace(session, held=False, nudged_at=NOW))])
    assert not loses_words([(BEFORE, replace(BEFORE, zone="UTC", finished_at=NOW))])


def test_words_that_move_are_not_lost_and_words_that_are_dropped_are() -> None:
    unfiled = Unfiled((Part(1, "a dream"),))
    note = Note(id=8, parts=(Part(1, "a dream"),), written_at=NOW)
    assert not loses_words([(unfiled, Idle()), (None, note)])
    assert loses_words([(unfiled, Idle())])
    assert loses_words([(note, None)])
    assert not loses_words([(None, note)])


def test_the_same_word_twice_and_then_once_is_one_word_less() -> None:
    twice = Note(id=8, parts=(Part(1, "again"), Part(2, "again")), written_at=NOW)
    assert loses_words([(twice, replace(twice, parts=(Part(1, "again"),)))])
