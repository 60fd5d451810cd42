"""The right to erasure: finds a person, empties what is held of them, keeps it so, and proves it.

What a warehouse does for it is behind `warehouses/_erasure_store.py`; what is emptied in a table
follows from `privacy/erasure_rules.py`. Nothing here reads the CRM.
"""
