import json
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

import storage.documents
from conversations.model import Journal, Note, Profile
from conversations.phases import Part
from storage.documents import TABLES, VERSION, from_document, to_document, to_revision, version_of
from storage.errors import DocumentTooNew, DocumentUnreadable
from storage.lending import decode, encode
from tests.storage.samples import NOW, journal
from tests.storage.soak import examples
from tests.storage.strategies import a_thing_of


@examples(30)
@given(st.data())
@pytest.mark.parametrize("table", TABLES)
def test_whatever_the_model_holds_comes_back_equal(table: str, data: st.DataObject) -> None:
    item = data.draw(a_thing_of(table))
    document = decode(encode(to_document(table, item)))
    assert document[VERSION] == version_of(table)
    back = from_document(table, 1, document)
    assert back == item
    assert type(back) is type(item)


@examples(30)
@given(st.data())
@pytest.mark.parametrize("table", TABLES)
def test_a_revision_makes_one_document_of_the_other(table: str, data: st.DataObject) -> None:
    before, after = data.draw(a_thing_of(table)), data.draw(a_thing_of(table))
    document = decode(encode(to_document(table, before)))
    to_revision(before, after).apply(document)
    assert decode(encode(document)) == decode(encode(to_document(table, after)))


def test_a_longer_answer_costs_its_end() -> None:
    before = journal().reflections[0]
    after = replace(before, answers=(*before.answers, before.answers[0]))
    revision = to_revision(before, after)
    assert revision.fields == {}
    assert [(start, len(parts)) for start, parts in revision.tails.values()] == [(2, 1)]


def test_each_table_of_a_journal_has_documents() -> None:
    assert {*TABLES, "person_id"} == {*Journal.__dataclass_fields__}


def test_documents_are_plain() -> None:
    for table in TABLES:
        things = getattr(journal(), table)
        for thing in things if isinstance(things, tuple) else (things,):
            document = to_document(table, thing)
            assert orjson.loads(orjson.dumps(document)) == json.loads(json.dumps(document))


def test_a_missing_field_has_its_default() -> None:
    assert from_document("profile", 1, {VERSION: 1, "zone": "Asia/Tokyo"}) == Profile(zone="Asia/Tokyo")


@pytest.mark.parametrize(
    "document",
    [
        {},
        {VERSION: "1"},
        {VERSION: 0},
        {VERSION: 1, "zone": "UTC", "unheard_of": "secret words"},
        {VERSION: 1, "consent": "secret words"},
        {VERSION: 1, "nudge_after": "secret words"},
    ],
)
def test_what_is_not_a_document_is_named_and_not_quoted(document: dict[str, Any]) -> None:
    with pytest.raises(DocumentUnreadable) as caught:
        from_document("profile", 4, document)
    error = caught.value
    assert (error.table, error.doc_id) == ("profile", 4)
    assert str(error) == "document 4 of table profile cannot be read"
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize("value", [{"a": 1}, [1], 1.5])
def test_an_answers_value_is_one_of_four_kinds(value: object) -> None:
    document = to_document("reflections", journal().reflections[0])
    document["answers"][0]["value"] = value
    with pytest.raises(DocumentUnreadable):
        from_document("reflections", 3, document)


def test_a_newer_version_is_refused() -> None:
    with pytest.raises(DocumentTooNew) as caught:
        from_document("notes", 1, {VERSION: 2, "of": "another time"})
    assert (caught.value.version, caught.value.known) == (2, 1)


def test_an_older_version_is_brought_forward_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def split(document: dict[str, Any]) -> dict[str, Any]:
        lines = document.pop("text").splitlines()
        return {**document, "parts": [{"message_id": 0, "words": line} for line in lines]}

    def rename(document: dict[str, Any]) -> dict[str, Any]:
        at = document.pop("at")
        return {**document, "written_at": at}

    monkeypatch.setattr(storage.documents, "MIGRATIONS", {**dict.fromkeys(TABLES, ()), "notes": (split, rename)})
    assert version_of("notes") == 3
    note = Note(id=1, parts=(Part(0, "one"), Part(0, "two")), written_at=NOW)
    assert from_document("notes", 1, {VERSION: 1, "id": 1, "text": "one\ntwo", "at": NOW.isoformat()}) == note
    assert from_document("notes", 1, to_document("notes", note)) == note


def test_half_a_character_is_kept_and_a_number_too_large_is_refused() -> None:
    assert decode(encode({"words": "\ud83d"})) == {"words": "\ud83d"}
    with pytest.raises(TypeError):
        encode({"number": 2**70})
    with pytest.raises(TypeError):
        decode(b"[]")
