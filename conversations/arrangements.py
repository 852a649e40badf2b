"""Walking through the steps of the arrangements, in onboarding or to change one thing."""

import unicodedata
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations import notebook, sessions, walk
from conversations.appointment import next_dates, settle_place, zone_city
from conversations.ask import MOVE, SHARE, Taken
from conversations.effects import Button, Keyboard, LocationRequest, Say, Tap
from conversations.events import Located, Said
from conversations.model import Slot
from conversations.nudges import DueKind, plan
from conversations.phases import Arranging, Draft, Idle, Part, Place, Step
from conversations.steps import ASKS, ONBOARDING, SETTINGS
from conversations.text import Text, join
from conversations.turn import Scene
from conversations.wording import arranging as wording
from conversations.wording import keeping

CARD = "arranging"
FLOW = "a"
BACK = "back"
MENU_FLOW = "s"


def begin(scene: Scene) -> Scene:
    """The first step of onboarding."""
    return show(scene.in_phase(Arranging(step=Step.DAY, onboarding=True)))


def change(scene: Scene, step: Step, draft: Draft | None = None) -> Scene:
    """One thing to be changed later."""
    return show(scene.in_phase(Arranging(step=step, draft=draft or Draft())))


def show(scene: Scene, *, lead: Text | None = None, settled: Text | None = None) -> Scene:
    """The card of the step we are at, `lead` above its question."""
    phase = _phase(scene)
    prompt = join("\n\n", [lead or "", ASKS[phase.step].prompt(scene, phase.draft)])
    return scene.showing(CARD, prompt, _keyboard(scene, phase), settled=settled)


def _keyboard(scene: Scene, phase: Arranging) -> Keyboard:
    keys: Keyboard = tuple(
        tuple(Button(label, Tap(FLOW, "", phase.step, answer)) for label, answer in row)
        for row in ASKS[phase.step].rows(scene, phase.draft)
    )
    if phase.trail or not phase.onboarding:
        keys = (*keys, (Button(scene.words.label("Back"), Tap(FLOW, "", phase.step, BACK)),))
    return keys


def tapped(scene: Scene, tap: Tap) -> Scene:
    """A button of a step's card; one of another step is behind us."""
    phase = scene.desk.phase
    if not isinstance(phase, Arranging) or phase.step != tap.step:
        return scene.toasting(wording.settled_already(scene.words))
    if tap.choice == BACK:
        return _back(scene, phase)
    if tap.choice == SHARE and phase.step is Step.ZONE:
        request = LocationRequest(scene.words.label("Share my location"), scene.words.label("Type a city instead"))
        scene = scene.in_phase(replace(phase, draft=replace(phase.draft, sharing=True)))
        return scene.doing(Say(wording.share_location(scene.words), location=request))
    taken = ASKS[phase.step].take(scene, phase.draft, tap.choice)
    return show(scene) if taken is None else _onward(taken, phase)


def said(scene: Scene, event: Said) -> Scene:
    """A typed answer to a step."""
    phase = _phase(scene)
    ask = ASKS[phase.step]
    settled = ask.prompt(scene, phase.draft)
    if event.text.strip().casefold() in {BACK, scene.words.label("Back").casefold()}:
        return _back(scene, phase)
    if phase.step is Step.ZONE:
        return _search(scene, phase, event, settled)
    labels = {label.casefold(): answer for row in ask.rows(scene, phase.draft) for label, answer in row}
    answers = (ask.typed(scene, phase.draft, event.text), labels.get(event.text.strip().casefold()))
    takings = (ask.take(scene, phase.draft, answer) for answer in answers if answer is not None)
    taken = next((each for each in takings if each is not None), None)
    if taken is None:
        return _not_understood(scene, event, wording.not_understood(scene.words))
    return _onward(taken, phase, settled=settled)


def _not_understood(scene: Scene, event: Said, lead: Text) -> Scene:
    """The step once more; what reads like more than an answer is kept as a note, so that no word is lost."""
    if not notebook.reads_like_words(event.text):
        return show(scene, lead=lead)
    scene = notebook.noted(scene, Part(event.message_id, event.text))
    return show(scene, lead=keeping.kept_as_note(scene.words))


def located(scene: Scene, event: Located) -> Scene:
    """A shared location: its time zone is what was asked for; out of the blue it is offered as a change."""
    found = scene.atlas.at(event.latitude, event.longitude)
    place = Place(zone_city(found.zone), "", found.zone) if found else None  # of the place itself nothing is kept
    phase = scene.desk.phase
    if not isinstance(phase, Arranging) or phase.step is not Step.ZONE:
        if isinstance(phase, Arranging):
            return show(scene, lead=wording.not_understood(scene.words))
        if place is None:
            return scene.saying(wording.lost_at_sea(scene.words))
        return change(scene, Step.ZONE, Draft(places=(place,)))
    if place is None:
        return show(scene, lead=wording.lost_at_sea(scene.words))
    return _placed(scene, phase, place)


def _search(scene: Scene, phase: Arranging, event: Said, settled: Text) -> Scene:
    typed = event.text
    if typed == scene.words.label("Type a city instead"):
        scene = scene.in_phase(replace(phase, draft=replace(phase.draft, sharing=False)))
        again = Say(wording.zone(scene.words), _keyboard(scene, phase), CARD, clears_location=True)
        return scene.withdrawing(CARD).doing(again)
    places = scene.atlas.search(typed[:100])
    sure = [place for place in places if _folded(place.name) == _folded(typed)] or list(places)
    if not places:
        return _not_understood(scene, event, wording.no_such_place(scene.words))
    if len({place.zone for place in sure}) == 1 and (len(places) == 1 or _folded(sure[0].name) == _folded(typed)):
        return _placed(scene, phase, sure[0], settled=settled)
    scene = scene.in_phase(replace(phase, draft=replace(phase.draft, places=places)))
    return show(scene, settled=settled)


def put_away(before: Scene, after: Scene) -> Scene:
    """The phone's location button goes when it is not waited for any more, whatever happened instead."""
    was, now = before.desk.phase, after.desk.phase
    out = isinstance(was, Arranging) and was.draft.sharing
    waiting = isinstance(now, Arranging) and now.draft.sharing
    cleared = any(isinstance(effect, Say) and effect.clears_location for effect in after.effects)
    if not out or waiting or cleared:
        return after
    place = next((place for place, effect in enumerate(after.effects) if isinstance(effect, Say)), None)
    if place is None:
        return after.doing(Say(wording.without_location(after.words), clears_location=True))
    effects = [
        replace(effect, clears_location=True) if number == place and isinstance(effect, Say) else effect
        for number, effect in enumerate(after.effects)
    ]
    return replace(after, effects=tuple(effects))


def _placed(scene: Scene, phase: Arranging, place: Place, *, settled: Text | None = None) -> Scene:
    return _onward(settle_place(scene, phase.draft, place), phase, settled=settled)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if character.isalnum())


def _onward(taken: Taken, phase: Arranging, *, settled: Text | None = None) -> Scene:
    scene, draft, outcome = taken
    following = (ONBOARDING if phase.onboarding else SETTINGS).get((phase.step, outcome))
    lead = None
    if phase.step is Step.ZONE:
        place = Place(scene.profile.place, "", scene.profile.zone)
        lead = wording.place_found(scene.words, place, scene.local)
        if phase.draft.sharing:
            scene = scene.doing(Say(lead, clears_location=True))
            scene, lead = replace(scene, below=True), None
            draft = replace(draft, sharing=False)
    if following is None:
        return _done(scene, phase, draft, outcome, lead=lead, settled=settled)
    trail = (*phase.trail, phase.step)
    scene = scene.in_phase(replace(phase, step=following, trail=trail, draft=draft))
    return show(scene, lead=lead, settled=settled)


def _back(scene: Scene, phase: Arranging) -> Scene:
    if phase.step is Step.ZONE and phase.draft.places and (phase.trail or phase.onboarding):
        return show(scene.in_phase(replace(phase, draft=replace(phase.draft, places=()))))
    if phase.trail:
        *trail, step = phase.trail
        draft = replace(phase.draft, places=(), sharing=False)
        return show(scene.in_phase(replace(phase, step=step, trail=tuple(trail), draft=draft)))
    return show(scene) if phase.onboarding else menu(scene.in_phase(Idle()))


def _done(
    scene: Scene, phase: Arranging, draft: Draft, outcome: str, *, lead: Text | None, settled: Text | None
) -> Scene:
    if draft.every_weeks is not None:
        scene = _with_slot(scene, draft)
    if outcome == MOVE:
        scene = _moved(scene)
    scene = scene.in_phase(Idle())
    if not phase.onboarding:
        return menu(scene, lead=join("\n", [lead or "", wording.saved(scene.words)]), settled=settled)
    first = next((due for due in plan(scene.journal, scene.now) if due.kind is DueKind.NUDGE and due.session), None)
    text = wording.done(
        scene.words,
        next_at=first.session.starts_at.astimezone(scene.zone) if first and first.session else None,
        nudge_at=first.at.astimezone(scene.zone) if first else None,
        varies=draft.every_weeks == 0,
    )
    return scene.concluding(CARD, join("\n\n", [lead or "", text]), settled=settled)


def _with_slot(scene: Scene, draft: Draft) -> Scene:
    """The new appointment in place of the old; a session that has begun stays the old one's, and is asked about once."""
    begun = any(_has_begun_today(slot, scene.now) for slot in scene.journal.slots)
    scene = scene.holding(slots=tuple(_ended(slot, scene.now) for slot in scene.journal.slots))
    if draft.every_weeks == 0 and draft.first_on is None:
        return scene
    scene, number = scene.numbered()
    slot = Slot(
        id=number,
        first_on=draft.first_on or next_dates(scene, draft)[0],
        at=time(draft.hour or 0, draft.minute or 0),
        zone=scene.profile.zone,
        length=draft.length or timedelta(minutes=50),
        every_weeks=draft.every_weeks or 0,
        since_at=scene.now,
    )
    if begun and sessions.starts_at(slot, slot.first_on) <= scene.now:
        if slot.every_weeks == 0:
            return scene
        slot = replace(slot, first_on=slot.first_on + timedelta(weeks=slot.every_weeks))
    return scene.holding(slots=(*scene.journal.slots, slot))


def _has_begun_today(slot: Slot, now: datetime) -> bool:
    today = now.astimezone(ZoneInfo(slot.zone)).date()
    return any(sessions.starts_at(slot, on) <= now for on in sessions.dates(slot, today, today))


def _moved(scene: Scene) -> Scene:
    """Every appointment at the same wall time in the person's new zone."""
    for slot in [slot for slot in scene.journal.slots if slot.ended_on is None]:
        ended = _ended(slot, scene.now)
        scene, number = scene.numbered()
        first_on = next(
            sessions.dates(replace(slot, ended_on=None), ended.ended_on or scene.today, date.max - timedelta(days=1)),
            None,
        )
        kept = tuple(ended if each.id == slot.id else each for each in scene.journal.slots)
        if first_on is not None:
            moved = replace(slot, id=number, zone=scene.profile.zone, first_on=first_on, since_at=scene.now)
            kept = (*kept, moved)
        scene = scene.holding(slots=kept)
    return scene


def _ended(slot: Slot, now: datetime) -> Slot:
    if slot.ended_on is not None:
        return slot
    today = now.astimezone(ZoneInfo(slot.zone)).date()
    begun = sessions.starts_at(slot, today) <= now
    return replace(slot, ended_on=today + timedelta(days=1) if begun else today)


def _phase(scene: Scene) -> Arranging:
    phase = scene.desk.phase
    return phase if isinstance(phase, Arranging) else Arranging(step=Step.DAY)


def menu(scene: Scene, *, lead: Text | None = None, settled: Text | None = None) -> Scene:
    """/settings: all that is arranged, each a button."""
    slots = [
        (slot, zone_city(slot.zone) if slot.zone != scene.profile.zone else "")
        for slot in scene.journal.slots
        if slot.ended_on is None and (slot.every_weeks or sessions.starts_at(slot, slot.first_on) > scene.now)
    ]
    w = scene.words
    asks = scene.sets.get(scene.profile.question_set)
    text = wording.settings(
        w,
        scene.profile,
        slots=slots,
        place=scene.profile.place or scene.profile.zone,
        asks=w.label(asks.name) if asks else "",
    )
    walking = walk.unfinished(scene.journal)
    pause = (w.label("Resume"), "resume") if scene.profile.paused else (w.label("Pause"), "pause")
    rows = (
        ((w.label("Session"), "session"), (w.label("Time zone"), "zone")),
        ((w.label("When I ask"), "delay"), (w.label("Quiet hours"), "quiet")),
        ((w.label("Weekly summary"), "summary"), (w.label("Questions"), "questions")),
        (pause,),
    )
    keys = tuple(tuple(Button(label, Tap(MENU_FLOW, "", "", choice)) for label, choice in row) for row in rows)
    if walking is not None:  # they came here from the middle of one
        keys = (*keys, (Button(w.label("Back to the questions"), Tap(MENU_FLOW, "", "", "reflect")),))
    return scene.showing(CARD, join("\n\n", [lead or "", text]), keys, settled=settled)
