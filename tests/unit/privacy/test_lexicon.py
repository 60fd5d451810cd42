"""Phrases are found by their words, wherever a text is cut into pieces to look through it."""

from __future__ import annotations

import pytest

from suitehouse.privacy.lexicon import Lexicon, words_of


def found(phrases: list[str], text: str) -> set[tuple[str, int]]:
    which, _, starts = Lexicon(phrases).found(words_of(text))
    return {(phrases[at], start) for at, start in zip(which.tolist(), starts.tolist(), strict=True)}


def test_words_are_stretches_of_letters_and_digits() -> None:
    words = words_of("Ann's 2 Öfen_x")

    assert words.starts.tolist() == [0, 4, 6, 8, 13]
    assert words.are_capital.tolist() == [True, False, False, True, False]


def test_a_word_is_the_same_in_any_case_and_place() -> None:
    first, second, other = words_of("ÖFEN öfen ofen").numbers.tolist()

    assert first == second != other


def test_phrases_may_begin_with_each_other() -> None:
    phrases = ["anna", "anna meyer", "anna meyer schmidt", "meyer"]

    assert found(phrases, "so Anna Meyer Schmid") == {
        ("anna", 3), ("anna meyer", 3), ("meyer", 8),
    }  # fmt: skip


def test_phrases_of_the_same_words_are_all_found() -> None:
    assert found(["meyer, anna", "meyer anna"], "meyer, anna") == {
        ("meyer, anna", 0), ("meyer anna", 0),
    }  # fmt: skip


def test_what_stands_before_the_first_word_belongs_to_a_phrase() -> None:
    assert found(["'t hooft"], "van 't hooft") == {("'t hooft", 4)}


def test_part_of_a_word_is_not_found() -> None:
    assert found(["meyer"], "meyerhof obermeyer meyer1") == set()


@pytest.mark.parametrize("size", [(1 << 15) - 6, (1 << 15) - 3, 1 << 15, (1 << 16) - 3])
def test_a_phrase_is_found_where_a_text_is_cut(size: int) -> None:
    text = "x " * (size // 2) + " " * (size % 2) + "anna meyer too"

    assert found(["anna meyer"], text) == {("anna meyer", size)}


def test_nothing_is_found_by_nothing() -> None:
    assert found([], "anna") == set()
    assert found(["anna"], "") == set()
    assert found(["anna"], "-") == set()
