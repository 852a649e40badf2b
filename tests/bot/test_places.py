from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.places import MOST, Gazetteer, _index, fold

atlas = Gazetteer()


@pytest.mark.parametrize(
    ("query", "name", "zone"),
    [
        ("porto", "Porto", "Europe/Lisbon"),
        ("  PORTO. ", "Porto", "Europe/Lisbon"),
        ("lisbone", "Lisbon", "Europe/Lisbon"),
        ("sao paolo", "São Paulo", "America/Sao_Paulo"),
        ("São Paulo", "São Paulo", "America/Sao_Paulo"),
        ("münchen", "Munich", "Europe/Berlin"),
        ("munchen", "Munich", "Europe/Berlin"),
        ("Munich", "Munich", "Europe/Berlin"),
        ("nyc", "New York City", "America/New_York"),
        ("new york", "New York City", "America/New_York"),
        ("new yrok", "New York City", "America/New_York"),
        ("kopenhagn", "Copenhagen", "Europe/Copenhagen"),
        ("Москва", "Moscow", "Europe/Moscow"),
        ("東京", "Tokyo", "Asia/Tokyo"),
        ("bombay", "Mumbai", "Asia/Kolkata"),
        ("san fran", "San Francisco", "America/Los_Angeles"),
        ("lodz", "Łódź", "Europe/Warsaw"),
        ("roma", "Rome", "Europe/Rome"),
        ("birmingham uk", "Birmingham", "Europe/London"),
        ("Birmingham, Alabama", "Birmingham", "America/Chicago"),
        ("Portland, Maine", "Portland", "America/New_York"),
        ("Paris TX", "Paris", "America/Chicago"),
        ("Bostn, United States", "Boston", "America/New_York"),
        ("London, Somewhere", "London", "Europe/London"),
        ("portugal", "Lisbon", "Europe/Lisbon"),
        ("texas", "Houston", "America/Chicago"),
        ("europe/lisbon", "Lisbon", "Europe/Lisbon"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("utc", "UTC", "UTC"),
    ],
)
def test_a_place_is_found_as_people_write_it(query: str, name: str, zone: str) -> None:
    first = atlas.search(query)[0]
    assert (first.name, first.zone) == (name, zone)


@pytest.mark.parametrize(
    ("query", "countries"),
    [
        ("cambridge", {"United Kingdom", "United States", "Canada", "New Zealand"}),
        ("birmingham", {"United Kingdom", "United States"}),
        ("vienna", {"Austria", "United States"}),
        ("georgia", {"Georgia", "United States"}),
    ],
)
def test_an_ambiguous_name_gives_each_it_may_mean(query: str, countries: set[str]) -> None:
    assert {place.country for place in atlas.search(query)} == countries


def test_where_a_country_comes_twice_the_state_tells_them_apart() -> None:
    places = atlas.search("springfield")
    assert len(places) == MOST
    assert len(set(places)) == MOST
    assert {"Springfield, Missouri", "Springfield, Illinois"} <= {place.name for place in places}


@pytest.mark.parametrize("query", ["", "   ", "?!", "zzzzzzzz", "a", "xq", "🙂"])
def test_nonsense_finds_nothing(query: str) -> None:
    assert atlas.search(query) == ()


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_typed_has_at_most_six_answers(query: str) -> None:
    places = atlas.search(query)
    assert len(set(places)) == len(places) <= MOST


def test_every_zone_is_one_that_exists() -> None:
    assert all(ZoneInfo(zone).key == zone for zone in set(_index().zones))


@pytest.mark.parametrize(
    ("latitude", "longitude", "name", "zone"),
    [
        (41.15, -8.61, "Porto", "Europe/Lisbon"),
        (-16.8, -179.97, "Labasa", "Pacific/Fiji"),
        (-90.0, 0.0, "McMurdo", "Antarctica/McMurdo"),
    ],
)
def test_a_location_has_a_zone_and_a_name(latitude: float, longitude: float, name: str, zone: str) -> None:
    place = atlas.at(latitude, longitude)
    assert place is not None
    assert (place.name, place.zone) == (name, zone)


@pytest.mark.parametrize("where", [(0.0, -30.0), (91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_at_sea_and_nowhere_there_is_none(where: tuple[float, float]) -> None:
    assert atlas.at(*where) is None


def test_folding_keeps_letters_only() -> None:
    assert fold("Saint-Étienne  (Loire)") == "saint etienne loire"
    assert fold("STRAẞE_Øst") == "strasse ost"


def test_loading_early_is_harmless() -> None:
    atlas.load()
    assert _index() is _index()
