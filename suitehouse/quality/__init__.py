"""Expectations about what landed and what analysts read, and the pages that show how they were met.

Not here: tests of SQL models, which are in `warehouse_models`, and deciding what a failure stops.
"""
