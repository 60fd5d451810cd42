"""What each source table holds and how each column is treated.

The YAML in `suitecrm/` drives the code; nothing here connects to anything.
"""
