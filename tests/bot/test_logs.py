import io
import logging
import warnings
from collections.abc import Iterator

import pytest

from bot.logs import Line, configure, kind, note

TOKEN = "1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
log = logging.getLogger("bot.tested")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("bot", "storage", "conversations")}
    stream = io.StringIO()
    configure("info", TOKEN, stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = before
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


def line(stream: io.StringIO) -> str:
    (only,) = stream.getvalue().splitlines()
    return only


def test_an_event_is_one_line_without_the_persons_number(stream: io.StringIO) -> None:
    note(log, logging.INFO, "turn", 777888, event="Tapped", effects=2)
    written = line(stream)
    assert written.endswith(f" info bot.tested turn person={Line(TOKEN).pseudonym(777888)} event=Tapped effects=2")
    assert "777888" not in written


def test_a_pseudonym_lasts_and_differs_between_people_and_bots() -> None:
    assert Line(TOKEN).pseudonym(1) == Line(TOKEN).pseudonym(1)
    assert len({Line(TOKEN).pseudonym(1), Line(TOKEN).pseudonym(2), Line("other").pseudonym(1)}) == 3


def test_what_is_below_the_level_is_not_written(stream: io.StringIO) -> None:
    note(log, logging.DEBUG, "detail", 1)
    assert stream.getvalue() == ""


def test_another_librarys_words_are_never_repeated(stream: io.StringIO) -> None:
    try:
        int("private words")
    except ValueError:
        logging.getLogger("telegram.Bot").exception("calling https://api/bot%s with private words", TOKEN)
    written = line(stream)
    assert "telegram.Bot error=ValueError at test_logs.py:" in written
    assert "private" not in written
    logging.getLogger("telegram").info("not even this")
    assert "\n" not in stream.getvalue().strip()


def test_a_warning_is_named_and_not_shown(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("private words", stacklevel=1)
    assert "py.warnings" in line(stream)
    assert "private" not in stream.getvalue()


def test_the_token_is_taken_out_as_a_last_resort(stream: io.StringIO) -> None:
    log.warning("careless: %s\nsecond line", TOKEN)
    assert line(stream).endswith("careless: [token] second line")


def test_without_a_token_nothing_is_taken_out() -> None:
    record = logging.LogRecord("bot.x", logging.INFO, "x.py", 1, "plain", None, None)
    assert Line("").format(record).endswith("info bot.x plain")


def test_an_error_is_known_by_its_kind_and_place() -> None:
    assert kind(ValueError("private words")) == "ValueError"
