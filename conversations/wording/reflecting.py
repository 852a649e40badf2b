"""What is said during a reflection."""

from datetime import date, datetime

from conversations.text import Text, bold, clip, italic, join, quote
from conversations.wording.voice import Wording

QUOTED = 300  # UTF-16 units of a person's words within a question; all of them stand in /history


def question(w: Wording, wording: str, place: int, total: int, *, item: str = "", about_on: date | None = None) -> Text:
    """The card of a question: where we are, about which day where that is not today, and what is asked."""
    progress = w.say("{place} of {total}", place=w.number(place), total=w.number(total))
    if about_on is not None:
        progress = w.say("{progress}, about {day}", progress=progress, day=w.day(about_on))
    return join("\n", [italic(progress.plain), bold(asked(w, wording, item).plain)])


def asked(w: Wording, wording: str, item: str = "") -> Text:
    """A question by itself."""
    return w.say(wording, item=quoted(item))


def quoted(words: str) -> str:
    """A person's words within a sentence: in one line, and not too many of them."""
    return clip(" ".join(words.split()), QUOTED)


def settled(w: Wording, wording: str, item: str, said: str) -> Text:
    """What stays of a question's card above the words that answered it."""
    return join("\n", [bold(asked(w, wording, item).plain), said])


def written_so_far(w: Wording, written: str) -> Text:
    """Under a question that was answered in words, when the person comes back to it."""
    return join(
        "\n",
        [
            w.say("You wrote:"),
            quote(clip(written, 1500)),
            w.say("Write more below to add to it. To change it, edit your message above."),
        ],
    )


def gathering(w: Wording) -> Text:
    """After a bubble: it is kept, and more may come."""
    return w.say("Kept. Write more if you like, or tap Next.")


def kept_as_note(w: Wording) -> Text:
    """Words came where a tap was asked for."""
    return w.say("I kept that with this reflection. For this question, tap what fits, or Skip.")


def already_past(w: Wording) -> str:
    """A button of a question that is behind us."""
    return w.label("That one is already kept. We are further down.")


def paused(w: Wording, place: int, total: int) -> Text:
    """A walk that rests."""
    return w.say(
        "We stop here, at {place} of {total}. All you said is kept. Come back any time.",
        place=w.number(place),
        total=w.number(total),
    )


def going_on(w: Wording, said: str) -> Text:
    """Back after a pause, with what was said last."""
    if not said:
        return w.say("Here is where we stopped.")
    return w.say("Here is where we stopped. Before that you said: “{said}”", said=quoted(said))


def closed_as_it_was(w: Wording, about_on: date) -> Text:
    """An older walk made way for a new one."""
    return w.say("The reflection of {day} was still open. I kept it as it is, in /history.", day=w.day(about_on))


def questions_changed(w: Wording) -> Text:
    """A walk whose questions are no longer asked in that version."""
    return w.say("The questions have changed since you began. What you said is kept as it is, in /history.")


def did_not_happen(w: Wording, next_at: datetime | None) -> Text:
    """There was no session."""
    return join(
        " ",
        [
            w.say("All right, there is nothing to do then."),
            w.say("The next one is on {moment}.", moment=w.moment(next_at)) if next_at else "",
        ],
    )


def asked_later(w: Wording, at: datetime) -> Text:
    """The person wants to be asked later; `at` is local."""
    return w.say("I'll ask again on {moment}.", moment=w.moment(at))


def nothing_said(w: Wording) -> Text:
    """A walk that was gone through without an answer."""
    return w.say("Nothing to keep this time, and that is fine.")


def closing(
    w: Wording,
    *,
    stayed: str,
    carried: list[str],
    less_connected: bool,
    near_again: bool,
    next_at: datetime | None,
) -> Text:
    """The end of a walk: what mattered in the person's own words, and what comes next."""
    paragraphs: list[Text] = [w.say("That is all I wanted to ask. It is kept in your journal.")]
    if stayed:
        paragraphs.append(w.say("What stays with you from today:") + "\n" + quote(clip(stayed, 1200)))
    if carried:
        heading = w.say("To bring up next time:")
        paragraphs.append(join("\n", [heading, *(quote(clip(words, QUOTED)) for words in carried[:6])]))
    if less_connected:
        paragraphs.append(
            w.say("This session felt less connected than is usual for you. That can mean many things, or nothing.")
        )
    if near_again:
        paragraphs.append(w.say("Closer to your usual again."))
    if next_at:
        paragraphs.append(w.say("Your next one: {moment}.", moment=w.moment(next_at)))
    else:
        paragraphs.append(w.say("When you know your next session, tell me in /settings."))
    return join("\n\n", paragraphs)


def changed(w: Wording) -> Text:
    """An edited message was taken over."""
    return w.say("I changed it in your journal too.")


def not_words(w: Wording) -> Text:
    """A picture, a voice note, a sticker."""
    return w.say("I can only keep words. If you like, write a few instead.")


def kept_the_words(w: Wording) -> Text:
    """A picture with words under it."""
    return w.say("I kept your words, not the picture or file.")
