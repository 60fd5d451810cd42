"""A 64-bit fingerprint of each row's source values, to compare rows without keeping them.

It is the start of HMAC-SHA-256 over the row's bytes on the wire, where each value stands behind its
length and NULL has a mark of its own. So two rows agree in their digests only if they agree in
every value: moving text from one column to the next, or '' in place of NULL, makes another. The key
keeps a digest from being tested against guesses. `server_digest` has the same as SQL.
"""

from __future__ import annotations

import hashlib
import hmac
import struct

import polars as pl
import polars_hash as plh
import pyarrow as pa

_DIGEST_HEX_DIGITS = 16
_VIEW_BYTES = 16
_INLINE_BYTES = 12


class Digester:
    """Digests one table's rows in one shape; another shape or key gives other digests."""

    def __init__(self, secret: bytes, table: str, fingerprint: str) -> None:
        purpose = f"row digest\0{table}\0{fingerprint}".encode()
        self._key = hmac.new(secret, purpose, hashlib.sha256).hexdigest()

    @property
    def key(self) -> bytes:
        """The key of this table's HMAC: one block of SHA-256, so that it is used as it is."""
        return self._key.encode()

    def digests(self, raw_rows: pa.Array) -> pl.Series:
        """Return the digest of each row as Int64, given the rows' bytes."""
        if len(raw_rows) == 1:  # it may be of many MiB, of which polars would make copies
            return pl.Series("_digest", [self._digest(raw_rows)], dtype=pl.Int64)
        # Of a lone array polars would import pyarrow's compute functions, a tenth of a second.
        rows = pl.DataFrame(pl.from_arrow(pa.RecordBatch.from_arrays([raw_rows], ["row"])))
        text = plh.col("row").chash.hmac_sha256(key=self._key)
        head = text.str.head(_DIGEST_HEX_DIGITS).str.decode("hex")
        return rows.select(head.bin.reinterpret(dtype=pl.Int64).alias("_digest")).to_series()

    def _digest(self, raw_row: pa.Array) -> int:
        """The digest of the only row of an array of views: a length, then the bytes or where."""
        _, views, *data = raw_row.buffers()
        view = memoryview(views)[_VIEW_BYTES * raw_row.offset :][:_VIEW_BYTES]
        size, _, _, start = struct.unpack("<4i", view)
        is_inline = size <= _INLINE_BYTES
        row = view[4:][:size] if is_inline else memoryview(data[0])[start:][:size]
        found = hmac.new(self.key, row, hashlib.sha256).digest()
        return int.from_bytes(found[: _DIGEST_HEX_DIGITS // 2], "little", signed=True)


def from_server(digests: pa.Array) -> pa.Array:
    """Return the server's digests, or their exclusive or, as `Digester` would give them.

    Args:
        digests: Unsigned 64-bit numbers as decimal text, most significant byte first.
    """
    numbers = digests.cast(pa.uint64()).to_numpy(zero_copy_only=False)
    return pa.array(numbers.byteswap().view("int64"))
