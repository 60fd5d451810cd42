"""Rows are cut whole from the wire, however its bytes arrive, and never waited for beyond the
end."""

from __future__ import annotations

import pytest
from wires import END_OF_RESULT, PiecewiseStream, packets, payload, result

from suitehouse.source import packets as packets_module
from suitehouse.source.columns import MalformedRowError, columns_of
from suitehouse.source.packets import RowPackets, ServerError, StreamBrokenError

BUFFER_BYTES = 1 << 16


def read(
    wire: bytes, columns: int, *, piece: int = 1 << 20, buffer_bytes: int = BUFFER_BYTES
) -> list:
    rows = []
    for buffer in RowPackets(PiecewiseStream(wire, piece), buffer_bytes):
        arrays, *_ = columns_of(buffer, columns, columns)
        rows += zip(*(array.to_pylist() for array in arrays), strict=True)
    return rows


def test_null_and_empty_text_stay_apart() -> None:
    wire = result([(b"a", None, b""), (None, b"", b"b")])

    rows = read(wire, 3)

    assert rows == [("a", None, ""), (None, "", "b")]


@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 11, 12, 13, 250, 251, 252, 253, 65535, 65536])
def test_values_of_every_length_prefix_arrive_whole(size: int) -> None:
    value = bytes(97 + n % 26 for n in range(size))

    rows = read(result([(b"k", value, b"z"), (value, None, value)]), 3)

    assert rows == [("k", value.decode(), "z"), (value.decode(), None, value.decode())]


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 64])
def test_short_reads_lose_nothing(piece: int) -> None:
    expected = [(f"id-{n}", "x" * (n % 40)) for n in range(60)]
    wire = result([(a.encode(), b.encode()) for a, b in expected])

    rows = read(wire, 2, piece=piece, buffer_bytes=100)

    assert rows == expected


def test_an_empty_result_yields_nothing() -> None:
    stream = RowPackets(PiecewiseStream(result([]), 1), BUFFER_BYTES)

    assert list(stream) == []
    assert stream.is_complete


def test_a_row_larger_than_the_buffer_gets_a_buffer_of_its_own() -> None:
    wire = result([(b"a",), (b"b" * 5000,), (b"c",)])

    rows = read(wire, 1, buffer_bytes=64)

    assert rows == [("a",), ("b" * 5000,), ("c",)]


@pytest.mark.parametrize("size", [0xFFFFFF - 4, 0xFFFFFF - 3, 0xFFFFFF + 10, 2 * 0xFFFFFF + 1])
def test_rows_of_sixteen_mebibytes_are_joined_from_their_packets(size: int) -> None:
    value = b"v" * size

    rows = read(result([(b"before",), (value,), (b"after",)]), 1, buffer_bytes=1 << 20)

    assert [len(row[0]) for row in rows] == [6, size, 5]
    assert rows[1][0] == value.decode()


def test_values_that_a_long_row_has_no_room_for_stand_as_null_and_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packets_module, "LONGEST_ROW_BYTES", (1 << 24) + 200)
    long, longer = b"v" * (1 << 24), b"w" * (1 << 25)
    wire = result([(b"before", b"1", b"2", None), (longer, b"k", long, b"x" * 90), (b"z",) * 4])

    buffers = list(RowPackets(PiecewiseStream(wire, 1 << 20), 1 << 20))

    rows = [row for each in buffers for row in zip(*columns_of(each, 4, 4).columns, strict=True)]
    assert [[value.as_py() and len(value.as_py()) for value in row] for row in rows] == [
        [6, 1, 1, None],
        [None, 1, 1 << 24, 90],
        [1, 1, 1, 1],
    ]
    assert [each.too_long for each in buffers] == [(), (0,), ()]


def test_a_shortened_row_digests_alike_however_it_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packets_module, "LONGEST_ROW_BYTES", 1 << 10)
    wire = result([(b"k", b"v" * (1 << 24), b"end")])

    raw = [
        columns_of(next(iter(RowPackets(PiecewiseStream(wire, piece), size))), 3, 3).raw_rows
        for piece, size in ((1 << 20, 1 << 16), (65_537, 1 << 22))
    ]

    assert raw[0].to_pylist() == raw[1].to_pylist() == [b"\x01k\xfb\x03end"]


def test_a_value_that_is_longer_than_its_row_breaks_the_stream() -> None:
    content = b"\xfe" + (1 << 26).to_bytes(8, "little") + b"v" * (1 << 24)
    wire = packets([content, END_OF_RESULT])

    with pytest.raises(StreamBrokenError):
        list(RowPackets(PiecewiseStream(wire, 1 << 20), 1 << 20))


def test_an_error_packet_among_the_rows_ends_the_result_with_its_number() -> None:
    error = b"\xff" + (1317).to_bytes(2, "little") + b"#70100Query execution was interrupted"
    packets_read = RowPackets(
        PiecewiseStream(packets([payload((b"a",)), error]), 1 << 20), BUFFER_BYTES
    )

    with pytest.raises(ServerError) as raised:
        list(packets_read)

    assert raised.value.number == 1317
    assert packets_read.is_complete, "the connection can go on"


def test_a_stream_that_ends_within_a_row_is_broken() -> None:
    wire = result([(b"abc",), (b"def",)])[:-12]
    stream = PiecewiseStream(wire, 1 << 20, may_end=True)

    with pytest.raises(StreamBrokenError):
        list(RowPackets(stream, BUFFER_BYTES))


def test_a_missing_packet_is_noticed() -> None:
    first = packets([payload((b"a",))], first_sequence=5)
    third = packets([payload((b"c",)), END_OF_RESULT], first_sequence=7)

    with pytest.raises(StreamBrokenError):
        list(RowPackets(PiecewiseStream(first + third, 1 << 20), BUFFER_BYTES))


def test_the_sequence_number_wraps_around_at_256() -> None:
    expected = [(str(n),) for n in range(700)]

    rows = read(result([(text.encode(),) for (text,) in expected]), 1, buffer_bytes=300)

    assert rows == expected


def test_a_first_value_that_looks_like_an_end_marker_is_a_row() -> None:
    # 0xFE also starts a value of 16 MiB and more; only a short packet is the end of the result.
    value = b"w" * (1 << 24)

    rows = read(result([(value, b"tail")]), 2)

    assert [len(row[0]) for row in rows] == [1 << 24]


def test_rows_with_another_number_of_columns_are_refused() -> None:
    with pytest.raises(MalformedRowError):
        read(result([(b"a", b"b")]), 1)
    with pytest.raises(MalformedRowError):
        read(result([(b"a",)]), 2)


def test_text_that_is_not_utf8_is_made_readable_and_the_rest_is_kept() -> None:
    wire = result([(b"caf\xc3\xa9", b"ok"), (b"caf\xe9", b"ok"), (None, b"ok")])

    (buffer,) = RowPackets(PiecewiseStream(wire, 1 << 20), BUFFER_BYTES)
    columns, _, not_utf8 = columns_of(buffer, 2, 2)

    assert columns[0].to_pylist() == ["café", "caf\ufffd", None]
    assert columns[1].to_pylist() == ["ok"] * 3
    assert not_utf8 == {0: [1]}


def test_characters_beyond_the_basic_plane_and_control_bytes_arrive_as_sent() -> None:
    text = "🚀 back\\slash\nnewline\r\ttab\x00nul\x1a'\""

    rows = read(result([(text.encode(),)]), 1)

    assert rows == [(text,)]


def test_raw_rows_differ_where_text_moves_to_the_next_column() -> None:
    wire = result([(b"ab", b"c"), (b"a", b"bc"), (b"ab", None), (b"ab", b"")])
    (buffer,) = RowPackets(PiecewiseStream(wire, 1 << 20), BUFFER_BYTES)

    _, raw, _ = columns_of(buffer, 2, 2)

    assert len(set(raw.to_pylist())) == 4


def test_raw_rows_leave_out_the_columns_that_only_stand_beside() -> None:
    wire = result([(b"a", b"first"), (b"a", b"second")])
    (buffer,) = RowPackets(PiecewiseStream(wire, 1 << 20), BUFFER_BYTES)

    _, raw, _ = columns_of(buffer, 2, 1)

    assert raw.to_pylist() == [b"\x01a", b"\x01a"]
