"""Match passes, one file each: a rule that pairs items of two sides, never on amount alone.

A pass is a function named like its file: it takes the store and puts what it finds into the tables
`found` and `found_many`. It sees only items no earlier pass has claimed, and its result may not
depend on their order. The order of passes is in each reconciliation's YAML. Doesn't belong here:
judging a pair, parsing, connections.
"""
