"""Warehouses that are supplied from the DuckDB writer: a file each, found by its URL's scheme.

A file defines `open_target(url) -> Target`; packages of others add one by the entry-point group
`suitehouse.targets`.
"""
