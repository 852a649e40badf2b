"""Times and lengths as people type them."""

from datetime import time

import pytest

from conversations.times import read_minutes, read_time


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("17", time(17)),
        (" 17:30 ", time(17, 30)),
        ("17.30", time(17, 30)),
        ("17h30", time(17, 30)),
        ("17 h 30", time(17, 30)),
        ("1730", time(17, 30)),
        ("0000", time(0)),
        ("7", time(7)),
        ("17 Uhr", time(17)),
        ("17 h", time(17)),
        ("5pm", time(17)),
        ("5 P.M.", time(17)),
        ("5:30 p.m.", time(17, 30)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("5 o'clock", time(5)),
    ],
)
def test_a_time_is_read(typed: str, expected: time) -> None:
    assert read_time(typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "x", "24", "24:00", "17:60", "17:5", "0am", "13pm", "17pm", "at five", "5 past 3"]
)
def test_what_is_no_time_is_not_read(typed: str) -> None:
    assert read_time(typed) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("80", 80),
        ("80 min", 80),
        ("80 minutes", 80),
        ("0", 0),
        ("1 hour", 60),
        ("2 hours", 120),
        ("2h", 120),
        ("1h30", 90),
        ("1 h 30 min", 90),
        ("1 hour 30 minutes", 90),
        ("1 hour and 30 minutes", 90),
    ],
)
def test_a_length_is_read(typed: str, expected: int) -> None:
    assert read_minutes(typed) == expected


@pytest.mark.parametrize("typed", ["", "  ", "fifty", "80 minutes, more or less", "12345", "1.5 hours", "h"])
def test_what_is_no_length_is_not_read(typed: str) -> None:
    assert read_minutes(typed) is None
