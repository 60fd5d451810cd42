"""Schema drift: the live catalogue against the contracts, and contracts made to follow it.

May know `contracts` and `source`. The policy itself is in `contracts/drift.py`; nothing here reads
a row.
"""
