"""Whether a change takes words away. A person's words are what the model marks `repr=False`; nothing is listed twice.

What is still there somewhere among the things that changed is not gone: words that move from the desk into a note stay.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeAlias

Leaf: TypeAlias = str | int


def loses_words(changes: Iterable[tuple[object, object]]) -> bool:
    """Whether any words or answers of the things before are in none of the things after.

    `changes`: pairs of one thing of the model, before and after. Parts that both share as one object cost nothing.
    """
    gone: Counter[Leaf] = Counter()
    come: Counter[Leaf] = Counter()
    for before, after in changes:
        _compare(before, after, gone, come, marked=False)
    return bool(gone - come)


def _compare(before: object, after: object, gone: Counter[Leaf], come: Counter[Leaf], *, marked: bool) -> None:
    """Count what only one of two values holds."""
    if before is after:
        return
    if isinstance(before, tuple) and isinstance(after, tuple):
        shared = set(map(id, before)) & set(map(id, after))
        gone.update(_leaves([part for part in before if id(part) not in shared], marked=marked))
        come.update(_leaves([part for part in after if id(part) not in shared], marked=marked))
    elif is_dataclass(before) and not isinstance(before, type) and type(before) is type(after):
        for name, own in _fields(type(before)):
            _compare(getattr(before, name), getattr(after, name), gone, come, marked=marked or own)
    else:
        gone.update(_leaves(before, marked=marked))
        come.update(_leaves(after, marked=marked))


def _leaves(value: object, *, marked: bool) -> Iterator[Leaf]:
    """Every word and number of a value that lies in a marked field."""
    if isinstance(value, tuple | list):
        for part in value:
            yield from _leaves(part, marked=marked)
    elif is_dataclass(value) and not isinstance(value, type):
        for name, own in _fields(type(value)):
            yield from _leaves(getattr(value, name), marked=marked or own)
    elif marked and isinstance(value, str | int) and value != "":
        yield value


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, bool], ...]:
    """A class's fields, and which of them hold a person's words."""
    return tuple((field.name, not field.repr) for field in fields(kind))
