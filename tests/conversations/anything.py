"""What anybody might send, and where it can be found again."""

from collections.abc import Mapping

from conversations.effects import Effect, Revise, Say, Settle, Withdraw
from conversations.model import Journal
from conversations.phases import Part, Step, Unfiled
from tests.conversations.chat import Bubble

SHORT = (
    "4", "4️⃣", "2", "1", "Quite a lot", "not at all", "skip", "Back", "next", "pause", "yes", "No", "partly", "keep",
    "let it go", "None of these", "Felt with me", "Ask me later", "17:30", "5pm", "Monday", "It varies", "80 min", "0",
    "every two weeks", "porto", "London", "springfield", "Type a city instead", "Good", "change", "No summary", "ok",
    "I want to die", "suicide", "hm", "?", "{item}", "🙂",
)  # fmt: skip
FEELINGS = ("I feel awful", "not good today", "he forgot again")
COMMANDS = (
    "start", "reflect", "history", "summary", "settings", "pause", "resume", "export", "erase", "privacy", "help",
    "crisis", "dance",
)  # fmt: skip
CHOICES = (
    "back", "skip", "pause", "next", "go_on", "none", "on-attention", "off-attention", "1", "3", "5", "9", "yes", "no",
    "later", "partly", "dropped", "keep", "let_go", "now", "hour", "tonight", "not_held", "change", "share", "move", "7",
    "open", "erase", "note", "carry", "away", "varies", "good", "17.00", "session", "zone", "", "x",
)  # fmt: skip
STEPS = (*Step, "held", "comfort", "noticed", "stayed", "carry", "first", "sure", "span", "", "1")


def parts_of(journal: Journal) -> dict[int, str]:
    """All of the person's words that are kept, by the message they came in."""
    parts: list[Part] = []
    for reflection in journal.reflections:
        parts.extend(reflection.notes)
        for answer in reflection.answers:
            parts.extend(answer.parts)
    parts.extend(part for item in journal.carry_items for part in item.parts)
    parts.extend(part for note in journal.notes for part in note.parts)
    if isinstance(journal.desk.phase, Unfiled):
        parts.extend(journal.desk.phase.parts)
    return {part.message_id: part.words for part in parts}


def numbered(journal: Journal) -> list[tuple[int, str]]:
    """All that has a number of its own, and what it is."""
    return [
        *((each.id, f"slot {each.first_on} {each.at} {each.zone}") for each in journal.slots),
        *((each.id, f"session {each.slot_id} {each.planned_on}") for each in journal.sessions),
        *((each.id, f"reflection {each.started_at}") for each in journal.reflections),
        *((each.id, f"item {each.saved_at}") for each in journal.carry_items),
        *((each.id, f"note {each.written_at}") for each in journal.notes),
    ]


def is_prose(words: str) -> bool:
    """Words that nobody can take for a button, a time or a place."""
    return words in FEELINGS or len(words.split()) > 4


class Phone(dict[int, Bubble]):
    """The bot's messages that can be seen, by their ids."""

    def shows(self, effect: Effect, cards: Mapping[str, int], fresh_id: int) -> int | None:
        """Carry an effect out; returns the message that shows it now."""
        match effect:
            case Revise(card=card, text=text, keyboard=keyboard) if card in cards:
                self[cards[card]] = Bubble(cards[card], text, keyboard)
                return cards[card]
            case Say(text=text, keyboard=keyboard) | Revise(text=text, keyboard=keyboard):
                self[fresh_id] = Bubble(fresh_id, text, keyboard)
                return fresh_id
            case Settle(card=card) | Withdraw(card=card):
                self.pop(cards.get(card, 0), None)
        return None
