"""Measures redaction on labelled texts: how much of what points to a person goes, and what else.

By characters: recall is the share of the marked ones that are gone, in whatever class; precision
the share of those taken in a class that were marked, in whatever class.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from suitehouse.privacy.known_people import People
from suitehouse.privacy.people_book import PeopleBook
from suitehouse.privacy.redaction import redacted

FILE = Path(__file__).with_name("labelled_texts.yml")
CLASSES = ("name", "email", "phone", "address", "iban", "card", "id", "ip", "url")
_MARK = re.compile(r"\[\[(\w+)\|(.*?)\]\]")
_PLACEHOLDER = re.compile(r"\[(" + "|".join(CLASSES) + r")\]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, and the class of each of its characters, None where it points to nobody."""

    text: str
    classes: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Characters of a class: marked, of these gone, taken, of these marked."""

    marked: int
    gone: int
    taken: int
    rightly: int

    @property
    def recall(self) -> float:
        return self.gone / self.marked

    @property
    def precision(self) -> float:
        return self.rightly / self.taken


def labelled_texts() -> list[Labelled]:
    return [labelled(text) for texts in _data()["texts"].values() for text in texts]


def known_people() -> People:
    known = _data()["known"]
    book = PeopleBook()
    for first, last in known["persons"]:
        book.add_person(first, last)
    for each in known["emails"]:
        book.add_email(each)
    for each in known["phones"]:
        book.add_phone(each)
    for each in known["addresses"]:
        book.add_address(each)
    return book.people()


def measured() -> dict[str, Figures]:
    texts = labelled_texts()
    after = redacted(pl.Series([each.text for each in texts]), known_people())
    marked, gone, taken, rightly = Counter(), Counter(), Counter(), Counter()
    for each, treated in zip(texts, after, strict=True):
        now = taken_classes(each.text, treated)
        for label, found in zip(each.classes, now, strict=True):
            marked[label] += 1
            gone[label] += found is not None
            taken[found] += 1
            rightly[found] += label is not None
    return {name: Figures(marked[name], gone[name], taken[name], rightly[name]) for name in CLASSES}


def labelled(marked: str) -> Labelled:
    text, classes, done = "", [], 0
    for found in _MARK.finditer(marked):
        before = marked[done : found.start()]
        text += before + found[2]
        classes += [None] * len(before) + [found[1]] * len(found[2])
        done = found.end()
    rest = marked[done:]
    return Labelled(text + rest, tuple(classes + [None] * len(rest)))


def taken_classes(text: str, treated: str) -> list[str | None]:
    """Return of each character of a text the placeholder that it went into."""
    kept = _PLACEHOLDER.split(treated)
    pattern = "".join(re.escape(part) if at % 2 == 0 else "(.+?)" for at, part in enumerate(kept))
    found = re.fullmatch(pattern, text, re.DOTALL)
    assert found is not None, "a redacted text is the text with placeholders"
    classes: list[str | None] = [None] * len(text)
    for number, name in enumerate(kept[1::2], start=1):
        for at in range(*found.span(number)):
            classes[at] = name
    return classes


def table() -> str:
    lines = ["| class | characters marked | precision | recall |", "|---|---|---|---|"]
    for name, each in measured().items():
        lines.append(f"| `{name}` | {each.marked} | {each.precision:.3f} | {each.recall:.3f} |")
    return "\n".join(lines)


def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return data


if __name__ == "__main__":
    sys.stdout.write(f"{len(labelled_texts())} texts\n{table()}\n")
