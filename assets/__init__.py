"""WHAT exists: one folder a layer, from landing to publishing.

An asset takes protocols, calls the core and says what came of it. Not here: rules about rows,
connections, the clock, when things run.
"""
