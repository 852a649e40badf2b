"""Any order of events: nothing raises, no word is lost, no id comes twice, and there is always a way on."""

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, precondition, rule

from conversations.effects import Button, Pending, Revise, Say, Tap
from conversations.events import (
    Attachment,
    Blocked,
    Commanded,
    Delivered,
    Edited,
    Event,
    Located,
    Said,
    Sent,
    Tapped,
    TimePassed,
)
from conversations.model import Journal, ReflectionState
from conversations.nudges import is_quiet
from conversations.path import current
from conversations.phases import Arranging, AtTheDoor, Reflecting, Unfiled
from conversations.sessions import with_id
from conversations.turn import Turn
from tests.conversations.anything import CHOICES, COMMANDS, FEELINGS, SHORT, STEPS, Phone, is_prose, numbered, parts_of
from tests.conversations.cast import CODE, MONDAY, SETS, at_the_door, dialogue, resident
from tests.conversations.chat import checked


class AnyOrder(RuleBasedStateMachine):
    """One person's phone and journal; the shell's carrying is done late, in any order, or not at all."""

    seen_buttons = Bundle("seen_buttons")
    own_messages = Bundle("own_messages")

    def __init__(self) -> None:
        super().__init__()
        self.core = dialogue()
        self.now = MONDAY
        self.journal: Journal | None = None
        self.door = at_the_door().at_the_door
        self.phone = Phone()
        self.waiting: list[Pending] = []
        self.written: dict[int, str] = {}
        self.numbers: dict[int, str] = {}
        self.last_id = 1000
        self.in_order = True
        self.prompt = True

    # Where it begins.

    @initialize(
        target=seen_buttons,
        agreed=st.integers(0, 4),
        prompt=st.integers(0, 3),
        question_set=st.sampled_from(("session", "session", "quick")),
        quiet=st.sampled_from(((22, 8), (22, 8), (0, 12), (5, 5), (8, 22))),
    )
    def begins(self, agreed: int, prompt: int, question_set: str, quiet: tuple[int, int]) -> Button:
        """At the door or arranged; `prompt`: mostly, effects are delivered at once."""
        self.prompt = prompt > 0
        if agreed:
            chat = resident(question_set=question_set, quiet_from=time(quiet[0]), quiet_to=time(quiet[1]))
            self.journal = chat.journal
        else:
            self.takes(Commanded("start", CODE))
        return Button("?", Tap("door", CODE, "", "agree"))

    # What a person does.

    @rule(target=own_messages, words=st.sampled_from(SHORT))
    def says_little(self, words: str) -> int:
        return self.says(words)

    @rule(target=own_messages, about=st.sampled_from(("He was late again", "I could not say it", "I want to die")))
    def says_more(self, about: str) -> int:
        return self.says(f"{about} and this is number {self.last_id}")

    @rule(target=own_messages, words=st.sampled_from((*SHORT[:4], "", "a picture of the room we sat in")))
    def sends(self, words: str) -> int:
        self.last_id += 1
        kind = Attachment.PHOTO if words else Attachment.STICKER
        self.takes(Sent(kind, self.last_id, words))
        return self.last_id

    @rule(message_id=own_messages, words=st.sampled_from((*SHORT, "it was not quite like that, I think")))
    def edits(self, message_id: int, words: str) -> None:
        self.takes(Edited(words, message_id))

    @rule(edge=st.booleans())
    def edits_something_unknown(self, *, edge: bool) -> None:
        self.takes(Edited("words from before there was a bot", 1 if edge else 10**12))

    @rule(target=own_messages, words=st.sampled_from(FEELINGS))
    def says_how_it_is(self, words: str) -> int:
        return self.says(words)

    @rule(target=own_messages, name=st.sampled_from(COMMANDS), argument=st.sampled_from(("", "", "", CODE, *FEELINGS)))
    def commands(self, name: str, argument: str) -> int:
        self.last_id += 1
        self.takes(Commanded(name, argument, self.last_id))
        return self.last_id

    @rule(place=st.sampled_from(((41.1, -8.6), (0.0, 0.0))))
    def shares_location(self, place: tuple[float, float]) -> None:
        self.last_id += 1
        self.takes(Located(*place, self.last_id))

    @precondition(lambda self: any(bubble.keyboard for bubble in self.phone.values()))
    @rule(target=seen_buttons, choice=st.data(), twice=st.integers(0, 9))
    def taps(self, choice: st.DataObject, twice: int) -> Button:
        shown = [(number, button) for number, bubble in self.phone.items() for button in bubble.buttons]
        number, button = choice.draw(st.sampled_from(shown[-12:]))
        self.takes(Tapped(button.tap, number))
        if twice == 0 and self.journal is not None:
            self.takes(Tapped(button.tap, number))
        return button

    @precondition(lambda self: self.prompt)
    @rule(target=own_messages, choice=st.data(), times=st.integers(2, 12))
    def goes_on(self, choice: st.DataObject, times: int) -> Any:
        """Answer what the newest card asks, some of it in words."""
        own: Any = multiple()
        for _ in range(times):
            shown = next((bubble for bubble in reversed(list(self.phone.values())) if bubble.keyboard), None)
            if shown is None:
                break
            buttons = [button for button in shown.buttons if button.label not in {"Pause", "Back"}]
            button = choice.draw(st.sampled_from(buttons or shown.buttons))
            match choice.draw(st.integers(0, 4)):
                case 0:
                    own = self.says_more("It went on")
                case 1:
                    own = self.says(" ".join(button.label.split()[-4:]))
                case _:
                    self.takes(Tapped(button.tap, shown.id))
        return own

    @rule(button=seen_buttons)
    def taps_what_was_there_once(self, button: Button) -> None:
        self.takes(Tapped(button.tap, 1))

    @rule(
        flow=st.sampled_from("rnashuecdz"),
        ref=st.sampled_from(("", "0", "101", "102", "105", "x", "٣", "9" * 30)),
        step=st.sampled_from(STEPS),
        choice=st.sampled_from(CHOICES),
    )
    def taps_junk(self, flow: str, ref: str, step: str, choice: str) -> None:
        self.takes(Tapped(Tap(flow, ref, step, choice), 1))

    @rule()
    def taps_nothing_of_ours(self) -> None:
        self.takes(Tapped(None, 1))

    # What Telegram and the clock do.

    @rule(hours=st.sampled_from((0.2, 1, 3, 9, 24, 100, 24 * 7, 24 * 40)))
    def sleeps(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        self.takes(TimePassed())

    @rule()
    def next_moment_comes(self) -> None:
        due_at = self.journal and self.core.next_due_at(self.journal, self.now)
        if due_at:
            self.now = max(self.now, due_at)
            self.takes(TimePassed())

    @rule()
    def delivers_all(self) -> None:
        while self.waiting:
            self.delivers(self.waiting[0])

    @precondition(lambda self: self.waiting)
    @rule(choice=st.data())
    def delivers_one(self, choice: st.DataObject) -> None:
        pending = choice.draw(st.sampled_from(self.waiting))
        self.in_order &= pending is self.waiting[0]
        self.delivers(pending)

    @precondition(lambda self: self.waiting)
    @rule()
    def loses_one(self) -> None:
        self.waiting.pop(0)
        self.in_order = False

    @rule(number=st.sampled_from((0, 1, 101, 10**9)))
    def delivers_again(self, number: int) -> None:
        self.takes(Delivered(number, 5))

    @precondition(lambda self: self.journal is not None)
    @rule()
    def is_blocked(self) -> None:
        self.waiting.clear()
        self.in_order = False
        self.takes(Blocked())

    # What must be so.

    @invariant()
    def no_word_is_lost(self) -> None:
        if self.journal is not None:
            kept = parts_of(self.journal)
            for message_id, words in self.written.items():
                assert kept.get(message_id) == words

    @invariant()
    def numbers_are_used_once(self) -> None:
        if self.journal is None:
            return
        found = numbered(self.journal)
        for number, what in found:
            assert self.numbers.setdefault(number, what) == what
            assert number <= self.journal.desk.last_id or number == 1
        assert len({number for number, _ in found}) == len(found)

    @invariant()
    def something_is_due_only_from_now_on(self) -> None:
        if self.journal is not None:
            due_at = self.core.next_due_at(self.journal, self.now)
            assert due_at is None or due_at >= self.now

    @rule()
    def there_is_a_way_on(self) -> None:
        """/reflect is answered in any state with something to tap."""
        if self.journal is not None:
            turn = self.core.step(self.journal, Commanded("reflect"), self.now)
            assert any(isinstance(pending.effect, Say | Revise) and pending.effect.keyboard for pending in turn.effects)

    @invariant()
    def the_card_shows_the_step_we_are_at(self) -> None:
        """Once all is delivered in order, what is asked in the chat is what is waited for."""
        if self.journal is None or self.waiting or not self.in_order:
            return
        phase = self.journal.desk.phase
        if isinstance(phase, Arranging):
            self.shows("arranging", phase.step)
        if isinstance(phase, Reflecting):
            reflection = next(each for each in self.journal.reflections if each.id == phase.reflection_id)
            questions = SETS[reflection.set_id]
            step = current(questions, reflection, self.journal)
            assert reflection.state is ReflectionState.OPEN
            assert step is not None
            self.shows("reflection", step.key)

    def shows(self, card: str, step: str) -> None:
        assert self.journal is not None
        shown = self.phone[self.journal.desk.cards[card]]
        assert {button.tap.step for button in shown.buttons} == {step}

    # How it is carried.

    def says(self, words: str) -> int:
        self.last_id += 1
        self.takes(Said(words, self.last_id))
        return self.last_id

    def takes(self, event: Event) -> None:
        before = self.journal or self.door
        turn = checked(before, event, self.core.step(before, event, self.now))
        if isinstance(before.desk.phase, AtTheDoor):
            assert turn.journal is None or turn.used_invitation == CODE
        elif turn.journal is not None:
            self._is_answered(before, event, turn)
            self._remembers_words(before, event, turn.journal)
        self.journal = turn.journal
        self.waiting = [*self.waiting, *turn.effects]
        if turn.journal is None:
            self.written, self.phone, self.numbers = {}, Phone(), {}
        if (turn.journal is None or self.prompt) and not isinstance(event, Delivered):
            self.delivers_all()

    def _is_answered(self, before: Journal, event: Event, turn: Turn) -> None:
        """Whatever a person does is answered; what the bot says first keeps to its hours and is said once."""
        match event:
            case TimePassed():
                assert turn.journal is not None
                due_at = self.core.next_due_at(turn.journal, self.now)
                assert due_at is None or due_at > self.now
                local = self.now.astimezone(ZoneInfo(before.profile.zone))
                assert not turn.effects or not is_quiet(before.profile, local)
                for session in turn.journal.sessions:
                    earlier = with_id(before, session.id)
                    if earlier and earlier.nudged_at and earlier.nudged_at != session.nudged_at:
                        assert earlier.snoozed_until_at is not None
            case Edited() | Delivered() | Blocked():
                pass
            case _:
                assert turn.effects or turn.toast

    def _remembers_words(self, before: Journal, event: Event, after: Journal) -> None:
        """What must be kept from now on: whatever nobody could take for an answer by button, time or place."""
        phase = before.desk.phase
        match event:
            case Tapped(tap=Tap(flow="u", choice="away")) if isinstance(phase, Unfiled):
                for part in phase.parts:
                    self.written.pop(part.message_id, None)
            case Commanded(name=name, argument=words, message_id=number):
                if is_prose(words) and name != "start":
                    self.written[number] = words
            case Said(text=words, message_id=number) | Sent(caption=words, message_id=number):
                if is_prose(words) or (words and number in parts_of(after) and not isinstance(phase, Reflecting)):
                    self.written[number] = words
            case Edited(text=words, message_id=number):
                if number in self.written or (is_prose(words) and number in parts_of(before)):
                    self.written[number] = words

    def delivers(self, pending: Pending) -> None:
        self.waiting.remove(pending)
        self.last_id += 1
        cards = self.journal.desk.cards if self.journal else {}
        shown_as = self.phone.shows(pending.effect, cards, self.last_id)
        if self.journal is not None:
            self.takes(Delivered(pending.id, shown_as))


AnyOrder.TestCase.settings = settings(
    max_examples=50, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrder = AnyOrder.TestCase
