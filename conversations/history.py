"""The pages of the past, newest first: what is open to bring up, then each reflection and note.

A button names the entry and the page it leads to, so it means the same however late it is tapped.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from conversations.effects import Button, Tap
from conversations.model import CarryState, Note, Reflection, ReflectionState
from conversations.text import Text, join, split
from conversations.turn import Scene
from conversations.wording import keeping

CARD = "history"
FLOW = "h"
PAGE_UNITS = 3500  # leaves room for the line that says where we are
LAST_PAGE = 999  # or less, if an entry has fewer
TO_BRING_UP = 0

Entry = tuple[int, datetime, Callable[[], Text]]


def open_first(scene: Scene) -> Scene:
    """/history."""
    entries = _entries(scene)
    if not entries:
        return scene.saying(keeping.nothing_yet(scene.words))
    return _show(scene, entries, 0, 0)


def tapped(scene: Scene, tap: Tap) -> Scene:
    """Older or newer."""
    entries = _entries(scene)
    place = next((place for place, entry in enumerate(entries) if str(entry[0]) == tap.ref), None)
    if place is None:
        return open_first(scene)
    return _show(scene, entries, place, int(tap.step) if tap.step.isdecimal() else 0)


def _entries(scene: Scene) -> list[Entry]:
    journal = scene.journal
    past: list[Entry] = [(each.id, each.started_at, partial(_reflection, scene, each)) for each in journal.reflections]
    past.extend((each.id, each.written_at, partial(_note, scene, each)) for each in journal.notes)
    past.sort(key=lambda entry: entry[1], reverse=True)
    items = [item.words for item in journal.carry_items if item.state is CarryState.OPEN]
    if items:
        past.insert(0, (TO_BRING_UP, scene.now, partial(keeping.to_bring_up, scene.words, items)))
    return past


def _show(scene: Scene, entries: list[Entry], place: int, page: int) -> Scene:
    w = scene.words
    pages = split(entries[place][2](), PAGE_UNITS)
    page = min(page, len(pages) - 1)
    newer = older = None
    if page + 1 < len(pages):
        older = (entries[place][0], page + 1)
    elif place + 1 < len(entries):
        older = (entries[place + 1][0], 0)
    if page > 0:
        newer = (entries[place][0], page - 1)
    elif place > 0:
        newer = (entries[place - 1][0], LAST_PAGE)
    ways = ((w.label("Newer"), newer), (w.label("Older"), older))
    keys = tuple(Button(label, Tap(FLOW, str(to[0]), str(to[1]))) for label, to in ways if to is not None)
    return scene.showing(CARD, keeping.page(w, pages[page], place + 1, len(entries)), (keys,) if keys else ())


def _reflection(scene: Scene, reflection: Reflection) -> Text:
    w = scene.words
    whole = reflection.state is ReflectionState.FINISHED
    answers = [
        keeping.answer(
            w,
            answer.asked,
            answer.labels,
            answer.value if isinstance(answer.value, int) else None,
            "" if answer.labels else answer.words,
        )
        for answer in reflection.answers
        if answer.key != "held" and not answer.skipped
    ]
    notes = [keeping.beside(w, "\n".join(part.words for part in reflection.notes))] if reflection.notes else []
    return join("\n\n", [keeping.reflection_heading(w, reflection.about_on, whole=whole), *answers, *notes])


def _note(scene: Scene, note: Note) -> Text:
    return keeping.note(scene.words, note.written_at.astimezone(scene.zone).date(), note.words)
