"""How a week is told: numbers with words beside them, own words covered, and no judgement of anyone."""

from conversations.summary import Rated, SessionSummary, WeeklySummary
from conversations.text import Text, bold, clip, join, spoiler
from conversations.wording.reflecting import QUOTED
from conversations.wording.voice import Wording


def weekly(w: Wording, summary: WeeklySummary) -> Text:
    """The week's message."""
    paragraphs: list[Text | str] = [bold(w.label("Your week"))]
    paragraphs.extend(_session(w, each) for each in summary.sessions)
    if not summary.sessions:
        paragraphs.append(w.say("No session noted this week. Nothing to catch up on."))
    if summary.highest and summary.lowest:
        paragraphs.append(
            join("\n", [_rated(w, w.label("Highest"), summary.highest), _rated(w, w.label("Lowest"), summary.lowest)])
        )
    if summary.quotes:
        paragraphs.append(
            join("\n", [w.say("You wrote:"), *(spoiler(clip(words, 2 * QUOTED)) for words in summary.quotes)])
        )
    if summary.noticed:
        paragraphs.append(join("\n", [w.say("You noticed:"), *(f"· {each}" for each in summary.noticed)]))
    if summary.to_bring_up:
        paragraphs.append(
            join(
                "\n",
                [w.say("To bring up next time:"), *(spoiler(clip(words, QUOTED)) for words in summary.to_bring_up[:6])],
            )
        )
    if summary.next_at:
        paragraphs.append(w.say("Your next one: {moment}.", moment=w.moment(summary.next_at)))
    paragraphs.append(w.say("/crisis has numbers to call, at any time."))
    return join("\n\n", paragraphs)


def _rated(w: Wording, which: str, rated: Rated) -> Text:
    return w.say("{which}: {name}, {score}", which=which, name=w.label(rated.name), score=w.number(rated.mean))


def _session(w: Wording, session: SessionSummary) -> Text:
    reading = session.reading
    lines: list[Text | str] = [bold(w.day(session.about_on))]
    if reading.connection is not None:
        lines.append(
            w.say("Connection: {score} of 5. {beside}", score=w.number(reading.connection), beside=_beside(w, session))
        )
    if session.relief is not None:
        lines.append(w.say("Relief: {score} of 5", score=w.number(session.relief)))
    if len(lines) == 1:
        lines.append(w.say("Kept. /history shows it."))
    return join("\n", lines)


def _beside(w: Wording, session: SessionSummary) -> Text:
    reading = session.reading
    if reading.usual is None:
        return w.say("Still learning your usual.")
    mean = w.number(reading.usual.mean)
    if reading.dip:
        return w.say(
            "Less connected than is usual for you ({usual}). That can mean many things, or nothing.", usual=mean
        )
    if reading.near_again:
        return w.say("Closer to your usual again ({usual}).", usual=mean)
    return w.say("About your usual ({usual}).", usual=mean)
