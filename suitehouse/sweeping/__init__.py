"""The parts of a sweep: reading buckets, comparing, healing, the order of tables, the report.

`suitehouse.sweep` and `suitehouse.verify` are the entrances. Nothing here knows a server's or a
warehouse's dialect.
"""
