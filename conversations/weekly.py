"""When a summary is said: on its evening if there is something to say, and whenever it is asked for."""

from datetime import UTC, date, datetime

from conversations import summary
from conversations.turn import Scene
from conversations.wording import summaries


def due(scene: Scene, on: date) -> Scene:
    """The week's evening has come, or did while the bot was off; a week with nothing in it passes in silence."""
    evening = datetime.combine(on, scene.profile.summary_at, scene.zone).astimezone(UTC)
    scene = scene.with_desk(summarised_on=on)
    week = summary.of_week(scene.journal, scene.sets, scene.now, until=evening)
    return scene.saying(summaries.weekly(scene.words, week)) if week.sessions else scene


def asked(scene: Scene) -> Scene:
    """/summary."""
    week = summary.of_week(scene.journal, scene.sets, scene.now, until=scene.now)
    return scene.saying(summaries.weekly(scene.words, week))
