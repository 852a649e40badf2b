"""The fields of the model's classes, and where two values of one class differ. Read from the classes, once each."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, get_type_hints


@dataclass(frozen=True, slots=True)
class Shape:
    """One field. `words`: it holds a person's own, which the model says by `repr=False`."""

    name: str
    kind: Any
    words: bool


@cache
def shapes(kind: Any) -> tuple[Shape, ...]:
    """The fields of a dataclass."""
    hints = get_type_hints(kind)
    return tuple(Shape(field.name, hints[field.name], not field.repr) for field in fields(kind))


def differing(was: object, now: object) -> Iterator[tuple[Shape, Any, Any]]:
    """Each field in which two values of one class differ, with both its values."""
    kind: Any = type(was)
    values = _values(kind)
    for shape, one, other in zip(shapes(kind), values(was), values(now), strict=True):
        if one is not other and one != other:
            yield shape, one, other


def alike(was: tuple[Any, ...], now: tuple[Any, ...]) -> int:
    """How many parts two tuples begin with alike."""
    if was == now[: len(was)]:  # as when something was added: compared without a step of ours
        return len(was)
    start = 0
    for one, other in zip(was, now, strict=False):
        if one is not other and one != other:
            break
        start += 1
    return start


@cache
def _values(kind: Any) -> Any:
    """What reads all fields of a class at once, as a tuple."""
    names = [shape.name for shape in shapes(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)  # attrgetter of one name gives no tuple
