"""How the CRM's database is read: connection, snapshot, windows, rows, digests, encodings.

Only `SELECT` is ever asked of the source. Nothing here knows how values are masked, where rows
land, or what finance does with them.
"""
