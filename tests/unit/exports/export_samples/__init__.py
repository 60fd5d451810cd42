"""A sample of each export format, as bytes: what people type in it is a canary.

A file holds one, named like the format.
"""

CANARY = "Zebediah Quux zq@canary.example"
