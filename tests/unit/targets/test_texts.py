"""Texts go as a warehouse can hold them: a NUL as its symbol, one that is too long not at all."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from deliveries import relation, rows, shipment

from suitehouse.errors import UnfitTextError
from suitehouse.targets._texts import fitting_rows
from suitehouse.targets._words import Words
from suitehouse.targets.protocol import Column

THINGS = relation((Column("id", "VARCHAR"), Column("text", "VARCHAR"), Column("n", "BIGINT")))


class Short(Words):
    """A warehouse that holds little."""

    name = "short"
    longest_text_bytes = 5
    holds_nuls = False


def sent(words: Words, *texts: str | None) -> list[str | None]:
    values = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
    found: list[str | None] = fitting_rows(shipment(values, THINGS), words).read_all()["text"]
    return pa.chunked_array(found).to_pylist()


def test_a_nul_becomes_its_symbol_where_it_has_no_place() -> None:
    assert sent(Short(), "a\0b", None, "", "plain") == ["a\u2400b", None, "", "plain"]


def test_every_text_stays_itself_where_it_has_one() -> None:
    assert sent(Words(), "a\0b", "as long as it is") == ["a\0b", "as long as it is"]


def test_rows_stop_at_a_text_that_is_too_long_and_its_column_is_named_alone() -> None:
    assert sent(Short(), "12345") == ["12345"]

    with pytest.raises(UnfitTextError, match=r"text of landing\.things has 6 bytes") as caught:
        sent(Short(), "1234ä")

    assert "short:// holds 5" in str(caught.value)
    assert "1234" not in str(caught.value)


def test_a_symbol_in_the_place_of_a_nul_counts_as_long_as_it_is() -> None:
    with pytest.raises(UnfitTextError, match="has 7 bytes"):
        sent(Short(), "1234\0")


def test_columns_without_any_text_are_let_through() -> None:
    empty = replace(shipment([], THINGS), rows=lambda: rows([{"id": "1"}, {"id": "2"}], THINGS))

    assert fitting_rows(empty, Short()).read_all()["text"].null_count == 2
