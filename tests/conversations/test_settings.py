"""/settings, /pause and /resume."""

from datetime import time

from tests.conversations.cast import resident


def test_quiet_hours_are_tapped() -> None:
    chat = resident()
    chat.commands("settings")
    chat.sees("Quiet: 22:00 to 08:00")
    chat.taps("Quiet hours")
    chat.taps("21:00")
    chat.sees("And when do they end?")
    chat.taps("07:00")
    chat.sees("Saved.")
    chat.sees("Quiet: 21:00 to 07:00")
    assert (chat.kept.profile.quiet_from, chat.kept.profile.quiet_to) == (time(21), time(7))
