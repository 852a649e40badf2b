"""Any question set that is not refused can be walked from end to end, whatever is tapped and typed."""

from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conversations.model import ReflectionState
from conversations.questions import AskIf, Kind, QuestionSetError, parse
from tests.conversations.cast import SESSION, dialogue, resident
from tests.conversations.walking import NUDGE_AT

HEAD = 'id = "own"\nversion = 1\nname = "My own"\n[scale]\nlabels = ["No", "A bit", "So so", "Yes", "Very"]\n'
IDS = ("held", "carry_check", "a", "b", "c", "d", "e", "f")


@st.composite
def questions(draw: st.DrawFn) -> str:
    """A question set's source; some are refused."""
    rows = [HEAD]
    for place, name in enumerate(draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=7, unique=True))):
        kind, ask_if = draw(st.sampled_from(Kind)), draw(st.sampled_from((*AskIf, AskIf.ALWAYS, AskIf.ALWAYS)))
        rows.append(f'[[question]]\nid = "{name}"\nkind = "{kind}"\nask_if = "{ask_if}"')
        item = " {item}" if ask_if is AskIf.EACH_OPEN_ITEM else ""
        rows.append(f'wording = "Question {place}{item}?"')
        if kind in {Kind.CHOICE, Kind.CHOICES}:
            words = draw(
                st.sampled_from(('yes = "Yes", no = "No"', 'partly = "Partly", later = "Later", dropped = "No"'))
            )
            rows.append(f"choices = {{ {words} }}")
        if kind is Kind.CHOICES and draw(st.booleans()):
            rows.append('none = "None"')
        if kind is Kind.TEXT:
            rows.append(draw(st.sampled_from(("", "carries = true", "offers_to_carry = true"))))
        if kind is Kind.SCALE:
            rows.append(draw(st.sampled_from(("", 'about = "connection"', 'about = "relief"'))))
        if ask_if is AskIf.LOW:
            rows.append(f'variants = [{{ low = ["{draw(st.sampled_from(IDS))}"], wording = "What was it?" }}]')
        rows.append(f"skippable = {draw(st.sampled_from(('true', 'false')))}")
    return "\n".join(rows)


@settings(max_examples=120, deadline=None)
@given(questions(), st.data())
def test_any_set_that_is_read_can_be_walked(source: str, choice: st.DataObject) -> None:
    try:
        own = parse(source, "own.toml")
    except QuestionSetError:
        assume(False)
    chat = resident(core=dialogue({"session": SESSION, "own": own}), question_set="own")
    chat.says("the letter")
    chat.taps("Bring it up next time")
    chat.waits_until(NUDGE_AT)
    chat.commands("reflect")
    for _ in range(40):
        if "reflection" not in chat.kept.desk.cards:
            break
        buttons = [button for button in chat.card("reflection").buttons if button.label != "Pause"]
        button = choice.draw(st.sampled_from(buttons)) if buttons else None
        if button is None or choice.draw(st.integers(0, 5)) == 0:
            own_id = chat.says(button.label if button else "in a few words")
            chat.edits(own_id, choice.draw(st.sampled_from(("2", "Yes", "out of the blue"))))
        else:
            chat.taps_again(button, chat.card("reflection").id)
    chat.waits(timedelta(days=8))
    chat.commands("summary")
    chat.commands("history")
    assert all(each.state is not ReflectionState.PAUSED for each in chat.kept.reflections)
