"""/settings, /pause and /resume: one thing changed, the rest left alone."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from conversations.phases import Arranging, Idle, Reflecting, Step
from tests.conversations.arranging import in_settings
from tests.conversations.cast import MONDAY, resident, weekly_slot

AT_17 = MONDAY.replace(hour=17)


def test_the_menu_says_all_that_is_arranged() -> None:
    chat = in_settings()
    assert chat.last.words.splitlines() == [
        "Settings",
        "Session: Monday, 17:00, 50 minutes, every week",
        "Time zone: Porto, Portugal",
        "I ask: 30 minutes after a session",
        "Quiet: 22:00 to 08:00",
        "Weekly summary: Sunday, 18:00",
        "Questions: After a session",
    ]
    assert chat.labels == [
        "Session", "Time zone", "When I ask", "Quiet hours", "Weekly summary", "Questions", "Pause",
    ]  # fmt: skip


def test_the_menu_says_what_is_not_arranged() -> None:
    chat = resident(summary_on=None, question_set="gone", paused=True)
    chat.journal = replace(chat.kept, slots=())
    chat.commands("settings")
    lines = chat.last.words.splitlines()
    assert [lines[1], *lines[5:]] == [
        "Sessions: no fixed time",
        "Weekly summary: none",
        "Questions: ",
        "Paused. /resume starts again.",
    ]


def test_back_leads_to_the_menu() -> None:
    for label in ("Session", "Time zone", "When I ask", "Quiet hours", "Weekly summary", "Questions"):
        chat = in_settings(label)
        chat.taps("Back")
        chat.sees("Settings")
        assert chat.kept.desk.phase == Idle()


# When the bot writes.


def test_how_long_after_a_session() -> None:
    chat = in_settings("When I ask", "Right away")
    chat.sees("I ask: right after a session")
    chat.taps("When I ask")
    chat.says("4 hours")
    assert chat.kept.profile.nudge_after == timedelta(hours=4)


def test_longer_than_four_hours_is_not_taken() -> None:
    chat = in_settings("When I ask")
    chat.says("241")
    chat.sees("I didn't get that.")
    assert chat.kept.profile.nudge_after == timedelta(minutes=30)


def test_quiet_hours_are_tapped() -> None:
    chat = in_settings("Quiet hours", "21:00")
    chat.sees("And when do they end?")
    chat.taps("07:00")
    chat.sees("Saved.")
    chat.sees("Quiet: 21:00 to 07:00")
    assert (chat.kept.profile.quiet_from, chat.kept.profile.quiet_to) == (time(21), time(7))


def test_quiet_hours_are_typed() -> None:
    chat = in_settings("Quiet hours")
    chat.says("11:15 pm")
    chat.says("never")
    chat.sees("I didn't get that.")
    chat.says("9.30")
    chat.sees("Quiet: 23:15 to 09:30")


def test_junk_under_the_quiet_hours() -> None:
    chat = in_settings("Quiet hours")
    chat.taps_junk("a", "", "quiet_from", "late")
    chat.says("22")
    chat.taps_junk("a", "", "quiet_to", "8")
    assert chat.kept.profile.quiet_to == time(8)
    assert chat.kept.desk.phase == Arranging(step=Step.QUIET_TO, trail=(Step.QUIET_FROM,))


def test_the_summary_s_day_and_hour() -> None:
    chat = in_settings("Weekly summary", "Friday", "20:00")
    chat.sees("Weekly summary: Friday, 20:00")
    assert (chat.kept.profile.summary_on, chat.kept.profile.summary_at) == (4, time(20))


def test_no_summary() -> None:
    chat = in_settings("Weekly summary", "No summary")
    chat.sees("Weekly summary: none")
    assert chat.kept.profile.summary_on is None


def test_other_questions() -> None:
    chat = in_settings("Questions")
    chat.says("the quick one")
    chat.sees("Questions: The quick one")
    chat.taps("Questions")
    chat.taps_junk("a", "", "questions", "another")
    assert chat.kept.profile.question_set == "quick"


# The pause.


@pytest.mark.parametrize(
    ("span", "until_on", "says"),
    [
        ("A week", date(2026, 11, 30), "Paused until Monday 30 November. /resume starts again."),
        ("Two weeks", date(2026, 12, 7), "Paused until Monday 7 December. /resume starts again."),
        ("Until I say so", None, "Paused. /resume starts again."),
    ],
)
def test_pause(span: str, until_on: date | None, says: str) -> None:
    chat = resident()
    chat.commands("pause")
    chat.sees("For how long shall I be quiet?")
    chat.taps(span)
    assert chat.last.words == says
    assert (chat.kept.profile.paused, chat.kept.profile.paused_until_on) == (True, until_on)
    chat.commands("settings")
    chat.sees(says)
    chat.taps("Resume")
    assert chat.kept.profile.paused is False
    assert "Pause" in chat.labels
    chat.taps("Pause")
    chat.sees("For how long shall I be quiet?")


def test_resume_says_when_the_next_session_is() -> None:
    chat = resident(paused=True)
    chat.commands("resume")
    assert chat.last.words == "I'll ask after your sessions again. The next one is on Monday 23 November, 17:00."
    chat = resident(weekly_slot(every_weeks=0), now=MONDAY + timedelta(days=1))
    chat.commands("resume")
    assert chat.last.words == "I'll ask after your sessions again."


def test_a_pause_takes_the_nudge_away() -> None:
    chat = resident()
    chat.waits_until(AT_17 + timedelta(hours=2))
    chat.sees("Ready for your check-in?")
    chat.commands("pause")
    chat.taps("A week")
    chat.does_not_see("Ready for your check-in?")


def test_pause_in_the_middle_of_a_change_leaves_nothing_asked() -> None:
    chat = in_settings("Session")
    chat.commands("pause")
    assert chat.kept.desk.phase == Idle()
    chat.taps("A week")
    chat.says("on Monday")
    chat.sees("I wasn't asking anything just now.")


def test_old_buttons_of_the_pause_leave_nothing_asked() -> None:
    for label in ("A week", "Until I say so"):
        chat = resident()
        chat.commands("pause")
        pausing = next(button for button in chat.last.buttons if button.label == label)
        chat.commands("settings")
        chat.taps("Session")
        chat.taps_again(pausing)
        assert chat.kept.desk.phase == Idle()
        chat.commands("settings")
        resuming = next(button for button in chat.last.buttons if button.label == "Resume")
        chat.taps("Session")
        chat.taps_again(resuming)
        assert chat.kept.desk.phase == Idle()
        chat.sees("Settings")


def test_settings_in_the_middle_of_a_change_begin_anew() -> None:
    chat = in_settings("Session", "Friday")
    chat.commands("settings")
    assert chat.kept.desk.phase == Idle()
    chat.sees("Session: Monday, 17:00, 50 minutes, every week")


def test_settings_leave_a_reflection_open() -> None:
    chat = resident()
    chat.commands("reflect")
    chat.commands("settings")
    chat.taps_junk("s", "", "", "nothing")
    assert isinstance(chat.kept.desk.phase, Reflecting)
    chat.says("4")
    assert chat.reflection.answers


def test_a_button_of_a_change_that_is_over() -> None:
    chat = in_settings("Session")
    button = chat.taps("Friday")
    chat.commands("settings")
    chat.taps_again(button)
    assert chat.toast == "That is settled. /settings changes it."
