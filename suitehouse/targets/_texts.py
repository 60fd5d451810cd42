"""Texts as a warehouse can hold them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from suitehouse.errors import UnfitTextError
from suitehouse.targets._words import Words
from suitehouse.targets.protocol import Shipment


def fitting_rows(shipment: Shipment, words: Words) -> pa.RecordBatchReader:
    """Return a shipment's rows; where U+0000 has no place its symbol stands, U+2400.

    They stop where a text is too long, with an `UnfitTextError` that says in which column, and
    never what it says.
    """
    rows = shipment.rows()
    if words.holds_nuls and words.longest_text_bytes is None:
        return rows

    def fitting(batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = [
            _fitting(column, f"column {field.name} of {shipment.relation.qualified}", words)
            if pa.types.is_string(field.type)
            else column
            for field, column in zip(batch.schema, batch.columns, strict=True)
        ]
        return pa.record_batch(columns, schema=batch.schema)

    return pa.RecordBatchReader.from_batches(rows.schema, map(fitting, rows))


def _fitting(texts: pa.Array, where: str, words: Words) -> pa.Array:
    content = texts.buffers()[2]
    # A look at the bytes costs a tenth of replacing what is not there.
    if not words.holds_nuls and content is not None and b"\0" in content.to_pybytes():
        texts = pc.replace_substring(texts, "\0", "\u2400")
    if words.longest_text_bytes is not None:
        longest = pc.max(pc.binary_length(texts)).as_py() or 0
        if longest > words.longest_text_bytes:
            raise UnfitTextError(
                f"A text in {where} has {longest:,} bytes, and {words.name}:// holds "
                f"{words.longest_text_bytes:,} at most; leave the column out by its contract, or "
                "shorten the text in the CRM."
            )
    return texts
