"""How fast free text is redacted: typical notes, most of which name nobody, on one core.

Run: POLARS_MAX_THREADS=1 python benchmarks/redaction.py [megabytes] [people]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

import polars as pl

from suitehouse.privacy.known_people import People, PeopleBook
from suitehouse.privacy.redaction import redacted

RANDOM = random.Random(7)
BATCH_BYTES = 8 << 20
SENTENCES = [
    "Spoke to the buyer about the renewal, they want a new quote by Friday.",
    "Die Lieferung kam zu spät, der Kunde bittet um eine Gutschrift.",
    "Invoice INV-2026-000481 over 1,250.00 EUR was paid on 2026-11-03.",
    "Le client demande un devis pour deux cents pièces avant la fin du mois.",
    "El pedido 4500012345 salió ayer, faltan doce bultos.",
    "No answer, will try again next week and send the brochure in the meantime.",
    "Nach dem Gespräch wurde der Vertrag um zwölf Monate verlängert.",
    "The machine stopped at 14:22 and was repaired the same day, no charge.",
]
SYLLABLES = ["an", "ber", "cor", "dal", "eth", "fin", "gor", "hel", "ir", "jon", "kas", "lo", "mar",
             "nel", "os", "pet", "quin", "ros", "sal", "tor",
             "ul", "ver", "wil", "yan", "zer"]  # fmt: skip


def made_up_name(parts: int) -> str:
    return "".join(RANDOM.choices(SYLLABLES, k=parts)).capitalize()


def crm(count: int) -> tuple[People, list[tuple[str, str]]]:
    persons = [(made_up_name(2), made_up_name(RANDOM.choice([2, 3]))) for _ in range(count)]
    book = PeopleBook()
    for first, last in persons:
        book.add_person(first, last)
        book.add_email(f"{first}.{last}@{made_up_name(3)}.example")
        book.add_phone(f"+49 30 {RANDOM.randrange(10**6, 10**8)}")
        book.add_address(f"{made_up_name(3)} Street {RANDOM.randrange(200) + 1}")
    return book.people(), persons


def note(persons: list[tuple[str, str]]) -> str:
    sentences = RANDOM.choices(SENTENCES, k=RANDOM.randrange(2, 9))
    if RANDOM.random() < 0.3:
        first, last = RANDOM.choice(persons)
        sentences.append(RANDOM.choice([f"Ask {first} {last}.", f"{last} rings +49 30 1234567.",
                                        f"Mail {first}@mail.example."]))  # fmt: skip
    return " ".join(sentences)


def main(megabytes: int, count: int) -> None:
    started = time.perf_counter()
    people, persons = crm(count)
    print(f"{count:,} people known in {time.perf_counter() - started:.1f} s")
    sorts: dict[str, Callable[[], str]] = {
        "notes, three in ten with a person": lambda: note(persons),
        "notes without digits or people": lambda: " ".join(RANDOM.choices(SENTENCES[3:4], k=5)),
        "long e-mails": lambda: "\n\n".join(note(persons) for _ in range(20)),
    }
    for name, make in sorts.items():
        texts = []
        size = 0
        while size < BATCH_BYTES:
            texts.append(make())
            size += len(texts[-1].encode())
        batch = pl.Series(texts)
        rounds = max(1, megabytes * 1_000_000 // size)
        started = time.process_time()
        for _ in range(rounds):
            redacted(batch, people)
        seconds = time.process_time() - started
        print(f"{name}: {rounds * size / seconds / 1e6:.1f} MB/s of one core")


if __name__ == "__main__":
    main(*(int(each) for each in (*sys.argv[1:], *("50", "100000")[len(sys.argv) - 1 :])))
