"""Finds the people whom the CRM knows in texts: names, e-mail addresses, numbers and streets.

The rule for names, which `docs/reference/redaction.md` states for readers:

- A full name is always found, in either order and in any case.
- A last name that stands alone is found with a capital; where it is a common word too, only behind
  a title ("Herr", "Mrs").
- A first name that stands alone is found with a capital where the word beside it has one too, or
  where it means nothing else; where it is a common word too, only behind a title.

Everything is kept in memory alone and found in one go by an Aho-Corasick automaton.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal

import polars as pl
from ahocorasick_rs import AhoCorasick

from suitehouse.privacy.folding import Widened, folded, folded_texts, is_uncased, stands_alone
from suitehouse.privacy.known_phones import KnownPhones
from suitehouse.privacy.name_words import common_words, plain_first_names
from suitehouse.privacy.pattern import with_placeholders
from suitehouse.privacy.person_names import PersonNames

_Found = tuple[int, int, str]
Beside = Literal["anything", "capital", "title"]
_NAME: Final = "[name]"
_PLACEHOLDER: Final = re.compile(r"\[(?:name|email|phone|iban|card|id|ip|url|address)\]")
_WORD_BEFORE: Final = re.compile(r"([^\W\d_])[\w.'\u2019]*[ \t\-]{1,2}$")
_WORD_AFTER: Final = re.compile(r"[ \t\-]{1,2}([^\W\d_])")
_TITLE: Final = re.compile(
    r"\b(?:herrn?|frau|fr|hr|familie|mr|mrs|ms|miss|mister|dr|prof|sir|madame?|mme|mlle|monsieur|m"
    r"|maître|sr|sra|srta|señor|señora|don|doña|dear|hi|hello|hallo|liebe[r]?|cher|chère|querid[oa]"
    r"|estimad[oa])\.? $",
    re.IGNORECASE,
)
_LOOK_BACK: Final = 40


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
        self._placeholders = list(phrases.values())
        self._beside = list(words.values())
        self._phrases = AhoCorasick(list(phrases)) if phrases else None
        self._words = AhoCorasick(list(words)) if words else None
        self._phones = KnownPhones(phones)

    def __repr__(self) -> str:
        return f"<People: {len(self._placeholders)} phrases, {len(self._beside)} words>"

    def replaced(self, texts: pl.Series) -> pl.Series:
        """Return the texts with a placeholder for each finding."""
        found = self._found(texts)
        if not found:
            return texts
        treated = [
            _with_findings(text, found[at])
            for at, text in zip(found, texts[list(found)], strict=True)
        ]
        return texts.clone().scatter(list(found), pl.Series(treated, dtype=pl.String))

    def _found(self, texts: pl.Series) -> dict[int, list[_Found]]:
        """What is found in each text where something is, by its place."""
        found: dict[int, list[_Found]] = {}
        plain = texts.fill_null("")
        written = plain.to_list()
        for at, text in enumerate(written):
            if words := self._words_in(text):
                found[at] = words
        for at, text in enumerate(folded_texts(plain).to_list()):
            if phrases := self._phrases_in(text, written[at]):
                found.setdefault(at, []).extend(phrases)
        for at in self._phones.candidates(plain):
            spans = self._phones.spans(written[at])
            found.setdefault(at, []).extend((start, end, "[phone]") for start, end in spans)
        return found

    def _phrases_in(self, narrow: str, text: str) -> list[_Found]:
        if self._phrases is None:
            return []
        found = [
            each
            for each in _matches(self._phrases, narrow)
            if _is_whole_name(narrow, each[1], each[2])
        ]
        if not found:
            return []
        if len(narrow) == len(text):
            return [(start, end, self._placeholders[which]) for which, start, end in found]
        place = Widened(text).place
        return [
            (place(start), place(end - 1) + 1, self._placeholders[which])
            for which, start, end in found
        ]

    def _words_in(self, text: str) -> list[_Found]:
        if self._words is None:
            return []
        return [
            (start, end, _NAME)
            for which, start, end in _matches(self._words, text)
            if _is_whole_name(text, start, end)
            and _IS_BESIDE[self._beside[which]](text, start, end)
        ]


def _with_findings(text: str, found: Iterable[_Found]) -> str:
    taken = [each.span() for each in _PLACEHOLDER.finditer(text)]
    return with_placeholders(text, _joined(each for each in found if _is_free(each, taken)))


def _matches(automaton: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    return automaton.find_matches_as_indexes(text, overlapping=True)


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


def _is_free(found: _Found, taken: list[tuple[int, int]]) -> bool:
    start, end, _ = found
    return not any(start < last and first < end for first, last in taken)


def _joined(found: Iterable[_Found]) -> Iterator[_Found]:
    """What overlaps as one stretch, with the placeholder of its longest part."""
    start = end = longest = 0
    placeholder = ""
    for begin, last, name in sorted(found):
        if placeholder and begin >= end:
            yield start, end, placeholder
            placeholder = ""
        if not placeholder:
            start, end, longest = begin, last, 0
        end = max(end, last)
        if last - begin > longest:
            longest, placeholder = last - begin, name
    if placeholder:
        yield start, end, placeholder


class PeopleBook:
    """Collects what a CRM knows of people, until `people` makes them findable."""

    def __init__(self) -> None:
        self._phrases: dict[str, str] = {}
        self._words: dict[str, Beside] = {}
        self._phones: set[str] = set()
        self._named: list[pl.DataFrame] = []
        self._linked: list[pl.DataFrame] = []

    def people(self) -> People:
        """Return everybody who was added."""
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
            self._add_phrase(address, "[email]")

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
            self._words[written] = min(known, beside, key=_ASKS.index)


_ASKS: Final[tuple[Beside, ...]] = ("anything", "capital", "title")
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
