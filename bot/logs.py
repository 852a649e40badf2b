"""One line an event: what, a person's pseudonym, a kind, an error's name. Never a text, a score, an update or the token.

Records of our own rooms are printed as they are written. Of any other library only its name, the level and the error's
kind are printed, because its messages hold URLs and bodies.
"""

import logging
import sys
from collections.abc import Mapping
from hashlib import blake2s
from logging import Formatter, Logger, LogRecord
from pathlib import PurePath
from time import gmtime, strftime
from traceback import extract_tb
from typing import TextIO

OURS = ("bot", "storage", "conversations")

Fact = str | int | float | None


def note(log: Logger, level: int, what: str, person: int | None = None, **facts: Fact) -> None:
    """Log one event. `person` is an id and leaves this function only as a pseudonym; facts never hold a person's words."""
    if log.isEnabledFor(level):
        log.log(level, what, extra={"person": person, "facts": facts})


def kind(error: BaseException) -> str:
    """What an error is and where it came from, without its message: "KeyError at dialogue.py:120"."""
    frames = extract_tb(error.__traceback__)
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


class Line(Formatter):
    """A record as one line. `token` keys the pseudonyms, so that they last, and is taken out wherever it shows up."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self._key = blake2s(token.encode()).digest()

    def pseudonym(self, person_id: int) -> str:
        """Eight hex digits that stand for a person in the logs of one bot."""
        return blake2s(str(person_id).encode(), key=self._key, digest_size=4).hexdigest()

    def format(self, record: LogRecord) -> str:
        words = [strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(record.created)), record.levelname.lower(), record.name]
        if record.name.partition(".")[0] in OURS:
            words.append(record.getMessage())
            person = getattr(record, "person", None)
            if person is not None:
                words.append(f"person={self.pseudonym(person)}")
            facts: Mapping[str, Fact] = getattr(record, "facts", {})
            words.extend(f"{name}={fact}" for name, fact in facts.items())
        if record.exc_info and record.exc_info[1] is not None:
            words.append(f"error={kind(record.exc_info[1])}")
        line = " ".join(words).replace("\n", " ")
        return line.replace(self._token, "[token]") if self._token else line


def configure(level: str, token: str, stream: TextIO | None = None) -> None:
    """Send every log record of this program to `stream` (default: standard error), one line each."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Line(token))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    logging.captureWarnings(capture=True)
