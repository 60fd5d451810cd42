"""How fast free text is redacted: megabytes a CPU second by kind of text, and the people's cost.

Texts are drawn from the labelled set that redaction's precision is measured on, with its people,
addresses and numbers exchanged for those of a made-up CRM, and from sentences that name nobody, in
which words, dates and numbers vary. What share of the texts holds what is printed beside.

Run: POLARS_MAX_THREADS=1 python benchmarks/redaction.py [megabytes] [people ...]
"""

from __future__ import annotations

import random
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import yaml

from suitehouse.privacy.known_people import People
from suitehouse.privacy.name_words import common_words, plain_first_names
from suitehouse.privacy.people_book import PeopleBook
from suitehouse.privacy.redaction import redacted

RANDOM = random.Random(7)
# What capture cuts, decoded, is a few megabytes of text.
BATCH_BYTES = 4 << 20
LABELLED = Path(__file__).parents[1] / "tests" / "property" / "privacy" / "labelled_texts.yml"
MARK = re.compile(r"\[\[(\w+)\|(.*?)\]\]")
# The more common ones stand more often: half of all sentences hold no digit.
PLAIN = [
    "Spoke to the buyer about the renewal, they want a new quote for the {word} by Friday.",
    "Die Lieferung kam zu spät, der Kunde bittet um eine Gutschrift für {word}.",
    "Le client demande un devis pour deux cents pièces de {word} avant la fin du mois.",
    "No answer, will try again next week and send the {word} brochure in the meantime.",
    "Nach dem Gespräch wurde der Vertrag über {word} um zwölf Monate verlängert.",
    "El cliente pregunta por {word} y quiere una visita antes de fin de mes.",
]
WITH_DIGITS = [
    "Invoice INV-2026-{number:06} over {number:,}.00 EUR was paid on 2026-{month:02}-{day:02}.",
    "El pedido 45{number:08} salió ayer, faltan {day} bultos.",
    "The {word} stopped at {month:02}:{day:02} and was repaired the same day, no charge.",
    "Liefertermin {day}.{month}.2026, {day} Stück {word}, Preis {number},90 EUR.",
]
SYLLABLES = ["an", "ber", "cor", "dal", "eth", "fin", "gor", "hel", "ir", "jon", "kas", "lo", "mar",
             "nel", "os", "pet", "quin", "ros", "sal", "tor",
             "ul", "ver", "wil", "yan", "zer"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the made-up CRM knows."""

    first: str
    last: str
    email: str
    phone: str
    address: str


def made_up_word(parts: int) -> str:
    return "".join(RANDOM.choices(SYLLABLES, k=parts))


def made_up_person() -> Person:
    """One in ten last names is a word too, and half of the first names are on the list of names."""
    first = RANDOM.choice((RANDOM.choice(FIRST_NAMES), made_up_word(2))).title()
    is_word = RANDOM.random() < 0.1
    last = (RANDOM.choice(COMMON) if is_word else made_up_word(RANDOM.choice([2, 3]))).title()
    return Person(
        first,
        last,
        f"{first}.{last}@{made_up_word(3)}.example".lower(),
        f"+49 30 {RANDOM.randrange(10**6, 10**8)}",
        f"{made_up_word(3).title()} Street {RANDOM.randrange(200) + 1}",
    )


def known(persons: list[Person]) -> People:
    book = PeopleBook()
    for each in persons:
        book.add_person(each.first, each.last)
        book.add_email(each.email)
        book.add_phone(each.phone)
        book.add_address(each.address)
    return book.people()


def labelled() -> tuple[list[str], list[str]]:
    """The labelled sentences that point to somebody, and the others."""
    texts = yaml.safe_load(LABELLED.read_text(encoding="utf-8"))["texts"].values()
    every = [text for language in texts for text in language]
    return [each for each in every if MARK.search(each)], [x for x in every if not MARK.search(x)]


FIRST_NAMES, COMMON = sorted(plain_first_names()), sorted(common_words())
POINTING, POINTLESS = labelled()


class Writer:
    """Writes texts about some people, two thirds of whom the CRM knows."""

    def __init__(self, persons: list[Person]) -> None:
        self._persons = persons

    def prose(self) -> str:
        """Nobody and no digits."""
        return " ".join(map(filled, RANDOM.choices(PLAIN, k=RANDOM.randrange(2, 9))))

    def note(self, pointing: float = 0.1) -> str:
        """Up to eight sentences, of which some share points to somebody."""
        return " ".join(self._sentence(pointing) for _ in range(RANDOM.randrange(1, 9)))

    def telling_note(self) -> str:
        """A note whose every sentence points to somebody, as in the labelled set."""
        return self.note(pointing=1)

    def email(self) -> str:
        """Some 5 kB: a greeting, paragraphs, whoever signs it, and what it answers to."""
        return "\n\n> ".join(self._letter() for _ in range(RANDOM.randrange(4, 10)))

    def any(self) -> str:
        """Nine short notes to an e-mail: that is two thirds e-mail by size."""
        return self.email() if RANDOM.random() < 0.1 else self.note()

    def _letter(self) -> str:
        to, by = RANDOM.choices(self._persons, k=2)
        paragraphs = "\n".join(self.note(pointing=0.05) for _ in range(RANDOM.randrange(1, 4)))
        return (
            f"Dear {to.first},\n\n{paragraphs}\n\nBest regards\n{by.first} {by.last}\n"
            f"{by.address}\nTel. {by.phone}\n{by.email}\nhttps://www.example.com/imprint"
        )

    def _sentence(self, pointing: float) -> str:
        if RANDOM.random() < pointing:
            return MARK.sub(self._stand_in, RANDOM.choice(POINTING))
        return filled(RANDOM.choice(RANDOM.choice((PLAIN, PLAIN, PLAIN, WITH_DIGITS, POINTLESS))))

    def _stand_in(self, found: re.Match[str]) -> str:
        """A value of the class that is marked; numbers with a checksum stay."""
        is_known = RANDOM.random() < 2 / 3
        person = RANDOM.choice(self._persons) if is_known else made_up_person()
        full = f"{person.first} {person.last}"
        name = full if " " in found[2] else person.last
        values = {"name": name, "email": person.email, "address": person.address}
        if found[1] == "phone" and is_known:
            return person.phone
        return values.get(found[1], found[2])


def filled(sentence: str) -> str:
    word, number = made_up_word(RANDOM.choice([2, 3, 4])), RANDOM.randrange(1_000_000)
    day, month = RANDOM.randrange(1, 29), RANDOM.randrange(1, 13)
    return sentence.format(word=word, number=number, day=day, month=month)


def batch_of(make: Callable[[], str]) -> pl.Series:
    def texts() -> Iterator[str]:
        size = 0
        while size < BATCH_BYTES:
            yield (text := make())
            size += len(text.encode())

    return pl.Series(list(texts()))


def speed(texts: pl.Series, people: People, megabytes: int) -> float:
    """Megabytes a CPU second in the fastest of some rounds: others share the machine's caches."""
    size = int(texts.str.len_bytes().sum())
    seconds = []
    for _ in range(max(2, megabytes * 1_000_000 // size)):
        started = time.process_time()
        redacted(texts, people)
        seconds.append(time.process_time() - started)
    return size / min(seconds) / 1e6


def contents(texts: pl.Series, people: People) -> str:
    after = redacted(texts, people)
    shares = {
        "a known person": after.str.contains(r"\[(?:name|address)\]"),
        "a pattern": after.str.contains(r"\[(?:email|phone|iban|card|id|ip|url)\]"),
        "digits": texts.str.contains("[0-9]"),
    }
    size = texts.str.len_bytes().median()
    held = ", ".join(f"{share.mean():.0%} with {name}" for name, share in shares.items())
    return f"{len(texts):,} texts, half of them above {size:.0f} bytes; {held}"


def main(megabytes: int, counts: list[int]) -> None:
    for count in counts:
        persons = [made_up_person() for _ in range(count)]
        before, started = peak_megabytes(), time.process_time()
        people = known(persons)
        seconds, grown = time.process_time() - started, peak_megabytes() - before
        print(f"{count:,} people: known after {seconds:.1f} CPU s, peak memory {grown:+.0f} MB")
        writer = Writer(persons)
        kinds = (writer.any, writer.prose, writer.note, writer.telling_note, writer.email)
        for make in kinds:
            texts = batch_of(make)
            print(f"  {make.__name__}: {speed(texts, people, megabytes):.1f} MB/s "
                  f"({contents(texts, people)})", flush=True)  # fmt: skip


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(given[0] if given else 20, given[1:] or [1_000, 10_000, 100_000])
