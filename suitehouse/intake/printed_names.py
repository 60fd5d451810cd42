"""What the files of a folder are called in outputs: safe to print, and no two alike.

A file name may hold line breaks, terminal commands, bytes that are no text, card numbers. What
stands in their place may make two names one, and file and line would then lead to two rows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from suitehouse.tabular.card_cells import without_card_numbers

# What a spreadsheet would run is printed behind it.
_GUARD = "'"


def printed_names(paths: Iterable[Path]) -> dict[Path, str]:
    """Return each file's printed name, whatever the order in which the folder lists them.

    A name that can be printed as it is stays; one that then looks like another is numbered, as in
    `a?-2.csv`. A digest would tell them apart as well, but that of a card number can be reversed.
    """
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for path in sorted(paths, key=lambda path: (_printable(path) != path.name, path.name)):
        names[path] = next(name for name in _choices(_printable(path)) if _look(name) not in taken)
        taken.add(_look(names[path]))
    return names


def _printable(path: Path) -> str:
    printable = "".join(letter if letter.isprintable() else "?" for letter in path.name)
    return without_card_numbers(printable)


def _choices(name: str) -> Iterator[str]:
    yield name
    stem, dot, ending = name.rpartition(".")
    for number in count(2):
        yield f"{stem}-{number}{dot}{ending}" if stem else f"{name}-{number}"


def _look(name: str) -> str:
    """What is the same for names that look alike in every output."""
    return unicodedata.normalize("NFC", name).removeprefix(_GUARD)
