"""Before somebody agrees: nothing is stored, and help is there all the same."""

import pytest

from conversations.events import Attachment, Blocked, Delivered, Edited, Event, TimePassed
from conversations.model import NOTICE_VERSION, Consent
from conversations.phases import Arranging, Step
from tests.conversations.cast import CODE, MONDAY, PERSON, at_the_door, newcomer


def test_a_stranger_gets_one_neutral_answer() -> None:
    chat = at_the_door(None)
    for _ in range(2):
        chat.says("hello")
        assert chat.last.words.startswith("This is a private bot.")
        assert chat.journal is None
    chat.commands("help")
    chat.sees("This is a private bot.")
    chat.does_not_see("notebook")


def test_a_code_that_opens_nothing() -> None:
    chat = at_the_door(None)
    chat.commands("start", "old-code")
    assert chat.last.words == "That invitation does not work any more. Please ask for a new one."
    chat.taps_junk("door", "old-code", "", "agree")
    assert chat.last.words == "That invitation does not work any more. Please ask for a new one."
    chat.commands("start")
    assert chat.last.words.startswith("This is a private bot.")
    assert chat.journal is None


def test_the_notice_comes_before_anything_is_asked() -> None:
    chat = at_the_door()
    chat.commands("start", CODE)
    notice = chat.last.words
    for fact in (
        "It is not therapy, not a crisis service and not medical advice.",
        "Nobody is watching this chat.",
        "so could Telegram: chats with bots are not end-to-end encrypted",
        "Nothing is kept until you agree.",
    ):
        assert fact in notice
    assert chat.labels == ["I agree", "No, thanks"]
    assert chat.journal is None


def test_agreeing_stores_the_agreement_and_uses_the_invitation_up() -> None:
    chat = newcomer()
    assert chat.turn.used_invitation == CODE
    assert chat.kept.person_id == PERSON
    assert chat.kept.profile.consent == Consent(NOTICE_VERSION, MONDAY)
    assert chat.kept.desk.phase == Arranging(step=Step.DAY, onboarding=True)
    assert chat.sees("Before we begin").labels == []
    assert list(chat.kept.desk.cards) == ["arranging"]


def test_agreeing_twice_agrees_once() -> None:
    chat = at_the_door()
    chat.commands("start", CODE)
    button = chat.taps("I agree")
    before = chat.journal
    chat.taps_again(button)
    assert chat.toast
    assert chat.journal == before
    chat.taps("It varies")
    chat.says("porto")
    chat.taps("I don't know yet")
    chat.taps("Good")
    chat.taps_again(button)
    assert chat.toast == "You have agreed already."


def test_not_agreeing_keeps_nothing_and_can_be_thought_over() -> None:
    chat = at_the_door()
    chat.commands("start", CODE)
    chat.taps("No, thanks")
    chat.sees("Nothing was kept.")
    assert chat.journal is None
    chat.taps("I agree")
    assert chat.journal is not None


def test_words_before_the_agreement_are_not_kept_and_that_is_said() -> None:
    chat = at_the_door()
    chat.says("I had a hard day")
    chat.sees("I keep nothing until you agree, so I did not keep that.")
    assert chat.labels == ["I agree", "No, thanks"]
    chat.sends(Attachment.PHOTO, "look")
    chat.sees("I did not keep that")
    assert chat.journal is None


def test_help_and_privacy_are_there_before_the_agreement() -> None:
    chat = at_the_door()
    chat.commands("help")
    chat.sees("What I can do")
    chat.commands("privacy")
    chat.sees("What is kept, and where")
    chat.commands("settings")
    chat.sees("Before we begin")
    assert chat.journal is None


@pytest.mark.parametrize("code", [CODE, None])
def test_the_crisis_card_is_there_for_anybody(code: str | None) -> None:
    chat = at_the_door(code)
    for ask in (
        lambda: chat.commands("crisis"),
        lambda: chat.commands("crisis", "please"),
        lambda: chat.says("I don’t want to live"),
        lambda: chat.sends(Attachment.PHOTO, "I want to die"),
    ):
        ask()
        assert chat.last.words.startswith("I'm a program. Nobody is monitoring this chat")
        assert "116 123" in chat.last.words
        assert "saved" not in chat.last.words
        assert chat.last.labels == []
        assert chat.journal is None


@pytest.mark.parametrize("event", [TimePassed(), Blocked(), Delivered(3, 4), Edited("hello", 5)])
@pytest.mark.parametrize("code", [CODE])
def test_what_nobody_said_is_not_answered_and_stores_nothing(code: str, event: Event) -> None:
    chat = at_the_door(code)
    turn = chat.takes(event)
    assert turn.journal is None
    assert turn.effects == ()


def test_a_button_from_nowhere_at_the_door() -> None:
    chat = at_the_door()
    chat.taps_junk("r", "12", "comfort", "4")
    assert chat.journal is None
    assert chat.turn.effects == ()
