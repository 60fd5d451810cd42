"""Whatever rows a server sends, in whatever pieces, the same rows come out and digest alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from wires import PiecewiseStream, result

from suitehouse.source.columns import columns_of
from suitehouse.source.digest import Digester
from suitehouse.source.packets import RowPackets

COLUMNS = 3
VALUES = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=14),
    st.integers(245, 260).map(lambda size: "é" * (size // 2) + "x" * (size % 2)),
)
ROWS = st.lists(st.tuples(*[VALUES] * COLUMNS), max_size=12)
DIGESTER = Digester(b"k" * 32, "contacts", "shape")


def encoded(rows: list[tuple[str | None, ...]]) -> bytes:
    return result([[None if v is None else v.encode() for v in row] for row in rows])


def digests(rows: list[tuple[str | None, ...]], buffer_bytes: int = 1 << 16) -> list[int]:
    found: list[int] = []
    for buffer in RowPackets(PiecewiseStream(encoded(rows), 1 << 20), buffer_bytes):
        _, raw, _ = columns_of(buffer, COLUMNS, COLUMNS)
        found += DIGESTER.digests(raw).to_list()
    return found


@given(rows=ROWS, piece=st.integers(1, 300), buffer_bytes=st.integers(40, 900))
def test_rows_come_out_as_they_went_in(
    rows: list[tuple[str | None, ...]], piece: int, buffer_bytes: int
) -> None:
    found: list[tuple[str | None, ...]] = []
    for buffer in RowPackets(PiecewiseStream(encoded(rows), piece), buffer_bytes):
        arrays, *_ = columns_of(buffer, COLUMNS, COLUMNS)
        found += zip(*(array.to_pylist() for array in arrays), strict=True)

    assert found == rows


@given(rows=ROWS, buffer_bytes=st.integers(40, 900))
def test_digests_are_equal_exactly_where_rows_are(
    rows: list[tuple[str | None, ...]], buffer_bytes: int
) -> None:
    values = digests(rows, buffer_bytes)

    assert values == digests(rows)
    by_row = dict(zip(rows, values, strict=True))
    assert [by_row[row] for row in rows] == values
    assert len(set(values)) == len(set(rows))


@given(left=st.text(max_size=6), right=st.text(max_size=6))
def test_text_that_moves_between_columns_changes_the_digest(left: str, right: str) -> None:
    one, other = digests([(left + right, "", None), (left, right, None)])

    assert (one == other) is (right == "")


def test_null_digests_unlike_empty_text() -> None:
    null, empty = digests([(None, "a", "b"), ("", "a", "b")])

    assert null != empty


def test_another_key_table_or_shape_gives_other_digests() -> None:
    (buffer,) = RowPackets(PiecewiseStream(encoded([("a", "b", None)]), 1 << 20), 1 << 16)
    _, raw, _ = columns_of(buffer, COLUMNS, COLUMNS)

    found = {
        Digester(secret, table, shape).digests(raw).item()
        for secret in (b"k" * 32, b"l" * 32)
        for table in ("contacts", "leads")
        for shape in ("one", "two")
    }

    assert len(found) == 8
