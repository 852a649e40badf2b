import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.keyboards import CALLBACK_BYTES, data_of, entities, inline, location, tap_of
from conversations.effects import Button, LocationRequest, Tap
from conversations.text import bold, quote, spoiler

PART = st.text(st.characters(codec="ascii", min_codepoint=33, max_codepoint=126, exclude_characters=":"), max_size=12)


@given(flow=PART.filter(bool), ref=PART, step=PART, choice=PART)
def test_a_tap_comes_back_as_it_was(flow: str, ref: str, step: str, choice: str) -> None:
    tap = Tap(flow, ref, step, choice)
    assert tap_of(data_of(tap)) == tap


@given(st.text())
def test_whatever_stands_under_a_button_is_a_tap_or_nothing(data: str) -> None:
    tap = tap_of(data)
    assert tap is None or data_of(tap) == data


@pytest.mark.parametrize("data", [None, "", ":::", "a:b", "a:b:c:d:e", "a:b:c:\n", "a:b:c:" + "é" * 32, "\ud800:::"])
def test_what_is_not_ours_is_nothing(data: str | None) -> None:
    assert tap_of(data) is None


@pytest.mark.parametrize("tap", [Tap(""), Tap("a", "b:c"), Tap("a", "x" * CALLBACK_BYTES)])
def test_a_tap_that_does_not_fit_is_an_error_of_ours(tap: Tap) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        data_of(tap)


def test_buttons_keep_their_rows() -> None:
    markup = inline(
        ((Button("1", Tap("s", "7", "q", "1")), Button("2", Tap("s", "7", "q", "2"))), (Button("Skip", Tap("s")),))
    )
    assert markup is not None
    rows = [[(button.text, button.callback_data) for button in row] for row in markup.inline_keyboard]
    assert rows == [[("1", "s:7:q:1"), ("2", "s:7:q:2")], [("Skip", "s:::")]]
    assert inline(()) is None


def test_the_location_keyboard_shares_or_gives_up() -> None:
    rows = location(LocationRequest("Share", "Type instead")).keyboard
    assert [(row[0].text, row[0].request_location) for row in rows] == [("Share", True), ("Type instead", None)]


def test_entities_count_utf16_and_join_neighbours() -> None:
    text = "😀 " + bold("Week") + bold("ly") + ": " + spoiler("") + quote("ein 😀") + "."
    assert [(entity.type, entity.offset, entity.length) for entity in entities(text)] == [
        (MessageEntity.BOLD, 3, 6),
        (MessageEntity.BLOCKQUOTE, 11, 6),
    ]
