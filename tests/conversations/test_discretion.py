"""No repr shows a person's words, scores or secrets: what a traceback or a log could catch is harmless."""

from conversations.effects import Tap
from conversations.events import Attachment as Kind
from conversations.events import Commanded, Edited, Located, Said, Sent, Tapped
from conversations.summary import of_week
from conversations.turn import Scene, Turn
from conversations.wording.voice import Wording
from tests.conversations.cast import CODE, SETS, FewPlaces, at_the_door, newcomer
from tests.conversations.walking import at_stayed

SECRET = "the thing I never told anybody"


def test_of_a_journal_with_everything_in_it() -> None:
    chat = at_stayed()
    chat.says(SECRET)
    chat.edits(chat.says("x"), SECRET)
    chat.taps("Next")
    chat.says(SECRET)
    chat.taps("Next")
    chat.says(SECRET)
    scene = Scene(chat.kept, chat.now, Wording(), SETS, FewPlaces())
    week = of_week(chat.kept, SETS, chat.now, until=chat.now)
    shown = repr((chat.kept, chat.turn, chat.kept.desk.outbox, scene, week))
    assert SECRET not in shown
    for score in ("Quite a lot", "value=4", "connection=4", "dip=", "Felt with me", "Highest", "Porto"):
        assert score not in shown


def test_of_what_is_about_to_be_said() -> None:
    chat = at_stayed()
    turn = chat.core.step(chat.kept, Said(SECRET, 5), chat.now)
    assert SECRET not in repr(turn)
    assert "toast" not in repr(Turn(None, toast=SECRET))


def test_of_events() -> None:
    events = (
        Said(SECRET, 1), Edited(SECRET, 1), Sent(Kind.PHOTO, 1, SECRET), Commanded("start", SECRET),
        Located(41.15, -8.61, 1), Tapped(Tap("r", "7", "comfort", SECRET), 1),
    )  # fmt: skip
    shown = repr(events)
    assert SECRET not in shown
    assert "41.15" not in shown


def test_of_the_door_and_of_a_place() -> None:
    chat = at_the_door()
    assert CODE not in repr(chat.at_the_door)
    chat = newcomer()
    for label in ("Monday", "17:00", "17:00", "50 minutes", "Every week"):
        chat.taps(label)
    chat.says("London")
    assert "London," not in repr(chat.kept)
    assert CODE not in repr(chat.turn)
