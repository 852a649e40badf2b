"""Whether a change takes words away. A person's words are what the model marks `repr=False`; nothing is listed twice.

What is still there somewhere among the things that changed is not gone: words that move from the desk into a note stay.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from typing import Any, TypeAlias

from storage.shapes import alike, differing, shapes

Leaf: TypeAlias = str | int
_Value: TypeAlias = tuple[object, bool]  # a value, and whether it lies in a marked field


def loses_words(changes: Iterable[tuple[object, object]]) -> bool:
    """Whether any words or answers of the things before are in none of the things after.

    `changes`: pairs of one thing of the model, before and after. What both sides share costs next to nothing.
    """
    before: list[_Value] = []
    after: list[_Value] = []
    for was, now in changes:
        if was is not now and was != now:
            _compare(was, now, before, after, marked=False)
    if not before:
        return False
    return bool(_leaves_of(before) - _leaves_of(after))


def _compare(was: object, now: object, before: list[_Value], after: list[_Value], *, marked: bool) -> None:
    """Gather what only one of two values holds."""
    if isinstance(was, tuple) and isinstance(now, tuple):
        start = alike(was, now)
        before += [(part, marked) for part in was[start:]]
        after += [(part, marked) for part in now[start:]]
    elif type(was) is type(now) and is_dataclass(was):
        for shape, one, other in differing(was, now):
            _compare(one, other, before, after, marked=marked or shape.words)
    else:
        before.append((was, marked))
        after.append((now, marked))


def _leaves_of(values: list[_Value]) -> Counter[Leaf]:
    return Counter(leaf for value, marked in values for leaf in _leaves(value, marked=marked))


def _leaves(value: object, *, marked: bool) -> Iterator[Leaf]:
    """Every word and number of a value that lies in a marked field."""
    if isinstance(value, tuple):
        for part in value:
            yield from _leaves(part, marked=marked)
    elif is_dataclass(value):
        kind: Any = type(value)
        for shape in shapes(kind):
            yield from _leaves(getattr(value, shape.name), marked=marked or shape.words)
    elif marked and isinstance(value, str | int) and value != "":
        yield value
