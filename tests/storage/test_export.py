import json
from dataclasses import replace
from typing import Any

from hypothesis import given

from conversations.model import Journal, Note
from conversations.phases import Part, Unfiled
from storage.export import export_json
from tests.storage.samples import NOW, journal
from tests.storage.soak import examples
from tests.storage.strategies import journals


def exported(of: Journal) -> dict[str, Any]:
    content = export_json(of, NOW)
    assert content.endswith(b"}\n")
    assert content.startswith(b'{\n  "schema"')
    plain: dict[str, Any] = json.loads(content)
    return plain


def test_all_that_was_written_is_there_in_words() -> None:
    plain = exported(journal())
    assert (plain["schema"], plain["version"], plain["exported_at"]) == (
        "afterword-export",
        1,
        "2025-03-04T18:30:00+00:00",
    )
    assert plain["profile"]["place"] == "Lisbon"
    assert plain["profile"]["nudge_after"] == 1800
    assert plain["sessions"][0]["planned_on"] == "2025-03-04"
    (reflection,) = plain["reflections"]
    tapped, written = reflection["questions"]
    assert (tapped["asked"], tapped["chosen"], tapped["value"], tapped["written"]) == (
        "How at ease did you feel?",
        ["Quite a lot"],
        4,
        [],
    )
    assert (written["chosen"], written["written"]) == ([], ["She remembered my brother"])
    assert plain["carry_items"][0]["words"] == ["ask about the summer"]
    assert plain["notes"][0]["words"] == ["a dream of a house"]
    assert plain["unfiled"] == []


def test_what_the_bot_keeps_for_itself_is_not() -> None:
    plain = exported(journal())
    assert "desk" not in plain
    assert "Thank you." not in json.dumps(plain)
    assert not {"revisiting", "answers"} & plain["reflections"][0].keys()


def test_words_that_wait_to_be_filed_are_there() -> None:
    before = journal()
    phase = Unfiled((Part(1, "out of the blue"), Part(2, "and more")))
    assert exported(replace(before, desk=replace(before.desk, phase=phase)))["unfiled"] == [
        "out of the blue",
        "and more",
    ]


def test_half_a_character_is_exported() -> None:
    note = Note(id=1, parts=(Part(1, "\ud83d"),), written_at=NOW)
    assert exported(Journal(person_id=7, notes=(note,)))["notes"][0]["words"] == ["\ud83d"]


@examples(30)
@given(journals())
def test_any_journal_is_exported(any_journal: Journal) -> None:
    assert len(exported(any_journal)["reflections"]) == len(any_journal.reflections)
