"""Finds the people whom the CRM knows in texts: names, e-mail addresses, numbers and streets.

The rule for names, which `docs/reference/redaction.md` states for readers:

- A full name is always found, in either order and in any case.
- A last name that stands alone is found with a capital; where it is a common word too, only behind
  a title ("Herr", "Mrs").
- A first name that stands alone is found with a capital where the word beside it has one too, or
  where it means nothing else; where it is a common word too, only behind a title.

Everything is kept in memory alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Final, Literal

import numpy as np
import polars as pl

from suitehouse.privacy.findings import Found, JoinedTexts
from suitehouse.privacy.folding import folded, is_uncased, stands_alone
from suitehouse.privacy.known_phones import KnownPhones
from suitehouse.privacy.lexicon import Flags, Lexicon, Places, Sieve, Words, words_of
from suitehouse.privacy.name_words import common_words, plain_first_names
from suitehouse.privacy.patterns.email import email
from suitehouse.privacy.person_names import PersonNames
from suitehouse.privacy.unspaced_names import UnspacedNames, has_words_edges

Beside = Literal["anything", "capital", "title"]
_NAME: Final = "[name]"
_WORD_BEFORE: Final = re.compile(r"([^\W\d_])[\w.'\u2019]*[ \t\-]{1,2}$")
_WORD_AFTER: Final = re.compile(r"[ \t\-]{1,2}([^\W\d_])")
_TITLES: Final = (
    "herr|herrn|frau|fr|hr|familie|mr|mrs|ms|miss|mister|dr|prof|sir|madam|madame|mme|mlle"
    "|monsieur|m|maître|sr|sra|srta|señor|señora|don|doña|dear|hi|hello|hallo|liebe|lieber|cher"
    "|chère|querido|querida|estimado|estimada"
)
_TITLE: Final = re.compile(rf"\b(?:{_TITLES})\.? $", re.IGNORECASE)
_LOOK_BACK: Final = 40
_SPACES: Final = re.compile(r"\s+")


class People:
    """The people of a CRM, findable in texts.

    Args:
        phrases: What stands in place of each text that is found in any case, folded.
        words: By a word as it is written what must stand beside it for it to be a name.
        phones: Telephone numbers.
    """

    def __init__(
        self, phrases: Mapping[str, str], words: Mapping[str, Beside], phones: Iterable[str]
    ) -> None:
        self._words = words
        self._phones = KnownPhones(phones)
        self._unspaced = UnspacedNames(
            {each: name for each, name in phrases.items() if not has_words_edges(each)},
            [each for each in words if not has_words_edges(each)],
        )
        needs: dict[str, Beside] = {}
        small: set[str] = set()
        for word, beside in words.items():
            if has_words_edges(word):
                lower = folded(word)
                needs[lower] = _least(needs.get(lower, beside), beside)
                if word[0] == lower[0]:
                    small.add(lower)
        spaced = [each for each in phrases if has_words_edges(each)]
        self._entries = [*needs, *spaced]
        self._first_phrase = len(needs)
        self._placeholders = [_NAME] * len(needs) + [phrases[each] for each in spaced]
        with_s = [at for at, each in enumerate(self._entries) if each[-1].isalpha()]
        self._meant = np.array([*range(len(self._entries)), *with_s], np.int64)
        self._lexicon = Lexicon([*self._entries, *(self._entries[at] + "s" for at in with_s)])
        self._needs_title = np.zeros(len(self._entries), bool)
        self._needs_title[: len(needs)] = [beside == "title" for beside in needs.values()]
        self._needs_capital = np.zeros(len(self._entries), bool)
        self._needs_capital[: len(needs)] = [each not in small for each in needs]

    def __repr__(self) -> str:
        return f"<People: {len(self._entries)} names and addresses>"

    def replaced(self, texts: pl.Series) -> pl.Series:
        """Return the texts with a placeholder for each finding."""
        plain = texts.fill_null("")
        joined = JoinedTexts(plain)
        in_single = chain(self._unspaced_in(plain), self._phones_in(plain))
        found = chain(self._by_words(joined.text), joined.placed(in_single))
        treated = joined.with_placeholders(found)
        if not treated:
            return texts
        return texts.clone().scatter([*treated], pl.Series([*treated.values()], dtype=pl.String))

    def _by_words(self, text: str) -> Iterator[Found]:
        """What is found by its words, which are whole words therefore."""
        words = words_of(text)
        which, first, starts = self._lexicon.found(words)
        which = self._meant[which]
        may_be = ~self._needs_capital[which] | words.are_capital[first]
        may_be &= ~self._needs_title[which] | _has_title_word(words, first)
        for entry, start in zip(which[may_be].tolist(), starts[may_be].tolist(), strict=True):
            written = self._entries[entry]
            if entry >= self._first_phrase:
                if end := _end_of(written, text, start):
                    yield start, end, self._placeholders[entry]
                continue
            end = start + len(written)
            beside = self._words.get(text[start:end])
            if beside is not None and _IS_BESIDE[beside](text, start, end):
                yield start, end, _NAME

    def _phones_in(self, texts: pl.Series) -> Iterator[tuple[int, Found]]:
        for at, (start, end) in self._phones.spans(texts):
            yield at, (start, end, "[phone]")

    def _unspaced_in(self, texts: pl.Series) -> Iterator[tuple[int, Found]]:
        for at, text, phrases, words in self._unspaced.matches(texts):
            for placeholder, start, end in phrases:
                if _is_whole_name(text, start, end):
                    yield at, (start, end, placeholder)
            for word, start, end in words:
                is_beside = _IS_BESIDE[self._words[word]]
                if _is_whole_name(text, start, end) and is_beside(text, start, end):
                    yield at, (start, end, _NAME)


def _has_title_word(words: Words, first: Places) -> Flags:
    """Whether the word before may be a title."""
    return (first > 0) & _title_sieve().may_hold(words.numbers[first - 1])


@cache
def _title_sieve() -> Sieve:
    return Sieve(words_of(_TITLES).numbers)


def _end_of(phrase: str, text: str, start: int) -> int:
    """Where a phrase ends that begins here, with any white space for each space; 0 if none does."""
    end = start
    for part in phrase.split(" "):
        if end > start:
            space = _SPACES.match(text, end)
            if space is None:
                return 0
            end = space.end()
        if folded(text[end : end + len(part)]) != part:
            return 0
        end += len(part)
    return end


def _is_whole_name(text: str, start: int, end: int) -> bool:
    """Whole words, or with the s of a German or an English genitive behind."""
    has_s = text[end : end + 1] in {"s", "S"}
    return stands_alone(text, start, end) or (
        has_s and stands_alone(text, start, end + 1) and text[end - 1].isalpha()
    )


def _has_company(text: str, start: int, end: int) -> bool:
    """Whether a word with a capital stands right beside."""
    before = _WORD_BEFORE.search(text[max(0, start - _LOOK_BACK) : start])
    after = _WORD_AFTER.match(text, end)
    return any(each is not None and each[1].isupper() for each in (before, after))


def _has_title(text: str, start: int, _: int) -> bool:
    return _TITLE.search(text[max(0, start - _LOOK_BACK) : start]) is not None


def _is_alone(_: str, __: int, ___: int) -> bool:
    return True


_IS_BESIDE: Final[Mapping[Beside, Callable[[str, int, int], bool]]] = {
    "anything": _is_alone,
    "capital": _has_company,
    "title": _has_title,
}


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
        """Return what the people are called who were added by `add_names` and `add_linked`."""
        return PersonNames(self._named, self._linked)

    def add_names(self, people: pl.DataFrame) -> None:
        """Add first and last names, in columns `first` and `last`."""
        self._named.append(people)

    def add_linked(self, people: pl.DataFrame) -> None:
        """Add those who belong to a row of another table, whose key is in column `key`."""
        self._linked.append(people)

    def add_person(self, first: str | None, last: str | None) -> None:
        """Add a person by first and last name; either may be blank."""
        first, last = _clean(first), _clean(last)
        self._add_last_name(last)
        self._add_first_name(first)
        if len(first) > 1 and len(last) > 1:
            for name in (f"{first} {last}", f"{last} {first}", f"{last}, {first}"):
                self._add_phrase(name, _NAME)
        if first and last and is_uncased(first + last):
            self._add_phrase(last + first, _NAME)

    def add_name(self, name: str | None) -> None:
        """Add a name that may be full or not."""
        name = _clean(name)
        if " " in name:
            self._add_phrase(name, _NAME)
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
            self._phones.add(number)

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
            self._add_phrase(name, _NAME)
        for word in name.split():
            is_part = " " in name and (len(word) <= _PARTICLE or word[0].islower())
            if len(word) > 1 and not is_part:
                self._add_word(word, "title" if folded(word) in common_words() else "anything")

    def _add_first_name(self, name: str) -> None:
        if " " in name:
            self._add_phrase(name, _NAME)
        for word in name.split():
            if len(word) > 1:
                self._add_word(word, _first_names_need(word))

    def _add_word(self, word: str, beside: Beside) -> None:
        """Add a name that stands alone; where it is several, what asks for least counts."""
        for written in _spellings(word):
            known = self._words.get(written, beside)
            self._words[written] = _least(known, beside)


def _least(*asked: Beside) -> Beside:
    """What asks for least."""
    return min(asked, key=("anything", "capital", "title").index)


_SHORT: Final = 5
_PARTICLE: Final = 3


def _first_names_need(word: str) -> Beside:
    if folded(word) in common_words():
        return "title"
    return "anything" if folded(word) in plain_first_names() or is_uncased(word) else "capital"


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())


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
