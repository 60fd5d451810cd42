"""Values as Redshift can hold them and its COPY can read them.

A text of more than 65,535 bytes has no place in Redshift and is refused by name before it is sent.
U+0000 has none either and goes as its symbol, U+2400. COPY reads neither times nor unsigned numbers
out of Parquet: times go as text and are cast on their way into the table.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from suitehouse.targets._redshift_dialect import LONGEST_TEXT_BYTES
from suitehouse.targets._text_limits import refuse_long_texts
from suitehouse.targets.protocol import Relation, Rows, Shipment


def fitting_rows(shipment: Shipment) -> Rows:
    """Return a shipment's rows, which stop where a text is too long."""

    def rows() -> pa.RecordBatchReader:
        whole = shipment.rows()
        fitting = (_fitting_batch(batch, shipment.relation) for batch in whole)
        return pa.RecordBatchReader.from_batches(whole.schema, fitting)

    return rows


def _fitting_batch(batch: pa.RecordBatch, relation: Relation) -> pa.RecordBatch:
    columns = [
        _fitting_texts(column, f"column {field.name} of {relation.qualified}")
        if pa.types.is_string(field.type)
        else column
        for field, column in zip(batch.schema, batch.columns, strict=True)
    ]
    return pa.record_batch(columns, schema=batch.schema)


def _fitting_texts(texts: pa.Array, where: str) -> pa.Array:
    """The texts with the symbol for NUL in the place of every NUL."""
    content = texts.buffers()[2]
    if content is not None and b"\0" in content.to_pybytes():
        texts = pc.replace_substring(texts, "\0", "\u2400")
    refuse_long_texts(texts, where, "redshift", LONGEST_TEXT_BYTES)
    return texts


def copied_schema(schema: pa.Schema) -> pa.Schema:
    """The types that COPY reads: times as text, no unsigned numbers."""
    return pa.schema([pa.field(field.name, _copied_type(field.type)) for field in schema])


def _copied_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_time(kind):
        return pa.string()
    return pa.decimal128(20, 0) if pa.types.is_uint64(kind) else kind


def copied_batches(rows: pa.RecordBatchReader, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield batches in those types."""
    for batch in rows:
        columns = [
            column if column.type == field.type else pc.cast(column, field.type)
            for column, field in zip(batch.columns, schema, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)
