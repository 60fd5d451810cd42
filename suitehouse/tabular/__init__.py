"""Reading text tables that others wrote: bytes to text, text to records, cells to values.

Belongs here: what holds for every such file. Doesn't: the columns or rules of one system's export.
"""
