"""The source tables as they land: one asset a contract, all captured in one source snapshot.

Not here: how a table is read, masked or merged; the core does that.
"""
