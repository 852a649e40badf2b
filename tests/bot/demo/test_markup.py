from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.demo.markup import parse
from bot.demo.rules import Json, RefusedError, units


def entity(kind: str, offset: int, length: int, **more: str) -> Json:
    return {"type": kind, "offset": offset, "length": length} | more


SHOWN = [
    ("plain", "plain", []),
    ("<b>a</b> <strong>b</strong>", "a b", [entity("bold", 0, 1), entity("bold", 2, 1)]),
    ("🌱<i>a</i>", "🌱a", [entity("italic", 2, 1)]),
    ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
    ("  <u>a</u>\n", "a", [entity("underline", 0, 1)]),
    ("<s> a </s>", "a", [entity("strikethrough", 0, 1)]),
    ("<b></b>a", "a", []),
    ("a<b> </b>", "a", []),
    ("&lt;b&gt; &amp;amp; &#128578;&#x41;&nbsp;", "<b> &amp; 🙂A&nbsp;", []),
    ("<tg-spoiler>a</tg-spoiler>", "a", [entity("spoiler", 0, 1)]),
    ('<span class="tg-spoiler">a</span>', "a", [entity("spoiler", 0, 1)]),
    ('<a href="https://a.org/?x=1&amp;y">a</a>', "a", [entity("text_link", 0, 1, url="https://a.org/?x=1&y")]),
    ('<b id="x" class=y>a</b>', "a", [entity("bold", 0, 1)]),
    ('<a class="x">a.org</a>', "a.org", [entity("text_link", 0, 5, url="a.org")]),
    ("<a>a.org</a>", "a.org", [entity("text_link", 0, 5, url="a.org")]),
    ("🌱 <a>a.org</a>", "🌱 a.org", [entity("text_link", 3, 5, url="a.org")]),
    ("<code>/help</code>", "/help", [entity("code", 0, 5)]),
    ("<pre>a\nb</pre>", "a\nb", [entity("pre", 0, 3)]),
    ("<blockquote>a</blockquote>", "a", [entity("blockquote", 0, 1)]),
    ("<blockquote expandable>a</blockquote>", "a", [entity("expandable_blockquote", 0, 1)]),
    ("<tg-emoji emoji-id='5'>🌱</tg-emoji>", "🌱", [entity("custom_emoji", 0, 2, custom_emoji_id="5")]),
    ("<B>a</>", "a", [entity("bold", 0, 1)]),
    ("see /help_me, not a/b", "see /help_me, not a/b", [entity("bot_command", 4, 8)]),
    ("go to findahelpline.com.", "go to findahelpline.com.", [entity("url", 6, 17)]),
    ("https://a.org/x?y=1, me@a.org", "https://a.org/x?y=1, me@a.org", [entity("url", 0, 19)]),
]


@pytest.mark.parametrize(("html", "words", "entities"), SHOWN)
def test_html(html: str, words: str, entities: list[Json]) -> None:
    assert parse(html, "HTML", None) == (words, entities)


def test_an_entity_of_telegrams_own_is_not_taken_from_a_bot() -> None:
    assert parse("hello", "", [entity("hashtag", 0, 5), entity("bold", 1, 0)]) == ("hello", [])


def test_given_entities_move_with_the_trimming() -> None:
    assert parse("  ab  ", "", [entity("bold", 0, 6)]) == ("ab", [entity("bold", 0, 2)])


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), min_size=1).filter(str.strip))
def test_escaped_words_come_back_as_they_were(words: str) -> None:
    shown = parse(escape(words), "HTML", None)
    assert shown.words == words.strip()


@given(st.text(alphabet="<>/ab &;\"'=é🌱"))
def test_any_markup_is_taken_or_refused_in_telegrams_words(source: str) -> None:
    try:
        words, entities = parse(source, "HTML", None)
    except RefusedError as refused:
        words, entities = refused.description.removeprefix("Bad Request: can't parse entities: "), []
    assert not words.startswith("Bad Request")
    for found in entities:
        one = MessageEntity(found["type"], found["offset"], found["length"])
        assert 0 <= one.offset < one.offset + one.length <= units(words)
