from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.languages import dialogue, question_sets, wordings
from bot.places import Gazetteer
from conversations.wording import service
from conversations.wording.voice import Wording

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "A private notebook with a few questions, at the right time."
msgstr "Ein privates Heft mit ein paar Fragen, zur rechten Zeit."
"""


def test_the_bundled_sets_are_there() -> None:
    sets = question_sets()
    assert {"session", "quick"} <= set(sets)
    assert all(set_id == each.id for set_id, each in sets.items())


def test_english_is_always_there() -> None:
    assert service.short_description(wordings()["en"]).startswith("A private notebook")
    built = dialogue(Gazetteer())
    assert "en" in built.wordings
    assert "session" in built.questions


@pytest.mark.parametrize("compiled", [True, False])
def test_a_catalogue_is_a_language(tmp_path: Path, compiled: bool) -> None:
    messages = tmp_path / "de" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (tmp_path / "fr").mkdir()
    (messages / "afterword.po").write_text(CATALOGUE, "utf-8")
    found = wordings(tmp_path)
    if compiled:
        with (messages / "afterword.po").open("rb") as source, (messages / "afterword.mo").open("wb") as target:
            write_mo(target, read_po(source))
        (messages / "afterword.po").unlink()
        found = wordings(tmp_path)
    assert set(found) == {"en", "de"}
    assert service.short_description(found["de"]) == "Ein privates Heft mit ein paar Fragen, zur rechten Zeit."
    assert found["de"].locale.language == "de"
    assert isinstance(found["en"], Wording)


def test_no_folder_of_catalogues_is_no_trouble(tmp_path: Path) -> None:
    assert set(wordings(tmp_path / "none")) == {"en"}
