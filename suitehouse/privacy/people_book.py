"""Collects what a CRM knows of people, in memory alone."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from suitehouse.privacy.folding import folded, is_uncased, one_apostrophe
from suitehouse.privacy.known_people import NAME, People
from suitehouse.privacy.name_words import common_words, plain_first_names
from suitehouse.privacy.neighbours import Beside, least
from suitehouse.privacy.patterns.email import email
from suitehouse.privacy.person_names import PersonNames
from suitehouse.privacy.western_digits import western_digits

_SHORT: Final = 5
_PARTICLE: Final = 3


class PeopleBook:
    """Collects what a CRM knows of people, until `people` makes them findable."""

    def __init__(self) -> None:
        self._phrases: dict[str, str] = {}
        self._words: dict[str, Beside] = {}
        self._phones: set[str] = set()
        self._emails: set[str] = set()
        self._named: list[pl.DataFrame] = []
        self._linked: list[pl.DataFrame] = []

    def people(self) -> People:
        """Return everybody who was added."""
        emails = pl.Series([*self._emails], dtype=pl.String)
        # The others have the form of one, by which they are found before names are looked for.
        for address in emails.filter(~emails.str.contains(f"^(?:{email.candidate})$")):
            self._add_phrase(address, "[email]")
        return People(self._phrases, self._words, self._phones)

    def names(self) -> PersonNames:
        """Return what the people are called who were added by `add_full_names` and `add_linked`."""
        return PersonNames(self._named, self._linked)

    def add_full_names(self, people: pl.DataFrame) -> None:
        """Add people for `names` alone: first and last names, in columns `first` and `last`."""
        self._named.append(people)

    def add_linked(self, people: pl.DataFrame) -> None:
        """Add for `names` those who belong to a row elsewhere, by its key in column `key`."""
        self._linked.append(people)

    def add_person(self, first: str | None, last: str | None) -> None:
        """Add a person by first and last name; either may be blank."""
        first, last = _clean(first), _clean(last)
        self._add_last_name(last)
        self._add_first_name(first)
        if len(first) > 1 and len(last) > 1:
            for name in (f"{first} {last}", f"{last} {first}", f"{last}, {first}"):
                self._add_phrase(name, NAME)
        if first and last and is_uncased(first + last):
            self._add_phrase(last + first, NAME)

    def add_name(self, name: str | None) -> None:
        """Add a name that may be full or not."""
        name = _clean(name)
        if " " in name:
            self._add_phrase(name, NAME)
        else:
            self._add_last_name(name)

    def add_email(self, address: str | None) -> None:
        """Add an e-mail address."""
        address = _clean(address)
        if "@" in address and " " not in address:
            self._emails.add(address)

    def add_phone(self, number: str | None) -> None:
        """Add a telephone number."""
        if number:
            self._phones.add("".join(western_digits().get(each, each) for each in number))

    def add_address(self, address: str | None) -> None:
        """Add the lines of an address that name a street: those with a word and a number."""
        for line in (address or "").splitlines():
            text = _clean(line)
            if re.search(r"[^\W\d_]{2}", text) and re.search(r"\d", text) and len(text) > _SHORT:
                for written in _street_spellings(folded(text)):
                    self._add_phrase(written, "[address]")

    def _add_phrase(self, text: str, placeholder: str) -> None:
        for written in (folded(text), folded(text.lower())):
            self._phrases.setdefault(written, placeholder)
            self._phrases.setdefault(written.replace("ß", "ss"), placeholder)

    def _add_last_name(self, name: str) -> None:
        if " " in name:
            self._add_phrase(name, NAME)
        for word in name.split():
            is_part = " " in name and (len(word) <= _PARTICLE or word[0].islower())
            if len(word) > 1 and not is_part:
                self._add_word(word, "title" if folded(word) in common_words() else "anything")

    def _add_first_name(self, name: str) -> None:
        if " " in name:
            self._add_phrase(name, NAME)
        for word in name.split():
            if len(word) > 1:
                self._add_word(word, _first_names_need(word))

    def _add_word(self, word: str, beside: Beside) -> None:
        """Add a name that stands alone; where it is several, what asks for least counts."""
        for written in _spellings(word):
            known = self._words.get(written, beside)
            self._words[written] = least(known, beside)


def _first_names_need(word: str) -> Beside:
    if folded(word) in common_words():
        return "title"
    return "anything" if folded(word) in plain_first_names() or is_uncased(word) else "capital"


def _clean(text: str | None) -> str:
    return one_apostrophe(" ".join((text or "").split()))


def _spellings(word: str) -> set[str]:
    """A name as it is written with a capital."""
    if not any(each.isalpha() for each in word):
        return set()
    capital = word[0].upper() + word[1:] if len(word[0].upper()) == 1 else word
    titled = "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))
    written = {capital, titled, word.upper()}
    return written | {each.replace("ß", "ss") for each in written}


def _street_spellings(line: str) -> set[str]:
    """A street as it is written in full and cut short."""
    long = re.sub(r"str\.", "straße", line)
    short = re.sub(r"stra(?:ß|ss)e\b", "str.", line)
    return {line, long, short}
