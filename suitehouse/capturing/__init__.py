"""The parts of a capture pass: choosing tables, streaming rows to landing, one table's load, the report.

`suitehouse.capture` is the entrance. Nothing here knows a server's or a warehouse's dialect.
"""
