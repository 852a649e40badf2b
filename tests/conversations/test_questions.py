"""Question sets: what is read, and every refusal with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.questions import CONNECTION, AskIf, Kind, QuestionSetError, parse
from tests.conversations.cast import QUICK, SESSION

HEAD = 'id = "mine"\nversion = 3\nname = "Mine"\n[scale]\nlabels = ["No", "Yes"]\n'
SCALE = '[[question]]\nid = "ease"\nkind = "scale"\nwording = "How was it?"\n'


def test_the_default_set() -> None:
    assert [question.id for question in SESSION.questions] == [
        "held", "carry_check", "comfort", "openness", "understood", "on_side", "together", "return", "relief",
        "follow_up", "unusual", "noticed", "stayed", "carry",
    ]  # fmt: skip
    assert SESSION.connection == ("comfort", "openness", "understood", "on_side", "together", "return")
    assert [question.id for question in SESSION.questions if not question.skippable] == ["held"]
    comfort = SESSION.questions[2]
    assert comfort.choices == (
        ("1", "Not at all"), ("2", "A little"), ("3", "Somewhat"), ("4", "Quite a lot"), ("5", "Very much"),
    )  # fmt: skip


def test_the_quick_set() -> None:
    assert [question.id for question in QUICK.questions] == ["held", "openness", "on_side", "return", "carry"]


def test_every_key_is_read() -> None:
    source = (
        HEAD
        + SCALE
        + 'about = "connection"\nskippable = false\n'
        + """
        [[question]]
        id = "why_not"
        kind = "text"
        ask_if = "low"
        offers_to_carry = true
        variants = [{ low = ["ease"], wording = "What was hard?" }]
        [[question]]
        id = "seen"
        kind = "choices"
        wording = "What did you see?"
        choices = { a = "A tree", b = "A house" }
        none = "Nothing"
        not_after = ["why_not"]
        [[question]]
        id = "again"
        kind = "choice"
        wording = "“{item}”?"
        choices = { yes = "Yes" }
        ask_if = "each_open_item"
        """
    )
    ease, why_not, seen, again = parse(source, "mine.toml").questions
    assert (ease.kind, ease.about, ease.skippable) == (Kind.SCALE, CONNECTION, False)
    assert ease.choices == (("1", "No"), ("2", "Yes"))
    assert (why_not.variants[0].low, why_not.offers_to_carry, why_not.wording) == (("ease",), True, "")
    assert (seen.choices, seen.none, seen.not_after) == ((("a", "A tree"), ("b", "A house")), "Nothing", ("why_not",))
    assert again.ask_if is AskIf.EACH_OPEN_ITEM


def test_all_that_a_person_reads_is_told() -> None:
    sentences = list(QUICK.sentences())
    assert sentences[:5] == ["The quick one", "Did your session happen?", "Yes", "No, it didn't", "Ask me later"]
    assert "None of these" in SESSION.sentences()
    assert "What would make going back easier? You can skip this." in SESSION.sentences()
    assert "" not in [*SESSION.sentences(), *sentences]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("id = 1 2", "at line 1"),
        ("", "there is no [[question]]"),
        (HEAD, "there is no [[question]]"),
        ("question = 3", "[scale] and [[question]] are tables"),
        ("question = [3]", "[scale] and [[question]] are tables"),
        ("scale = 3", "[scale] and [[question]] are tables"),
        ("scale = { labels = 3 }\n" + SCALE, "a list of strings was expected"),
        ("scale = { labels = [3] }\n" + SCALE, "a list of strings was expected"),
        (SCALE + "[scale]\nlabels = ['x']", "id, version and name are needed, the version a whole number"),
        (HEAD.replace("= 3", "= '3'") + SCALE, "id, version and name are needed, the version a whole number"),
        (HEAD.replace('"mine"', '"a b"') + SCALE, "id, version and name are needed, the version a whole number"),
        (HEAD.replace('"Mine"', '" "') + SCALE, "id, version and name are needed, the version a whole number"),
        (HEAD + "[[question]]\nkind = 'text'", "an id is needed"),
        (HEAD + "[[question]]\nid = 'a.b'", "an id is needed"),
        (HEAD + "[[question]]\nid = 'é'", "an id is needed"),
        (HEAD + "[[question]]\nid = 'a_very_long_name_indeed'", "at most 16"),
        (HEAD + SCALE + "colour = 'red'\nsize = 3", "ease: unknown key: colour, size"),
        (HEAD + "[[question]]\nid = 'a'\nkind = 'number'", "a: 'number' is not a valid Kind"),
        (HEAD + SCALE + "ask_if = 'tuesday'", "ease: 'tuesday' is not a valid AskIf"),
        (HEAD + SCALE + "ask_if = []", "ease: [] is not a valid AskIf"),
        (HEAD + "[[question]]\nid = 'a'\nkind = 'text'", "a: a wording is needed"),
        (HEAD + "[[question]]\nid = 'a'\nkind = 'text'\nwording = 3", "a: wording is a string"),
        (HEAD + "[[question]]\nid = 'a'\nkind = 'choice'\nwording = 'x'", "a: choices are needed"),
        (HEAD.replace('"No", "Yes"', "") + SCALE, "ease: choices are needed"),
        (HEAD + "[[question]]\nid = 'a'\nkind = 'choice'\nwording = 'x'\nchoices = ['y']", "a: choices are a table"),
        (HEAD + "[[question]]\nid = 'a'\nkind = 'choice'\nwording = 'x'\nchoices = {y = 3}", "a: choices are a table"),
        (
            HEAD + "[[question]]\nid = 'a'\nkind = 'choice'\nwording = 'x'\nchoices = {y = ' '}",
            "a: choices are a table",
        ),
        (
            HEAD + "[[question]]\nid = 'a'\nkind = 'choice'\nwording = 'x'\nchoices = {'y:z' = 'w'}",
            "a: a choice's id: letters, digits and underscores",
        ),
        (
            HEAD + "[[question]]\nid = 'a'\nkind = 'choice'\nwording = 'x'\nchoices = {skip = 'w'}",
            "none of back, go_on, next, none, pause, skip",
        ),
        (HEAD + SCALE + "wording2 = ''", "unknown key: wording2"),
        (HEAD + SCALE.replace("ease", "keep"), "keep: keep asks whether to keep what was written"),
        (HEAD + SCALE.replace("it?", "{it}?"), "ease: only {item} may stand in braces"),
        (HEAD + SCALE.replace("it?", "{item}?"), "ease: only {item} may stand in braces"),
        (HEAD + SCALE.replace("it?", "{}?"), "ease: only {item} may stand in braces"),
        (HEAD + SCALE.replace("it?", "{?"), "ease: only {item} may stand in braces"),
        (
            HEAD + SCALE + "variants = [{ low = ['ease'], wording = 'x' }]",
            "ease: variants and ask_if = low go together",
        ),
        (HEAD + SCALE + "ask_if = 'low'", "ease: variants and ask_if = low go together"),
        (HEAD + SCALE + "variants = [{ low = 'ease', wording = 'x' }]", "ease: a variant has low"),
        (HEAD + SCALE + "variants = [{ low = [], wording = 'x' }]", "ease: a variant has low"),
        (HEAD + SCALE + "variants = [{ low = [3], wording = 'x' }]", "ease: a list of strings was expected"),
        (HEAD + SCALE + "variants = [{ wording = 'x' }]", "ease: a variant has low"),
        (HEAD + SCALE + "variants = [3]", "ease: a variant has low"),
        (HEAD + SCALE + "variants = 3", "ease: a variant has low"),
        (HEAD + SCALE + "not_after = 'x'", "ease: a list of strings was expected"),
        (HEAD + SCALE + "not_after = ['relief', 'joy']", "ease: not asked before it: joy, relief"),
        (HEAD + SCALE + "not_after = ['ease']", "ease: not asked before it: ease"),
        (HEAD + SCALE + SCALE, "ease: this id stands twice"),
        (HEAD + SCALE + "about = 'mood'", "ease: about is connection or relief, of a scale"),
        (HEAD + SCALE.replace("scale", "text") + "about = 'relief'", "ease: about is connection or relief, of a scale"),
        (HEAD + SCALE + "carries = true", "ease: only words can be carried"),
        (HEAD + SCALE + "offers_to_carry = true", "ease: only words can be carried"),
        (HEAD + SCALE + "skippable = 'no'", "ease: skippable is true or false"),
        (HEAD + SCALE + "none = 'None'", "ease: none goes with several choices"),
    ],
)
def test_a_bad_set_is_refused_with_the_reason(source: str, reason: str) -> None:
    with pytest.raises(QuestionSetError) as refusal:
        parse(source, "mine.toml")
    assert str(refusal.value).startswith("mine.toml: ")
    assert reason in str(refusal.value)
    assert (refusal.value.name, refusal.value.reason in str(refusal.value)) == ("mine.toml", True)


VALUES = ('"text"', '""', "3", "true", "[]", '["ease"]', "[3]", "{}", '{ a = "b" }', "1979-05-27", "nan")
KEYS = ("id", "kind", "wording", "choices", "none", "ask_if", "not_after", "variants", "about", "skippable", "carries")


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)), max_size=6, unique_by=lambda pair: pair[0]))
def test_no_set_is_so_bad_that_it_raises_anything_else(pairs: list[tuple[str, str]]) -> None:
    rows = "\n".join(f"{key} = {value}" for key, value in pairs)
    try:
        parse(f"{HEAD}{SCALE}[[question]]\n{rows}", "mine.toml")
    except QuestionSetError:
        return
