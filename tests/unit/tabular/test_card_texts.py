from __future__ import annotations

from suitehouse.tabular.card_texts import CardWatch, text_hash

CARD = "4111 1111 1111 1111"


def test_a_text_with_a_card_number_is_dropped_whole_and_counted() -> None:
    watch = CardWatch()

    kept = [watch.kept("invoice 7", 3), watch.kept(f"paid by {CARD}", 5), watch.kept(CARD, 9)]

    assert kept == ["invoice 7", "", ""]
    assert [(finding.code, finding.line) for finding in watch.findings()] == [("card_numbers", 5)]
    assert watch.findings()[0].message.startswith("2 texts")


def test_nothing_found_is_nothing_said() -> None:
    assert CardWatch().findings() == ()


def test_the_digest_tells_texts_apart_but_not_card_numbers() -> None:
    assert text_hash("a", "b") == text_hash(" a ", "b") != text_hash("ab")
    assert text_hash("by", CARD) == text_hash("by", "5500 0000 0000 0004")
    assert text_hash("4111 1111", "1111 1111") == text_hash("5500 0000", "0000 0004")
