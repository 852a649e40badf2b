"""Words that came out of the blue, and everything else that nobody asked for."""

from datetime import timedelta

import pytest

from conversations.effects import Say
from conversations.events import Attachment, Delivered, Said
from conversations.phases import Idle, Part, Unfiled
from tests.conversations.cast import resident
from tests.conversations.chat import Chat


def held() -> Chat:
    chat = resident()
    chat.says("out of the blue")
    return chat


def test_they_are_held_and_asked_about() -> None:
    chat = held()
    assert chat.last.words == "I wasn't asking anything just now. Shall I keep what you wrote?"
    assert chat.labels == ["Keep it as a note", "Bring it up next time", "No"]
    assert isinstance(chat.kept.desk.phase, Unfiled)


def test_as_a_note() -> None:
    chat = held()
    button = chat.taps("Keep it as a note")
    assert chat.last.words == "Kept as a note. You find it in /history."
    assert (chat.notes, chat.kept.desk.phase) == (["out of the blue"], Idle())
    chat.taps_again(button)
    assert chat.toast == "That button is old. /help shows what there is."
    assert chat.notes == ["out of the blue"]


def test_to_bring_up() -> None:
    chat = held()
    chat.taps("Bring it up next time")
    assert chat.last.words == "Saved to bring up next time."
    assert (chat.to_bring_up, chat.notes, chat.kept.desk.phase) == (["out of the blue"], [], Idle())


def test_thrown_away() -> None:
    chat = held()
    chat.taps("No")
    assert chat.last.words == "All right, I kept nothing of it."
    assert "out of the blue" not in repr(chat.kept)
    assert (chat.notes, chat.to_bring_up, chat.kept.desk.phase) == ([], [], Idle())


def test_several_bubbles_are_one() -> None:
    chat = held()
    chat.says("and more")
    assert [bubble.words for bubble in chat.messages.values() if bubble.keyboard] == [chat.last.words]
    chat.taps("Keep it as a note")
    assert chat.notes == ["out of the blue\nand more"]


def test_a_correction_while_they_are_held_and_after() -> None:
    chat = resident()
    own = chat.says("out of teh blue")
    chat.edits(own, "out of the blue")
    assert chat.kept.desk.phase == Unfiled((Part(own, "out of the blue"),))
    chat.taps("Bring it up next time")
    chat.edits(own, "the letter")
    assert chat.to_bring_up == ["the letter"]


def test_a_correction_of_something_nobody_kept_is_silent() -> None:
    chat = resident()
    own = chat.sends(Attachment.STICKER)
    shown = len(chat.messages)
    chat.edits(own, "hello")
    assert len(chat.messages) == shown


@pytest.mark.parametrize("command", ["reflect", "erase"])
def test_whoever_just_goes_on_keeps_them_as_a_note(command: str) -> None:
    chat = held()
    chat.commands(command)
    assert chat.notes == ["out of the blue"]
    assert chat.sees("Kept as a note.").labels == []
    assert not isinstance(chat.kept.desk.phase, Unfiled)


def test_looking_around_does_not_decide_for_them() -> None:
    chat = held()
    for name in ("help", "privacy", "history", "summary", "settings", "crisis", "export", "start"):
        chat.commands(name)
        assert isinstance(chat.kept.desk.phase, Unfiled)
    chat.waits(timedelta(hours=9))
    assert isinstance(chat.kept.desk.phase, Unfiled)


def test_a_caption_is_held_too() -> None:
    chat = resident()
    chat.sends(Attachment.PHOTO, "this tree")
    chat.sees("I kept your words, not the picture or file.")
    chat.taps("Keep it as a note")
    assert chat.notes == ["this tree"]


def test_a_caption_that_was_not_kept_is_not_said_to_be() -> None:
    chat = resident()
    chat.commands("settings")
    chat.taps("Session")
    chat.sends(Attachment.PHOTO, "someday")
    chat.does_not_see("I kept your words")
    chat.sees("I didn't get that.")


def test_a_command_that_does_not_exist() -> None:
    chat = resident()
    chat.commands("dance")
    assert chat.last.words == "I don't know that one. /reflect begins a reflection, /help shows what there is."


def test_start_again() -> None:
    chat = resident()
    chat.commands("start", "another-code")
    assert chat.last.words.startswith("Good to see you.")


@pytest.mark.parametrize(
    "parts", [("zz",), ("u", "", "", "note"), ("e", "", "first", "erase"), ("door", "x", "", "agree")]
)
def test_buttons_from_nowhere_are_answered(parts: tuple[str, ...]) -> None:
    chat = resident()
    before = chat.kept
    chat.taps_junk(*parts)
    assert chat.toast
    assert chat.kept == before


# The outbox.


def test_the_outbox_holds_what_is_not_known_to_be_done() -> None:
    chat = resident()
    turn = chat.core.step(chat.kept, Said("out of the blue", 5), chat.now)
    assert turn.journal is not None
    (pending,) = turn.journal.desk.outbox
    assert isinstance(pending.effect, Say)
    assert pending in turn.effects
    after = chat.core.step(turn.journal, Delivered(pending.id, 77), chat.now).journal
    assert after is not None
    assert (after.desk.outbox, dict(after.desk.cards)) == ((), {"unfiled": 77})
    again = chat.core.step(after, Delivered(pending.id, 78), chat.now).journal
    assert again == after


def test_an_effect_that_shows_no_message_names_none() -> None:
    chat = resident()
    turn = chat.core.step(chat.kept, Said("out of the blue", 5), chat.now)
    assert turn.journal is not None
    after = chat.core.step(turn.journal, Delivered(turn.effects[0].id, None), chat.now).journal
    assert after is not None
    assert (after.desk.outbox, dict(after.desk.cards)) == ((), {})
