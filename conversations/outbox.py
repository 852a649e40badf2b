"""What still has to be said, and what Telegram tells of it."""

from dataclasses import replace
from types import MappingProxyType

from conversations.effects import Revise, Say, Settle, Withdraw
from conversations.events import Delivered
from conversations.model import Journal


def delivered(journal: Journal, event: Delivered) -> Journal:
    """The journal with an effect done: out of the outbox, its card known by its message, or known no longer."""
    done = next((pending.effect for pending in journal.desk.outbox if pending.id == event.pending_id), None)
    if done is None:
        return journal
    cards = dict(journal.desk.cards)
    match done:
        case Say(card=card) | Revise(card=card) if card and event.message_id is not None:
            cards[card] = event.message_id
        case Settle(card=card) | Withdraw(card=card):
            cards.pop(card, None)
        case _:
            pass
    left = tuple(pending for pending in journal.desk.outbox if pending.id != event.pending_id)
    return replace(journal, desk=replace(journal.desk, outbox=left, cards=MappingProxyType(cards)))


def blocked(journal: Journal) -> Journal:
    """The journal of a person who does not want to hear from the bot: nothing is said, everything is kept."""
    return replace(
        journal,
        profile=replace(journal.profile, reachable=False),
        desk=replace(journal.desk, outbox=(), cards=MappingProxyType({})),
    )
