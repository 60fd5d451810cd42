"""The shapes that export readers fill and reconciliation consumes: money, ledger items, files.

Belongs here: values that both share. Doesn't: reading a file, the CRM, matching.
"""
