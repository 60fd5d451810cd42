"""Schema drift: the live catalogue against the contracts, and contracts made to follow it.

The policy itself is in `contracts/drift.py`. Nothing here reads a row; only `configured.py`
knows of settings and connections.
"""
