"""The parts of a capture pass: selection, row streams, one table's load, telling, the report.

`suitehouse.capture` is the entrance. Nothing here knows a server's or a warehouse's dialect.
"""
