"""datacompy: one join on the normal form; rows of one key are paired in the order they stand."""

from __future__ import annotations

import sys


def main(folder: str) -> None:
    """Compare and print how many rows agree in all compared columns."""
    import polars as pl
    from datacompy import PolarsCompare

    columns = ["normal", "amount", "currency", "day"]
    left = pl.read_parquet(f"{folder}/left.parquet", columns=columns)
    right = pl.read_parquet(f"{folder}/right.parquet", columns=columns)
    print(PolarsCompare(left, right, join_columns="normal").count_matching_rows())


if __name__ == "__main__":
    main(*sys.argv[1:])
