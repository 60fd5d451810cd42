"""Warehouses that are supplied from the DuckDB writer: a file each, found by its URL's scheme.

A file defines `open_target(url) -> Target`; packages of others add one by the entry-point group
`suitehouse.targets`, out of what `building` gives them. `protocol` says what a target has to do.
Beside the file `<scheme>.py` are `_<scheme>_access`, what its URL says, `_<scheme>_dialect`, what
its SQL says otherwise, and `_<scheme>_faults`, what its errors mean for us. The words are explained
in `suitehouse.delivery`.
"""
