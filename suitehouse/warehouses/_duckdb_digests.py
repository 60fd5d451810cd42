"""Asks landing for digests: whether rows that were read are there already, just as they are."""

from __future__ import annotations

import duckdb
import polars as pl

from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses._duckdb_incoming import incoming
from suitehouse.warehouses._duckdb_ledger import first_value
from suitehouse.warehouses.protocol import DIGEST_COLUMN, LandingTable

_Connection = duckdb.DuckDBPyConnection


def landed_exactly(connection: _Connection, table: LandingTable, digests: pl.Series) -> bool:
    """Whether the live rows of landing have these digests, each as often, and no others."""
    landed = connection.execute(sql.live_digests(table)).to_arrow_table().column(0)
    if len(landed) != len(digests):
        return False
    return digests.sort().equals(pl.Series(pl.from_arrow(landed)).sort())


def landed_all(connection: _Connection, table: LandingTable, digests: pl.Series) -> bool:
    """Whether each of these digests is that of a live row of landing."""
    with incoming(connection, sql.INCOMING, digests.alias(DIGEST_COLUMN).to_frame()):
        return first_value(connection, sql.count_unknown(table)) == 0
