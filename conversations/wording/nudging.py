"""What the bot says first. Neutral on a lock screen: no name, no "therapy", a person's own words covered."""

from datetime import date, datetime

from conversations.text import Text, clip, join, spoiler
from conversations.wording.reflecting import QUOTED
from conversations.wording.voice import Wording


def nudge(w: Wording, *, late: bool) -> Text:
    """After a session."""
    return join(" ", [w.say("Ready for your check-in?"), was_away(w) if late else ""])


def reminder(w: Wording) -> Text:
    """Once, hours later."""
    return w.say("Your check-in is still here, if you want it. I won't ask again by myself.")


def tap_or_write(w: Wording) -> Text:
    """A word or two that is none of the buttons."""
    return w.say("Tap when you would like to, or just write what you want to keep.")


def was_away(w: Wording) -> Text:
    """Why something comes late."""
    return w.say("This comes late: I was switched off.")


def keep_change_or_pause(w: Wording) -> Text:
    """After three nudges without an answer, once."""
    return w.say("The last few check-ins went by, and that is fine. Shall I keep asking, change when I ask, or pause?")


def keeping(w: Wording) -> Text:
    """The nudges stay as they are."""
    return w.say("All right, I'll keep asking as before.")


def prepare(w: Wording, starts_at: datetime, today: date, items: list[str]) -> Text:
    """Before a session: what was saved to bring up, in the person's words, covered. It may be the evening before."""
    if starts_at.date() == today:
        when = w.say("At {time}.", time=w.time(starts_at))
    else:
        when = w.say("On {moment}.", moment=w.moment(starts_at))
    saved = w.count("You saved this to bring up:", "You saved these to bring up:", len(items))
    heading = join(" ", [when, saved])
    shown = [spoiler(clip(words, QUOTED)) for words in items[:8]]
    left = len(items) - len(shown)
    more = w.count("and {number} more, in /history", "and {number} more, in /history", left) if left else Text()
    return join("\n", [heading, *shown, more])


def snoozed(w: Wording, at: datetime, now: datetime) -> Text:
    """When it will ask again; both local."""
    if at.date() == now.date():
        return w.say("All right, I'll ask again at {time}.", time=w.time(at))
    return w.say("All right, I'll ask again on {moment}.", moment=w.moment(at))


def gone(w: Wording) -> str:
    """A button under a nudge that was answered or has passed."""
    return w.label("That one is done. /reflect begins a new one.")


def pause_over(w: Wording) -> Text:
    """The pause they chose has come to its end."""
    return w.say("Your pause is over, so I'll ask after your sessions again. /pause makes it longer.")
