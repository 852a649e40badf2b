"""Runs of words: what is cut stays whole words, and nothing a person wrote is read as anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.text import (
    MESSAGE_UNITS,
    Run,
    Style,
    Text,
    as_text,
    bold,
    clip,
    fill,
    italic,
    join,
    quote,
    split,
    spoiler,
    units,
)

WORDS = st.text(st.sampled_from("ab c\n 🙂é👩‍👩‍👧\u00a0"), max_size=60)
TEXTS = st.lists(st.builds(Run, WORDS, st.sampled_from(list(Style))), max_size=5).map(lambda runs: Text(tuple(runs)))


def test_lengths_are_utf_16_units() -> None:
    assert [units(words) for words in ("", "abc", "é", "🙂", "👩‍👩‍👧", "\uffff")] == [0, 3, 1, 2, 8, 1]
    assert (bold("🙂") + "a").units == 3
    assert MESSAGE_UNITS == 4096


def test_styles() -> None:
    styles = [text("x").runs[0].style for text in (bold, italic, spoiler, quote)]
    assert styles == [Style.BOLD, Style.ITALIC, Style.SPOILER, Style.QUOTE]


def test_adding() -> None:
    assert ("a" + bold("b") + "c").plain == "abc"
    assert as_text("") == Text()
    assert as_text(bold("b")) == bold("b")
    assert not bold("")
    assert bold(" ")


def test_a_repr_shows_no_words() -> None:
    assert "secret" not in repr(quote("secret") + "secret")


def test_fill_keeps_the_styles_and_reads_no_braces_in_the_values() -> None:
    text = fill("{who} said {{so}}: {words}.", who="I", words=quote("{who} {} {0!r}"))
    assert text.plain == "I said {so}: {who} {} {0!r}."
    assert [run.style for run in text.runs if run.words.startswith("{who}")] == [Style.QUOTE]


def test_fill_with_a_field_that_was_not_given() -> None:
    with pytest.raises(KeyError):
        fill("{who}")


def test_join_leaves_the_empty_out() -> None:
    assert join("\n", ["a", "", Text(), bold("b")]).plain == "a\nb"
    assert join("\n", []) == Text()


def test_clip() -> None:
    assert clip("short", 10) == "short"
    assert clip("a few words in a row", 12) == "a few words…"
    assert clip("unbroken" * 3, 10) == "unbrokenu…"
    assert clip("🙂🙂🙂", 4) == "🙂…"


def test_split_parts_at_lines_then_words() -> None:
    assert [part.plain for part in split(as_text("one two\nthree four"), 12)] == ["one two", "three four"]
    assert [part.plain for part in split(as_text("one two three"), 10)] == ["one two", "three"]
    assert [part.plain for part in split(as_text("onetwothree"), 4)] == ["onet", "woth", "ree"]
    assert [part.plain for part in split("one " + bold("two three"), 9)] == ["one two", "three"]
    assert split(Text()) == ()
    assert split(as_text(" \n ")) == ()
    assert split(as_text("a")) == (as_text("a"),)
    assert split("" + bold("") + "a") == (as_text("a"),)
    assert [part.plain for part in split(bold("") + "abc", 2)] == ["ab", "c"]
    assert [part.plain for part in split(as_text(" " * 9 + "a"), 4)] == ["a"]


def test_split_keeps_the_styles() -> None:
    parts = split(bold("one two ") + "three " + quote("four"), 8)
    assert [[(run.words, run.style.value) for run in part.runs] for part in parts] == [
        [("one two ", "bold")],
        [("three ", "plain")],
        [("four", "blockquote")],
    ]


@given(TEXTS, st.integers(2, 40))
def test_split_loses_no_word_and_keeps_to_the_limit(text: Text, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < part.units <= limit for part in parts)
    assert all(part.plain.strip() for part in parts)
    assert "".join("".join(part.plain for part in parts).split()) == "".join(text.plain.split())
    for style in Style:
        before = "".join(run.words for run in text.runs if run.style is style)
        after = "".join(run.words for part in parts for run in part.runs if run.style is style)
        assert "".join(after.split()) == "".join(before.split())


@given(TEXTS)
def test_split_cuts_no_word_that_fits_a_message(text: Text) -> None:
    text = Text(tuple(Run(run.words + " ", run.style) for run in text.runs))
    longest = max((len(word) for word in text.plain.split()), default=0)
    parts = split(text, 4 * longest + 4)
    assert [word for part in parts for word in part.plain.split()] == text.plain.split()


@given(WORDS, st.integers(1, 40))
def test_clip_keeps_to_the_limit_and_to_the_words(words: str, limit: int) -> None:
    clipped = clip(words, limit)
    assert units(clipped) <= limit
    if clipped != words:
        assert clipped.endswith("…")
        assert words.startswith(clipped[:-1])


@given(st.lists(WORDS, max_size=5))
def test_join_is_the_joined(words: list[str]) -> None:
    assert join(" ", words).plain == " ".join(filter(None, words))


@given(WORDS, WORDS)
def test_fill_is_the_filled(one: str, two: str) -> None:
    assert fill("{one}-{two}", one=one, two=bold(two)).plain == f"{one}-{two}"
