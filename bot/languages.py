"""The core's constants, read once at start: question sets, catalogues, and the dialogue made of them."""

from gettext import GNUTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from conversations.atlas import Atlas
from conversations.care import Care
from conversations.care import parse as parse_care
from conversations.dialogue import Dialogue
from conversations.questions import QuestionSet, parse
from conversations.wording.voice import Wording

SOURCE = "en"
DOMAIN = "afterword"


def dialogue(atlas: Atlas) -> Dialogue:
    """The dialogue with all bundled question sets and languages."""
    return Dialogue(atlas, question_sets(), wordings(), care())


def care() -> Care:
    """The helplines, and the phrases of each language after which they are shown."""
    folder = files("conversations")
    lists = sorted(folder.joinpath("phrases").iterdir(), key=lambda source: source.name)
    texts = tuple(source.read_text("utf-8") for source in lists if source.name.endswith(".toml"))
    return parse_care(folder.joinpath("helplines.toml").read_text("utf-8"), texts)


def question_sets() -> dict[str, QuestionSet]:
    """The bundled question sets by id."""
    sources = sorted(files("conversations").joinpath("sets").iterdir(), key=lambda source: source.name)
    parsed = (parse(source.read_text("utf-8"), source.name) for source in sources if source.name.endswith(".toml"))
    return {each.id: each for each in parsed}


def wordings(catalogues: Traversable | None = None) -> dict[str, Wording]:
    """A wording for English, and for each language with a catalogue `<language>/LC_MESSAGES/afterword.mo` or `.po`."""
    found = {SOURCE: Wording()}
    folder = catalogues or files("conversations").joinpath("locale")
    if folder.is_dir():
        for language in sorted(folder.iterdir(), key=lambda language: language.name):
            translations = catalogue(language.joinpath("LC_MESSAGES"))
            if translations is not None:
                found[language.name] = Wording(translations, Locale.parse(language.name))
    return found


def catalogue(folder: Traversable) -> GNUTranslations | None:
    """The compiled catalogue of a folder, or the readable one compiled now; None where there is neither."""
    compiled, readable = folder.joinpath(f"{DOMAIN}.mo"), folder.joinpath(f"{DOMAIN}.po")
    if compiled.is_file():
        return GNUTranslations(BytesIO(compiled.read_bytes()))
    if not readable.is_file():
        return None
    buffer = BytesIO()
    write_mo(buffer, read_po(BytesIO(readable.read_bytes())))
    buffer.seek(0)
    return GNUTranslations(buffer)
