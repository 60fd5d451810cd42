"""How the CRM's database is read: connection, one consistent snapshot, windows, rows, digests, SuiteCRM's encodings.

Only `SELECT` is ever asked of the source. Nothing here knows how values are masked, where rows land, or what finance
does with them.
"""
