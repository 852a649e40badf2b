"""What the core asks of a gazetteer."""

from typing import Protocol

from conversations.phases import Place


class Atlas(Protocol):
    """A gazetteer: constant, and asked nothing about a person but a place's name."""

    def search(self, query: str) -> tuple[Place, ...]:
        """The cities a query may mean, best first, at most six; typos and diacritics forgiven."""
        ...

    def at(self, latitude: float, longitude: float) -> Place | None:
        """The time zone at a place on earth, named by its nearest city; None at sea."""
        ...
