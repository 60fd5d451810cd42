"""Splink on DuckDB: deterministic links by reference and by normal form."""

from __future__ import annotations

import sys


def main(folder: str) -> None:
    """Link and print how many links were made."""
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    connection = duckdb.connect()
    for name in ("left", "right"):
        connection.execute(
            f"create table book_{name} as select *, source_id as unique_id "
            f"from read_parquet('{folder}/{name}.parquet')"
        )
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[block_on("reference"), block_on("normal")],
    )
    linker = Linker(["book_left", "book_right"], settings, DuckDBAPI(connection))
    links = linker.inference.deterministic_link()
    print(len(links.as_pandas_dataframe()))


if __name__ == "__main__":
    main(*sys.argv[1:])
