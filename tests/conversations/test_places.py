"""Where somebody is: a city by its name, or a shared location."""

import pytest

from conversations.phases import Step
from tests.conversations.arranging import at_the_zone, step


def test_a_place_is_found_without_its_accents() -> None:
    chat = at_the_zone()
    chat.says("sao paulo")
    assert chat.kept.profile.zone == "America/Sao_Paulo"
    chat.sees("São Paulo, Brazil. It is 07:00 there.")


def test_one_name_for_several_places_is_asked_about() -> None:
    chat = at_the_zone()
    chat.says("London")
    chat.sees("Which one is it? If none of these, type it again, with the country.")
    assert chat.labels[:2] == ["London, United Kingdom", "London, Canada"]
    chat.taps("London, Canada")
    assert chat.kept.profile.zone == "America/Toronto"
    assert chat.kept.profile.place == "London, Canada"


def test_several_places_that_keep_the_same_time_are_one() -> None:
    chat = at_the_zone()
    chat.says("springfield")
    assert chat.kept.profile.zone == "America/Chicago"


def test_half_a_name_is_asked_about() -> None:
    chat = at_the_zone()
    chat.says("por")
    assert chat.labels[:2] == ["Porto, Portugal", "Porto Alegre, Brazil"]
    chat.says("porto")
    assert chat.kept.profile.place == "Porto, Portugal"


def test_half_a_name_of_one_place_is_that_place() -> None:
    chat = at_the_zone()
    chat.says("new yo")
    assert chat.kept.profile.zone == "America/New_York"


def test_going_back_forgets_the_places_offered() -> None:
    chat = at_the_zone()
    chat.says("London")
    chat.taps("Back")
    chat.sees("Which city are you in?")
    assert "London, Canada" not in chat.labels


@pytest.mark.parametrize("typed", ["Atlantis", "?", "12"])
def test_a_place_nobody_knows(typed: str) -> None:
    chat = at_the_zone()
    chat.says(typed)
    chat.sees("I don't know that place. Try the nearest bigger city.")
    assert step(chat) is Step.ZONE


def test_a_shared_location() -> None:
    chat = at_the_zone()
    chat.taps("Share my location instead")
    request = chat.last.location
    assert request is not None
    assert (request.share, request.leave) == ("Share my location", "Type a city instead")
    chat.shares_location(41.1, -8.6)
    assert chat.kept.profile.zone == "Europe/Lisbon"
    assert chat.sees("Lisbon. It is 10:00 there.").clears_location
    assert step(chat) is Step.TIMING
    chat.taps("Good")
    assert "41.1" not in repr(chat.kept)


def test_a_location_that_nobody_asked_for_still_answers() -> None:
    chat = at_the_zone()
    chat.shares_location(41.1, -8.6)
    assert step(chat) is Step.TIMING


def test_a_location_at_sea() -> None:
    chat = at_the_zone()
    chat.taps("Share my location instead")
    chat.shares_location(0, 0)
    chat.sees("I can't tell the time zone there. Type the nearest bigger city.")
    chat.says("Porto")
    assert chat.kept.profile.zone == "Europe/Lisbon"
    assert chat.sees("Porto, Portugal. It is 10:00 there.").clears_location


def test_a_city_after_all() -> None:
    chat = at_the_zone()
    chat.taps("Share my location instead")
    chat.says("Type a city instead")
    assert chat.sees("Which city are you in?").clears_location
    assert chat.labels == ["Share my location instead", "Back"]
    chat.says("Lisbon")
    assert step(chat) is Step.TIMING


def test_two_taps_on_share_ask_twice_and_harm_nothing() -> None:
    chat = at_the_zone()
    chat.taps("Share my location instead")
    chat.taps("Share my location instead")
    chat.shares_location(41.1, -8.6)
    assert step(chat) is Step.TIMING


def test_the_location_button_goes_away_whatever_happened_in_between() -> None:
    chat = at_the_zone()
    chat.taps("Share my location instead")
    chat.taps("Back")
    assert chat.sees("All right, without your location.").clears_location
    chat.taps("Every week")
    chat.taps("Share my location instead")
    chat.commands("help")
    chat.commands("erase")
    assert chat.sees("This erases everything").clears_location
