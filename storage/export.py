"""All that one person wrote, as a JSON file for them to keep and read. Nothing of the bot's own state is in it.

    schema, version, exported_at    "afterword-export", 1, ISO 8601 in UTC
    profile                         the person's choices; lengths of time in seconds
    slots                           recurring appointments; `every_weeks` 0 is a single one
    sessions                        appointments that something is known of
    reflections                     one for each walk through a question set; `questions` in the order of asking:
                                    `key`, `asked`, `chosen` (the words of what was tapped), `written` (the person's
                                    own words), `value` (the scale's number, or the ids of what was tapped),
                                    `answered_at`; nothing chosen and nothing written: it was skipped.
                                    `notes` are words that came in between
    carry_items                     what was saved to bring up, in words
    notes                           words kept outside of any reflection
    unfiled                         words that were not yet said to be any of these

Ids are those of the journal, so that a session, its reflection and its carry items find each other.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson

from conversations.model import Answer, Journal, Reflection
from conversations.phases import Part, Unfiled
from storage.documents import to_plain

SCHEMA = "afterword-export"
VERSION = 1


def export_json(journal: Journal, exported_at: datetime) -> bytes:
    """A journal as JSON, UTF-8, indented by two. `exported_at` is aware."""
    phase = journal.desk.phase
    content = {
        "schema": SCHEMA,
        "version": VERSION,
        "exported_at": exported_at.astimezone(UTC).isoformat(),
        "profile": to_plain(journal.profile),
        "slots": [to_plain(slot) for slot in journal.slots],
        "sessions": [to_plain(session) for session in journal.sessions],
        "reflections": [_reflection(reflection) for reflection in journal.reflections],
        "carry_items": [_in_words(item, item.parts) for item in journal.carry_items],
        "notes": [_in_words(note, note.parts) for note in journal.notes],
        "unfiled": _words(phase.parts) if isinstance(phase, Unfiled) else [],
    }
    try:
        return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half a surrogate pair: see storage.lending.encode
        return json.dumps(content, indent=2).encode() + b"\n"


def _reflection(reflection: Reflection) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(reflection)
    del plain["answers"], plain["revisiting"]
    plain["questions"] = [_question(answer) for answer in reflection.answers]
    plain["notes"] = _words(reflection.notes)
    return plain


def _question(answer: Answer) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(answer)
    return {
        "key": plain["key"],
        "asked": plain["asked"],
        "chosen": plain["labels"],
        "written": _words(answer.parts),
        "value": plain["value"],
        "answered_at": plain["answered_at"],
    }


def _in_words(item: object, parts: Iterable[Part]) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(item)
    del plain["parts"]
    return {**plain, "words": _words(parts)}


def _words(parts: Iterable[Part]) -> list[str]:
    """Bubble by bubble, as they were written."""
    return [part.words for part in parts]
