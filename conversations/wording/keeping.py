"""What is said about what is kept: notes, and the pages of the past."""

from datetime import date

from conversations.text import Text, bold, italic, join, quote
from conversations.wording.voice import Wording


def unfiled(w: Wording) -> Text:
    """Words that came out of the blue."""
    return w.say("I wasn't asking anything just now. Shall I keep what you wrote?")


def kept_as_note(w: Wording) -> Text:
    """They are a note now."""
    return w.say("Kept as a note. You find it in /history.")


def kept_to_bring_up(w: Wording) -> Text:
    """They will come back before the next session."""
    return w.say("Saved to bring up next time.")


def thrown_away(w: Wording) -> Text:
    """They are gone."""
    return w.say("All right, I kept nothing of it.")


def nothing_yet(w: Wording) -> Text:
    """/history with nothing in it."""
    return w.say("Nothing is kept yet. /reflect begins your first reflection.")


def page(w: Wording, body: Text, place: int, total: int) -> Text:
    """A page of the past, with where it stands."""
    return body + "\n\n" + italic(w.say("{place} of {total}", place=w.number(place), total=w.number(total)).plain)


def to_bring_up(w: Wording, items: list[str]) -> Text:
    """The page of what is open to bring up."""
    return join("\n", [bold(w.label("To bring up next time")), *(quote(words) for words in items)])


def note(w: Wording, on: date, words: str) -> Text:
    """A note's page."""
    return join("\n", [bold(w.say("Note of {day}", day=w.long_day(on)).plain), quote(words)])


def reflection_heading(w: Wording, on: date, *, whole: bool) -> Text:
    """Above a reflection's answers."""
    heading = bold(w.say("Session of {day}", day=w.long_day(on)).plain)
    return heading if whole else join("\n", [heading, italic(w.label("Not finished"))])


def answer(w: Wording, asked: str, chosen: tuple[str, ...], number: int | None, written: str) -> Text:
    """One question and what was said to it."""
    said = w.several(chosen) if number is None else f"{w.number(number)} · {chosen[0]}"
    return join("\n", [bold(asked), quote(written) if written else said])


def beside(w: Wording, words: str) -> Text:
    """Words that were kept beside the questions."""
    return join("\n", [bold(w.label("You also wrote")), quote(words)])
