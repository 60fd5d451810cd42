"""Two lists of words that decide what a name is where it stands alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from suitehouse.privacy.folding import folded

_FOLDER = Path(__file__).parent


@cache
def common_words() -> frozenset[str]:
    """Words that are also names, folded: alone they are taken for words."""
    return _words("common_words.txt")


@cache
def plain_first_names() -> frozenset[str]:
    """First names, folded, that mean nothing else."""
    return _words("plain_first_names.txt") - common_words()


def _words(file: str) -> frozenset[str]:
    lines = (_FOLDER / file).read_text(encoding="utf-8").splitlines()
    return frozenset(
        folded(word) for line in lines if not line.startswith("#") for word in line.split()
    )
