"""What comes of one event: the journal as it shall be, what to do, and a word for the tap that asked for it."""

from dataclasses import dataclass, field

from conversations.effects import Pending
from conversations.model import Journal


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of a step.

    `journal` None: there shall be no journal (they have not agreed, or asked for everything to be erased); then the
    effects wait nowhere and are tried once. Else the effects are also in the journal's outbox, in the same order.
    `toast` answers a button; it is worth nothing a moment later and is never kept. `used_invitation`: the code that
    this turn used up.
    """

    journal: Journal | None
    effects: tuple[Pending, ...] = ()
    toast: str = field(default="", repr=False)
    used_invitation: str | None = field(default=None, repr=False)
