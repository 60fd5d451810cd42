"""What a reconciliation leaves behind: CSV tables, the summary and the printable report.

Belongs here: the shape of outputs. Doesn't: deciding anything about a row.
"""
