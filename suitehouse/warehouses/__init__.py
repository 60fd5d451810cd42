"""Where rows land: the `Warehouse` protocol and one file per target, named for its URL scheme.

A target's dialect, bulk path and faults stay in its files. Nothing here decides what is read or how
it is masked.
"""
