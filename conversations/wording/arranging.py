"""What is asked and said about sessions' times, the time zone, and when the bot may write."""

from datetime import date, datetime, timedelta

from conversations.model import Profile, Slot
from conversations.phases import Place
from conversations.text import Text, bold, join
from conversations.wording.voice import Wording


def day(w: Wording) -> Text:
    """Which day of the week."""
    return w.say("On which day is your session?")


def hour(w: Wording) -> Text:
    """When it begins."""
    return w.say("When does it begin? Tap the hour, or type the time, like 17:30.")


def minute(w: Wording, at: int) -> Text:
    """The minutes past the hour."""
    return w.say("{hour} and how many minutes?", hour=w.number(at))


def length(w: Wording) -> Text:
    """How long it is."""
    return w.say("How long is it? Tap one, or type the minutes.")


def rhythm(w: Wording) -> Text:
    """How often it is."""
    return w.say("How often?")


def zone(w: Wording) -> Text:
    """Where the person is."""
    return w.say("Which city are you in? Type its name. I use it only for the time of day.")


def which_place(w: Wording) -> Text:
    """A name that stands for several cities."""
    return w.say("Which one is it? If none of these, type it again, with the country.")


def this_place(w: Wording, place: Place) -> Text:
    """The one city it may be."""
    return w.say("Shall I go by the time in {place}? If not, type your city.", place=place_name(place))


def no_such_place(w: Wording) -> Text:
    """A name that is in no gazetteer."""
    return w.say("I don't know that place. Try the nearest bigger city.")


def lost_at_sea(w: Wording) -> Text:
    """A location that has no time zone."""
    return w.say("I can't tell the time zone there. Type the nearest bigger city.")


def share_location(w: Wording) -> Text:
    """Before the phone's own button."""
    return w.say("Tap the button below. I keep only the time zone, not the place.")


def without_location(w: Wording) -> Text:
    """The phone's own button goes away."""
    return w.say("All right, without your location.")


def place_found(w: Wording, place: Place, local: datetime) -> Text:
    """The place that was taken, with its time, so a wrong one is noticed."""
    return w.say("{place}. It is {time} there.", place=place_name(place), time=w.time(local))


def place_name(place: Place) -> str:
    """A city and its country."""
    return ", ".join(part for part in (place.name, place.country) if part)


def move_sessions(w: Wording, zone_names: str) -> Text:
    """After a new time zone: whether the sessions move along."""
    return w.say("Your sessions still go by the time in {zone}. Keep that, or move them too?", zone=zone_names)


def first(w: Wording) -> Text:
    """Which of two weeks."""
    return w.say("Which one is your next session?")


def next_session(w: Wording) -> Text:
    """The next of sessions that vary."""
    return w.say("When is your next session?")


def timing(w: Wording, profile: Profile) -> Text:
    """The defaults, to be taken with one tap."""
    return join(
        "\n\n",
        [
            join("\n", [_asking(w, profile.nudge_after), _quiet(w, profile)]),
            w.say(
                "Once a week, on {weekday} at {time}, you get a short summary.",
                weekday=w.weekday(profile.summary_on or 0),
                time=w.time(profile.summary_at),
            )
            if profile.summary_on is not None
            else "",
            w.say("Is that good?"),
        ],
    )


def delay(w: Wording) -> Text:
    """How long after a session."""
    return w.say("How long after your session shall I ask? Tap one, or type minutes, up to 240.")


def quiet_from(w: Wording) -> Text:
    """When the quiet hours begin."""
    return w.say("I never write in your quiet hours. When do they begin?")


def quiet_to(w: Wording) -> Text:
    """When the quiet hours end."""
    return w.say("And when do they end?")


def summary_day(w: Wording) -> Text:
    """On which day the summary comes."""
    return w.say("On which day shall your weekly summary come?")


def summary_hour(w: Wording) -> Text:
    """At what time the summary comes."""
    return w.say("At what time? Tap one, or type it.")


def questions(w: Wording) -> Text:
    """Which question set."""
    return w.say("Which questions shall I ask?")


def not_understood(w: Wording) -> Text:
    """A typed answer that names none of the choices."""
    return w.say("I didn't get that.")


def first_this(w: Wording) -> Text:
    """A command before the arrangements are made."""
    return w.say("First these few questions, then that.")


def settled_already(w: Wording) -> str:
    """A button of a question that was answered before."""
    return w.label("That is settled. /settings changes it.")


def done(w: Wording, *, next_at: datetime | None, nudge_at: datetime | None, varies: bool) -> Text:
    """What happens next; both moments local."""
    paragraphs: list[Text | str] = [bold(w.label("That is all I need."))]
    if next_at and nudge_at:
        paragraphs.append(
            w.say(
                "Your next session: {session}. I'll write to you on {nudge}.",
                session=w.moment(next_at),
                nudge=w.moment(nudge_at),
            )
        )
    elif varies:
        paragraphs.append(w.say("When you know your next session, tell me in /settings."))
    paragraphs.append(w.say("Just had one? /reflect begins right away."))
    paragraphs.append(w.say("/settings changes all of this. /help tells the rest."))
    return join("\n\n", paragraphs)


def saved(w: Wording) -> Text:
    """A change in the settings was taken over."""
    return w.say("Saved.")


def settings(w: Wording, profile: Profile, *, slots: list[tuple[Slot, str]], place: str, asks: str) -> Text:
    """All that is arranged, line by line; a slot with the city of its zone where that is not the person's own."""
    lines: list[Text | str] = [bold(w.label("Settings"))]
    lines.extend(_slot(w, *slot) for slot in slots)
    if not slots:
        lines.append(w.say("Sessions: no fixed time"))
    lines.append(w.say("Time zone: {zone}", zone=place))
    lines.append(_asking(w, profile.nudge_after))
    lines.append(_quiet(w, profile))
    if profile.summary_on is None:
        lines.append(w.say("Weekly summary: none"))
    else:
        lines.append(
            w.say(
                "Weekly summary: {weekday}, {time}",
                weekday=w.weekday(profile.summary_on),
                time=w.time(profile.summary_at),
            )
        )
    lines.append(w.say("Questions: {name}", name=asks))
    if profile.paused:
        lines.append(_paused(w, profile.paused_until_on))
    return join("\n", lines)


def _slot(w: Wording, slot: Slot, city: str) -> Text:
    where = w.say(" ({city} time)", city=city) if city else Text()
    when = {"time": w.time(slot.at), "length": w.minutes(slot.length)}
    if slot.every_weeks == 0:
        return w.say("Next session: {day}, {time}, {length}", day=w.day(slot.first_on), **when) + where
    when["weekday"] = w.weekday(slot.first_on.weekday())
    if slot.every_weeks == 1:
        return w.say("Session: {weekday}, {time}, {length}, every week", **when) + where
    return w.say("Session: {weekday}, {time}, {length}, every two weeks", **when) + where


def _asking(w: Wording, delay: timedelta) -> Text:
    if not delay:
        return w.say("I ask: right after a session")
    return w.say("I ask: {length} after a session", length=w.minutes(delay))


def _quiet(w: Wording, profile: Profile) -> Text:
    if profile.quiet_from == profile.quiet_to:
        return w.say("Quiet hours: none")
    return w.say("Quiet: {start} to {end}", start=w.time(profile.quiet_from), end=w.time(profile.quiet_to))


def _paused(w: Wording, until_on: date | None) -> Text:
    if until_on is None:
        return w.say("Paused. /resume starts again.")
    return w.say("Paused until {day}. /resume starts again.", day=w.day(until_on))


def how_long_pause(w: Wording) -> Text:
    """How long to be quiet."""
    return w.say("For how long shall I be quiet? You can still write, and /reflect whenever you like.")


def paused(w: Wording, until_on: date | None) -> Text:
    """The pause has begun."""
    return _paused(w, until_on)


def resumed(w: Wording, next_at: datetime | None) -> Text:
    """The pause is over; `next_at` local."""
    return join(
        " ",
        [
            w.say("I'll ask after your sessions again."),
            w.say("The next one is on {moment}.", moment=w.moment(next_at)) if next_at else "",
        ],
    )


def after(w: Wording, length: timedelta) -> str:
    """A delay on a button."""
    return w.minutes(length) if length else w.label("Right away")
