"""When a summary is said: on its evening if there is something to say, and whenever it is asked for."""

from conversations import summary
from conversations.nudges import Due
from conversations.turn import Scene
from conversations.wording import summaries


def due(scene: Scene, moment: Due) -> Scene:
    """The week's evening has come; a week with nothing in it passes in silence."""
    scene = scene.with_desk(summarised_on=moment.on)
    week = summary.of_week(scene.journal, scene.sets, scene.now)
    return scene.saying(summaries.weekly(scene.words, week, scene.zone)) if week.sessions else scene


def asked(scene: Scene) -> Scene:
    """/summary."""
    week = summary.of_week(scene.journal, scene.sets, scene.now)
    return scene.saying(summaries.weekly(scene.words, week, scene.zone))
